"""A field to draw in with finger, pen or mouse: on white, on a signature's line, or over a photo."""

from __future__ import annotations

import json

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTabletEvent,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldaudit.desktop.theme import font, tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_CONTROL
from fieldaudit.desktop.widgets.painting import png_of, ring, rounded

_STROKE, _MARK = 2.6, 4.0
_MARK_COLOUR = "#E0202C"
_BASELINE = 36
_LARGEST_SIDE = 2048
_LARGEST_DRAFT = 500_000  # characters: some thirty thousand points


class DrawingPad(QWidget):
    """`changed` after each stroke; `png()` is what was drawn, dark on white or red on the photo, b"" for nothing."""

    changed = Signal()

    def __init__(self, least: QSize, *, name: str, invitation: str = "", photo: QImage | None = None) -> None:
        super().__init__()
        self._strokes: list[QPolygonF] = []
        self._least, self._invitation = least, invitation
        self._photo = _scaled_down(photo) if photo is not None else None
        self.setMinimumSize(least)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(least.height())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the least size."""
        return self._least

    def clear(self) -> None:
        """Take away all that was drawn."""
        self._strokes = []
        self.update()
        self.changed.emit()

    def undo(self) -> None:
        """Take the last stroke back."""
        if self._strokes:
            self._strokes.pop()
            self.update()
            self.changed.emit()

    def empty(self) -> bool:
        """Return whether nothing was drawn."""
        return not self._strokes

    def drawn(self) -> str:
        """Return the strokes as text, to be put back by `draw`; "" for none, and for more than a draft may hold."""
        if self.empty():
            return ""
        strokes = [[[round(at.x(), 1), round(at.y(), 1)] for at in stroke.toList()] for stroke in self._strokes]
        text = json.dumps({"strokes": strokes}, separators=(",", ":"))
        return text if len(text) <= _LARGEST_DRAFT else ""

    def draw(self, text: str) -> None:
        """Put back strokes that `drawn` gave; what is none draws nothing."""
        try:
            strokes = json.loads(text)["strokes"]
            self._strokes = [
                QPolygonF([QPointF(float(x), float(y)) for x, y in stroke]) for stroke in strokes if stroke
            ]
        except (ValueError, TypeError, KeyError):
            return
        self.update()
        self.changed.emit()

    def png(self) -> bytes:
        """Return the drawing as PNG bytes, the same whatever the theme; over a photo in the photo's own size."""
        if self.empty():
            return b""
        image = QImage(self.size() if self._photo is None else self._photo.size(), QImage.Format.Format_RGB32)
        image.fill(QColor("#FFFFFF"))
        painter = QPainter(image)
        if self._photo is not None:
            painter.drawImage(0, 0, self._photo)
        self._paint_strokes(painter, "#101010", 1 / self._scale())
        painter.end()
        return png_of(image)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin a stroke."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Draw on."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_on(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """End the stroke."""
        self.changed.emit()

    def tabletEvent(self, event: QTabletEvent) -> None:  # noqa: N802 - Qt's name
        """Draw with a pen."""
        if event.type() == QTabletEvent.Type.TabletPress:
            self._begin(event.position())
        elif event.type() == QTabletEvent.Type.TabletMove and event.pressure() > 0:
            self._go_on(event.position())
        elif event.type() == QTabletEvent.Type.TabletRelease:
            self.changed.emit()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take the last stroke back on Ctrl+Z and Backspace; other keys belong to the screen."""
        if event.matches(QKeySequence.StandardKey.Undo) or event.key() == Qt.Key.Key_Backspace:
            self.undo()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the field, its line or its photo, and the strokes."""
        tokens, painter = tokens_of(self), QPainter(self)
        rounded(painter, QRectF(self.rect()), RADIUS_CONTROL, tokens.panel, tokens.border)
        if self._invitation:
            self._paint_line(painter)
        painter.save()
        painter.setTransform(self._transform(), combine=True)
        if self._photo is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(0, 0, self._photo)
        self._paint_strokes(painter, tokens.ink, 1 / self._scale())
        painter.restore()
        if self.hasFocus():
            ring(painter, QRectF(self.rect()), tokens.accent)

    def _paint_line(self, painter: QPainter) -> None:
        tokens, line = tokens_of(self), self.height() - _BASELINE
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.drawLine(24, line, self.width() - 24, line)
        painter.setFont(font("small"))
        painter.setPen(QColor(tokens.muted))
        place = QRectF(24, line + 4, self.width() - 48, 24)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeading, self._invitation)

    def _paint_strokes(self, painter: QPainter, colour: str, scale: float) -> None:
        over = self._photo is not None
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        ink, width = (_MARK_COLOUR, _MARK) if over else (colour, _STROKE)
        painter.setPen(QPen(QColor(ink), width * scale, Qt.PenStyle.SolidLine, cap, join))
        for stroke in self._strokes:
            if stroke.size() == 1:
                painter.drawPoint(stroke.at(0))
            else:
                painter.drawPolyline(stroke)

    def _scale(self) -> float:
        """Return how large the photo is shown, 1 without one."""
        if self._photo is None:
            return 1.0
        return min((self.width() - 4) / self._photo.width(), (self.height() - 4) / self._photo.height())

    def _transform(self) -> QTransform:
        """Return the way from the drawing to the screen."""
        made = QTransform()
        if self._photo is not None:
            scale = self._scale()
            left = (self.width() - self._photo.width() * scale) / 2
            made.translate(left, (self.height() - self._photo.height() * scale) / 2)
            made.scale(scale, scale)
        return made

    def _on_drawing(self, at: QPointF) -> QPointF:
        return self._transform().inverted()[0].map(at)

    def _begin(self, at: QPointF) -> None:
        self._strokes.append(QPolygonF([self._on_drawing(at)]))
        self.update()

    def _go_on(self, at: QPointF) -> None:
        if not self._strokes:
            self._begin(at)
            return
        stroke = self._strokes[-1]
        before = stroke.at(stroke.size() - 1)
        stroke.append(self._on_drawing(at))
        last = QRectF(self._transform().map(before), at).normalized().adjusted(-6, -6, 6, 6)
        self.update(last.toAlignedRect())


def _scaled_down(photo: QImage) -> QImage:
    """Return a photo no larger than a page shows well."""
    if max(photo.width(), photo.height()) <= _LARGEST_SIDE:
        return photo
    smooth = Qt.TransformationMode.SmoothTransformation
    return photo.scaled(_LARGEST_SIDE, _LARGEST_SIDE, Qt.AspectRatioMode.KeepAspectRatio, smooth)
