"""Restoring a copy at a first start: its file, then the passphrase or the recovery sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from fieldaudit.desktop.presenter import Presenter
from fieldaudit.errors import PassphrasesDiffer, PassphraseTooShort, WordsMistyped, WrongPassphrase

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fieldaudit.desktop.protocols import Background, Job, Progress
    from fieldaudit.errors import FieldAuditError

V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)
_OF_THE_SECRET = (WrongPassphrase, WordsMistyped)
_OF_THE_NEW_ONE = (PassphrasesDiffer, PassphraseTooShort)


class RestoreUses(Protocol[V_co]):
    """What restoring needs; both return the opened vault."""

    def by_passphrase(self, file: Path, passphrase: str, progress: Progress) -> V_co:
        """Restore a copy with the passphrase that it was made under."""

    def by_sheet(self, file: Path, words: str, new: str, progress: Progress) -> V_co:
        """Restore a copy with the words of the recovery sheet, and set a new passphrase."""


@dataclass(frozen=True)
class RestoreState:
    """The file, whether the sheet is used, how far it is, and why the last try failed."""

    file: Path | None = None
    sheet: bool = False
    busy: bool = False
    progress: tuple[int, int] = (0, 1)
    error: FieldAuditError | None = None

    def secret_error(self) -> FieldAuditError | None:
        """Return what is wrong with the passphrase or the words."""
        return self.error if isinstance(self.error, _OF_THE_SECRET) else None

    def new_error(self) -> FieldAuditError | None:
        """Return what is wrong with the new passphrase."""
        return self.error if isinstance(self.error, _OF_THE_NEW_ONE) else None

    def other_error(self) -> FieldAuditError | None:
        """Return what is wrong with the file, or with the place."""
        return None if isinstance(self.error, (*_OF_THE_SECRET, *_OF_THE_NEW_ONE)) else self.error


class RestorePresenter(Presenter[RestoreState], Generic[V]):
    """Restores in the background; `restored` is called with the opened vault."""

    def __init__(self, uses: RestoreUses[V], background: Background, restored: Callable[[V], None]) -> None:
        super().__init__(RestoreState())
        self._uses, self._background, self._restored = uses, background, restored
        self._job: Job | None = None

    def choose(self, file: Path) -> None:
        """Take the file of a copy."""
        self.change(file=file, error=None)

    def use_sheet(self, sheet: bool) -> None:
        """Ask for the recovery sheet in place of the passphrase, or back."""
        self.change(sheet=sheet, error=None)

    def by_passphrase(self, passphrase: str) -> None:
        """Restore with the passphrase."""
        file = self.state.file
        if file is not None and passphrase and not self.state.busy:
            self._follow(lambda progress: self._uses.by_passphrase(file, passphrase, progress))

    def by_sheet(self, words: str, new: str, again: str) -> None:
        """Restore with the words of the sheet and a new passphrase."""
        file = self.state.file
        if file is None or not words.strip() or not new or self.state.busy:
            return
        if new != again:
            self.change(error=PassphrasesDiffer())
            return
        self._follow(lambda progress: self._uses.by_sheet(file, words, new, progress))

    def cancel(self) -> None:
        """Stop; nothing is left of it."""
        if self._job is not None:
            self._job.cancel()

    def typing(self) -> None:
        """Take the error away once the person types again."""
        if self.state.error is not None:
            self.change(error=None)

    def _follow(self, work: Callable[[Progress], V]) -> None:
        self.change(busy=True, progress=(0, 1), error=None)
        self._job = self._background.follow(
            work,
            success=self._done,
            failure=lambda error: self.change(busy=False, error=error),
            progress=lambda done, total: self.change(progress=(done, total)),
        )

    def _done(self, opened: V) -> None:
        self.change(busy=False)
        self._restored(opened)
