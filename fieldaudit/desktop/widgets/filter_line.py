"""A line to filter a list with: it appears when asked for, and Escape takes it away again."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldaudit.desktop import icons
from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import TARGET


class FilterLine(QLineEdit):
    """`filtered(words)` while typing; `left` on Escape, Enter or Down, when the list should have the focus."""

    filtered = Signal(str)
    left = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setMinimumHeight(TARGET)
        self.setClearButtonEnabled(True)
        self._sign = self.addAction(
            icons.icon("search", tokens_of(self).muted, 18), QLineEdit.ActionPosition.LeadingPosition
        )
        self.textChanged.connect(self.filtered)
        self.hide()

    def ask(self) -> None:
        """Appear and take the cursor."""
        self.show()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name and signature
        """Leave with Escape (nothing is filtered any more), Enter or Down (the filter stays)."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.hide()
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tint the sign anew when the theme changes."""
        if event.type() == QEvent.Type.PaletteChange and isinstance(getattr(self, "_sign", None), QObject):
            self._sign.setIcon(icons.icon("search", tokens_of(self).muted, 18))
        return super().event(event)
