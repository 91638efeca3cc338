"""Python's collector, kept to the interface thread: Qt's objects must not be destroyed on another."""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 5_000


class Collector(QObject):
    """Collects by a timer; the automatic collection, which runs on whatever thread allocates, is turned off."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        timer = QTimer(self, interval=_EVERY_MS)
        timer.timeout.connect(self.collect)
        timer.start()

    def collect(self) -> None:
        """Collect what has gathered, the oldest generation only when it is due."""
        young, middle, old = gc.get_count()
        if old > self._thresholds[2]:
            gc.collect()
        elif middle > self._thresholds[1]:
            gc.collect(1)
        elif young > self._thresholds[0]:
            gc.collect(0)

    def stop(self) -> None:
        """Give the collection back to Python."""
        gc.enable()
