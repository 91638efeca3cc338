"""Locks when nobody has touched the computer for a while."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

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
    """`idle` after the minutes that were set without a key, a click or a movement in the window; 0 never."""

    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._minutes = 0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.idle)

    def watch(self, window: QWidget) -> None:
        """Watch what is done in a window that is shown."""
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def set_minutes(self, minutes: int) -> None:
        """Begin to count, or stop for 0."""
        self._minutes = minutes
        if minutes:
            self._timer.start(minutes * _MINUTE_MS)
        else:
            self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - Qt's name and signature
        """Begin to count anew at every touch."""
        if self._minutes and event.type() in _TOUCHES:
            self._timer.start(self._minutes * _MINUTE_MS)
        return False
