"""Numbers by appearance: with thousands apart, with minus and plus beside them, and digits that are a code."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLocale, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from fieldaudit.desktop.run.answers.texts import NumberAnswer, TextAnswer
from fieldaudit.desktop.widgets import IconButton

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import Card

_SPACES = re.compile("[\\s\u00a0\u202f'\u2019]")


class GroupedNumber(NumberAnswer):
    """A number whose thousands stand apart as the window's language writes them (thousands-sep)."""

    def read(self, text: str) -> str | None:
        """Return the number; separators that stand where thousands end are taken out first."""
        return super().read(ungrouped(text))

    def show_value(self, value: str) -> str:
        """Return the number with its thousands apart."""
        return grouped(value)

    def show_card(self, card: Card) -> None:
        """Show it apart once it is not being typed any longer."""
        super().show_card(card)
        if not self.field.hasFocus() and self.read(self.text()) == card.value:
            self.set_text(self.show_value(card.value))


class Counter(NumberAnswer):
    """A whole number with minus and plus beside it (counter); Up and Down do the same."""

    def add_beside(self) -> None:
        """Put the two buttons beside the field."""
        self.less = IconButton("minus", self.tr("One less"))
        self.more = IconButton("plus", self.tr("One more"))
        self.less.clicked.connect(lambda: self._step(-1))
        self.more.clicked.connect(lambda: self._step(1))
        self.flow.addWidget(self.less)
        self.flow.addWidget(self.more)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Count by the arrows."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = {int(Qt.Key.Key_Up): 1, int(Qt.Key.Key_Down): -1}.get(event.key())
            if by is not None:
                self._step(by)
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        standing = self.read(self.text())
        if standing is None:
            return
        self.set_text(str(int(standing or "0") + by))
        self.edited()


class Digits(TextAnswer):
    """A text that is made of digits, such as a code (numbers on a text); its zeros stay, and letters are let in."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        if isinstance(self.field, QLineEdit):
            self.field.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)


def grouped(value: str) -> str:
    """Return a number's figures with thousands apart, in the window's language; anything else as it is."""
    if not re.fullmatch(r"-?\d+(\.\d+)?", value):
        return value
    locale = QLocale()
    whole, _, parts = value.lstrip("-").partition(".")
    apart = f"{int(whole):,}".replace(",", locale.groupSeparator())
    sign = "-" if Decimal(value) < 0 else ""
    return f"{sign}{apart}{locale.decimalPoint() + parts if parts else ''}"


def ungrouped(text: str) -> str:
    """Return what was typed without separators of thousands, and with a decimal point."""
    locale, typed = QLocale(), _SPACES.sub("", text)
    separator = locale.groupSeparator()
    if separator in ",." and re.fullmatch(rf"-?\d{{1,3}}({re.escape(separator)}\d{{3}})+(\D\d*)?", typed):
        typed = typed.replace(separator, "")
    point = locale.decimalPoint()
    return typed.replace(point, ".") if point != "." and typed.count(point) == 1 else typed
