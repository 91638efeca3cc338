"""A comparison as it is shown: what differs, side by side, the copies it came from, and what was chosen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Side:
    """One of what was said: `text` in words, `form` value, skipped, removed, kept, withdrawn; times are ISO, UTC.

    `choice` says that somebody chose this between others, and `mine` that it was this seat: it may be taken back.
    Of a closing `text` is its outcome, `form` closing, `reason` and `percent` (a score, None without) come along.
    `branch` is the letter of the copy that says it, "" where its writer has one alone; `severity` what it raises.
    """

    event: str
    text: str
    form: str
    who: str
    seat: str
    time: str
    branch: str = ""
    severity: str = ""
    counts: bool = False
    reason: str = ""
    percent: int | None = None
    choice: bool = False
    mine: bool = False


@dataclass(frozen=True)
class Line:
    """One difference with its sides; `why` the one that counts does: worse, later, kept, not_done.

    `refused` is "" or why this seat cannot decide it. `evidence` and `findings` hang on the question.
    """

    key: str
    record: str
    type: str
    what: str
    about: str
    number: str
    label: str
    sides: tuple[Side, ...]
    why: str
    refused: str = ""
    evidence: tuple[tuple[str, str], ...] = ()
    findings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Branch:
    """One of several copies of a person's vault: how much it wrote alone, and since when; `here` is this computer's."""

    name: str
    who: str
    seat: str
    entries: int
    since: str
    until: str
    decides: int = 0
    here: bool = False


@dataclass(frozen=True)
class Decision:
    """A choice that stands alone: about what, what was chosen, by whom, why; `mine` may be taken back here."""

    event: str
    record: str
    number: str
    label: str
    text: str
    who: str
    time: str
    reason: str
    mine: bool
    what: str = ""


@dataclass(frozen=True)
class Comparison:
    """Everything that differs in an audit and its records, the copies it came from, and what was decided."""

    audit: str
    title: str
    site: str
    lines: tuple[Line, ...]
    branches: tuple[Branch, ...]
    decisions: tuple[Decision, ...]
