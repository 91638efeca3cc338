"""Opening the vault with a passphrase or with the recovery sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from fieldaudit.desktop.presenter import Presenter

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldaudit.desktop.protocols import Background
    from fieldaudit.errors import FieldAuditError

V = TypeVar("V")


@dataclass(frozen=True)
class UnlockState:
    """Whether a key is being derived, and why the last try failed."""

    busy: bool = False
    error: FieldAuditError | None = None


class UnlockPresenter(Presenter[UnlockState], Generic[V]):
    """Tries a passphrase in the background; what was typed stays with the view."""

    def __init__(self, open_vault: Callable[[str], V], background: Background, unlocked: Callable[[V], None]) -> None:
        """`unlocked` is called with the opened vault."""
        super().__init__(UnlockState())
        self._open, self._background, self._unlocked = open_vault, background, unlocked

    def unlock(self, passphrase: str) -> None:
        """Try a passphrase; nothing happens for an empty one or while another is being tried."""
        if self.state.busy or not passphrase:
            return
        self.change(busy=True, error=None)
        self._background.run(lambda: self._open(passphrase), success=self._opened, failure=self._failed)

    def unlock_by(self, open_vault: Callable[[], V]) -> None:
        """Try another way than the passphrase, such as the system's keychain."""
        if self.state.busy:
            return
        self.change(busy=True, error=None)
        self._background.run(open_vault, success=self._opened, failure=self._failed)

    def typing(self) -> None:
        """Take the error away once the person types again."""
        if self.state.error is not None:
            self.change(error=None)

    def _opened(self, vault: V) -> None:
        self.change(busy=False)
        self._unlocked(vault)

    def _failed(self, error: FieldAuditError) -> None:
        self.change(busy=False, error=error)
