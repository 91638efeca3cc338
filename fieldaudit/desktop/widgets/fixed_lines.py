"""Lines that never break: fingerprints, whose groups people compare word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QSizePolicy

from fieldaudit.desktop.theme import font
from fieldaudit.desktop.widgets.labels import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_LEAST_PIXELS = 11


class FixedLines(Label):
    """Lines of equal widths that get smaller where there is no room, and are never broken."""

    def __init__(self, text: str) -> None:
        super().__init__(text, mono=True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name and signature
        """Return the size as designed, whatever is painted now."""
        usual = QFontMetrics(font(mono=True))
        return QSize(self._widest(usual), usual.lineSpacing() * len(self.text().split("\n")) + 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name and signature
        """Return the width of the smallest type."""
        return QSize(self._widest(QFontMetrics(_sized(_LEAST_PIXELS))), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name and signature
        """Find the largest type that fits."""
        super().resizeEvent(event)
        pixels = font(mono=True).pixelSize()
        while pixels > _LEAST_PIXELS and self._widest(QFontMetrics(_sized(pixels))) > self.width():
            pixels -= 1
        self.setFont(_sized(pixels))

    def _widest(self, metrics: QFontMetrics) -> int:
        return max(metrics.horizontalAdvance(line) for line in self.text().split("\n")) + 1


def _sized(pixels: int) -> QFont:
    made = font(mono=True)
    made.setPixelSize(pixels)
    return made
