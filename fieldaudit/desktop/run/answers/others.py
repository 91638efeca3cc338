"""The rarer ones: a slider with its number, an order to make, a file to attach, a value that is only shown."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QSlider, QVBoxLayout, QWidget

from fieldaudit.desktop.run import typed
from fieldaudit.desktop.run.answers.base import Answer, FlowAnswer
from fieldaudit.desktop.run.answers.texts import REST_MS
from fieldaudit.desktop.theme.tokens import SPACE_2, TARGET
from fieldaudit.desktop.widgets import Button, IconButton, Label, holder, row

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import Card


class RangeAnswer(FlowAnswer):
    """A number between two, by slider or typed; without an answer the field is blank, the slider at its start."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self._start, self._end = _number(card.start, "0"), _number(card.end, "10")
        self._step = _number(card.step, "1") or Decimal(1)
        steps = max(1, int((self._end - self._start) / self._step))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, steps)
        self.slider.setFixedSize(260, TARGET)
        self.slider.setAccessibleName(card.label)
        self.field = QLineEdit()
        self.field.setFixedSize(90, TARGET)
        self.field.setAccessibleName(card.label)
        self.field.setPlaceholderText(f"{card.start}-{card.end}")
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.flush)
        self.slider.valueChanged.connect(self._slid)
        self.field.editingFinished.connect(self._typed)
        self.flow.addWidget(self.slider)
        self.flow.addWidget(self.field)
        self.end_with_not_checked("2")
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Show the number."""
        super().show_card(card)
        if self._rest.isActive():
            return
        self.slider.blockSignals(True)
        place = (_number(card.value, card.start) - self._start) / self._step
        self.slider.setValue(int(place))
        self.slider.blockSignals(False)
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
        """Hand over what the field says."""
        self._rest.stop()
        value = typed.read_number(self.field.text(), whole=False) if self.field.text().strip() else ""
        if value is not None and value != self.card.value:
            self.answered.emit(value, True)

    def _slid(self, place: int) -> None:
        self.field.setText(str(self._start + self._step * place))
        self._rest.start()

    def _typed(self) -> None:
        if self.field.text() != self.card.value:
            self.flush()


class RankAnswer(Answer):
    """An order: each choice with a button up and one down; nothing is answered until one is moved or accepted."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self._order: list[str] = []
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(SPACE_2)
        self._rows: list[tuple[Label, IconButton, IconButton]] = []
        for place in range(len(card.options)):
            self._lines.addWidget(self._line(place))
        self._accept = Button(self.tr("The order is right"), small=True)
        self._accept.clicked.connect(lambda: self.answered.emit(" ".join(self._order), False))
        skip = Button(self.tr("Not checked"), small=True, key="2")
        skip.clicked.connect(self.skip_asked)
        self._lines.addWidget(holder(row(self._accept, skip, None)))
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Show the order that stands."""
        super().show_card(card)
        answered = [value for value in card.value.split() if any(option.value == value for option in card.options)]
        self._order = answered + [option.value for option in card.options if option.value not in answered]
        labels = {option.value: option.label for option in card.options}
        for place, (label, up, down) in enumerate(self._rows):
            name = labels[self._order[place]]
            label.setText(f"{place + 1}. {name}")
            up.setAccessibleName(self.tr("Move up: {name}").format(name=name))
            down.setAccessibleName(self.tr("Move down: {name}").format(name=name))
        self._accept.setVisible(not card.value)

    def press(self, number: int) -> bool:
        """1 goes to the first line, 2 is "Not checked"."""
        if number == 1 and self._rows:
            self._rows[0][2].setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif number == 2:  # noqa: PLR2004 - the key on the button
            self.skip_asked.emit()
        return number in (1, 2)

    def _line(self, place: int) -> QWidget:
        label = Label("", wrap=True)
        up, down = IconButton("chevron-up", "", small=True), IconButton("chevron-down", "", small=True)
        up.setEnabled(place > 0)
        down.setEnabled(place < len(self.card.options) - 1)
        up.clicked.connect(lambda: self._move(place, -1))
        down.clicked.connect(lambda: self._move(place, 1))
        self._rows.append((label, up, down))
        line = row(up, down)
        line.addWidget(label, 1)
        return holder(line)

    def _move(self, place: int, by: int) -> None:
        order = list(self._order)
        order[place], order[place + by] = order[place + by], order[place]
        self.answered.emit(" ".join(order), True)


class UploadAnswer(FlowAnswer):
    """A file: it is added in the evidence tray, the first one is the answer."""

    attach_asked = Signal()

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self._name = Label("", wrap=False)
        self._add = Button(self.tr("Add a photo or a file"), icon="camera", key="P")
        self._add.clicked.connect(self.attach_asked)
        self.flow.addWidget(self._name)
        self.flow.addWidget(self._add)
        self.end_with_not_checked("2")
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Show the file's name."""
        super().show_card(card)
        self._name.setText(card.text or card.value)
        self._name.setFixedHeight(TARGET)
        self._name.setHidden(not card.value)

    def press(self, number: int) -> bool:
        """1 adds a file, 2 is "Not checked"."""
        if number == 1:
            self._add.click()
            return True
        return super().press(number - 1)

    def first_control(self) -> Button:
        """Return the button that adds."""
        return self._add


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
        self._value.setText(card.text or card.value or self.tr("not known yet"))


def _number(text: str, instead: str) -> Decimal:
    try:
        return Decimal(text or instead)
    except InvalidOperation:
        return Decimal(instead)
