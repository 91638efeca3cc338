"""A number between two: a slider with its field, upright where asked, a list to pick from, or stars."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit, QSlider

from fieldaudit.desktop.run import typed
from fieldaudit.desktop.run.answers import appearance
from fieldaudit.desktop.run.answers.base import AnswerButton, FlowAnswer
from fieldaudit.desktop.run.answers.lists import SearchableList
from fieldaudit.desktop.run.answers.texts import REST_MS
from fieldaudit.desktop.run.cards import Option
from fieldaudit.desktop.theme.tokens import TARGET
from fieldaudit.desktop.widgets import Label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from fieldaudit.desktop.run.cards import Card
    from fieldaudit.desktop.theme import Tokens

MOST_PICKED, MOST_STARS = 1001, 20
_LONG, _HIGH = 260, 180
_MOST_TICKS, _MOST_STEPS = 25, 1_000_000
_MOST_KEYS = 9
_STAR = 22


class RangeAnswer(FlowAnswer):
    """By slider or typed; Enter on the slider takes what it shows, so that its start can be answered too."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self._start, self._end = number(card.start, "0"), number(card.end, "10")
        step = abs(number(card.step, "1")) or Decimal(1)
        self._step = step if self._end >= self._start else -step
        steps = max(1, min(_MOST_STEPS, int((self._end - self._start) / self._step)))
        upright = appearance.asks(card, "vertical")
        self.slider = QSlider(Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal)
        self.slider.setRange(0, steps)
        self.slider.setFixedSize(TARGET if upright else _LONG, _HIGH if upright else TARGET)
        if steps <= _MOST_TICKS and not appearance.asks(card, "no-ticks"):
            self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
            self.slider.setTickInterval(1)
        self.slider.setAccessibleName(card.label)
        self.slider.installEventFilter(self)
        self.field = QLineEdit()
        self.field.setFixedSize(90, TARGET)
        self.field.setAccessibleName(card.label)
        self.field.setPlaceholderText(f"{self._start}–{self._end}")  # noqa: RUF001 - from to
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.flush)
        self.slider.valueChanged.connect(self._slid)
        self.field.editingFinished.connect(self._typed)
        self.flow.addWidget(self.slider)
        self.flow.addWidget(self.field)
        self.end_with_not_checked("2")
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Show the number; one that was refused stays to be corrected."""
        super().show_card(card)
        if self._rest.isActive():
            return
        self.slider.blockSignals(True)
        place = (number(card.value, str(self._start)) - self._start) / self._step
        self.slider.setValue(int(max(Decimal(0), min(Decimal(_MOST_STEPS), place))))
        self.slider.blockSignals(False)
        if not self.field.hasFocus() or self.field.text() == card.value:
            self.field.setText(card.value)

    def press(self, number: int) -> bool:
        """1 goes to the slider, 2 is "Not checked"."""
        if number == 1:
            self.slider.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return super().press(number - 1)

    def first_control(self) -> QSlider:
        """Return the slider."""
        return self.slider

    def flush(self) -> None:
        """Hand over what the field says; what is no number goes to the form, which says why not."""
        self._rest.stop()
        text = self.field.text().strip()
        value = typed.read_number(text, whole=False) if text else ""
        value = text if value is None else value
        if value != self.card.value:
            self.answered.emit(value, True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take on Enter what the slider shows."""
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in enter:
            self._rest.stop()
            shown = str(self._start + self._step * self.slider.value())
            self.answered.emit(shown, False)
            return True
        return super().eventFilter(watched, event)

    def _slid(self, place: int) -> None:
        self.field.setText(str(self._start + self._step * place))
        self._rest.start()

    def _typed(self) -> None:
        if self.field.text() != self.card.value:
            self.flush()


class RangePicker(SearchableList):
    """A list of the numbers (picker); one types to find."""

    def __init__(self, card: Card) -> None:
        super().__init__(_with_numbers(card))

    def show_card(self, card: Card) -> None:
        """Show the number that stands, however it is written."""
        super().show_card(card if card.options else _with_numbers(card))


