"""What is typed: a line, several lines, a number, a clock time. It is handed over after 800 ms of rest."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from fieldaudit.desktop.run import typed
from fieldaudit.desktop.run.answers.base import FlowAnswer
from fieldaudit.desktop.theme.tokens import TARGET

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import Card

REST_MS = 800
DRAFT_MS = 250
_WIDTHS = {"int": 140, "decimal": 140, "time": 120, "place": 320}
_LINES_HEIGHT = 96
_WHOLE_LINE = 4000


class TextAnswer(FlowAnswer):
    """A text in one or several lines, or anything else that is typed and read by `read` and shown by `show`."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self._given = ""
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._hand_over)
        self._draft = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._draft.timeout.connect(lambda: self.typed.emit(self.text()))
        self.field = self._make_field()
        self.field.installEventFilter(self)
        self.flow.addWidget(self.field)
        self.add_beside()
        self.end_with_not_checked("2")
        self.show_card(card)
        if card.draft:
            self.set_text(card.draft)

    def add_beside(self) -> None:
        """Put more controls between the field and "Not checked"."""

    def text(self) -> str:
        """Return what stands in the field."""
        return self.field.toPlainText() if isinstance(self.field, QPlainTextEdit) else self.field.text()

    def set_text(self, text: str) -> None:
        """Put a text into the field without telling."""
        self.field.blockSignals(True)
        if isinstance(self.field, QPlainTextEdit):
            self.field.setPlainText(text)
        else:
            self.field.setText(text)
        self.field.blockSignals(False)

    def show_card(self, card: Card) -> None:
        """Show the saved value, unless something else is being typed."""
        super().show_card(card)
        self.field.setAccessibleName(card.label)
        if self._rest.isActive() or (self.field.hasFocus() and self.text() != self._given):
            return
        shown = self.show_value(card.value)
        if self.read(self.text()) != card.value and not card.draft:
            self.set_text(shown)
        self._given = self.text()

    def read(self, text: str) -> str | None:
        """Return the value of what was typed, None where it is none."""
        return text.strip()

    def show_value(self, value: str) -> str:
        """Return a value as it is typed."""
        return value

    def press(self, number: int) -> bool:
        """1 goes into the field, 2 is "Not checked"."""
        if number == 1:
            self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return super().press(number - 1)

    def first_control(self) -> QWidget:
        """Return the field."""
        return self.field

    def flush(self) -> None:
        """Hand over now what rests."""
        if self._rest.isActive() or self.text() != self._given:
            self._hand_over()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Hand over when the field is left; Escape goes back to the card."""
        if watched is self.field:
            if isinstance(event, QFocusEvent) and event.lostFocus():
                self.flush()
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._key(event)
        return super().eventFilter(watched, event)

    def edited(self) -> None:
        """Start to wait for rest."""
        self._rest.start()
        self._draft.start()

    def _key(self, event: QKeyEvent) -> bool:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(self.field, QLineEdit)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._hand_over(stay=False)
            return True
        return False

    def _hand_over(self, *, stay: bool = True) -> None:
        self._rest.stop()
        self._draft.stop()
        value, before = self.read(self.text()), self.card.value
        if value is None:
            self.typed.emit(self.text())
            self.answered.emit(self.text().strip(), True)  # the engine refuses it and says why; the text stays
            self._given = self.text()
            return
        self._given = self.text()
        if value != before or not stay:
            self.answered.emit(value, stay)

    def _make_field(self) -> QLineEdit | QPlainTextEdit:
        if self.card.control == "lines":
            lines = Lines()
            lines.setTabChangesFocus(True)
            lines.textChanged.connect(self.edited)
            return lines
        line = QLineEdit()
        line.setMinimumHeight(TARGET)
        width = _WIDTHS.get(self.card.control)
        if width:
            line.setFixedWidth(width)
        else:
            line.setMinimumWidth(320)
            line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        line.textEdited.connect(self.edited)
        return line


class NumberAnswer(TextAnswer):
    """A whole or a decimal number."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        if isinstance(self.field, QLineEdit):
            self.field.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)

    def read(self, text: str) -> str | None:
        """Return the number as the form keeps it."""
        return typed.read_number(text, whole=self.card.control == "int") if text.strip() else ""


class ClockAnswer(TextAnswer):
    """A time of day."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        if isinstance(self.field, QLineEdit):
            self.field.setPlaceholderText(self.tr("hours:minutes"))

    def read(self, text: str) -> str | None:
        """Return the XForms time."""
        if text.strip() == typed.shown_clock(self.card.value):
            return self.card.value
        return typed.read_clock(text) if text.strip() else ""

    def show_value(self, value: str) -> str:
        """Return hours and minutes."""
        return typed.shown_clock(value)


class Lines(QPlainTextEdit):
    """Several lines, as wide as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(_LINES_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for a whole line of the card."""
        return QSize(_WHOLE_LINE, _LINES_HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the least size one can write in."""
        return QSize(240, _LINES_HEIGHT)


def now() -> datetime:
    """Return the moment, with this machine's offset."""
    return datetime.now().astimezone()
