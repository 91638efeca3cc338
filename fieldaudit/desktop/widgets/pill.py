"""Pills: a severity, a state or a date, said in words on a soft ground; and a key cap on its own."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldaudit.desktop.theme import Tone, tokens_of
from fieldaudit.desktop.widgets.painting import KEY_HEIGHT, key_width, paint_key, paint_pill, pill_size


class Pill(QWidget):
    """A word or two with a tone and, where it helps, a sign."""

    def __init__(self, text: str, tone: Tone = "neutral", *, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._tone, self._icon = "", tone, icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(text, tone, icon=icon)

    def show_state(self, text: str, tone: Tone, *, icon: str = "") -> None:
        """Change what the pill says."""
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return the words."""
        return self._text

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name and signature
        """Return the size that shows all words."""
        width, height = pill_size(self._text, sign=bool(self._icon))
        return QSize(round(width + 1), round(height))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the pill."""
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        paint_pill(
            QPainter(self),
            QRectF(self.rect()),
            self._text,
            self._tone,
            tokens_of(self),
            sign=self._icon,
            mirrored=mirrored,
        )


class KeyCap(QWidget):
    """The legend of a key, shown beside what it does."""

    def __init__(self, legend: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._legend = legend
        self.setAccessibleName(legend)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name and signature
        """Return the cap's size."""
        return QSize(round(key_width(self._legend) + 1), KEY_HEIGHT + 2)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the cap."""
        tokens = tokens_of(self)
        paint_key(QPainter(self), QPointF(0.5, self.height() / 2), self._legend, tokens.muted, tokens.border)
