"""The dark rail at the reading side: the places of the program, each a sign and a word."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from fieldaudit.desktop import icons
from fieldaudit.desktop.theme import font, tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_CONTROL, SPACE_1
from fieldaudit.desktop.widgets.painting import ring, rounded

_WIDTH, _WIDEST, _HEIGHT, _SIGN = 76, 116, 56, 22


@dataclass(frozen=True)
class RailItem:
    """A place on the rail: its name for the program, its word for people, its sign; `low` ones stand at the bottom."""

    name: str
    word: str
    icon: str
    low: bool = False


class Rail(QWidget):
    """The rail; `chosen(name)` is emitted when a person picks a place."""

    chosen = Signal(str)

    def __init__(self, items: Sequence[RailItem], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Places"))
        self._buttons = {item.name: _RailButton(item, self) for item in items}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 12, 6, 12)
        layout.setSpacing(SPACE_1)
        for item in items:
            if not item.low:
                layout.addWidget(self._buttons[item.name])
        layout.addStretch(1)
        for item in items:
            if item.low:
                layout.addWidget(self._buttons[item.name])
        for name, button in self._buttons.items():
            button.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_chosen(self, name: str) -> None:
        """Mark the place where the person is."""
        for key, button in self._buttons.items():
            button.setChecked(key == name)

    def button(self, name: str) -> QAbstractButton:
        """Return the button of a place."""
        return self._buttons[name]

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name and signature
        """Return a width that shows the longest word whole."""
        longest = max((button.words_width() for button in self._buttons.values()), default=0)
        return QSize(min(_WIDEST, max(_WIDTH, longest + 20)), 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the dark ground."""
        QPainter(self).fillRect(self.rect(), QColor(tokens_of(self).rail))


class _RailButton(QAbstractButton):
    """One place: its sign above its word."""

    def __init__(self, item: RailItem, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = item.icon
        self.setText(item.word)
        self.setAccessibleName(item.word)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def words_width(self) -> int:
        """Return the width of the word in pixels."""
        return QFontMetrics(self._font()).horizontalAdvance(self.text())

    def nextCheckState(self) -> None:  # noqa: N802 - Qt's name and signature
        """Leave the mark alone: it follows where the person is, not what was pressed."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name and signature
        """Return the size of a place."""
        return QSize(_WIDTH - 12, max(_HEIGHT, _SIGN + QFontMetrics(self._font()).height() + 18))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the mark, the sign and the word."""
        tokens, painter = tokens_of(self), QPainter(self)
        if self.isChecked() or self.underMouse():
            rounded(painter, QRectF(self.rect()), RADIUS_CONTROL, tokens.rail_chosen if self.isChecked() else "#1C4A40")
        if self.hasFocus():
            ring(painter, QRectF(self.rect()), tokens.rail_ink)
        text_height = QFontMetrics(self._font()).height()
        top = (self.height() - _SIGN - 4 - text_height) / 2
        icons.paint(painter, self._icon, tokens.rail_ink, QRectF((self.width() - _SIGN) / 2, top, _SIGN, _SIGN))
        painter.setFont(self._font())
        painter.setPen(QColor(tokens.rail_ink))
        shown = QFontMetrics(self._font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - 4)
        painter.drawText(
            QRect(0, round(top + _SIGN + 4), self.width(), text_height), Qt.AlignmentFlag.AlignHCenter, shown
        )

    def _font(self) -> QFont:
        return font("small")
