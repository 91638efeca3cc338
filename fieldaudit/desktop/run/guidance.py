"""Guidance that a form gives with a question: folded until it is asked for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldaudit.desktop.run.rich_label import RichLabel
from fieldaudit.desktop.widgets import Button


class Guidance(QWidget):
    """A line that unfolds (key H); it stays as it is while the question is on the screen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._open = False
        self.button = Button("", "plain", icon="chevron-right", key="H", small=True)
        self.button.clicked.connect(self.turn)
        self.text = RichLabel("", muted=True, parent=self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addWidget(self.text)
        self._show()

    def show_text(self, text: str) -> None:
        """Show other words."""
        self.text.show_text(text)

    def turn(self) -> None:
        """Unfold it, or fold it."""
        self._open = not self._open
        self._show()

    def _show(self) -> None:
        words = self.tr("Hide guidance") if self._open else self.tr("Guidance")
        self.button.set_text(words)
        self.button.set_icon("chevron-down" if self._open else "chevron-right")
        self.button.setAccessibleName(words)
        self.text.setHidden(not self._open)
