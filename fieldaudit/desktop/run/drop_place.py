"""The place where evidence is dropped, pasted or chosen."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPen
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QVBoxLayout, QWidget

from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_PANEL, SPACE_1, SPACE_2, SPACE_3
from fieldaudit.desktop.widgets import Button, KeyCap, Label, row
from fieldaudit.desktop.widgets.painting import png_of

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPaintEvent

_ENDINGS = (
    *("jpg", "jpeg", "png", "webp", "heic", "heif", "pdf"),
    *("wav", "ogg", "oga", "opus", "mp3", "m4a", "aac", "amr", "flac", "3gp"),
)


class DropPlace(QWidget):
    """Files pasted or chosen: `files(list)`; those dropped here: `dropped(list)`."""

    files = Signal(list)
    dropped = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self._over = False
        self.setAcceptDrops(True)
        self.choose = Button(self.tr("Choose files"), "plain", icon="folder-open", small=True)
        self.choose.clicked.connect(self.ask)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_2)
        layout.setSpacing(SPACE_1)
        layout.addLayout(row(None, Label(self.tr("Drop, paste"), "secondary", muted=True), KeyCap("Ctrl V"), None))
        layout.addLayout(row(None, Label(self.tr("or choose"), "secondary", muted=True), KeyCap("P"), None))
        layout.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def ask(self) -> None:
        """Ask for files."""
        pattern = f"{self.tr('Photos, PDF, sound')} ({' '.join(f'*.{ending}' for ending in _ENDINGS)})"
        chosen, _ = QFileDialog.getOpenFileNames(self, self.tr("Choose files"), "", pattern)
        if chosen:
            self.files.emit([Path(path) for path in chosen])

    def paste(self) -> None:
        """Take what the clipboard holds: files or a picture."""
        content = QGuiApplication.clipboard().mimeData()
        paths = [Path(url.toLocalFile()) for url in content.urls() if url.isLocalFile()]
        if paths:
            self.files.emit(paths)
        elif content.hasImage():
            image = QGuiApplication.clipboard().image()
            name = datetime.now().astimezone().strftime("%Y-%m-%d %H.%M.%S") + ".png"
            self.files.emit([(name, png_of(image))])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Welcome files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            self._set_over(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Go back to rest."""
        self._set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Take the files."""
        self._set_over(False)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the dashed box."""
        tokens, painter = tokens_of(self), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(tokens.accent if self._over else tokens.border), 2 if self._over else 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(tokens.accent_soft) if self._over else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS_PANEL, RADIUS_PANEL)

    def _set_over(self, over: bool) -> None:
        self._over = over
        self.update()
