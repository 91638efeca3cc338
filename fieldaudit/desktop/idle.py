"""Locks when nobody has touched the computer for a while, or when it has slept."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TabletPress,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
    }
)
_MINUTE = 60.0
_LOOK_MS = 5_000
_SLEPT = 30.0
"""Seconds between two looks that only a sleeping computer explains, or one so busy that a lock does no harm."""


def now() -> float:
    """Return seconds that go on while the computer sleeps, and that setting its clock does not change."""
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):  # Linux; macOS, whose usual clock stands still
        if hasattr(time, name):
            return time.clock_gettime(getattr(time, name))
    return time.monotonic()  # on Windows it counts sleep


class IdleWatch(QObject):
    """`idle` after the minutes that were set without a touch in the window (0: never), `slept` after a sleep.

    It looks every five seconds: a timer for the whole span would stand still while the computer sleeps.
    """

    idle = Signal()
    slept = Signal()

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = now) -> None:
        super().__init__(parent)
        self._clock = clock
        self._minutes = 0
        self._touched = self._looked = clock()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)

    def watch(self, window: QWidget) -> None:
        """Begin to watch what is done in a window that is shown."""
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)
        self._touched = self._looked = self._clock()
        self._timer.start()

    def set_minutes(self, minutes: int) -> None:
        """Begin to count anew, or count no more for 0."""
        self._minutes = minutes
        self._touched = self._clock()

    def look(self) -> None:
        """Tell what has happened since the last look."""
        moment = self._clock()
        asleep = moment - self._looked > _SLEPT
        self._looked = moment
        if asleep:
            self.slept.emit()
        elif self._minutes and moment - self._touched >= self._minutes * _MINUTE:
            self._touched = moment
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - Qt's name and signature
        """Begin to count anew at every touch."""
        if event.type() in _TOUCHES:
            self._touched = self._clock()
        return False
