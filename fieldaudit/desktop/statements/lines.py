"""Countersignatures as both desks show them, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from fieldaudit.desktop.review.points import SiteFinding


@dataclass(frozen=True)
class ToSignLine:
    """A closing that one was asked to sign; `answer` is agree, dissent or "", `newer` whether a later version asks.

    `withdrawn` is the day on which head office took it back.
    """

    id: str
    site: str
    form: str
    version: int
    by: str
    asked: date | None = None
    answer: str = ""
    comment: str = ""
    newer: bool = False
    withdrawn: date | None = None

    @property
    def waits(self) -> bool:
        """Whether it is still to be signed."""
        return not (self.answer or self.newer or self.withdrawn)


@dataclass(frozen=True)
class DoLine:
    """An action that is one's own to carry out, from an audit of others; `next` are the states it can go to."""

    id: str
    text: str
    site: str
    about: str
    state: str
    due: date | None = None
    note: str = ""
    next: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadLine:
    """A question with its answer as the closing says it to the site."""

    number: str
    label: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Reading:
    """What a closing says to the site, shown to be what the auditor's signature covers."""

    title: str
    facts: tuple[tuple[str, str], ...]
    closing: str
    findings: tuple[SiteFinding, ...]
    answers: tuple[ReadLine, ...]
    files: int = 0


@dataclass(frozen=True)
class OwnEntry:
    """What a supervisor says; `signature` is a PNG, b"" where the name stands for it."""

    answer: str = ""
    function: str = ""
    comment: str = ""
    signature: bytes = b""


@dataclass(frozen=True)
class AskedLine:
    """A request at head office; `state` is waiting, signed, older or withdrawn, `sent` whether it has left."""

    id: str
    audit: str
    name: str
    site: str
    form: str
    version: int
    state: str
    answer: str = ""
    comment: str = ""
    standing: str = ""
    asked: date | None = None
    signed: date | None = None
    sent: bool = True

    @property
    def stands(self) -> bool:
        """Whether it can be taken back: nobody signed it, and it was not withdrawn."""
        return self.state in ("waiting", "older")
