"""An order to make: by the arrows with Alt, by the buttons, or by dragging."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidgetItem, QVBoxLayout

from fieldaudit.desktop.run.answers.base import FlowAnswer, WholeLine
from fieldaudit.desktop.run.answers.tall_lines import LINE, TallList
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import Button, KeyCap, Label, row

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import Card

_MOST_LINES = 8
_VALUE = Qt.ItemDataRole.UserRole


class RankAnswer(FlowAnswer):
    """Nothing is answered until something is moved or the order is accepted."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self.list = TallList()
        self.list.setAccessibleName(card.label)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.list.setFixedHeight(min(len(card.options), _MOST_LINES) * LINE + 30)
        self.list.installEventFilter(self)
        self.list.model().rowsMoved.connect(lambda *_: self._give())
        self._accept = Button(self.tr("The order is right"), key="2")
        self._accept.clicked.connect(lambda: self.answered.emit(self._order(), False))
        self.up = Button(self.tr("Up"), icon="chevron-up", small=True)
        self.down = Button(self.tr("Down"), icon="chevron-down", small=True)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        told = Label(self.tr("or drag, or"), "secondary", muted=True)
        line = WholeLine()
        layout = QVBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.list)
        layout.addLayout(row(self.up, self.down, told, KeyCap("Alt ↑"), KeyCap("Alt ↓"), None))
        self.flow.addWidget(line)
        self.flow.addWidget(self._accept)
        self.numbered.append(self._accept)
        self.end_with_not_checked("3")
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Show the order that stands, numbered."""
        super().show_card(card)
        labels = {option.value: option.label for option in card.options}
        given = [value for value in card.value.split() if value in labels]
        order = given + [value for value in labels if value not in given]
        if order != self._order().split(" "):
            current = self.list.currentItem()
            kept = current.data(_VALUE) if current is not None else ""
            self.list.clear()
            for value in order:
                item = QListWidgetItem()
                item.setData(_VALUE, value)
                self.list.addItem(item)
            self.list.setCurrentRow(order.index(kept) if kept in order else 0)
        for place, value in enumerate(order, start=1):
            self.list.item(place - 1).setText(f"{place}.  {labels[value]}")
        self._accept.setHidden(bool(card.value))

    def press(self, number: int) -> bool:
        """1 goes into the list, 2 accepts, 3 is "Not checked"."""
        if number == 1:
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return super().press(number - 1)

    def first_control(self) -> TallList:
        """Return the list."""
        return self.list

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Move by Alt with an arrow."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = {int(Qt.Key.Key_Up): -1, int(Qt.Key.Key_Down): 1}.get(event.key())
            if by is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._move(by)
                return True
        return super().eventFilter(watched, event)

    def _order(self) -> str:
        return " ".join(str(self.list.item(place).data(_VALUE)) for place in range(self.list.count()))

    def _move(self, by: int) -> None:
        at = self.list.currentRow()
        to = at + by
        if not 0 <= at < self.list.count() or not 0 <= to < self.list.count():
            return
        item = self.list.takeItem(at)
        self.list.insertItem(to, item)
        self.list.setCurrentRow(to)
        self._give()

    def _give(self) -> None:
        self.answered.emit(self._order(), True)
