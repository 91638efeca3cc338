"""Removing from this laptop what head office keeps: what may go, a typed confirmation, and what was removed before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.protocols import Background, Progress
from fieldaudit.errors import FieldAuditError

Hindrance = Literal["", "not_secured", "open_actions", "half_typed"]


@dataclass(frozen=True)
class PurgeLine:
    """A confirmed audit; `hindrance` says why it must stay for now."""

    id: str
    site: str
    instrument: str
    when: date | None
    attachments: int
    size: int
    hindrance: Hindrance = ""


@dataclass(frozen=True)
class GoneLine:
    """An audit that was removed from here."""

    site: str
    when: date | None
    removed: datetime | None


@dataclass(frozen=True)
class Removable:
    """The confirmed audits, what was removed before, and when head office last backed up what it has of this seat."""

    lines: tuple[PurgeLine, ...] = ()
    gone: tuple[GoneLine, ...] = ()
    backup: datetime | None = None

    def may_go(self) -> list[PurgeLine]:
        """Return the audits that may be removed."""
        return [line for line in self.lines if not line.hindrance]


class PurgeUses(Protocol):
    """What the screen needs."""

    def removable(self) -> Removable:
        """Return what may go and what is gone."""

    def remove(self, audits: Sequence[str], progress: Progress) -> int:
        """Remove audits for good; returns how many."""


@dataclass(frozen=True)
class PurgeState:
    """Everything that the screen shows; `removed` is how many went just now."""

    loaded: bool = False
    found: Removable = Removable()
    removing: bool = False
    removed: int = 0
    error: FieldAuditError | None = None

    def confirmation(self) -> str:
        """Return what must be typed: how many audits go."""
        return str(len(self.found.may_go()))


class PurgePresenter(Presenter[PurgeState]):
    """Removes all that may go, once its number was typed."""

    def __init__(self, uses: PurgeUses, background: Background) -> None:
        super().__init__(PurgeState())
        self._uses, self._background = uses, background

    def load(self) -> None:
        """Read what may go."""
        self._background.run(
            self._uses.removable,
            success=lambda found: self.change(loaded=True, found=found),
            failure=lambda error: self.change(loaded=True, error=error),
        )

    def remove(self, typed: str) -> None:
        """Remove what is listed; nothing happens unless its number was typed."""
        audits = [line.id for line in self.state.found.may_go()]
        if not audits or typed.strip() != self.state.confirmation() or self.state.removing:
            return
        self.change(removing=True, removed=0, error=None)
        self._background.follow(
            lambda progress: self._uses.remove(audits, progress),
            success=self._removed,
            failure=self._failed,
            progress=lambda *_: None,
        )

    def dismiss(self) -> None:
        """Put the last message away."""
        self.change(removed=0, error=None)

    def _removed(self, count: int) -> None:
        self.change(removing=False, removed=count)
        self.load()

    def _failed(self, error: FieldAuditError) -> None:
        self.change(removing=False, error=error)
        self.load()
