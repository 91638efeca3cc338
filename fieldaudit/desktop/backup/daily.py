"""The copy of the day, by itself: some time after unlocking, when the last is a day old and its place is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from fieldaudit.errors import BackupPlaceAway, Cancelled, CopyUnderWay

if TYPE_CHECKING:
    from fieldaudit.desktop.backup.lines import Doing
    from fieldaudit.desktop.protocols import Background, Progress
    from fieldaudit.errors import FieldAuditError

FIRST_MS = 60_000
"""After unlocking: a quiet minute, in which a person finds their place again."""
EVERY_MS = 10 * 60_000


class DailyUses(Protocol):
    """What the daily copy needs; `doing` is what the status line says of it."""

    doing: Doing

    def is_due(self) -> bool:
        """Whether a copy should be made now."""

    def copy_daily(self, progress: Progress) -> None:
        """Make it."""


class DailyCopy(QObject):
    """Looks now and then whether a copy is due, and makes it on a worker of its own; `changed` when its state did."""

    changed = Signal()

    def __init__(self, uses: DailyUses, copier: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._uses, self._copier = uses, copier
        self._timer = QTimer(self, singleShot=True, interval=FIRST_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Make the copy when it is due."""
        self._timer.start(EVERY_MS)
        if self._uses.doing != "copying":
            self._copier.run(self._uses.is_due, success=self._begin, failure=self._failed)

    def _begin(self, due: bool) -> None:
        if not due:
            return
        self._say("copying")
        self._copier.follow(
            self._uses.copy_daily, success=lambda _: self._say(""), failure=self._failed, progress=lambda *_: None
        )

    def _failed(self, error: FieldAuditError) -> None:
        if isinstance(error, Cancelled | CopyUnderWay):
            self._say("")
        else:
            self._say("away" if isinstance(error, BackupPlaceAway) else "failed")

    def _say(self, doing: Doing) -> None:
        if doing != self._uses.doing:
            self._uses.doing = doing
            self.changed.emit()
