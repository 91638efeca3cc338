"""A value that is only shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout

from fieldaudit.desktop.run.answers import appearance
from fieldaudit.desktop.run.answers.base import Answer
from fieldaudit.desktop.run.answers.numbers import grouped
from fieldaudit.desktop.widgets import Label

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import Card


class ShownValue(Answer):
    """A value that the form computed and shows."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self._value = Label("", bold=True, wrap=True)
        self._value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._value)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Show the value."""
        super().show_card(card)
        shown = grouped(card.value) if appearance.asks(card, "thousands-sep") else card.text or card.value
        if appearance.asks(card, "masked", "hide-input", "hidden-answer") and card.value:
            shown = "•" * 8
        self._value.setText(shown or self.tr("not known yet"))
