"""A quiet question for a place that the form wants located where the computer cannot tell where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldaudit.desktop.run.answers.places import PlaceAnswer
from fieldaudit.desktop.run.cards import Card
from fieldaudit.desktop.theme.tokens import SPACE_1, SPACE_2, SPACE_4
from fieldaudit.desktop.widgets import Label

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import PlaceAsk


class PlaceLine(QWidget):
    """A line of words and a field; `located(ref, point)` once a latitude and a longitude stand in it."""

    located = Signal(str, str)

    def __init__(self, item: PlaceAsk) -> None:
        super().__init__()
        self._item = item
        self._words = Label("", muted=True, wrap=True)
        self.answer = PlaceAnswer(self._card())
        if self.answer.not_checked is not None:
            self.answer.not_checked.hide()  # leaving it blank says as much
        self.answer.answered.connect(self._given)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, SPACE_2)
        layout.setSpacing(SPACE_1)
        layout.addWidget(self._words)
        layout.addWidget(self.answer)
        self.show_item(item)

    def show_item(self, item: PlaceAsk) -> None:
        """Show what was given."""
        self._item = item
        self._words.setText(self._card().label)
        self.answer.show_card(self._card())

    def flush(self) -> None:
        """Hand over what is typed."""
        self.answer.flush()

    def _card(self) -> Card:
        words = self.tr("Position for {name}: type coordinates or leave blank").format(name=self._item.name)
        return Card(self._item.ref, "", words, "place", value=self._item.value, datatype="geopoint")

    def _given(self, value: str) -> None:
        if value and self.answer.read(value) is not None:  # what is none stays, and the line below says why
            self.located.emit(self._item.ref, value)
        elif not value:
            self.answer.set_text(self.answer.show_value(self._item.value))  # Undo takes back what was given
