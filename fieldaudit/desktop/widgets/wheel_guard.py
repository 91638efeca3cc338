"""The wheel scrolls the page; it never changes a value."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QSlider, QWidget

_VALUES = (QComboBox, QAbstractSpinBox, QSlider)


class WheelGuard(QObject):
    """Stands before a window: a wheel over a combo box, spin box or slider goes to what it lies in.

    It watches the window's handle, which sees input alone: a filter on the whole application would be called in Python
    for every event there is.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - Qt's name and signature
        """Take the wheel from whatever holds a value."""
        if not isinstance(event, QWheelEvent):
            return False
        under: QWidget | None = self._window.childAt(event.position().toPoint())
        while under is not None and not isinstance(under, _VALUES):
            under = under.parentWidget()
        if under is None:
            return False
        outer = under.parentWidget()
        if outer is not None:
            QApplication.sendEvent(outer, event)
        return True
