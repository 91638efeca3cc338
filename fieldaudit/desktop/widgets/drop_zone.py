"""A dashed box that takes files: dropped, or chosen with its button."""

from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QWidget

from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_PANEL, SPACE_2
from fieldaudit.desktop.widgets.buttons import Button
from fieldaudit.desktop.widgets.labels import Label


class DropZone(QWidget):
    """`files(list of Path)` is emitted for files dropped or chosen; `pattern` is a file dialog's filter."""

    files = Signal(list)

    def __init__(
        self, invitation: str, choose: str, *, pattern: str = "", many: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._pattern, self._many, self._over, self._choose = pattern, many, False, choose
        self.setAcceptDrops(True)
        self.button = Button(choose, "plain", icon="folder-open", small=True)
        self.button.clicked.connect(self._ask)
        layout = QHBoxLayout(self)
        layout.setSpacing(SPACE_2)
        layout.addStretch(1)
        layout.addWidget(Label(invitation, muted=True))
        layout.addWidget(self.button)
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name and signature
        """Welcome files only."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            self._set_over(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Go back to rest."""
        self._set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name and signature
        """Take the files."""
        self._set_over(False)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files.emit(paths if self._many else paths[:1])

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the dashed box."""
        tokens, painter = tokens_of(self), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(tokens.accent if self._over else tokens.border), 2 if self._over else 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(tokens.accent_soft if self._over else tokens.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS_PANEL, RADIUS_PANEL)

    def _set_over(self, over: bool) -> None:
        self._over = over
        self.update()

    def _ask(self) -> None:
        ask = QFileDialog.getOpenFileNames if self._many else QFileDialog.getOpenFileName
        chosen, _ = ask(self, self._choose, "", self._pattern)
        paths = [Path(path) for path in ([chosen] if isinstance(chosen, str) else chosen) if path]
        if paths:
            self.files.emit(paths)
