"""Assignments, questions, forms and tables as both desks show them, as plain data."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class TaskLine:
    """An assignment; `state` is open, started, signed or withdrawn, `sent` whether it has left head office."""

    id: str
    name: str
    site: str
    form: str
    due: date | None = None
    start: date | None = None
    end: date | None = None
    announcement: str = ""
    purpose: str = ""
    state: str = "open"
    audit: str = ""
    sent: bool = True
    party: str = ""
    by: str = ""


@dataclass(frozen=True)
class QuestionLine:
    """A question about an answer of an audit; `state` is open, answered or settled."""

    id: str
    audit: str
    ref: str
    label: str
    text: str
    site: str
    state: str = "open"
    reply: str = ""
    who: str = ""
    signed: bool = False


@dataclass(frozen=True)
class GivenLine:
    """A form or reference table in use: its `number` (0: the program's own), and since when.

    `supervisors` says that on-site supervisors get the form, too.
    """

    id: str
    kind: str
    name: str
    version: str = ""
    number: int = 0
    since: date | None = None
    supervisors: bool = False


@dataclass(frozen=True)
class Choice:
    """Something to choose: a person, a site, an instrument."""

    id: str
    name: str
    detail: str = ""


@dataclass(frozen=True)
class TaskForm:
    """What head office enters for an assignment; days are ISO, or ""."""

    seat: str
    site: str
    form: str
    due: str
    start: str = ""
    end: str = ""
    announcement: str = "announced"
    purpose: str = ""
