"""The protection officer's key: whether there is one, making it, and changing it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from fieldaudit.desktop.audits.withdrawn_lines import WithdrawnLine
from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.protocols import Background
from fieldaudit.errors import FieldAuditError, PassphrasesDiffer


@dataclass(frozen=True)
class OfficerLine:
    """The key in use: its fingerprint ("" while there is none), how many there were, and since when.

    `unconfirmed` are the withdrawn consents that some machine has not said to have erased.
    """

    fingerprint: str = ""
    number: int = 0
    since: date | None = None
    unconfirmed: tuple[WithdrawnLine, ...] = ()


class OfficerUses(Protocol):
    """What the screen does."""

    def officer(self) -> OfficerLine:
        """Return the key in use."""

    def make(self, file: Path, passphrase: str) -> None:
        """Make a key in a file under its own passphrase, in place of a former one."""


@dataclass(frozen=True)
class OfficerState:
    """Everything that the screen shows; `made` is the file that was just written."""

    officer: OfficerLine | None = None
    made: Path | None = None
    busy: bool = False
    error: FieldAuditError | None = None


class OfficerPresenter(Presenter[OfficerState]):
    """Makes and changes the key."""

    def __init__(self, uses: OfficerUses, background: Background) -> None:
        super().__init__(OfficerState())
        self._uses, self._background = uses, background

    def load(self) -> None:
        """Read which key is in use."""
        self._background.run(
            self._uses.officer, success=lambda found: self.change(officer=found, busy=False), failure=self._failed
        )

    def make(self, file: Path, passphrase: str, again: str) -> None:
        """Make the key; nothing is written when the two passphrases differ."""
        if self.state.busy:
            return
        if passphrase != again:
            self.change(error=PassphrasesDiffer())
            return
        self.change(busy=True, error=None, made=None)
        self._background.run(
            lambda: self._uses.make(file, passphrase), success=lambda _: self._made(file), failure=self._failed
        )

    def _made(self, file: Path) -> None:
        self.change(made=file)
        self.load()

    def _failed(self, error: FieldAuditError) -> None:
        self.change(busy=False, error=error)
