"""Everything that the run screen shows, in one immutable value."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from fieldaudit.desktop.run.audit_lines import Header, Unassigned
from fieldaudit.desktop.run.cards import Card, cards_of, pages_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fieldaudit.desktop.run.audit_lines import Entry, EvidenceItem, Hit, SectionLine, Thing
    from fieldaudit.desktop.run.cards import Item
    from fieldaudit.desktop.run.history import History
    from fieldaudit.errors import FieldAuditError


@dataclass(frozen=True)
class Why:
    """Why the counter moved by more than one: questions that came or went, and the number of the one that did it."""

    added: int
    removed: int
    by: str


@dataclass(frozen=True)
class RunState:
    """Everything that the run screen shows.

    `refused` are values that were not taken, by reference; `thing` is what was undone or brought back just now.
    """

    loading: bool = True
    audit: str = ""
    header: Header = field(default_factory=lambda: Header(""))
    sections: tuple[SectionLine, ...] = ()
    section: int = 0
    items: tuple[Item, ...] = ()
    page: int = 0
    current: str = ""
    asking: str = ""
    evidence: tuple[EvidenceItem, ...] = ()
    saved: str = ""
    unfinished: int = 0
    why: Why | None = None
    removing: str = ""
    thing: Thing | None = None
    history: History | None = None
    inspected: frozenset[int] = frozenset()
    refused: Mapping[str, FieldAuditError] = field(default_factory=dict)
    photo_error: FieldAuditError | None = None
    unassigned: Unassigned = field(default_factory=Unassigned)
    sealing: int = 0
    refused_files: tuple[FieldAuditError, ...] = ()
    hits: tuple[Hit, ...] = ()
    contents: tuple[Entry, ...] = ()
    alerted: Path | None = None
    error: FieldAuditError | None = None

    @cached_property
    def pages(self) -> tuple[tuple[Item, ...], ...]:
        """The section cut into pages of at most 50 questions."""
        return pages_of(self.items)

    @property
    def shown(self) -> tuple[Item, ...]:
        """The items of the page on the screen, without the questions of a row that is being removed."""
        page = self.pages[min(self.page, len(self.pages) - 1)]
        if not self.removing:
            return page
        return tuple(item for item in page if not item.ref.startswith(self.removing + "/"))

    @cached_property
    def card(self) -> Card | None:
        """The question that one is at."""
        return next((card for card in cards_of(self.items) if card.ref == self.current), None)

    @property
    def line(self) -> SectionLine | None:
        """The section that one is in."""
        return next((line for line in self.sections if line.index == self.section), None)

    @property
    def answered(self) -> tuple[int, int]:
        """How many questions of the whole audit are dealt with, and how many apply."""
        return sum(line.done for line in self.sections), sum(line.total for line in self.sections)

    @property
    def findings(self) -> int:
        """How many findings stand."""
        return sum(line.flags for line in self.sections)

    @property
    def inspecting(self) -> bool:
        """Whether this section's errors are shown: it was left once."""
        return self.section in self.inspected
