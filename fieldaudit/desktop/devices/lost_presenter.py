"""A laptop that was lost: one screen from what it held to the next invitation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.protocols import Background
from fieldaudit.errors import FieldAuditError


@dataclass(frozen=True)
class HeldLine:
    """What the laptop held as far as head office knows; `audits` are (id, site and instrument)."""

    fingerprint: str
    name: str
    role: str
    branch: str
    audits: tuple[tuple[str, str], ...] = ()
    entries: int = 0
    restricted: int = 0
    given: int = 0
    last_package: datetime | None = None
    revoked: bool = False


@dataclass(frozen=True)
class WaitingLine:
    """A package of a revoked person that says it was signed before the loss."""

    digest: str
    who: str
    reason: str


class LostUses(Protocol):
    """What the screen does."""

    def held(self, fingerprint: str) -> HeldLine:
        """Return what the laptop held."""

    def waiting(self) -> Sequence[WaitingLine]:
        """Return the packages of revoked people that wait for a decision."""

    def revoke(self, fingerprint: str) -> None:
        """Revoke the person's seat."""

    def tell_others(self, folder: Path, passphrase: str) -> int:
        """Write the packages that tell everyone else; return how many."""

    def invite_again(self, fingerprint: str, file: Path) -> str:
        """Invite the person anew; return the six words."""

    def trust(self, digest: str) -> None:
        """Take a waiting package in."""


@dataclass(frozen=True)
class LostState:
    """Everything that the screen shows."""

    held: HeldLine | None = None
    waiting: tuple[WaitingLine, ...] = ()
    told: tuple[int, Path] | None = None
    code: str = ""
    file: Path | None = None
    busy: bool = False
    error: FieldAuditError | None = None


class LostPresenter(Presenter[LostState]):
    """One step at a time; nothing but revoking has to come first."""

    def __init__(self, uses: LostUses, background: Background) -> None:
        super().__init__(LostState())
        self._uses, self._background = uses, background

    def open(self, fingerprint: str) -> None:
        """Read what a person's laptop held."""
        self.state = LostState()
        self._read(fingerprint)

    def revoke(self) -> None:
        """Revoke the seat."""
        held = self.state.held
        if held is None or held.revoked or self.state.busy:
            return
        self.change(busy=True, error=None)
        self._background.run(
            lambda: self._uses.revoke(held.fingerprint),
            success=lambda _: self._read(held.fingerprint),
            failure=self._failed,
        )

    def tell_others(self, folder: Path, passphrase: str) -> None:
        """Write the packages for everyone else."""
        if self.state.busy:
            return
        self.change(busy=True, error=None)
        self._background.run(
            lambda: self._uses.tell_others(folder, passphrase),
            success=lambda count: self.change(busy=False, told=(count, folder)),
            failure=self._failed,
        )

    def invite_again(self, file: Path) -> None:
        """Invite the person anew."""
        held = self.state.held
        if held is None or self.state.busy:
            return
        self.change(busy=True, error=None)
        self._background.run(
            lambda: self._uses.invite_again(held.fingerprint, file),
            success=lambda code: self.change(busy=False, code=code, file=file),
            failure=self._failed,
        )

    def trust(self, digest: str) -> None:
        """Take a waiting package in."""
        held = self.state.held
        if held is None or self.state.busy:
            return
        self.change(busy=True, error=None)
        self._background.run(
            lambda: self._uses.trust(digest), success=lambda _: self._read(held.fingerprint), failure=self._failed
        )

    def _read(self, fingerprint: str) -> None:
        self._background.run(
            lambda: (self._uses.held(fingerprint), tuple(self._uses.waiting())),
            success=lambda found: self.change(held=found[0], waiting=found[1], busy=False),
            failure=self._failed,
        )

    def _failed(self, error: FieldAuditError) -> None:
        self.change(busy=False, error=error)
