"""Questions that share their choices as a grid: one line of column heads, one line of cells per question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from fieldaudit.desktop.run.answers.base import Answer
from fieldaudit.desktop.run.rich_label import RichLabel
from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_CONTROL, SPACE_1, SPACE_2, SPACE_4, TARGET
from fieldaudit.desktop.widgets import IconButton, Label
from fieldaudit.desktop.widgets.painting import ring, rounded

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import Card, GridHead

GRIDS = ("grid", "grid_many")
COLUMN = 72
#: What stands at the end of each line beside its cells: "Not checked", camera and note with their gaps.
_END = SPACE_2 + TARGET + (SPACE_1 + 2 + SPACE_2) + 2 * TARGET + (SPACE_1 + 2)
#: What brings a line of words to the middle of the cells beside it.
DOWN = 11
_SIGN = 20


class GridHeadLine(QWidget):
    """The heads of the columns, above the cells of the cards below it."""

    def __init__(self, item: GridHead) -> None:
        super().__init__()
        self._title = RichLabel(item.title, bold=True)
        self._columns: list[Label] = []
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._title, 1, Qt.AlignmentFlag.AlignBottom)
        self._layout.addSpacing(_END)
        self.show_item(item)

    def show_item(self, item: GridHead) -> None:
        """Show the columns."""
        self._title.show_text(item.title)
        if [label.text() for label in self._columns] == list(item.columns):
            return
        for label in self._columns:
            self._layout.removeWidget(label)
            label.deleteLater()
        self._columns = []
        for words in item.columns:
            label = Label(words, "secondary", bold=True, wrap=True)
            label.setFixedWidth(COLUMN)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
            self._columns.append(label)
            self._layout.insertWidget(len(self._columns), label, 0, Qt.AlignmentFlag.AlignBottom)


class GridCell(QAbstractButton):
    """One choice of a line: a circle, or a box where several may be chosen."""

    def __init__(self, words: str, key: str, *, many: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._many = many
        self.setCheckable(True)
        self.setAccessibleName(words)
        self.setAccessibleDescription(key)
        self.setToolTip(words)
        self.setFixedSize(QSize(COLUMN, TARGET))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the sign in the middle, filled where it is chosen."""
        tokens, painter = tokens_of(self), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        box = QRectF(0, 0, _SIGN, _SIGN)
        box.moveCenter(whole.center())
        radius = 4 if self._many else _SIGN / 2
        chosen = self.isChecked()
        if self.underMouse() and self.isEnabled():
            rounded(painter, whole.adjusted(2, 2, -2, -2), RADIUS_CONTROL, tokens.background)
        rounded(
            painter,
            box,
            radius,
            tokens.accent if chosen else tokens.panel,
            tokens.accent if chosen else tokens.border,
            2,
        )
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.on_accent))
            inner = box.adjusted(6, 6, -6, -6)
            painter.drawRoundedRect(inner, inner.width() / 2, inner.width() / 2)
        if self.hasFocus():
            ring(painter, whole.adjusted(2, 2, -2, -2), tokens.accent)

    def enterEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Show that it can be pressed."""
        super().enterEvent(event)  # type: ignore[arg-type]
        self.update()

    def leaveEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Show it as it was."""
        super().leaveEvent(event)  # type: ignore[arg-type]
        self.update()


class GridAnswer(Answer):
    """The cells of one line; keys press them by their column, the next key after them is "Not checked"."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self._many = card.control == "grid_many"
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.cells: list[GridCell] = []
        for at, option in enumerate(card.options):
            cell = GridCell(option.label, str(at + 1), many=self._many, parent=self)
            cell.clicked.connect(lambda _=False, at=at: self._pressed(at))
            self.cells.append(cell)
            layout.addWidget(cell)
        self.not_checked = IconButton("minus", self.tr("Not checked"), parent=self)
        self.not_checked.setFixedSize(TARGET, TARGET)
        self.not_checked.setCheckable(True)
        self.not_checked.clicked.connect(self._skip_pressed)
        layout.addSpacing(SPACE_2)
        layout.addWidget(self.not_checked)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Show what is chosen."""
        super().show_card(card)
        chosen = card.value.split() if self._many else [card.value]
        for cell, option in zip(self.cells, card.options, strict=False):
            cell.setChecked(bool(option.value) and option.value in chosen)
        self.not_checked.setChecked(card.state == "not_checked")

    def press(self, number: int) -> bool:
        """Press the cell of a column."""
        if 1 <= number <= len(self.cells):
            self.cells[number - 1].click()
            return True
        if number == len(self.cells) + 1:
            self.skip_asked.emit()
            return True
        return False

    def first_control(self) -> QWidget | None:
        """Return the chosen cell, or the first."""
        return next((cell for cell in self.cells if cell.isChecked()), self.cells[0] if self.cells else None)

    def _pressed(self, at: int) -> None:
        value = self.card.options[at].value
        if not self._many:
            self.show_card(self.card)
            self.answered.emit(value, False)
            return
        chosen = self.card.value.split()
        now = {*chosen} ^ {value}
        order = [option.value for option in self.card.options if option.value in now]
        self.answered.emit(" ".join(order), True)

    def _skip_pressed(self) -> None:
        self.show_card(self.card)
        self.skip_asked.emit()
