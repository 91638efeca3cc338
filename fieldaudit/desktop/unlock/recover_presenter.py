"""Setting a new passphrase by the words of the printed recovery sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from fieldaudit.desktop.presenter import Presenter
from fieldaudit.errors import PassphraseGuessable, PassphrasesDiffer, PassphraseTooShort

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldaudit.desktop.protocols import Background
    from fieldaudit.errors import FieldAuditError

V = TypeVar("V")
_OF_THE_PASSPHRASE = (PassphrasesDiffer, PassphraseTooShort, PassphraseGuessable)


@dataclass(frozen=True)
class RecoverState:
    """Whether keys are being derived, and why the last try failed."""

    busy: bool = False
    error: FieldAuditError | None = None

    def words_error(self) -> FieldAuditError | None:
        """Return what is wrong with the words (or with the vault)."""
        return None if isinstance(self.error, _OF_THE_PASSPHRASE) else self.error

    def passphrase_error(self) -> FieldAuditError | None:
        """Return what is wrong with the new passphrase."""
        return self.error if isinstance(self.error, _OF_THE_PASSPHRASE) else None


class RecoverPresenter(Presenter[RecoverState], Generic[V]):
    """Tries the words in the background; `recovered` is called with the vault, opened by its new passphrase."""

    def __init__(
        self, recover: Callable[[str, str], V], background: Background, recovered: Callable[[V], None]
    ) -> None:
        """`recover(words, passphrase)` sets the passphrase and opens the vault."""
        super().__init__(RecoverState())
        self._recover, self._background, self._recovered = recover, background, recovered

    def recover(self, words: str, passphrase: str, again: str) -> None:
        """Set the new passphrase; nothing happens while words or passphrase are lacking."""
        if self.state.busy or not words.strip() or not passphrase:
            return
        if passphrase != again:
            self.change(error=PassphrasesDiffer())
            return
        self.change(busy=True, error=None)
        self._background.run(lambda: self._recover(words, passphrase), success=self._done, failure=self._failed)

    def typing(self) -> None:
        """Take the error away once the person types again."""
        if self.state.error is not None:
            self.change(error=None)

    def _done(self, opened: V) -> None:
        self.change(busy=False)
        self._recovered(opened)

    def _failed(self, error: FieldAuditError) -> None:
        self.change(busy=False, error=error)
