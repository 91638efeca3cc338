"""Stand-ins for copies, restoring and removing."""

from datetime import timedelta
from pathlib import Path

from desktop_fakes import NOW, TODAY

from fieldaudit.desktop.backup.check_presenter import Found, FoundGroup
from fieldaudit.desktop.backup.lines import OnlyLine
from fieldaudit.desktop.backup.presenter import CopyLine, Standing
from fieldaudit.desktop.backup.purge_presenter import GoneLine, PurgeLine, Removable

STICK = Path("/media/stick")
COPY = CopyLine(NOW - timedelta(days=2), STICK / "fa-20261119-081204-3f9a1c07.fab", 341_000_000, elsewhere=True)
STANDING = Standing(STICK, last=COPY, only=OnlyLine(3, 214, NOW - timedelta(days=7), remind=True))


class BackupUses:
    """A stick that takes every copy; remembers what was asked."""

    doing = ""

    def __init__(self, standing=STANDING):
        self._standing = standing
        self.done = []
        self.due = True

    def standing(self):
        return self._standing

    def choose(self, folder, carried):
        self.done.append(("choose", folder, carried))

    def copy(self, folder, carried, progress):
        progress.report(1, 2)
        self.done.append(("copy", folder, carried))
        return COPY

    def is_due(self):
        return self.due

    def copy_daily(self, progress):
        self.done.append(("daily", self.doing))


REMOVABLE = Removable(
    (
        PurgeLine("a1", "Riverside Garments, Unit 2", "Workplace inspection", TODAY, 31, 210_000_000),
        PurgeLine("a2", "Riverside dormitory, block B", "Dormitory check", TODAY - timedelta(days=9), 18, 130_000_000),
        PurgeLine("a3", "Northgate Packing", "Workplace inspection", TODAY, 4, 9_000_000, "open_actions"),
        PurgeLine("a4", "Harbour Cannery", "Migrant-worker check", TODAY, 0, 0, "not_secured"),
    ),
    (GoneLine("Delta Garments, unit 1", TODAY - timedelta(days=40), NOW),),
    NOW,
)


class PurgeUses:
    """Four confirmed audits, two of which may go."""

    def __init__(self, found=REMOVABLE):
        self.found = found
        self.removed = []

    def removable(self):
        return self.found

    def remove(self, audits, progress):
        self.removed.append(tuple(audits))
        return len(audits)


FOUND = Found(
    (
        FoundGroup(
            "Entries were altered, moved or taken away behind the program.",
            "Do not go on with these audits, and tell head office. What was sent, and any copy made before, still "
            "holds them.",
            (
                "Line 14 of 3f9a1c07 in the audit “Riverside Garments, Unit 2, 21 Nov 2026” was altered.",
                "What is shown of the audit “Riverside Garments, Unit 2, 21 Nov 2026” is not what its history says.",
            ),
        ),
        FoundGroup(
            "Files of attachments are missing or altered.",
            "Attach them again where you still have the photo or the recording. Otherwise restore a copy that was made "
            "before, or ask head office for what was sent.",
            tuple(f"The file of the attachment IMG_{number}.jpg is missing." for number in range(2041, 2058)),
        ),
    ),
    ("On 14 November 2026 the clock of this computer stood behind what was written before.",),
)


class CheckUses:
    """A check that finds what it was given, at its third report."""

    def __init__(self, found=None):
        self.found = found or Found()
        self.asked = 0

    def check(self, progress):
        self.asked += 1
        for part in (0, 40, 100):
            progress.report(part, 100)
        return self.found


class RestoreUses:
    """A copy that opens with any secret."""

    def __init__(self):
        self.done = []

    def by_passphrase(self, file, passphrase, progress):
        progress.report(120, 341)
        self.done.append((file, passphrase))
        return "opened"

    def by_sheet(self, file, words, new, progress):
        self.done.append((file, words, new))
        return "opened"
