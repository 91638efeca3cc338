"""Being asked to end from outside: a signal, which must not cost what is half typed."""

import os
import signal
import sys
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Qt, Signal
from PySide6.QtGui import QGuiApplication


class Ending(QObject):
    """`asked` when this process is asked to end by a signal, or the session that it belongs to ends.

    While Qt's loop runs no Python does, so the signal's number comes through a pipe that the loop watches.
    """

    asked = Signal()

    def __init__(self, application: QGuiApplication) -> None:
        super().__init__(application)
        application.commitDataRequest.connect(lambda _: self.asked.emit(), Qt.ConnectionType.DirectConnection)
        self._numbers: list[signal.Signals] = []
        if sys.platform == "win32":
            return  # a window is closed there, not signalled
        self._numbers = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]
        self._read, self._write = os.pipe()
        for end in (self._read, self._write):
            os.set_blocking(end, False)
        self._notifier = QSocketNotifier(self._read, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._arrived)
        self._before = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        for number in self._numbers:
            signal.signal(number, _heard)

    def stop(self) -> None:
        """Leave signals to what they do by themselves."""
        if not self._numbers:
            return
        signal.set_wakeup_fd(self._before)
        for number in self._numbers:
            signal.signal(number, signal.SIG_DFL)
        self._notifier.setEnabled(False)
        os.close(self._read)
        os.close(self._write)
        self._numbers = []

    def _arrived(self) -> None:
        arrived = os.read(self._read, 64)
        if any(number in arrived for number in self._numbers):
            self.asked.emit()


def _heard(number: int, frame: FrameType | None) -> None:
    """Do nothing: the number is on its way through the pipe."""
