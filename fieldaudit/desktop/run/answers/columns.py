"""Choices in equal columns (columns, columns-n, likert, list) and with pictures; the same keys as anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap, QTextLayout, QTextOption
from PySide6.QtWidgets import QGridLayout, QSizePolicy

from fieldaudit.desktop.run.answers import appearance
from fieldaudit.desktop.run.answers.base import AnswerButton, WholeLine
from fieldaudit.desktop.run.answers.choices import ChoiceButtons, Toggles
from fieldaudit.desktop.run.thumbnails import decode
from fieldaudit.desktop.theme.tokens import SPACE_2, TARGET
from fieldaudit.desktop.widgets.painting import RING, key_width, paint_key

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import Card, Option
    from fieldaudit.desktop.theme import Tokens

_SIDE = RING + 9
_PICTURE = QSize(132, 96)
_LEAST = 72
_GAP = 6
_NARROW, _KEY_BELOW = 150, 24


class CellButton(AnswerButton):
    """A choice as wide as its column; its words go on in the next line, its picture stands above them."""

    def __init__(self, option: Option, key: str = "") -> None:
        super().__init__(option.label, key)
        self._picture = _picture(option.image)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size with the words in one line, as far as that is not too wide."""
        wide = min(220, self._wide_words() + 2 * _SIDE + self._key())
        wide = max(wide, self._picture.width() + 2 * _SIDE if self._picture else _LEAST)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the least column."""
        return QSize(_LEAST, TARGET)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Return that words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height that all words need."""
        words = self._words_high(width) + (_KEY_BELOW if self._below(width) else 0)
        above = self._picture.height() + _GAP if self._picture else 0
        return max(TARGET, round(words) + above + 16)

    def _wide_words(self) -> int:
        return round(QFontMetricsF(self._font()).horizontalAdvance(self._words())) + 2

    def _below(self, width: int) -> bool:
        """Return whether the key stands below the words, because the column is narrow."""
        return bool(self.key_legend) and width < _NARROW

    def _key(self) -> int:
        return round(key_width(self.key_legend)) + _GAP if self.key_legend else 0

    def _words_high(self, width: int) -> float:
        room = max(24, width - 2 * _SIDE - (0 if self._below(width) else self._key()))
        layout = QTextLayout(self._words(), self._font())
        layout.setTextOption(_wrapping())
        layout.beginLayout()
        high = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(room)
            high += line.height()
        layout.endLayout()
        return high

    def _paint_content(self, painter: QPainter, box: QRectF, ink: str, tokens: Tokens) -> None:
        inner = box.adjusted(_SIDE, 8, -_SIDE, -8)
        if self._picture:
            shown = QRect(0, 0, self._picture.width(), self._picture.height())
            shown.moveCenter(inner.center().toPoint())
            shown.moveTop(round(inner.top()))
            painter.drawPixmap(shown, self._picture)
            inner.setTop(shown.bottom() + _GAP)
        mirrored, below = self.isRightToLeft(), self._below(self.width())
        wide = 0 if below else self._key()
        words = (
            inner.adjusted(0, 0, 0, -_KEY_BELOW)
            if below
            else inner.adjusted(wide, 0, 0, 0)
            if mirrored
            else inner.adjusted(0, 0, -wide, 0)
        )
        painter.setFont(self._font())
        painter.setPen(QColor(ink))
        painter.drawText(words, self._words(), _wrapping())
        if self.key_legend:
            left = inner.left() if mirrored else inner.right() - key_width(self.key_legend)
            soft = ink if self._is_filled() else tokens.muted
            edge = soft if self._is_filled() else tokens.border
            at = QPointF(left, inner.center().y())
            if below:
                at = QPointF(inner.center().x() - key_width(self.key_legend) / 2, inner.bottom() - _KEY_BELOW / 2 + 3)
            paint_key(painter, at, self.key_legend, soft, edge)


class ChoiceColumns(ChoiceButtons):
    """One of some choices in columns."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        _into_columns(self, card)

    def make_button(self, option: Option, key: str) -> AnswerButton:
        """Return a choice's button."""
        return CellButton(option, key)


class ToggleColumns(Toggles):
    """Several of some choices in columns."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        _into_columns(self, card)

    def make_button(self, option: Option, key: str) -> AnswerButton:
        """Return a choice's button."""
        return CellButton(option, key)


def _into_columns(answer: ChoiceButtons | Toggles, card: Card) -> None:
    """Put the choices, which stand in the answer's row, into columns above what else stands there."""
    count = appearance.columns(card)
    if not count:
        return
    flow, choices = answer.flow, WholeLine()
    while flow.takeAt(0) is not None:
        pass
    grid = QGridLayout(choices)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(SPACE_2)
    buttons = [button for button in answer.numbered if button is not answer.not_checked]
    for place, button in enumerate(buttons):
        grid.addWidget(button, place // count, place % count)
    for place in range(count):
        grid.setColumnStretch(place, 1)
    flow.addWidget(choices)
    if answer.not_checked is not None:
        flow.addWidget(answer.not_checked)


def _wrapping() -> QTextOption:
    """Return how words wrap: between words, inside one only where it is wider than its column."""
    option = QTextOption(Qt.AlignmentFlag.AlignCenter)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


def _picture(data: bytes) -> QPixmap | None:
    if not data:
        return None
    image = decode(data, 2 * _PICTURE.width(), 2 * _PICTURE.height())
    if image.isNull():
        return None
    fit, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return QPixmap.fromImage(image.scaled(_PICTURE, fit, smooth))
