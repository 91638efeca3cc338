"""A comparison in memory, for the tests and pictures of the screen."""

from fieldaudit.errors import ChoiceRefused
from fieldaudit.exchange.compared import Branch, Comparison, Decision, Line, Side

AMINA, BILAL = "a" * 32, "b" * 32
FIRST, SECOND = "2026-11-18T09:12:00.000Z", "2026-11-20T15:40:00.000Z"


def side(event, text, who="Amina Rahman", **more):
    seat = AMINA if who == "Amina Rahman" else BILAL
    return Side(event, text, more.pop("form", "value"), who, seat, more.pop("time", FIRST), **more)


def line(key, what, label, sides, **more):
    return Line(key, "a1", more.pop("type", "audit"), what, key, more.pop("number", ""), label, tuple(sides), **more)


LINES = (
    line(
        "exits",
        "answer",
        "Every exit is clear and opens outward without a key.",
        (
            side("e1", "No", severity="critical", counts=True, branch="A"),
            side("e2", "Yes", time=SECOND, branch="B"),
        ),
        number="1.1",
        why="worse",
        evidence=(("exit-north.jpg", "Amina Rahman"), ("exit-north-2.jpg", "")),
        findings=(("Emergency exit is blocked", "critical"),),
    ),
    line(
        "drills",
        "answer",
        "Fire drills in the last twelve months",
        (
            side("d1", "2", counts=True),
            side("d2", "The register was locked away.", "Bilal Haque", form="skipped", time=SECOND),
            side("d3", "4", "", time=SECOND),
        ),
        number="1.4",
        why="later",
    ),
    line(
        "floor",
        "row",
        "floor",
        (side("r1", "", form="removed"), side("r2", "Sewing, third floor", "Bilal Haque", form="kept", counts=True)),
        why="kept",
        refused="the field decides this",
    ),
    line(
        "owner",
        "field",
        "owner",
        (side("o1", "Guard captain", counts=True), side("o2", "Site manager", "Bilal Haque", time=SECOND)),
        type="finding",
        why="later",
    ),
)
CLOSINGS = (
    line(
        "a1/closing/1",
        "closing",
        "version 1",
        (
            side("s1", "partial", form="closing", branch="A", percent=71, reason="The night shift was not seen."),
            side("s2", "complete", form="closing", time=SECOND, branch="B", percent=84, counts=True),
        ),
        why="later",
    ),
)
CHOICES = (
    line(
        "exits",
        "answer",
        "Every exit is clear and opens outward without a key.",
        (
            side("x1", "No", severity="critical", counts=True, choice=True, mine=True),
            side("x2", "Yes", "Bilal Haque", time=SECOND, choice=True),
        ),
        number="1.1",
        why="worse",
    ),
)
DECISIONS = (
    Decision("c1", "a1", "2.3", "Wages are paid on time.", "Yes", "Amina Rahman", SECOND, "Payroll seen again.", True),
    Decision("c2", "a1", "2.5", "Overtime is voluntary.", "No", "Bilal Haque", FIRST, "", False),
)
CHOSEN = Decision("x2", "a1", "1.1", CHOICES[0].label, "Yes", "Bilal Haque", SECOND, "Seen by night.", False)
BRANCHES = (
    Branch("A", "Amina Rahman", AMINA, 12, FIRST, SECOND, 1, here=False),
    Branch("B", "Amina Rahman", AMINA, 31, FIRST, SECOND, 1, here=True),
)


class CompareUses:
    """One audit's differences; what is chosen goes to `done` and from the list."""

    def __init__(self, lines=LINES, decisions=DECISIONS, branches=BRANCHES):
        self.lines, self.decisions, self.branches, self.done = lines, decisions, branches, []
        self.after = (LINES, decisions)

    def compare(self, audit):
        return Comparison(audit, "Workplace inspection", "Delta unit 2", self.lines, self.branches, self.decisions)

    def decide(self, audit, picks, reason):
        self.done.append((audit, tuple(picks), reason))
        gone = {key for key, _ in picks}
        self.lines = tuple(one for one in self.lines if one.key not in gone)
        return [f"chose {event}" for _, event in picks]

    def decide_all(self, audit, copy, reason):
        if copy != "B":
            raise ChoiceRefused(reason=f"copy {copy} says nothing that differs and can be decided here")
        return self.decide(audit, [("exits", "e2")], reason)

    def take_back(self, audit, events):
        self.done.append((audit, "back", tuple(events)))
        self.lines, self.decisions = self.after
