"""What the run screen shows of an audit as a whole: its sections, its head, its evidence, and what a change did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldaudit.desktop.run.cards import Item


@dataclass(frozen=True)
class SectionLine:
    """A section in the list at the left; `total` is 0 when nothing in it applies."""

    index: int
    title: str
    done: int = 0
    total: int = 0
    flags: int = 0
    worst: str = ""
    invalid: int = 0
    who: str = ""

    @property
    def state(self) -> Literal["done", "begun", "open", "unused"]:
        """How far it is."""
        if not self.total:
            return "unused"
        return "done" if self.done == self.total else "begun" if self.done else "open"


@dataclass(frozen=True)
class Header:
    """What the title bar says: the instrument, the site, the day of the visit (ISO) and how it was announced."""

    title: str
    site: str = ""
    day: str = ""
    announcement: str = ""
    languages: tuple[str, ...] = ()
    language: str = ""
    signed: bool = False
    shares: bool = False  # whether it may be done by several people
    others: Mapping[int, str] = field(default_factory=dict)  # whose a section is, by its number, where not this seat's


@dataclass(frozen=True)
class EvidenceItem:
    """An attachment; `taken` is an ISO moment, "" when the file does not say."""

    blob: str
    name: str
    media_type: str
    size: int
    sha256: str
    taken: str = ""

    @property
    def picture(self) -> bool:
        """Whether it can be shown as a thumbnail."""
        return self.media_type.startswith("image/")


@dataclass(frozen=True)
class Unassigned:
    """Files that wait to be assigned to a question, and the room that all evidence takes ("312 of 2,000 MB")."""

    items: tuple[EvidenceItem, ...] = ()
    room: str = ""


@dataclass(frozen=True)
class Overview:
    """An audit as it opens: its head, its sections, and where work goes on (the first unanswered question)."""

    header: Header
    sections: tuple[SectionLine, ...]
    section: int
    ref: str = ""
    unfinished: int = 0
    unassigned: Unassigned = field(default_factory=Unassigned)


@dataclass(frozen=True)
class Change:
    """What stands after a change was saved: `time` is when it was on disk (ISO, UTC; "" when nothing was written).

    `unfinished` counts what the form has still to compute.
    """

    time: str
    sections: tuple[SectionLine, ...]
    items: tuple[Item, ...]
    added: int = 0
    removed: int = 0
    section: int = 0
    ref: str = ""
    unfinished: int = 0
    thing: Thing | None = None


@dataclass(frozen=True)
class Thing:
    """What was undone or brought back: the question's number and words, and what had been said about it."""

    number: str
    label: str
    what: str
    text: str
    back: bool = False


@dataclass(frozen=True)
class Hit:
    """A question found by its words."""

    section: int
    ref: str
    number: str
    label: str


@dataclass(frozen=True)
class Entry:
    """A line of the contents: a section, a group, a row or a question; `waits` counts what is unanswered in it."""

    kind: Literal["section", "group", "row", "question"]
    section: int
    ref: str
    number: str
    title: str
    depth: int = 0
    waits: int = 0
    required: bool = False
    severity: str = ""
