"""The line at the bottom that always says who is working and what is only on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldaudit.desktop import icons
from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import SPACE_1, SPACE_2, SPACE_6
from fieldaudit.desktop.widgets.labels import ElidedLabel, Label

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_HEIGHT, _SIGN, _STEP_MS = 32, 14, 80


class StatusLine(QWidget):
    """Who at one end; what is only here (bold) and the last receipt at the other; a small spinner while work lasts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._who = ElidedLabel("", "secondary", muted=True)
        self._only_here = Label("", "secondary", bold=True)
        self._receipt = Label("", "secondary", muted=True)
        self._spinner = Spinner(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_6, 0, SPACE_6, 0)
        layout.setSpacing(SPACE_1)
        layout.addWidget(self._who, 1)
        layout.addWidget(self._spinner)
        layout.addSpacing(SPACE_2)
        layout.addWidget(self._only_here)
        layout.addWidget(self._receipt)
        self.setFixedHeight(_HEIGHT)

    def show_status(self, who: str, only_here: str, receipt: str = "") -> None:
        """Say who is working, what is only on this machine, and what came back last."""
        self._who.setText(who)
        self._only_here.setText(only_here)
        self._receipt.setText(f"· {receipt}" if receipt and only_here else receipt)
        self._only_here.setVisible(bool(only_here))
        self._receipt.setVisible(bool(receipt))
        self.setAccessibleName(". ".join(part for part in (who, only_here, receipt) if part))

    def show_busy(self, busy: bool) -> None:
        """Show or hide the spinner."""
        self._spinner.show_busy(busy)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the ground and the line above."""
        tokens, painter = tokens_of(self), QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.panel))
        painter.fillRect(0, 0, self.width(), 1, QColor(tokens.hairline))


class Spinner(QWidget):
    """A small turning sign that keeps its place while it is not shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(_SIGN + 2, _SIGN + 2)
        self.setAccessibleName(self.tr("Working"))
        self._angle, self._busy = 0, False
        self._timer = QTimer(self, interval=_STEP_MS)
        self._timer.timeout.connect(self._turn)

    def show_busy(self, busy: bool) -> None:
        """Start or stop."""
        self._busy = busy
        if busy:
            self._timer.start()
        else:
            self._timer.stop()
        self.update()

    def is_busy(self) -> bool:
        """Return whether it turns."""
        return self._busy

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the sign at its angle."""
        if not self._busy:
            return
        painter = QPainter(self)
        painter.translate(self.width() / 2, self.height() / 2)
        painter.rotate(self._angle)
        icons.paint(painter, "loader-circle", tokens_of(self).accent, QRectF(-_SIGN / 2, -_SIGN / 2, _SIGN, _SIGN))

    def _turn(self) -> None:
        self._angle = (self._angle + 30) % 360
        self.update()
