"""Asking head office to open the vault, and opening it by the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from fieldaudit.desktop.presenter import Presenter
from fieldaudit.errors import PassphraseGuessable, PassphrasesDiffer, PassphraseTooShort

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fieldaudit.desktop.protocols import Background
    from fieldaudit.errors import FieldAuditError

_OF_THE_PASSPHRASE = (PassphrasesDiffer, PassphraseTooShort, PassphraseGuessable)


class AskUses(Protocol):
    """What the page does; each raises a FieldAuditError with its sentence."""

    def ask(self, out: Path) -> str:
        """Write a request to `out`; return the six words to say."""

    def open(self, answer: Path, words: str, passphrase: str) -> Any:
        """Open the vault by the answer, under a new passphrase; return it."""


@dataclass(frozen=True)
class AskState:
    """The request that was written and its words, the answer that was chosen, and what went wrong."""

    busy: bool = False
    request: Path | None = None
    words: str = ""
    answer: Path | None = None
    error: FieldAuditError | None = None

    def answer_error(self) -> FieldAuditError | None:
        """Return what is wrong with request, answer or words."""
        return None if isinstance(self.error, _OF_THE_PASSPHRASE) else self.error

    def passphrase_error(self) -> FieldAuditError | None:
        """Return what is wrong with the new passphrase."""
        return self.error if isinstance(self.error, _OF_THE_PASSPHRASE) else None


class AskPresenter(Presenter[AskState]):
    """Writes the request and opens the answer in the background; `opened` is called with the vault."""

    def __init__(self, uses: AskUses, background: Background, opened: Callable[[Any], None]) -> None:
        super().__init__(AskState())
        self._uses, self._background, self._opened = uses, background, opened

    def ask(self, out: Path) -> None:
        """Write a request; an earlier one is void."""
        if self.state.busy:
            return
        self.change(busy=True, error=None)
        self._background.run(
            lambda: self._uses.ask(out),
            success=lambda words: self.change(busy=False, request=out, words=words),
            failure=self._failed,
        )

    def choose(self, answer: Path) -> None:
        """Take the file that head office sent."""
        self.change(answer=answer, error=None)

    def open(self, words: str, passphrase: str, again: str) -> None:
        """Open the vault; nothing happens while file, words or passphrase are lacking."""
        answer = self.state.answer
        if self.state.busy or answer is None or not words.strip() or not passphrase:
            return
        if passphrase != again:
            self.change(error=PassphrasesDiffer())
            return
        self.change(busy=True, error=None)
        self._background.run(
            lambda: self._uses.open(answer, words, passphrase), success=self._done, failure=self._failed
        )

    def typing(self) -> None:
        """Take the error away once the person types again."""
        if self.state.error is not None:
            self.change(error=None)

    def _done(self, opened: Any) -> None:
        self.change(busy=False)
        self._opened(opened)

    def _failed(self, error: FieldAuditError) -> None:
        self.change(busy=False, error=error)
