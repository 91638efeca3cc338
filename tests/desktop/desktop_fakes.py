"""Stand-ins for the background and the use cases, in memory: what presenters and views are tested and pictured with."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from fieldaudit.desktop.audits.presenter import (
    AnswerLine,
    AuditDetail,
    ClosingPart,
    ConsentAsk,
    ConsentDone,
    EvidenceLine,
    PackAsk,
    PackDone,
    Respondent,
    SectionLine,
)
from fieldaudit.desktop.backup.lines import OnlyLine
from fieldaudit.desktop.devices.presenter import SeatLine
from fieldaudit.desktop.exchange.presenter import Overview, Received, SendLine, Sent, SentLine
from fieldaudit.desktop.first_start.presenter import Invitation, RecoverySheet
from fieldaudit.desktop.home.start_presenter import InstrumentChoice, SiteChoice
from fieldaudit.desktop.intake.presenter import PackageLine, Watched
from fieldaudit.desktop.lines import ActionLine, AuditLine, FindingLine
from fieldaudit.desktop.run.history import History as Past
from fieldaudit.desktop.sites.presenter import History, ImportPreview, SiteForm, SiteLine
from fieldaudit.errors import FieldAuditError

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 13, 20, tzinfo=UTC)
FINGERPRINT = "acorn-violet-timber-ocean salmon-orbit-maple-elephant"


class Job:
    """Work that cannot be stopped."""

    def cancel(self):
        pass


class Immediate:
    """Does all work at once, on the calling thread."""

    def run(self, work, *, success, failure):
        try:
            result = work()
        except FieldAuditError as error:
            failure(error)
        else:
            success(result)
        return Job()

    def follow(self, work, *, success, failure, progress):
        class Told:
            def report(self, done, total):
                progress(done, total)

        return self.run(lambda: work(Told()), success=success, failure=failure)


class Held(Immediate):
    """Keeps work until `finish()`."""

    def __init__(self):
        self.waiting = []

    def run(self, work, *, success, failure):
        self.waiting.append((work, success, failure))
        return Job()

    def finish(self):
        while self.waiting:
            work, success, failure = self.waiting.pop(0)
            Immediate().run(work, success=success, failure=failure)


class Refusing:
    """Answers every call by raising one error."""

    def __init__(self, error):
        self._error = error

    def __getattr__(self, name):
        def refuse(*_arguments, **_keywords):
            raise self._error

        return refuse


AUDITS = (
    AuditLine(
        "a1",
        "Riverside Garments, Unit 2",
        "Workplace inspection",
        "in_progress",
        "User enterprise",
        "Dhaka",
        "unannounced",
        TODAY,
        TODAY,
        69,
        108,
        {"critical": 1, "minor": 2},
        "A. Rahman",
    ),
    AuditLine(
        "a2",
        "Riverside Garments, Unit 2",
        "Migrant-worker check",
        "in_progress",
        "User enterprise",
        "Dhaka",
        "announced",
        TODAY - timedelta(days=1),
        TODAY + timedelta(days=1),
        12,
        26,
        {"major": 2},
        "A. Rahman",
    ),
    AuditLine(
        "a3",
        "Hilltop Cold Store",
        "Supervisor's weekly log",
        "in_progress",
        "User enterprise",
        "Chittagong",
        "",
        TODAY - timedelta(days=3),
        TODAY + timedelta(days=3),
        9,
        14,
        {},
        "A. Rahman",
    ),
    *(
        AuditLine(
            f"d{n}",
            f"Delta Labour, Hostel {n}",
            "Accommodation check",
            "due",
            "Delta Labour Ltd",
            "Sylhet",
            due=TODAY + timedelta(days=n),
            total=40,
        )
        for n in range(4)
    ),
    AuditLine(
        "r1",
        "Northern Thread Mill",
        "Workplace inspection",
        "ready",
        "User enterprise",
        "Rajshahi",
        "announced",
        TODAY,
        None,
        108,
        108,
        {"major": 1},
    ),
    AuditLine(
        "s1",
        "Harbour Logistics",
        "Workplace inspection",
        "sent",
        "Supplier",
        "Chittagong",
        "semi-announced",
        TODAY - timedelta(days=6),
        None,
        101,
        108,
    ),
)
ACTIONS = (
    ActionLine("x1", "Return 14 passports", "Riverside Unit 1", TODAY - timedelta(days=2)),
    ActionLine("x2", "Night-shift fire drill", "Hilltop", TODAY + timedelta(days=5)),
)


class HomeUses:
    """Home with audits and actions."""

    def __init__(self, audits=AUDITS, actions=ACTIONS):
        self._audits, self._actions = audits, actions

    def audits(self):
        return self._audits

    def actions_due(self):
        return self._actions

    def only_here(self):
        return OnlyLine(2, 96, NOW - timedelta(hours=3))


class StartUses:
    """Two instruments and some sites; remembers what was started."""

    def __init__(self):
        self.started = []

    def instruments(self):
        return [
            InstrumentChoice("f1", "Workplace inspection", "2026-11", 63, ("English", "Español")),
            InstrumentChoice("f2", "WHO verbal autopsy", "1.5.3", 485, ("English",)),
        ]

    def sites(self):
        return [SiteChoice(site.id, site.name, f"{site.party} · {site.country}") for site in SITES]

    def start(self, instrument, site, visit):
        self.started.append((instrument, site, visit))
        return "a-new"


SITES = (
    SiteLine("s1", "Harbour Logistics", "Harbour Group", "Bangladesh", "14 Port Road, Chittagong"),
    SiteLine("s2", "Hilltop Cold Store", "Hilltop Foods", "Bangladesh", "3 Ridge Lane, Chittagong"),
    SiteLine("s3", "Riverside Garments, Unit 1", "Riverside Garments", "Bangladesh", "22 Mill Street, Dhaka"),
    SiteLine(
        "s4", "Riverside Garments, Unit 2", "Riverside Garments", "Bangladesh", "24 Mill Street, Dhaka", risk="high"
    ),
    SiteLine("s5", "Riverside Hostel", "Delta Labour Ltd", "Bangladesh", "7 Canal Row, Dhaka", "dormitory"),
)
FINDINGS = (
    FindingLine(
        "f1",
        "a1",
        "Every emergency exit is unlocked and clear while people work.",
        "critical",
        "Fire 3.6",
        "2 of 5 exits",
        TODAY + timedelta(days=30),
    ),
    FindingLine(
        "f2",
        "a1",
        "Induction was given to everyone before they began.",
        "minor",
        "Training 9.1",
        "3 of 12 workers",
        TODAY + timedelta(days=90),
    ),
)


class SitesUses:
    """Five sites; remembers what was added."""

    def __init__(self, sites=SITES):
        self._sites = list(sites)
        self.problems = (
            (4, "The name is missing."),
            (9, "The kind is 'office'; write workplace, dormitory or household."),
        )

    def sites(self):
        return self._sites

    def history(self, site):
        return History(AUDITS[:2], FINDINGS) if site in ("s4", "s3") else History()

    def add(self, site):
        made = SiteLine(f"n{len(self._sites)}", site.name, site.party, site.country, site.address, site.kind)
        self._sites.append(made)
        return made.id

    def preview(self, file):
        new = (SiteForm("Canal Street Dormitory", "Delta Labour Ltd"), SiteForm("East Gate Weaving", "East Gate"))
        return ImportPreview(new, 3, self.problems)

    def bring_in(self, file):
        for site in self.preview(file).new:
            self.add(site)
        return 2


class ExchangeUses:
    """Two signed audits and three packages."""

    def __init__(self, *, empty=False):
        self.empty = empty
        self.wrote = []

    def overview(self):
        if self.empty:
            return Overview("Fair Work Partners", FINGERPRINT)
        return Overview(
            "Fair Work Partners, head office",
            FINGERPRINT,
            (
                SendLine("r1", "Northern Thread Mill", "Workplace inspection", NOW, 41, 38_000_000),
                SendLine("r2", "Riverside Garments, Unit 1", "Workplace inspection", NOW, 12, 9_400_000),
            ),
            (
                SentLine(118, NOW - timedelta(days=1), 2, confirmed=False),
                SentLine(117, NOW - timedelta(days=3), 1, confirmed=True),
            ),
            2,
            NOW - timedelta(days=3),
        )

    def send(self, audits, folder, most, progress):
        self.wrote.append((tuple(audits), folder))
        progress.report(1, 1)
        names = tuple(f"fieldaudit-000119-{part}.fap" for part in range(1, 6)) if most else ("fieldaudit-000119.fap",)
        return Sent(folder / names[0], 48_300_000, 119, len(audits), names)

    def send_again(self, folder, most, progress):
        self.wrote.append(("again", folder, most))
        progress.report(1, 1)
        return Sent(folder / "fieldaudit-000119.fap", 212_000_000, 119, 8)

    def receive(self, files, progress):
        progress.report(len(files), len(files))
        return [
            Received(files[0].name, good=True, sentence="2 receipts and your certificate were applied."),
            *(
                Received(
                    file.name,
                    good=False,
                    sentence="The package is damaged.",
                    next_step="Ask head office to send it again.",
                )
                for file in files[1:]
            ),
        ]


PACKAGES = (
    PackageLine(
        "p1",
        "taken_in",
        "North-0042 · no. 118",
        "A. Rahman · 2 audits, 41 photos · 38 MB",
        NOW,
        "Verified and taken in.",
        "",
        "A. Rahman",
        FINGERPRINT,
        (),
        (("a1", "Workplace inspection, Riverside Garments, Unit 2"),),
    ),
    PackageLine(
        "p2",
        "taken_in",
        "South-0017 · no. 64",
        "L. Haddad · 1 audit",
        NOW - timedelta(hours=3),
        "Verified and taken in.",
        "",
        "L. Haddad",
        FINGERPRINT,
    ),
    PackageLine(
        "p3",
        "two_versions",
        "North-0031 · no. 77",
        "Continues from a restored backup: 3 answers differ",
        NOW - timedelta(days=1),
        "This laptop was restored from a backup and went on. Both versions are kept.",
        "Compare side by side and choose for each answer. The choice is recorded; nothing is thrown away.",
        "K. Osei, North-0031",
        FINGERPRINT,
        (("Differs in", "4.2, 4.7, 9.1"),),
        (("a2", "Supplier audit, Delta Labour Ltd"),),
    ),
    PackageLine(
        "p4",
        "unknown_signer",
        "Not enrolled here",
        "Compare the fingerprint with the sender before certifying",
        NOW - timedelta(days=1, hours=4),
        "Nobody here vouches for this sender.",
        "Compare the fingerprint with the sender by telephone before certifying.",
        "says: M. Santos",
        FINGERPRINT,
    ),
    PackageLine(
        "p5",
        "duplicate",
        "South-0017 · no. 63",
        "Taken in on 14 Nov; nothing to do",
        NOW - timedelta(days=1, hours=6),
        "This package was taken in before.",
    ),
)


ONLY_HERE = OnlyLine(3, 214, NOW - timedelta(days=7), remind=True)


class IntakeUses:
    """Five packages; remembers what was taken in."""

    def __init__(self, packages=PACKAGES, only=None):
        self._packages, self.only = packages, only or OnlyLine()
        self.taken, self.thrown, self.put, self.folder = [], [], [], None
        self.trouble, self.retried = (), 0

    def packages(self):
        return self._packages

    def take_in(self, files, progress):
        self.taken.extend(files)
        progress.report(len(files), len(files))

    def arrived(self):
        return sorted(set(self.folder.glob("*.fap")) - set(self.taken)) if self.folder else []

    def take_in_arrived(self, progress):
        self.take_in(self.arrived(), progress)

    def only_here(self):
        return self.only

    def throw_away(self, package):
        self.thrown.append(package)
        self._packages = [replace(one, state="thrown_away", in_parts=False) for one in self._packages]

    def put_away(self, package):
        self.put.append(package)
        self._packages = [replace(one, state="put_away") if one.id == package else one for one in self._packages]

    def retry(self):
        self.retried += 1

    def watched(self):
        return Watched(self.folder, *self.trouble) if self.folder else None

    def watch(self, folder):
        self.folder = folder


SECTIONS = (
    SectionLine(
        "Visit and access",
        (
            AnswerLine("1.1", "Date and time of arrival", "21 Nov 2026, 13:20"),
            AnswerLine("1.2", "Access was given to every area asked for.", "Yes"),
        ),
    ),
    SectionLine(
        "Fire and exits",
        (
            AnswerLine("3.5", "Extinguishers are in date, sealed and reachable.", "Yes", evidence=1),
            AnswerLine(
                "3.6",
                "Every emergency exit is unlocked and clear while people work.",
                "No",
                note="Exit 2 chained; exit 4 blocked by pallets.",
                severity="critical",
                evidence=2,
                ref="/data/exits",
            ),
            AnswerLine(
                "3.7",
                "Date of the last fire drill with all shifts",
                "the guard who keeps the log was absent",
                "not_checked",
            ),
            AnswerLine("3.8", "The alarm can be heard on every floor.", "", "unanswered"),
        ),
    ),
    SectionLine(
        "Worker red flags",
        (AnswerLine("10.1", "Every worker can fetch their own identity document freely.", "", "sealed"),),
    ),
)


ONE_RESPONDENT = ConsentAsk((Respondent("a1", "", 14, 2),), 1)
TWO_RESPONDENTS = ConsentAsk((Respondent("a1", "", 14, 2), Respondent("w-07", "w-07", 5, 0)), 1)
ERASED = ConsentDone(
    14, 2, 1, ((118, NOW - timedelta(days=3)), (119, NOW - timedelta(days=1))), ("fa-20261120-071500-1f2e3d4c.fab", NOW)
)


class AuditsUses:
    """One audit to read."""

    def __init__(self, audits=AUDITS, photo=b""):
        self._audits, self._photo = audits, photo
        self.reports, self.asked, self.seen, self.past = [], [], [], Past()
        self.withdrawn, self.ask, self.done = [], ONE_RESPONDENT, ERASED
        self.packs, self.refuse = [], None

    def audits(self):
        return self._audits

    def history(self, audit, ref=""):
        self.asked.append(ref)
        return self.past

    def audit(self, audit, at=""):
        self.seen.append(at)
        return AuditDetail(
            AUDITS[0],
            (
                ("Site", "Riverside Garments, Unit 2"),
                ("Visit", "21 Nov 2026, unannounced"),
                ("Auditor", "A. Rahman"),
                ("Met", "Site manager, two worker representatives"),
            ),
            SECTIONS,
            FINDINGS,
            tuple(
                EvidenceLine(f"b{n}", f"IMG_{n:04}.jpg", question, NOW)
                for n, question in enumerate(("Exit 2, chained", "Exit 4, pallets", "Extinguisher tag"))
            ),
            (
                ClosingPart("How it was closed: version 2", (("Outcome", "complete"), ("Signed", "21 Nov 2026 16:02"))),
                ClosingPart(
                    "The site's answer to version 2",
                    (
                        ("Answer", "disputes"),
                        ("Comment", "Exit 2 was opened while the auditor was on the floor."),
                        ("Name", "J. Karim"),
                        ("Function", "production manager"),
                        ("Authority over the actions", "yes"),
                    ),
                ),
                ClosingPart(
                    "Version 1, which no longer stands",
                    (("Outcome", "complete"), ("Taken up again", "An answer was missing.")),
                ),
            ),
            3,
        )

    def evidence(self, blob):
        return self._photo

    def report(self, audit, profile, file):
        self.reports.append((audit, profile, file))
        return 9

    def pack_contents(self, audit, profile):
        if self.refuse is not None:
            raise self.refuse
        return PackAsk(profile, 412, 388, 14, ("contract.pdf", "siren.m4a"))

    def pack(self, audit, profile, file):
        self.packs.append((audit, profile, file))
        return PackDone(file, ":".join(["AB"] * 32))

    def consent(self, audit):
        return self.ask

    def withdraw(self, audit, subject, reason):
        self.withdrawn.append((audit, subject, reason))
        return self.done


SEATS = (
    SeatLine("s1", "A. Rahman", "auditor", "North", "certified", FINGERPRINT, NOW, 2),
    SeatLine(
        "s2",
        "L. Haddad",
        "auditor",
        "South",
        "admitted",
        "maple-orbit-salmon-ocean timber-violet-acorn-anchor",
        NOW - timedelta(days=2),
        1,
    ),
    SeatLine(
        "s3",
        "M. Santos",
        "",
        "",
        "waiting",
        "copper-lantern-river-basil walnut-canyon-ember-quartz",
        NOW - timedelta(days=1),
    ),
    SeatLine("s4", "K. Osei", "supervisor", "North", "invited"),
    SeatLine(
        "s5",
        "P. Varga",
        "auditor",
        "East",
        "revoked",
        "silver-meadow-anchor-ember basil-quartz-falcon-acorn",
        NOW - timedelta(days=30),
    ),
)


class DevicesUses:
    """Five seats; remembers what was done."""

    def __init__(self, seats=SEATS):
        self._seats = seats
        self.done = []

    def seats(self):
        return self._seats

    def invite(self, form, file):
        self.done.append(("invite", form, file))
        return "acorn violet timber salmon orbit maple"

    def certify(self, fingerprint, role, branch, passphrase):
        self.done.append(("certify", fingerprint, role, branch, passphrase))

    def revoke(self, fingerprint):
        self.done.append(("revoke", fingerprint))

    def write_package(self, fingerprint, folder, passphrase, most):
        self.done.append(("write", fingerprint, folder, passphrase, most))
        if most:
            return [folder / f"fa-000042.{part}-of-3.fap" for part in (1, 2, 3)]
        return [folder / "fa-000042.fap"]


WORDS = (
    "acorn",
    "violet",
    "timber",
    "salmon",
    "orbit",
    "maple",
    "copper",
    "lantern",
    "river",
    "walnut",
    "canyon",
    "ember",
    "silver",
    "meadow",
    "anchor",
    "basil",
)


class FirstStartUses:
    """The three doors, all open."""

    def __init__(self):
        self.done = []

    def read_invitation(self, file, code):
        return Invitation("Fair Work Partners", "A. Rahman", "auditor", "North branch")

    def join(self, file, code, passphrase):
        self.done.append(("join", file, code, passphrase))
        return "joined"

    def set_up(self, organisation, passphrase):
        self.done.append(("set_up", organisation, passphrase))
        return RecoverySheet("FIELDAUDIT RECOVERY SHEET\n" + " ".join(WORDS), WORDS, "made")

    def sample(self, desk, progress):
        progress.report(1, 2)
        self.done.append(("sample", desk))
        return f"sample {desk}"


HERE = Path(__file__).parent
