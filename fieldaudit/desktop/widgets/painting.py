"""Shapes that several widgets paint: the focus ring, a pill, a key cap, a bar of progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImageWriter, QPainter, QPen

from fieldaudit.desktop import icons
from fieldaudit.desktop.theme.fonts import font
from fieldaudit.desktop.theme.tokens import RADIUS_CONTROL

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QFont, QImage

    from fieldaudit.desktop.theme import Tokens, Tone

RING = 2
PILL_HEIGHT = 24
KEY_HEIGHT = 18
_PILL_SIDE = 10
_SIGN = 15
_KEY_SIDE = 5


def rounded(
    painter: QPainter, box: QRectF, radius: float, fill: str | None, border: str | None = None, width: float = 1
) -> None:
    """Paint a rounded box whose border lies wholly inside it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(border), width) if border else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    inset = width / 2 if border else 0
    painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset)


def ring(painter: QPainter, box: QRectF, colour: str, radius: float = RADIUS_CONTROL) -> None:
    """Paint the 2 px focus ring just inside `box`."""
    rounded(painter, box, radius, None, colour, RING)


def pill_size(text: str, *, sign: bool) -> tuple[float, float]:
    """Return width and height that a pill needs."""
    metrics = QFontMetricsF(_pill_font())
    width = metrics.horizontalAdvance(text) + 2 * _PILL_SIDE + (_SIGN + 5 if sign else 0)
    return width, max(PILL_HEIGHT, metrics.height() + 4)


def paint_pill(  # noqa: PLR0913 - what varies is named by keyword
    painter: QPainter, box: QRectF, text: str, tone: Tone, tokens: Tokens, *, sign: str = "", mirrored: bool = False
) -> None:
    """Paint a pill that fills `box`: soft ground, strong words, an optional sign before them."""
    pair = tokens.tone(tone)
    rounded(painter, box, box.height() / 2, pair.soft)
    inner = box.adjusted(_PILL_SIDE, 0, -_PILL_SIDE, 0)
    if sign:
        left = inner.right() - _SIGN if mirrored else inner.left()
        icons.paint(painter, sign, pair.strong, QRectF(left, box.center().y() - _SIGN / 2, _SIGN, _SIGN))
        inner = inner.adjusted(0, 0, -_SIGN - 5, 0) if mirrored else inner.adjusted(_SIGN + 5, 0, 0, 0)
    painter.setFont(_pill_font())
    painter.setPen(QColor(pair.strong))
    side = Qt.AlignmentFlag.AlignLeft  # Qt mirrors it with the painter
    shown = QFontMetricsF(_pill_font()).elidedText(text, Qt.TextElideMode.ElideRight, inner.width() + 1)
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | side, shown)


def key_width(text: str) -> float:
    """Return the width of a key cap with this legend."""
    return max(KEY_HEIGHT, QFontMetricsF(_key_font()).horizontalAdvance(text) + 2 * _KEY_SIDE)


def paint_key(painter: QPainter, at: QPointF, text: str, ink: str, border: str) -> None:
    """Paint a key cap with its left middle at `at`."""
    box = QRectF(at.x(), at.y() - KEY_HEIGHT / 2, key_width(text), KEY_HEIGHT)
    rounded(painter, box, 4, None, border)
    painter.setFont(_key_font())
    painter.setPen(QColor(ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def paint_progress(painter: QPainter, box: QRectF, share: float, tokens: Tokens, *, mirrored: bool = False) -> None:
    """Paint a bar of which `share` (0 to 1) is done."""
    rounded(painter, box, box.height() / 2, tokens.hairline)
    done = QRectF(box)
    done.setWidth(max(box.height(), box.width() * min(1.0, share)) if share > 0 else 0)
    if mirrored:
        done.moveRight(box.right())
    if share > 0:
        rounded(painter, done, box.height() / 2, tokens.accent)


def _pill_font() -> QFont:
    return font("secondary", bold=True)


def _key_font() -> QFont:
    made = font("small", bold=True)
    made.setPixelSize(max(11, made.pixelSize() - 1))
    return made


def png_of(image: QImage) -> bytes:
    """Return an image as PNG bytes."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(data.data())
