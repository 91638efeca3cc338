"""Stand-ins for what people say of closings, in memory."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from fieldaudit.desktop.given.lines import Choice
from fieldaudit.desktop.review.points import SiteFinding
from fieldaudit.desktop.statements.lines import AskedLine, DoLine, Reading, ReadLine, ToSignLine

CLOSINGS = (
    ToSignLine("r1", "Nadi Textiles, unit 2", "Workplace inspection", 2, "Fair Work Partners", date(2026, 11, 20)),
    ToSignLine("r2", "Nadi Textiles, unit 2", "Workplace inspection", 1, "Fair Work Partners", newer=True),
    ToSignLine("r3", "Delta Garments", "Dormitory walk", 1, "Fair Work Partners", answer="dissent", comment="No."),
)
ACTIONS = (
    DoLine(
        "d1",
        "Bring the wardens' key list up to date and hang it at the gate",
        "Nadi Textiles, unit 2",
        "Every emergency exit opens from inside without a key.",
        "open",
        date(2026, 12, 4),
        next=("in_progress", "submitted"),
    ),
    DoLine("d2", "Explain the induction in Bangla", "Delta Garments", "", "submitted", note="Done on Monday."),
)
READING = Reading(
    title="Workplace inspection",
    facts=(
        ("Site", "Nadi Textiles, unit 2"),
        ("Visit", "Thursday, 19 November 2026, unannounced"),
        ("Auditor", "A. Rahman"),
        ("Outcome", "complete"),
        ("Version", "2"),
        ("Asked by", "Fair Work Partners"),
        ("Closing", "9f2c" * 16),
    ),
    closing="9f2c" * 16,
    findings=(
        SiteFinding(
            "Every emergency exit opens from inside without a key.",
            "critical",
            "ETI-3.1",
            (2, 6),
            "site manager",
            "2026-11-22",
            "No · Chain and padlock on the ground floor",
            (("Remove the chain, fit push bars", "site manager", "2026-11-22"),),
        ),
    ),
    answers=(
        ReadLine("2.4", "Every emergency exit opens from inside without a key.", "No", "Chain and padlock"),
        ReadLine("2.5", "A fire drill was held in the last six months.", "Yes"),
        ReadLine("2.6", "The alarm was heard on every floor.", "not checked: the power was off"),
    ),
    files=3,
)
ASKED = (
    AskedLine("r1", "a1", "S. Akter", "Nadi Textiles, unit 2", "Workplace inspection", 2, "waiting", sent=False),
    AskedLine(
        "r3",
        "a3",
        "S. Akter",
        "Delta Garments",
        "Dormitory walk",
        1,
        "signed",
        "dissent",
        "The second room was locked when the team came, and it was open an hour later.",
        "certified",
        date(2026, 11, 18),
        date(2026, 11, 20),
    ),
    AskedLine("r2", "a1", "S. Akter", "Nadi Textiles, unit 2", "Workplace inspection", 1, "older"),
)


PEOPLE = (Choice("s1", "S. Akter", "Dhaka"),)


class OwnUses:
    """A supervisor's use cases; `done` keeps what was asked for."""

    def __init__(self, closings=CLOSINGS, actions=ACTIONS, reading=READING):
        self.lists, self.reading, self.done, self.waits = [list(closings), list(actions)], reading, [], 0

    def closings(self):
        return self.lists[0]

    def actions(self):
        return self.lists[1]

    def unsent(self):
        return self.waits

    def read(self, request):
        if isinstance(self.reading, Exception):
            raise self.reading
        return replace(self.reading)

    def sign(self, request, entry):
        self.done.append((request, entry))
        self.waits += 1
        mine = self.lists[0]
        mine[:] = [replace(one, answer=entry.answer) if one.id == request else one for one in mine]

    def move(self, action, state, note):
        self.done.append((action, state, note))
        mine = self.lists[1]
        mine[:] = [replace(one, state=state, next=()) if one.id == action else one for one in mine]

    def write(self, folder):
        self.done.append(folder)
        return Path(folder) / "fa-000003.fap"


class OfficeUses:
    """Head office's use cases."""

    def __init__(self, asked=ASKED, people=PEOPLE):
        self.lines, self.people, self.done = list(asked), people, []

    def asked(self):
        return self.lines

    def choices(self):
        closings = [Choice("a1", "Nadi Textiles, unit 2", "Workplace inspection"), Choice("a3", "Delta Garments")]
        return closings, self.people

    def ask(self, audit, seat):
        self.done.append((audit, seat))
        self.lines.insert(0, AskedLine("r9", audit, "S. Akter", "Delta Garments", "Walk", 1, "waiting", sent=False))
        return "r9"

    def withdraw(self, request):
        self.done.append(("withdraw", request))
        mine = self.lines
        mine[:] = [replace(one, state="withdrawn", sent=False) if one.id == request else one for one in mine]
