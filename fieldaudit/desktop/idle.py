"""Locks when nobody has touched the computer for a while."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)
_MINUTE_MS = 60_000


class IdleWatch(QObject):
    """`idle` after `minutes` without a key, a click or a movement; 0 never."""

    idle = Signal()

    def __init__(self, minutes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.idle)
        self.set_minutes(minutes)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def set_minutes(self, minutes: int) -> None:
        """Change how long; 0 turns it off."""
        self._timer.stop()
        self._minutes = minutes
        if minutes:
            self._timer.start(minutes * _MINUTE_MS)

    def is_waiting(self) -> bool:
        """Return whether it counts."""
        return self._timer.isActive()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - Qt's name and signature
        """Begin to count anew at every touch."""
        if self._minutes and event.type() in _TOUCHES:
            self._timer.start(self._minutes * _MINUTE_MS)
        return False
