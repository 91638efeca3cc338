"""A field to sign in with finger, pen or mouse."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QImageWriter,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTabletEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldaudit.desktop.theme import font, tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_CONTROL
from fieldaudit.desktop.widgets.painting import rounded

LEAST = QSize(480, 160)
_STROKE = 2.6
_BASELINE = 36


class SignaturePad(QWidget):
    """`changed` after each stroke; `png()` is what was drawn, dark on white, b"" for nothing."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._strokes: list[QPolygonF] = []
        self.setMinimumSize(LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(LEAST.height())
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(self.tr("Signature"))
        self.setAccessibleDescription(self.tr("Sign here, or type the name above and leave this empty."))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the least size."""
        return LEAST

    def clear(self) -> None:
        """Take the signature away."""
        self._strokes = []
        self.update()
        self.changed.emit()

    def empty(self) -> bool:
        """Return whether nothing was drawn."""
        return not self._strokes

    def png(self) -> bytes:
        """Return the signature as PNG bytes, dark on white whatever the theme."""
        if self.empty():
            return b""
        image = QImage(self.size(), QImage.Format.Format_RGB32)
        image.fill(QColor("#FFFFFF"))
        painter = QPainter(image)
        self._paint_strokes(painter, "#101010")
        painter.end()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(image)
        return bytes(data.data())

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

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the field, its line and the strokes."""
        tokens, painter = tokens_of(self), QPainter(self)
        rounded(painter, QRectF(self.rect()), RADIUS_CONTROL, tokens.panel, tokens.border)
        line = self.height() - _BASELINE
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.drawLine(24, line, self.width() - 24, line)
        painter.setFont(font("small"))
        painter.setPen(QColor(tokens.muted))
        painter.drawText(
            QRectF(24, line + 4, self.width() - 48, 24), Qt.AlignmentFlag.AlignLeading, self.tr("Sign here")
        )
        self._paint_strokes(painter, tokens.ink)

    def _paint_strokes(self, painter: QPainter, colour: str) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(QColor(colour), _STROKE, Qt.PenStyle.SolidLine, cap, join))
        for stroke in self._strokes:
            if stroke.size() == 1:
                painter.drawPoint(stroke.at(0))
            else:
                painter.drawPolyline(stroke)

    def _begin(self, at: QPointF) -> None:
        self._strokes.append(QPolygonF([at]))
        self.update()

    def _go_on(self, at: QPointF) -> None:
        if not self._strokes:
            self._begin(at)
            return
        stroke = self._strokes[-1]
        stroke.append(at)
        last = QRectF(stroke.at(stroke.size() - 2), at).normalized().adjusted(-4, -4, 4, 4)
        self.update(last.toAlignedRect())