class Stars(FlowAnswer):
    """As many stars as the range ends at (rating); the keys 1 to 9 press them, the arrows go between them."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self._stars: list[_Star] = []
        most = int(number(card.end, "5"))
        for place in range(1, most + 1):
            star = _Star(place, most)
            star.clicked.connect(lambda _=False, place=place: self._rated(place))
            star.installEventFilter(self)
            self._stars.append(star)
            self.numbered.append(star)
            self.flow.addWidget(star)
        self._said = Label("", muted=True)
        self._said.setFixedHeight(TARGET)
        self.flow.addWidget(self._said)
        self.end_with_not_checked(str(most + 1) if most < _MOST_KEYS else "")
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Fill the stars up to the answer."""
        super().show_card(card)
        given = int(number(card.value, "0"))
        for place, star in enumerate(self._stars, start=1):
            star.setChecked(place <= given)
        words = self.tr("{n} of {m}").format(n=given, m=len(self._stars))
        self._said.setText(words if card.value else "")

    def first_control(self) -> QWidget | None:
        """Return the star that stands, or the first."""
        given = int(number(self.card.value, "1"))
        return self._stars[max(0, min(given, len(self._stars)) - 1)] if self._stars else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Go between the stars by the arrows, in the reading direction."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched in self._stars:
            on = Qt.Key.Key_Left if self.isRightToLeft() else Qt.Key.Key_Right
            by = {int(Qt.Key.Key_Left): -1, int(Qt.Key.Key_Right): -1, int(on): 1}.get(event.key())
            if by is not None:
                at = next(place for place, star in enumerate(self._stars) if star is watched) + by
                self._stars[max(0, min(at, len(self._stars) - 1))].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _rated(self, place: int) -> None:
        self.show_card(self.card)
        if str(place) != self.card.value:
            self.answered.emit(str(place), False)


class _Star(AnswerButton):
    """A star: filled when it counts."""

    def __init__(self, place: int, most: int) -> None:
        super().__init__("", str(place) if place <= _MOST_KEYS else "")
        self.setAccessibleName(self.tr("{n} of {m}").format(n=place, m=most))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a square."""
        return QSize(TARGET, TARGET)

    def _paint_content(self, painter: QPainter, box: QRectF, ink: str, tokens: Tokens) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = tokens.accent if self.isEnabled() else ink
        painter.setPen(QPen(QColor(strong if self.isChecked() else tokens.border), 1.6))
        painter.setBrush(QColor(strong) if self.isChecked() else Qt.BrushStyle.NoBrush)
        painter.drawPolygon(_star_at(box.center()))


def _star_at(middle: QPointF) -> QPolygonF:
    outline = QPolygonF()
    points = ((0, -1), (0.26, -0.36), (0.95, -0.31), (0.42, 0.14), (0.59, 0.81), (0, 0.45))
    whole = (*points, *((-x, y) for x, y in reversed(points[1:5])))
    for x, y in whole:
        outline.append(QPointF(middle.x() + x * _STAR / 2, middle.y() + y * _STAR / 2))
    return outline


def _with_numbers(card: Card) -> Card:
    start, end, step = number(card.start, "0"), number(card.end, "10"), abs(number(card.step, "1")) or Decimal(1)
    step = step if end >= start else -step
    count = min(MOST_PICKED, int((end - start) / step) + 1)
    values = [str(start + step * place) for place in range(count)]
    if card.value and card.value not in values:
        values.append(card.value)
    return replace(card, options=tuple(Option(value, value) for value in values))


def number(text: str, instead: str) -> Decimal:
    """Return a number of the form, another where it is none."""
    try:
        found = Decimal(text or instead)
    except InvalidOperation:
        return Decimal(instead)
    return found if found.is_finite() else Decimal(instead)
