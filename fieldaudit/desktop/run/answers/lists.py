"""One of many: a field that finds choices while one types; the wheel never changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QSizePolicy

from fieldaudit.desktop.run.answers.base import FlowAnswer
from fieldaudit.desktop.theme.tokens import TARGET

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import Card


class SearchableList(FlowAnswer):
    """A long list; what was typed and is no choice goes back to the answer that stands."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self.box = QComboBox()
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.setMinimumHeight(TARGET)
        self.box.setMinimumWidth(320)
        self.box.setMaxVisibleItems(12)
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.addItems([option.label for option in card.options])
        self.box.activated.connect(self._chosen)
        self._line = QLineEdit()
        self._line.setStyleSheet("QLineEdit, QLineEdit:focus { border: none; padding: 0; background: transparent; }")
        self.box.setLineEdit(self._line)
        completer = QCompleter(self.box.model(), self.box)
        self._completer = completer
        self.box.setCompleter(completer)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._line.setPlaceholderText(self.tr("Type to find a choice"))
        self._line.installEventFilter(self)
        self.box.installEventFilter(self)
        self.flow.addWidget(self.box)
        self.end_with_not_checked("2")
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Show the answer that stands."""
        if [option.label for option in card.options] != [self.box.itemText(at) for at in range(self.box.count())]:
            self.box.clear()
            self.box.addItems([option.label for option in card.options])
        super().show_card(card)
        self.box.setAccessibleName(card.label)
        self._line.setAccessibleName(card.label)
        self._show_standing()

    def press(self, number: int) -> bool:
        """1 goes into the list, 2 is "Not checked"."""
        if number == 1:
            self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._line.selectAll()
            return True
        return super().press(number - 1)

    def first_control(self) -> QComboBox:
        """Return the list."""
        return self.box

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take what was typed when it is left and names a choice; Enter takes the first that holds the letters."""
        enter = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if watched is self.box and enter and event.type() == QEvent.Type.KeyPress:
            return self._take_found()
        if watched is self._line and event.type() == QEvent.Type.FocusOut:
            at = self.box.findText(self._line.text(), Qt.MatchFlag.MatchFixedString)
            if at >= 0:
                self._chosen(at)
            elif not self._line.text().strip() and self.card.value:
                self.answered.emit("", True)
            else:
                self._show_standing()
        return super().eventFilter(watched, event)

    def _take_found(self) -> bool:
        """Choose what the letters name or the first choice that holds them; False where none does."""
        text = self._line.text().strip().casefold()
        labels = [option.label.casefold() for option in self.card.options]
        exact = (place for place, label in enumerate(labels) if label == text)
        at = next(exact, next((place for place, label in enumerate(labels) if text in label), -1)) if text else -1
        if at < 0:
            return False
        popup = self._completer.popup()
        if popup is not None:
            popup.hide()
        self.box.setCurrentIndex(at)
        self._chosen(at)
        return True

    def _show_standing(self) -> None:
        at = next((place for place, option in enumerate(self.card.options) if option.value == self.card.value), -1)
        self.box.setCurrentIndex(at)
        if at < 0:
            self._line.clear()

    def _chosen(self, at: int) -> None:
        value = self.card.options[at].value
        if value != self.card.value:
            self.answered.emit(value, False)
