"""Workers of a site for the screen that shows them by code."""

from pathlib import Path

from fieldaudit.desktop.roster.presenter import Added, ListedLine, Preview, WorkerLine, Workers
from fieldaudit.errors import WrongPassphrase

LINES = (
    WorkerLine("w1", "4A6-QZ8-R5D", "25-34", "NP-BD", "Himal Overseas", "2025-03"),
    WorkerLine("w2", "7KM-2XW-9HT", "35-44", "PH-BD", "", "2024-06"),
    WorkerLine("w3", "B2C-R8V-4YP", "15-17", "BD", "Padma Manpower", "2026-01"),
    WorkerLine("w4", "N9T-3DE-6GJ", "", "", "Padma Manpower", "", withdrawn=True),
)
NAMES = {"w1": "Sita Gurung · KQ-77 · 2001-02-14", "w2": "Ramon Delgado · OD-44 · 1988"}
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

    def __init__(self, found=None, looked=GOOD):
        self.found = found or Workers("Delta unit 2", LINES)
        self.looked, self.asked, self.brought, self.fail = looked, [], [], None

    def workers(self, site):
        return self.found

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

    def names_for_officer(self, site, key, passphrase, progress):
        progress.report(1, 4)
        if passphrase != "canyon walnut":
            raise WrongPassphrase
        return NAMES


FILE = Path("roster.csv")
