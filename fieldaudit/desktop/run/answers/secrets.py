"""Texts that are not to be read over a shoulder: shown as dots, with a look at them where the form allows one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from fieldaudit.desktop.run.answers import appearance
from fieldaudit.desktop.run.answers.texts import TextAnswer
from fieldaudit.desktop.widgets import IconButton

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import Card


class MaskedText(TextAnswer):
    """Dots (masked, hide-input, hidden-answer); the eye shows the words as long as it is pressed in."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        if isinstance(self.field, QLineEdit):
            self.field.setEchoMode(QLineEdit.EchoMode.Password)
            self.field.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)

    def add_beside(self) -> None:
        """Put the eye beside the field, where one may look."""
        if appearance.asks(self.card, "hidden-answer"):
            return
        self.eye = IconButton("eye", self.tr("Show what is written"))
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._peek)
        self.flow.addWidget(self.eye)

    def _peek(self, shown: bool) -> None:
        if isinstance(self.field, QLineEdit):
            self.field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.eye.set_icon("eye-off" if shown else "eye")
