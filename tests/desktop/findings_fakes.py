"""Findings, a review and a closing in memory."""

from dataclasses import replace

from fieldaudit.desktop.findings.lines import ActionItem, FindingItem
from fieldaudit.desktop.review.points import Point, Review, Signed, SiteFinding, SiteView
from fieldaudit.desktop.run.audit_lines import Header

HEADER = Header("Workplace inspection", "Riverside Garments, Unit 2", "2026-11-21", "unannounced")
EXITS = FindingItem(
    "f1",
    "a1",
    "/data/exits",
    "3.6",
    "Every emergency exit is unlocked and clear while people work.",
    "critical",
    "critical",
    "Riverside Garments, Unit 2",
    "Workplace inspection",
    "ETI-3.1",
    2,
    5,
    "",
    "",
    "site manager",
    "2026-12-21",
    "Ask for it to be opened or cleared while you watch, and photograph before and after.",
    "Exit 2 chained; exit 4 blocked by pallets.",
    2,
)
FINDINGS = (
    EXITS,
    replace(
        EXITS,
        id="f2",
        number="9.1",
        title="Induction was given to everyone before they began.",
        severity="minor",
        proposed="minor",
        clause="ILO-C181",
        affected=3,
        sampled=12,
        owner="hr manager",
        due="2027-05-20",
        note="",
        evidence=0,
        spread="isolated",
        actions=(
            ActionItem(
                "x1",
                "corrective",
                "Give the induction to the three, in their language, and record it",
                "hr manager",
                "2026-12-05",
                "submitted",
                "Register of 28 Nov handed in",
                "",
                ("closed", "in_progress"),
            ),
        ),
    ),
    replace(
        EXITS,
        id="f3",
        number="4.2",
        title="Energy is cut and locked before anyone cleans, clears or repairs a machine.",
        severity="major",
        proposed="major",
        clause="ILO-C119",
        affected=None,
        sampled=None,
        owner="maintenance manager",
        due="2026-11-18",
        actions=(
            ActionItem(
                "x2",
                "corrective",
                "Provide personal locks",
                "maintenance manager",
                "2026-11-18",
                "closed",
                verified="A. Rahman: locks on all six presses",
                following=("ineffective",),
            ),
        ),
    ),
    replace(
        EXITS,
        id="f4",
        number="5.1",
        title="Each container says what it holds.",
        severity="minor",
        proposed="minor",
        withdrawn="Labels are inside the lid.",
    ),
)


class FindingsUses:
    def __init__(self, items=FINDINGS):
        self.items, self.calls, self.refuse = list(items), [], None

    def _did(self, *call):
        if self.refuse is not None:
            raise self.refuse
        self.calls.append(call)

    def findings(self, audit):
        return self.items

    def change(self, audit, finding, change):
        self._did("change", finding, change)
        fields = {name: value for name, value in vars(change).items() if value is not None}
        self.items = [replace(item, **fields) if item.id == finding else item for item in self.items]

    def withdraw(self, audit, finding, reason):
        self._did("withdraw", finding, reason)
        self.items = [replace(item, withdrawn=reason) if item.id == finding else item for item in self.items]

    def open_action(self, audit, finding, entry):
        self._did("open", finding, entry)
        made = ActionItem(
            f"x{len(self.calls)}9",
            entry.kind,
            entry.text,
            entry.owner,
            entry.due,
            "open",
            following=("in_progress", "submitted"),
        )
        self.items = [
            replace(item, actions=(*item.actions, made)) if item.id == finding else item for item in self.items
        ]

    def advance(self, audit, action, step):
        self._did("advance", action, step)


POINTS = (
    Point(
        "critical", "/data/exits", "3.6", "Every emergency exit is unlocked and clear while people work.", blocks=True
    ),
    Point("missing", "/data/drill", "3.7", "Date of the last fire drill with all shifts", blocks=True),
    Point("invalid", "/data/count", "5.3", "Machines looked at", blocks=True),
    Point(
        "unverified",
        "/data/roster",
        "1.9",
        "Records were produced that account for each person who is not on the roster.",
    ),
    Point(
        "not_checked",
        "/data/passport",
        "5.14",
        "Workers keep their own identity documents.",
        "no private room for the talk",
    ),
)
OPEN = Review(HEADER, 104, 108, 86, 1, 3, 14, POINTS)
READY = replace(OPEN, answered=108, points=(replace(POINTS[0], blocks=False), *POINTS[3:]))
SIGNED = replace(
    READY,
    header=replace(HEADER, signed=True),
    signed=Signed("complete", "", "2026-11-21T16:02:00Z", "A. Rahman", 1, "ab" * 32),
)


class ReviewUses:
    def __init__(self, review=OPEN):
        self.shown, self.calls = review, []

    def review(self, audit):
        return self.shown

    def sign(self, audit, outcome, reason):
        self.calls.append(("sign", outcome, reason))
        self.shown = replace(self.shown, signed=replace(SIGNED.signed, outcome=outcome, reason=reason))

    def amend(self, audit, reason):
        self.calls.append(("amend", reason))
        self.shown = replace(self.shown, signed=None)


class ClosingUses:
    def __init__(self, *, signed=True, findings=True):
        found = (
            SiteFinding(
                EXITS.title,
                "critical",
                "ETI-3.1",
                (2, 5),
                "site manager",
                "2026-12-21",
                EXITS.note,
                (("Remove the chain, fit push bars", "site manager", "2026-11-22"),),
            ),
            SiteFinding(
                "Induction was given to everyone before they began.",
                "minor",
                "ILO-C181",
                (3, 12),
                "hr manager",
                "2027-05-20",
            ),
        )
        self.view = SiteView(HEADER, "A. Rahman", "complete", 96, found if findings else (), signed)
        self.saved, self.parties = [], []

    def site_view(self, audit):
        return self.view

    def save(self, audit, entry, party):
        self.saved.append(entry)
        self.parties.append(party)
