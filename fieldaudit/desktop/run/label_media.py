"""What goes with a question's words: a picture is shown, sound and film can be saved, a missing file is named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QImageReader, QPixmap, QShowEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from fieldaudit.desktop.widgets import Button, Label

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import Media

_WIDEST, _HIGHEST = 480, 240


class LabelMedia(QWidget):
    """Asks for each file once it is seen: `asked(name, done(bytes))`."""

    asked = Signal(str, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._media: tuple[Media, ...] = ()
        self._parts: list[QWidget] = []
        self._waiting: dict[str, QLabel] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def show_media(self, media: tuple[Media, ...]) -> None:
        """Show other files."""
        if media == self._media:
            return
        self._media = media
        self._waiting.clear()
        for part in self._parts:
            self._layout.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = [self._part(one) for one in media]
        for part in self._parts:
            if isinstance(part, Label):
                self._layout.addWidget(part)
            else:
                self._layout.addWidget(part, 0, Qt.AlignmentFlag.AlignLeading)
        if self.isVisible():
            self._ask()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for the pictures."""
        super().showEvent(event)
        self._ask()

    def _ask(self) -> None:
        for name, label in self._waiting.items():
            self.asked.emit(name, lambda data, label=label: _show_picture(label, data))
        self._waiting.clear()

    def _part(self, media: Media) -> QWidget:
        if not media.here:
            words = self.tr("The form names {name} here, but came without this file.")
            return Label(words.format(name=media.name), "secondary", muted=True, wrap=True, parent=self)
        if media.kind == "image":
            picture = QLabel(self)
            picture.setAccessibleName(self.tr("Picture: {name}").format(name=media.name))
            picture.setToolTip(media.name)
            self._waiting[media.name] = picture
            return picture
        words = self.tr("Save the sound {name}") if media.kind == "audio" else self.tr("Save the film {name}")
        button = Button(words.format(name=media.name), icon="download", small=True)
        button.clicked.connect(lambda: self._save(media.name))
        return button

    def _save(self, name: str) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save the file"), name)
        if path:
            self.asked.emit(name, Path(path).write_bytes)


def _show_picture(label: QLabel, data: bytes) -> None:
    """Show a picture no larger than there is room for; one that cannot be read is named."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.width() > _WIDEST or size.height() > _HIGHEST:
        reader.setScaledSize(size.scaled(QSize(_WIDEST, _HIGHEST), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        label.setText(label.toolTip())
    else:
        label.setPixmap(QPixmap.fromImage(image))
