"""What an audit report says, as plain frozen data: already chosen for one audience, already displayed text.

Every part that can be of more or less concern carries an `audience`; without one it is for head office. Times are
aware datetimes in the record's own zone. Codes (severity, verdict, state, outcome) are the stored words; `wording`
turns them into the report's language.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Audience = str  # site, client, headoffice or restricted; anything else enters no report
Profile = Literal["site", "client", "headoffice"]

SEVERITIES = ("critical", "major", "minor", "observation", "good_practice")


@dataclass(frozen=True)
class Photo:
    """One piece of evidence: `data` is the file as it was taken, its metadata included (the report drops it)."""

    data: bytes
    caption: str
    sha256: str
    taken: datetime | None = None
    media_type: str = "image/jpeg"
    audience: Audience = "headoffice"


@dataclass(frozen=True)
class Answer:
    """One question as asked and as answered.

    `skipped` is the reason given for not checking it, `finding` the number of the finding that it raised, 0 for none.
    """

    number: str
    label: str
    value: str = ""
    verdict: str = ""
    note: str = ""
    skipped: str = ""
    audience: Audience = "headoffice"
    finding: int = 0


@dataclass(frozen=True)
class Section:
    """One section of the checklist with those of its answers that are for this report."""

    title: str
    answers: tuple[Answer, ...] = ()
    audience: Audience = "headoffice"


@dataclass(frozen=True)
class Finding:
    """One finding, raised or "unable to verify"; `affected` of `sampled` counts what it was seen at.

    `answer` is what was recorded, `place` names the row that it lies in (a floor, a dormitory). `from_interviews`
    marks a count of people who were interviewed: under five it stays with head office.
    """

    number: int
    reference: str
    title: str
    answer: str = ""
    place: str = ""
    severity: str = ""
    rule_severity: str = ""
    confirmed: bool = False
    reasons: tuple[str, ...] = ()
    note: str = ""
    clause: str = ""
    clause_title: str = ""
    risk: str = ""
    affected: int | None = None
    sampled: int | None = None
    from_interviews: bool = False
    extent: str = ""
    verdict: str = "noncompliant"
    owner: str = ""
    due: date | None = None
    advice: str = ""
    root_cause: str = ""
    state: str = ""
    withdrawn: str = ""
    repeat: bool = False
    source: str = ""
    section: str = ""
    photos: tuple[Photo, ...] = ()
    audience: Audience = "headoffice"


@dataclass(frozen=True)
class Action:
    """One corrective action on a finding of this report (`finding` is that finding's number)."""

    finding: int
    kind: str
    text: str
    owner: str = ""
    due: date | None = None
    state: str = "open"
    verification: str = ""
    audience: Audience = "headoffice"


@dataclass(frozen=True)
class Score:
    """Points reached of those possible, counted over the parts of `audience` and below only."""

    points: float
    possible: float
    open_criticals: int
    audience: Audience = "headoffice"

    @property
    def percent(self) -> int | None:
        """Percent reached, rounded down as in what the auditor signed; None when nothing could be scored."""
        return int(100 * Decimal(str(self.points)) / Decimal(str(self.possible))) if self.possible else None


@dataclass(frozen=True)
class Fact:
    """One labelled fact of the visit, a headcount for example; `interviewees` marks a count of interviewed people."""

    label: str
    value: str
    interviewees: int | None = None
    audience: Audience = "headoffice"


@dataclass(frozen=True)
class Person:
    """A person by name and function or role; `sections` are the titles of those that an auditor did."""

    name: str
    function: str = ""
    audience: Audience = "headoffice"
    sections: tuple[str, ...] = ()


@dataclass(frozen=True)
class Site:
    """The place and the party that answers for it."""

    name: str
    party: str = ""
    address: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Visit:
    """How it was done: when, announced or not, by whom, and who was met."""

    day: date | None = None
    time_in: datetime | None = None
    time_out: datetime | None = None
    announcement: str = ""
    auditors: tuple[Person, ...] = ()
    met: tuple[Person, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Closing:
    """The signature under the audit: `hash` is the closing event's own, printed on every page."""

    hash: str
    name: str
    time: datetime
    outcome: str
    role: str = ""
    reason: str = ""
    version: int = 1
    standing: str = ""


@dataclass(frozen=True)
class Statement:
    """What one person said of the closing, for the site or as the agency's supervisor; it stands beside the signature.

    `answer` is agree, dispute, dissent or declined. `standing` is witnessed (on the computer of `by`), certified (from
    their own seat) or uncertified; `picture` is a handwritten signature as it was drawn, b"" for none.
    """

    party: str
    name: str
    time: datetime
    function: str = ""
    authority: bool | None = None
    answer: str = ""
    comment: str = ""
    standing: str = "witnessed"
    by: str = ""
    picture: bytes = b""
    audience: Audience = "site"

    @property
    def against(self) -> bool:
        """Whether it is no agreement."""
        return self.answer != "agree"


@dataclass(frozen=True)
class Amendment:
    """The earlier signed version that this one takes the place of, and why."""

    closing: str
    reason: str = ""


@dataclass(frozen=True)
class ReportData:
    """A whole audit report for one audience; `closing` is None while nobody has signed."""

    language: str
    organisation: str
    audit: str
    form_title: str
    form_version: str
    form_digest: str
    site: Site
    visit: Visit = field(default_factory=Visit)
    sections: tuple[Section, ...] = ()
    findings: tuple[Finding, ...] = ()
    actions: tuple[Action, ...] = ()
    score: Score | None = None
    photos: tuple[Photo, ...] = ()
    closing: Closing | None = None
    statements: tuple[Statement, ...] = ()
    amended_from: Amendment | None = None


@dataclass(frozen=True)
class Coverage:
    """How many questions were answered, left out with a reason, could not be verified, or are blank."""

    answered: int = 0
    not_checked: int = 0
    unable: int = 0
    blank: int = 0

    @property
    def total(self) -> int:
        """All questions that applied."""
        return self.answered + self.not_checked + self.unable + self.blank


def coverage(sections: tuple[Section, ...]) -> Coverage:
    """Count the answers of `sections`, so that a report's totals never tell of a part that it does not hold."""
    kinds = [_kind(answer) for section in sections for answer in section.answers]
    return Coverage(*(kinds.count(kind) for kind in ("answered", "not_checked", "unable", "blank")))


def _kind(answer: Answer) -> str:
    if answer.skipped:
        return "not_checked"
    if answer.verdict == "unable":
        return "unable"
    return "answered" if answer.value else "blank"


def parts(node: object) -> Iterator[object]:
    """Every part below `node` (itself included) that carries an audience."""
    if is_dataclass(node) and not isinstance(node, type):
        if hasattr(node, "audience"):
            yield node
        for item in fields(node):
            yield from parts(getattr(node, item.name))
    elif isinstance(node, tuple):
        for item in node:
            yield from parts(item)
