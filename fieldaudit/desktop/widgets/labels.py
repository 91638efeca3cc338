"""Words on the screen, by role; and words that shorten themselves instead of being cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy

from fieldaudit.desktop.theme import font, tokens_of

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

    from fieldaudit.desktop.theme.tokens import TextRole, Tone

_LEAST_CHARACTERS = 6


class Label(QLabel):
    """Plain text of a role; `muted` for what comes second, `tone` for meaning, `wrap` for sentences."""

    def __init__(  # noqa: PLR0913 - what varies is named by keyword
        self,
        text: str = "",
        role: TextRole = "body",
        *,
        bold: bool = False,
        muted: bool = False,
        mono: bool = False,
        wrap: bool = False,
        tone: Tone | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._role, self._bold, self._mono = role, bold, mono
        self._muted, self._tone = muted, tone
        self._dressing = False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        self._dress()

    def set_tone(self, tone: Tone | None) -> None:
        """Colour the words by meaning (never alone: the words say it too)."""
        self._tone = tone
        self._dress()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name and signature
        """Follow the theme and the text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._dress()

    def _dress(self) -> None:
        if self._dressing:
            return
        self._dressing = True
        tokens = tokens_of(self)
        colour = tokens.tone(self._tone).strong if self._tone else tokens.muted if self._muted else tokens.ink
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        self.setPalette(palette)
        self.setFont(font(self._role, bold=self._bold, mono=self._mono))
        self._dressing = False


class ElidedLabel(Label):
    """One line that ends in an ellipsis where there is no room; the whole text is its tip and accessible name."""

    def __init__(
        self,
        text: str = "",
        role: TextRole = "body",
        *,
        bold: bool = False,
        muted: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, role, bold=bold, muted=muted, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name and signature
        """Change the text."""
        super().setText(text)
        self.setAccessibleName(text)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name and signature
        """Allow shrinking to a few characters."""
        least = self.fontMetrics().averageCharWidth() * _LEAST_CHARACTERS
        return QSize(min(least, super().sizeHint().width()), super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint as much as there is room for."""
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        side = Qt.AlignmentFlag.AlignLeft  # Qt mirrors it with the painter
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.rect(), side | Qt.AlignmentFlag.AlignVCenter, shown)
