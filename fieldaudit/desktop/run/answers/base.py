"""What every control of an answer is: it shows a card's value, says what was answered, and answers to numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldaudit.desktop.widgets import Button, Flow
from fieldaudit.desktop.widgets.painting import RING, key_width, paint_key

_WIDEST = 440
_WHOLE_LINE = 4000
_GAP = 8

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import Card
    from fieldaudit.desktop.theme import Tokens, Tone


class Answer(QWidget):
    """`answered(value, stay)`: `stay` where typing goes on; `typed(text)` for the draft; and `skip_asked`.

    `attached(files)` are paths and (name, bytes) that answer by being attached; `picture_asked(done)` asks for the
    bytes of the question's newest photo, b"" where there is none.
    """

    answered = Signal(str, bool)
    typed = Signal(str)
    skip_asked = Signal()
    attached = Signal(list)
    picture_asked = Signal(object)

    def __init__(self, card: Card) -> None:
        super().__init__()
        self.card = card
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_card(self, card: Card) -> None:
        """Show another state of the same question."""
        self.card = card

    def press(self, number: int) -> bool:
        """Do what the key of this number does; False where it does nothing."""
        del number
        return False

    def first_control(self) -> QWidget | None:
        """Return what takes the focus when one starts to answer here; None: the card itself."""
        return None

    def flush(self) -> None:
        """Hand over what is typed and not handed over yet."""


class WholeLine(QWidget):
    """Holds what takes a whole line of the card in a row that wraps; its height follows its width."""

    def __init__(self) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for a whole line."""
        return QSize(_WHOLE_LINE, super().sizeHint().height())


class FlowAnswer(Answer):
    """Controls in a row that wraps, "Not checked" last; `numbered` holds what the keys press, in order."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self.flow = Flow()
        self.setLayout(self.flow)
        self.numbered: list[Button] = []
        self.not_checked: Button | None = None

    def end_with_not_checked(self, key: str) -> None:
        """Put the button that is always there at the end."""
        if not self.card.answerable:
            return
        button = AnswerButton(self.tr("Not checked"), key)
        button.tone = "neutral"
        button.clicked.connect(self._skip_pressed)
        self.not_checked = button
        self.numbered.append(button)
        self.flow.addWidget(button)
        self._show_skip()

    def show_card(self, card: Card) -> None:
        """Show whether it was not checked."""
        super().show_card(card)
        self._show_skip()

    def press(self, number: int) -> bool:
        """Press the button of this number."""
        if not 1 <= number <= len(self.numbered):
            return False
        button = self.numbered[number - 1]
        if button.isEnabled():
            button.click()
        return True

    def _show_skip(self) -> None:
        if self.not_checked is not None:
            self.not_checked.setChecked(self.card.state == "not_checked")

    def _skip_pressed(self) -> None:
        self._show_skip()
        self.skip_asked.emit()


class AnswerButton(Button):
    """A choice: filled when it is the answer. Words that are long go on in the next line instead of being cut off."""

    def __init__(self, text: str, key: str = "") -> None:
        super().__init__(text, "quiet", key=key)
        self.setCheckable(True)
        self.setAccessibleDescription(key)

    def show_chosen(self, tone: Tone, *, chosen: bool) -> None:
        """Show whether it is the answer and in which tone; one that looks as before is not painted again."""
        if tone != self.tone:
            self.tone = tone
            if self.isChecked():
                self.update()
        self.setChecked(chosen)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size that shows all words, in several lines where one would be too wide."""
        size = super().sizeHint()
        if size.width() <= _WIDEST:
            return size
        words = self._wrapped()
        return QSize(_WIDEST, max(size.height(), round(words.height()) + 16))

    def _wrapped(self) -> QRectF:
        room = _WIDEST - 2 * self._side() - sum(width + _GAP for kind, width in self._pieces() if kind != "text")
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
        return QFontMetricsF(self._font()).boundingRect(QRectF(0, 0, room, 1000), flags, self._words())

    def _paint_content(self, painter: QPainter, box: QRectF, ink: str, tokens: Tokens) -> None:
        if super().sizeHint().width() <= _WIDEST:
            super()._paint_content(painter, box, ink, tokens)
            return
        mirrored = self.isRightToLeft()
        words, side = self._wrapped(), self._side()
        left = box.right() - side - words.width() if mirrored else box.left() + side
        painter.setFont(self._font())
        painter.setPen(QColor(ink))
        align = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        place = QRectF(left, box.top(), words.width() + 1, box.height())
        painter.drawText(place, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | align, self._words())
        if self.key_legend:
            wide = key_width(self.key_legend)
            at = QPointF(box.left() + side if mirrored else box.right() - side - wide, box.center().y())
            soft = ink if self._is_filled() else tokens.muted
            paint_key(painter, at, self.key_legend, soft, soft if self._is_filled() else tokens.border)

    def _side(self) -> int:
        return RING + 9
