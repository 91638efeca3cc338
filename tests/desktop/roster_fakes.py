"""Workers of a site for the screen that shows them by code."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from fieldaudit.desktop.audits.withdrawn_lines import MachineLine, WithdrawnLine
from fieldaudit.desktop.roster.lines import Added, Alike, ListedLine, Opened, Preview, WorkerLine, Workers
from fieldaudit.errors import AuditUnknown, WrongPassphrase

LINES = (
    WorkerLine("w1", "4A6-QZ8-R5D", "25-34", "NP-BD", "Himal Overseas", "2025-03", own=True),
    WorkerLine("w2", "7KM-2XW-9HT", "35-44", "PH-BD", "", "2024-06", own=True),
    WorkerLine("w3", "B2C-R8V-4YP", "15-17", "BD", "Padma Manpower", "2026-01", author="Bilal Haque"),
    WorkerLine("w4", "N9T-3DE-6GJ", "", "", "Padma Manpower", "", withdrawn=True),
)
TOGETHER = (
    replace(LINES[0], same=(("w4", "N9T-3DE-6GJ"),), left=True, own=False, author="Amina Rahman"),
    replace(LINES[1], own=False, author="Amina Rahman"),
    LINES[2],
    replace(LINES[3], same=(("w1", "4A6-QZ8-R5D"),)),
)
STRANGE = (
    "<b>Sita</b> & <img src=x> Gurung · KQ-77",
    "Sita &amp; Gurung",
    "\u0634\u0631\u064a\u0641\u0629 \u0628\u0646\u062a \u0645\u062d\u0645\u062f · KQ-78",
    "Wickramasinghe Mudiyanselage Appuhamilage Podi Banda Ekanayake " * 3,
)
NAMES = {"w1": "Sita Gurung · KQ-77 · 2001-02-14", "w2": "Ramon Delgado · OD-44 · 1988"}
ALIKE = (
    Alike("w1", "w2", ("4A6-QZ8-R5D", "7KM-2XW-9HT"), "identity"),
    Alike("w1", "w3", ("4A6-QZ8-R5D", "B2C-R8V-4YP"), "name and birth"),
)
ERASED = WithdrawnLine("4A6-QZ8-R5D", date(2026, 5, 12), (MachineLine("", "erased", date(2026, 5, 12), here=True),))
HEADERS = ("Full Name", "Passport No.", "D.O.B.", "Remarks")
GOOD = Preview(
    HEADERS,
    ("name", "identity", "birth", ""),
    (
        ListedLine(2, "Sita Gurung", "4A6-QZ8-R5D", placed=True),
        ListedLine(3, "Lin & Co", "7KM-2XW-9HT"),
        *(ListedLine(row, f"Worker {row}") for row in range(4, 42)),
    ),
    (),
    ("Read as Windows-1252: nothing in the file says so.", "Dates in the column D.O.B. were read as day/month/year."),
)
BAD = Preview(
    HEADERS,
    ("name", "identity", "birth", ""),
    (),
    ((4, "D.O.B.", "There is no such day."), (9, "Passport No.", "It is the same as in row 3.")),
)


class RosterUses:
    """Four workers; remembers what was asked."""

    def __init__(self, found=None, looked=GOOD, alike=ALIKE):
        self.found = found or Workers("Delta unit 2", LINES)
        self.looked, self.asked, self.brought, self.fail = looked, [], [], None
        self.alike, self.done, self.linked = alike, [], {}

    def site_of(self, audit):
        if audit == "nothing":
            raise AuditUnknown(audit=audit)
        return "s1"

    def workers(self, site, audit):
        if not audit:
            return self.found
        respondents = ("a1", "w-07") if not self.found.office else ()
        return replace(self.found, instrument="Dormitory inspection", respondents=respondents, linked=dict(self.linked))

    def link(self, audit, worker, respondent):
        self._do("link", audit, worker, respondent)
        self.linked["respondent 2" if respondent == "*" else respondent] = worker

    def take_back(self, audit, respondent):
        self._do("take back", audit, respondent)
        del self.linked[respondent]

    def forget(self, worker, reason):
        self._do("forget", worker, reason)
        lines = tuple(replace(line, withdrawn=line.withdrawn or line.id == worker) for line in self.found.lines)
        self.found = replace(self.found, lines=lines)
        return (ERASED,)

    def say_same(self, one, other, *, same):
        self._do("same", one, other, same)

    def close_book(self):
        self.done.append(("close",))

    def _do(self, *what):
        if self.fail:
            raise self.fail
        self.done.append(what)

    def preview(self, site, file, fields, dates):
        self.asked.append((file, dict(fields), dates))
        if self.fail:
            raise self.fail
        return self.looked

    def bring_in(self, separate, progress):
        progress.report(1, 40)
        if self.fail:
            raise self.fail
        self.brought.append(separate)
        return Added(38, 1, 1)

    def let_go(self):
        self.asked.append("let go")

    def names(self, site, progress):
        progress.report(1, 4)
        return NAMES

    def names_for_officer(self, site, audit, key, passphrase, progress):
        progress.report(1, 4)
        if passphrase != "canyon walnut":
            raise WrongPassphrase
        return Opened(NAMES, self.alike, {"a1": "w2"} if audit else {})


FILE = Path("roster.csv")
