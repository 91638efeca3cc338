"""A file as an answer: chosen, dropped here, or pasted; of the kind that the question asks for."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog

from fieldaudit.desktop.run.answers.base import FlowAnswer
from fieldaudit.desktop.theme.tokens import TARGET
from fieldaudit.desktop.widgets import Button, Label
from fieldaudit.desktop.widgets.painting import png_of

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from fieldaudit.desktop.run.cards import Card

_PATTERNS = {
    "image": "*.jpg *.jpeg *.png *.webp *.heic",
    "audio": "*.wav *.ogg *.mp3 *.m4a",
}
_ANY = "*.jpg *.jpeg *.png *.webp *.heic *.pdf *.wav *.ogg *.mp3 *.m4a"


class UploadAnswer(FlowAnswer):
    """The file that is attached answers; another one takes its place, the first stays among the evidence."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self.setAcceptDrops(True)
        self._name = Label("", bold=True)
        self._name.setFixedHeight(TARGET)
        self.add = Button("", icon="upload", key="1")
        self.add.clicked.connect(self.choose)
        self._told = Label(self.tr("or drop it here, or paste it"), "secondary", muted=True)
        self._told.setFixedHeight(TARGET)
        self.numbered.append(self.add)
        for part in (self._name, self.add, self._told):
            self.flow.addWidget(part)
        self.end_with_not_checked("2")
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Show the file's name."""
        super().show_card(card)
        self._name.setText(card.text or card.value)
        self._name.setHidden(not card.value)
        self._told.setHidden(bool(card.value))
        self.add.set_text(self.tr("Choose another file") if card.value else self._invitation())

    def first_control(self) -> Button:
        """Return the button that chooses."""
        return self.add

    def choose(self) -> None:
        """Ask for the file."""
        kind = self.card.mediatype.partition("/")[0]
        pattern = f"{self.tr('Files')} ({_PATTERNS.get(kind, _ANY)})"
        chosen, _ = QFileDialog.getOpenFileName(self, self._invitation(), "", pattern)
        if chosen:
            self.give([Path(chosen)])

    def give(self, files: list[Path | tuple[str, bytes]]) -> None:
        """Answer with the first file; an answer that stands gives way to it."""
        if self.card.value:
            self.answered.emit("", True)
        self.attached.emit(files[:1])

    def paste(self) -> bool:
        """Take a file or a picture from the clipboard; False where it holds none."""
        content = QGuiApplication.clipboard().mimeData()
        paths = [Path(url.toLocalFile()) for url in content.urls() if url.isLocalFile()]
        if paths:
            self.give(list(paths))
        elif content.hasImage():
            self.give([(dated(self.tr("Picture")), png_of(QGuiApplication.clipboard().image()))])
        return bool(paths) or content.hasImage()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Paste where this has the keyboard."""
        if not (event.matches(QKeySequence.StandardKey.Paste) and self.paste()):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Welcome a file."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Take the file."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.give(list(paths))

    def _invitation(self) -> str:
        words = {
            "image": self.tr("Choose a picture"),
            "audio": self.tr("Choose a recording"),
            "video": self.tr("Choose a film"),
        }
        return words.get(self.card.mediatype.partition("/")[0], self.tr("Choose a file"))


def dated(name: str, ending: str = ".png") -> str:
    """Return a file's name with the moment it was made at."""
    return f"{name} {datetime.now().astimezone():%Y-%m-%d %H.%M.%S}{ending}"
