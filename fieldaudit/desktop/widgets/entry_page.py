"""The page before the working window: the program's name, one panel in the middle, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldaudit.desktop import icons
from fieldaudit.desktop.theme import font, tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_CONTROL, SPACE_3, SPACE_6
from fieldaudit.desktop.widgets.labels import Label
from fieldaudit.desktop.widgets.layouts import page
from fieldaudit.desktop.widgets.panel import Panel

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_MARK = 36


class EntryPage(QWidget):
    """Name, title and lead above a panel of at most `width` pixels; `panel` takes the content."""

    def __init__(self, title: str, lead: str = "", *, width: int = 460, bare: bool = False) -> None:
        super().__init__()
        self.panel: QWidget = QWidget() if bare else Panel(padding=SPACE_6)
        self.body = QVBoxLayout(self.panel) if bare else self.panel.body  # type: ignore[attr-defined]  # a Panel's own
        if bare:
            self.body.setContentsMargins(0, 0, 0, 0)
        middle = QVBoxLayout()
        middle.setSpacing(SPACE_3)
        middle.addStretch(2)
        middle.addWidget(Mark())
        middle.addSpacing(SPACE_3)
        self._title = Label(title, "heading", bold=True, wrap=True)
        middle.addWidget(self._title)
        self._lead = Label(lead, muted=True, wrap=True)
        self._lead.setMinimumWidth(min(width, 420))
        middle.addWidget(self._lead)
        if not lead:
            self._lead.hide()
        middle.addSpacing(SPACE_3)
        middle.addWidget(self.panel)
        middle.addStretch(3)
        centre = QWidget()
        centre.setLayout(middle)
        centre.setMaximumWidth(width)
        centre.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(centre, 100)
        across.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page(across))

    def say(self, title: str, lead: str = "") -> None:
        """Change title and lead."""
        self._title.setText(title)
        self._lead.setText(lead)
        self._lead.setVisible(bool(lead))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the warm ground."""
        QPainter(self).fillRect(self.rect(), QColor(tokens_of(self).background))


class Mark(QWidget):
    """The program's sign and name."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("FieldAudit")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name and signature
        """Return the size of sign and name."""
        return QSize(200, _MARK)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint them, mirrored where the language is."""
        tokens, painter = tokens_of(self), QPainter(self)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        box = QRectF(self.width() - _MARK if mirrored else 0, 0, _MARK, _MARK)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent))
        painter.drawRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
        icons.paint(painter, "clipboard-check", tokens.on_accent, box.adjusted(7, 7, -7, -7))
        painter.setFont(font("title", bold=True))
        painter.setPen(QColor(tokens.ink))
        words = QRectF(0, 0, self.width(), _MARK).adjusted(
            0 if mirrored else _MARK + 12, 0, -_MARK - 12 if mirrored else 0, 0
        )
        side = Qt.AlignmentFlag.AlignLeft  # Qt mirrors it with the painter
        painter.drawText(words, side | Qt.AlignmentFlag.AlignVCenter, "FieldAudit")
