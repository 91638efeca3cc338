"""Several of many: a list to tick in, with a field that narrows it while one types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidgetItem, QVBoxLayout

from fieldaudit.desktop.run.answers.base import FlowAnswer, WholeLine
from fieldaudit.desktop.run.answers.tall_lines import TallList
from fieldaudit.desktop.theme.tokens import SPACE_2, TARGET
from fieldaudit.desktop.widgets import Label

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import Card

_HIGH = 232
_VALUE = Qt.ItemDataRole.UserRole


class TickList(FlowAnswer):
    """Down goes from the field into the list, Space ticks; what is ticked counts in a line below."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Type to find a choice"))
        self.search.setMinimumHeight(TARGET)
        self.search.setAccessibleName(card.label)
        self.search.textChanged.connect(self._narrow)
        self.search.installEventFilter(self)
        self.list = TallList()
        self.list.setFixedHeight(_HIGH)
        self.list.setAccessibleName(card.label)
        self.list.itemChanged.connect(self._ticked)
        self.list.installEventFilter(self)
        self._count = Label("", "secondary", muted=True, wrap=True)
        place = WholeLine()
        layout = QVBoxLayout(place)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        for part in (self.search, self.list, self._count):
            layout.addWidget(part)
        self.flow.addWidget(place)
        self._fill(card)
        self.end_with_not_checked("2")
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Show what is ticked."""
        super().show_card(card)
        chosen = set(card.value.split())
        self.list.blockSignals(True)
        for item in self._items():
            ticked = item.data(_VALUE) in chosen
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self._say()

    def press(self, number: int) -> bool:
        """1 goes into the field, 2 is "Not checked"."""
        if number == 1:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return super().press(number - 1)

    def first_control(self) -> QLineEdit:
        """Return the field."""
        return self.search

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Go between the field and the list by the arrows; letters typed in the list go to the field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.search and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._into_list()
                return True
            if watched is self.list and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._toggle()
                return True
            if watched is self.list and event.key() == Qt.Key.Key_Up and self.list.currentRow() == self._first():
                self.search.setFocus(Qt.FocusReason.BacktabFocusReason)
                return True
            if watched is self.list and event.text().isprintable() and event.text().strip():
                self.search.setFocus(Qt.FocusReason.OtherFocusReason)
                self.search.setText(event.text())
                return True
        return super().eventFilter(watched, event)

    def _fill(self, card: Card) -> None:
        self.list.blockSignals(True)
        for option in card.options:
            item = QListWidgetItem(option.label)
            item.setData(_VALUE, option.value)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(place) for place in range(self.list.count())]

    def _first(self) -> int:
        return next((place for place, item in enumerate(self._items()) if not item.isHidden()), -1)

    def _into_list(self) -> None:
        first = self._first()
        if first >= 0:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
            self.list.setCurrentRow(first)

    def _toggle(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            ticked = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)

    def _narrow(self, text: str) -> None:
        wanted = text.casefold().split()
        for item in self._items():
            words = item.text().casefold()
            item.setHidden(not all(word in words for word in wanted))
        self._say()

    def _ticked(self) -> None:
        chosen = [item.data(_VALUE) for item in self._items() if item.checkState() == Qt.CheckState.Checked]
        self._say()
        self.answered.emit(" ".join(chosen), True)

    def _say(self) -> None:
        items = self._items()
        ticked = [item.text() for item in items if item.checkState() == Qt.CheckState.Checked]
        if self._first() < 0 and self.search.text().strip():
            said = self.tr("No choice has these letters in it.")
        else:
            said = self.tr("{n} of {m} chosen").format(n=len(ticked), m=len(items))
        self._count.setText(said + (": " + ", ".join(ticked[:5]) if 0 < len(ticked) <= 5 else ""))  # noqa: PLR2004 - a line
