"""A lock, step by step: cover, hand over what is typed, put the vault away, end the process that held it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from fieldaudit.desktop.cover import LockingCover

if TYPE_CHECKING:
    from fieldaudit.desktop.background import Worker
    from fieldaudit.desktop.desk import Desk
    from fieldaudit.desktop.navigation.shell import Shell
    from fieldaudit.desktop.window import Window

AT_ONCE_MS = 500
"""What a save that is running gets; long work is asked to stop after it, whole or not at all."""
FINISHING_MS = 30 * 60_000
"""What long work gets when nobody asked for the lock: a backup is longer than the minutes until idle."""
_LIMIT_MS = 15_000


class Locking(QObject):
    """`done` once nothing of the vault is open any more, or once what hangs has hung for 15 seconds."""

    done = Signal()

    def __init__(self, window: Window, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._worker = window, worker
        self._begun = False
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._lose_patience)
        self._limit = QTimer(self, singleShot=True, interval=_LIMIT_MS)
        self._limit.timeout.connect(self.done)

    def begin(self, shell: Shell, desk: Desk, patience_ms: int = AT_ONCE_MS) -> None:
        """Lock; once more while it waits for something long: be less patient."""
        if self._begun:
            if self._patience.isActive():
                self._patience.start(min(patience_ms, self._patience.remainingTime()))
            return
        self._begun = True
        self._patience.start(patience_ms)
        place = self._where(shell)
        cover = LockingCover(self._window, finishing=self._worker.follows and patience_ms > AT_ONCE_MS)
        cover.now_asked.connect(self._lose_patience)
        self._window.show_cover(cover)
        _leave(shell)
        clear_clipboard()
        self._worker.end_with(
            lambda: _put_away(desk, place), success=lambda _: self.done.emit(), failure=lambda _: self.done.emit()
        )

    def _where(self, shell: Shell) -> list[object] | None:
        """Return where one is, None where that is not known yet; asked before the cover takes the keyboard."""
        self._window.uncover()
        place = shell.where()
        return list(place) if place[0] else None

    def _lose_patience(self) -> None:
        self._patience.stop()
        self._worker.cancel_long()
        self._limit.start()


def clear_clipboard() -> None:
    """Take what was copied here out of the clipboard; what another program put there stays."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsClipboard():
        clipboard.clear()
    if clipboard.supportsSelection() and clipboard.ownsSelection():
        clipboard.clear(clipboard.Mode.Selection)


def _leave(shell: Shell) -> None:
    """Have the screen hand over what is typed."""
    try:
        shell.leave()
    except Exception:  # a fault of one screen must not keep the vault open
        logging.getLogger(__name__).exception("a screen could not be left")


def _put_away(desk: Desk, place: list[object] | None) -> None:
    try:
        if place is not None:
            desk.remember(place)
    finally:
        desk.close()
