"""A door: a large button with a sign, a name and what lies behind it."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from fieldaudit.desktop import icons
from fieldaudit.desktop.theme import font, tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_PANEL, SPACE_4, SPACE_6
from fieldaudit.desktop.widgets.painting import ring, rounded

_CIRCLE, _SIGN = 48, 24
_WIDTH = 270


class Door(QAbstractButton):
    """One way to begin."""

    def __init__(self, icon: str, name: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._sentence = icon, sentence
        self.setText(name)
        self.setAccessibleName(name)
        self.setAccessibleDescription(sentence)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name and signature
        """Return a comfortable width and the height that the words need in it."""
        return QSize(_WIDTH, self.heightForWidth(_WIDTH))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name and signature
        """Return the least size."""
        return QSize(220, self.heightForWidth(220))

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name and signature
        """Return that the height follows the width."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name and signature
        """Return the height for a width."""
        return self._words(width)[1].bottom() + SPACE_6

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the panel, its sign and words."""
        tokens, painter = tokens_of(self), QPainter(self)
        box, mirrored = QRectF(self.rect()), self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        lively = self.underMouse() and self.isEnabled()
        rounded(painter, box, RADIUS_PANEL, tokens.panel, tokens.accent if lively else tokens.border)
        if self.hasFocus():
            ring(painter, box, tokens.accent, RADIUS_PANEL)
        left = self.width() - SPACE_6 - _CIRCLE if mirrored else SPACE_6
        circle = QRectF(left, SPACE_6, _CIRCLE, _CIRCLE)
        rounded(painter, circle, _CIRCLE / 2, tokens.accent_soft)
        inset = (_CIRCLE - _SIGN) / 2
        icons.paint(painter, self._icon, tokens.accent, circle.adjusted(inset, inset, -inset, -inset))
        side = Qt.AlignmentFlag.AlignLeft  # Qt mirrors it with the painter
        name, sentence = self._words(self.width())
        painter.setFont(font("question", bold=True))
        painter.setPen(QColor(tokens.ink if self.isEnabled() else tokens.muted))
        painter.drawText(name, side | Qt.TextFlag.TextWordWrap, self.text())
        painter.setFont(font())
        painter.setPen(QColor(tokens.muted))
        painter.drawText(sentence, side | Qt.TextFlag.TextWordWrap, self._sentence)

    def _words(self, width: int) -> tuple[QRect, QRect]:
        room = QRect(0, 0, width - 2 * SPACE_6, 2000)
        wrap = Qt.TextFlag.TextWordWrap
        name = QFontMetrics(font("question", bold=True)).boundingRect(room, wrap, self.text())
        sentence = QFontMetrics(font()).boundingRect(room, wrap, self._sentence)
        top = SPACE_6 + _CIRCLE + SPACE_4
        first = QRect(SPACE_6, top, room.width(), name.height())
        return first, QRect(SPACE_6, first.bottom() + 7, room.width(), sentence.height() + 2)
