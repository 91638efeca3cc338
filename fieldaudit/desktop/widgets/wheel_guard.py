"""The wheel scrolls the page; it never changes a value."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractSlider, QAbstractSpinBox, QApplication, QComboBox, QScrollBar


class WheelGuard(QObject):
    """Filter for the whole application: the wheel over a combo box, spin box or slider goes to what it lies in."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Refuse the wheel for whatever holds a value."""
        if event.type() != QEvent.Type.Wheel or isinstance(watched, QScrollBar):
            return False
        if not isinstance(watched, QComboBox | QAbstractSpinBox | QAbstractSlider):
            return False
        parent = watched.parentWidget()
        if parent is not None:
            QApplication.sendEvent(parent, event)
        return True
