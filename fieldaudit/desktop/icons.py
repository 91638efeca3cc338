"""The vendored Lucide signs, tinted to a colour and drawn sharp at the screen's pixel ratio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from fieldaudit.assets import folder

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF


def pixmap(name: str, colour: str, size: int = 20, ratio: float = 1.0) -> QPixmap:
    """Return the sign `name` in `colour` (`#RRGGBB`), `size` logical pixels square at the device pixel `ratio`."""
    key = f"fieldaudit/{name}/{colour}/{size}/{ratio}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    drawn = _draw(name, colour, size, ratio)
    QPixmapCache.insert(key, drawn)
    return drawn


def icon(name: str, colour: str, size: int = 20) -> QIcon:
    """Return the sign as a QIcon that holds the ratios 1 and 2."""
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(pixmap(name, colour, size, ratio))
    return made


def paint(painter: QPainter, name: str, colour: str, box: QRectF) -> None:
    """Paint the sign into `box` (logical pixels) with any painter."""
    ratio = painter.device().devicePixelRatioF()
    size = round(box.width())
    painter.drawPixmap(box.topLeft(), pixmap(name, colour, size, ratio))


def _draw(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    source = (folder("resources") / "icons" / f"{name}.svg").read_bytes().replace(b"currentColor", colour.encode())
    drawn = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(source)).render(painter)
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn
