"""What is drawn as an answer: a signature, a drawing, marks over a photo. A typed name is no signature."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from fieldaudit.desktop.run.answers import appearance
from fieldaudit.desktop.run.answers.base import FlowAnswer, WholeLine
from fieldaudit.desktop.run.answers.uploads import dated
from fieldaudit.desktop.run.thumbnails import decode_stranger
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import Button, Label, row
from fieldaudit.desktop.widgets.drawing_pad import DrawingPad

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import Card

SIGNATURE, DRAWING = QSize(320, 160), QSize(320, 280)
_LARGEST_FILE = 50 * 1024 * 1024
_PHOTO_SIDE = 2048


class PadAnswer(FlowAnswer):
    """A pad; what was drawn is attached as a PNG when it is kept, or when one goes elsewhere.

    `start` opens the pad; it lies open at once where nothing stands yet. 1 keeps, 2 is "Not checked".
    """

    keeps_drafts = True

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self.pad: DrawingPad | None = None
        self._place = WholeLine()
        self._inside = QVBoxLayout(self._place)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(SPACE_2)
        self.kept = Label("", bold=True)
        self.said = Label("", "secondary", tone="critical", wrap=True)
        self.undo = Button(self.tr("Undo the last stroke"), "plain", icon="undo-2", small=True)
        self.clear = Button(self.tr("Clear"), "plain", small=True)
        self.undo.clicked.connect(lambda: self.pad.undo() if self.pad else None)
        self.clear.clicked.connect(lambda: self.pad.clear() if self.pad else None)
        self._inside.addWidget(self.kept)
        self._inside.addWidget(self.said)
        self._inside.addLayout(row(self.undo, self.clear, None))
        self.keep = Button(self.words()[0], icon="check", key="1")
        self.keep.clicked.connect(self._pressed)
        self.flow.addWidget(self._place)
        self.flow.addWidget(self.keep)
        self.numbered.append(self.keep)
        self.add_more()
        self.end_with_not_checked(str(len(self.numbered) + 1))
        self.show_card(card)

    def words(self) -> tuple[str, str, str]:
        """Return the words to keep it, to make another, and the file's name."""
        return self.tr("Keep the drawing"), self.tr("Draw another"), self.tr("Drawing")

    def add_more(self) -> None:
        """Put more controls before "Not checked"."""

    def new_pad(self) -> DrawingPad | None:
        """Return the empty pad, None where a photo must be chosen first."""
        return DrawingPad(DRAWING, name=self.card.label)

    def show_card(self, card: Card) -> None:
        """Show what is attached, or the pad."""
        given = bool(card.value) and card.value != self.card.value
        super().show_card(card)
        if given:
            self._drop_pad()
        if not card.value and self.pad is None:
            self.show_pad(self.new_pad())
        self._arrange()

    def first_control(self) -> Button | DrawingPad:
        """Return the pad, or the button."""
        return self.pad or self.keep

    def flush(self) -> None:
        """Attach what was drawn and not kept yet."""
        if self.pad is not None and not self.pad.empty():
            self._give(self.pad.png())

    def show_pad(self, pad: DrawingPad | None) -> None:
        """Put another pad in the place of the one there."""
        self._drop_pad()
        if pad is not None:
            self.pad = pad
            self._inside.insertWidget(1, pad)
            if self.card.draft and pad.empty():
                pad.draw(self.card.draft)
            pad.changed.connect(self._arrange)
            pad.changed.connect(self._keep_draft)
        self.said.setText("")
        self._arrange()

    def _pressed(self) -> None:
        if self.pad is None:
            self.show_pad(self.new_pad())
            self.first_control().setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.pad.empty():
            self.said.setText(self.tr("Nothing is drawn yet. If it cannot be, choose “Not checked” and say why."))
            self.said.show()
        else:
            self._give(self.pad.png())

    def _give(self, png: bytes) -> None:
        if self.keeps_drafts:
            self.typed.emit("")
        if self.card.value:
            self.answered.emit("", True)
        self._drop_pad()
        self.attached.emit([(dated(self.words()[2]), png)])
        self._arrange()

    def _keep_draft(self) -> None:
        """Keep what is drawn so far, for the case that the program ends before it is attached."""
        if self.pad is not None and self.keeps_drafts:
            self.typed.emit(self.pad.drawn())

    def _drop_pad(self) -> None:
        if self.pad is not None:
            self._inside.removeWidget(self.pad)
            self.pad.hide()
            self.pad.deleteLater()
            self.pad = None

    def _arrange(self) -> None:
        drawn = self.pad is not None and not self.pad.empty()
        keep, another, _ = self.words()
        self.kept.setText(self.card.text or self.card.value)
        self.kept.setHidden(not self.card.value or self.pad is not None)
        self.keep.set_text(keep if self.pad is not None else another)
        for button in (self.undo, self.clear):
            button.setEnabled(drawn)
            button.setHidden(self.pad is None)
        if drawn:
            self.said.setText("")
        self.said.setHidden(not self.said.text())


class SignatureAnswer(PadAnswer):
    """A signature."""

    def words(self) -> tuple[str, str, str]:
        """Return the words to keep it, to make another, and the file's name."""
        return self.tr("Keep the signature"), self.tr("Sign again"), self.tr("Signature")

    def new_pad(self) -> DrawingPad:
        """Return a pad with a line to sign on."""
        return DrawingPad(SIGNATURE, name=self.card.label, invitation=self.tr("Sign here"))


class AnnotateAnswer(PadAnswer):
    """Marks over a photo: one that is attached already, or one from a file; the photo itself stays untouched.

    Marks are no draft: without their photo, which may have come from a file, they say nothing.
    """

    keeps_drafts = False

    def words(self) -> tuple[str, str, str]:
        """Return the words to keep it, to begin, and the file's name."""
        return self.tr("Keep the marked photo"), self.tr("Mark the attached photo"), self.tr("Marked photo")

    def add_more(self) -> None:
        """Offer a photo from a file."""
        self.choose = Button(self.tr("Mark a photo from a file"), icon="image", key="2")
        self.choose.clicked.connect(self._choose)
        self.numbered.append(self.choose)
        self.flow.addWidget(self.choose)

    def new_pad(self) -> None:
        """Have no pad before there is a photo."""

    def open_photo(self, data: bytes) -> None:
        """Open a photo to draw on, or say that it is none."""
        photo = decode_stranger(data, _PHOTO_SIDE, _PHOTO_SIDE) if data else QImage()
        if photo.isNull():
            told = self.tr("That is no picture this program can open. Choose another one.")
            self.said.setText(told if data else self.tr("No photo is attached yet. Choose one from a file."))
            self.said.show()
            return
        self.show_pad(DrawingPad(DRAWING, name=self.card.label, photo=photo))
        self.first_control().setFocus(Qt.FocusReason.OtherFocusReason)

    def _pressed(self) -> None:
        if self.pad is None:
            self.picture_asked.emit(self.open_photo)
        else:
            super()._pressed()

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Choose a picture"), "", self.tr("Files") + " (*.jpg *.jpeg *.png *.webp)"
        )
        if chosen:
            self.take_file(Path(chosen))

    def take_file(self, path: Path) -> None:
        """Open a file's photo."""
        try:
            data = path.read_bytes() if path.stat().st_size <= _LARGEST_FILE else b""
        except OSError:
            data = b""
        self.open_photo(data or b"-")


def pad_for(card: Card) -> PadAnswer:
    """Return the pad that an upload's appearance asks for."""
    if appearance.asks(card, "signature"):
        return SignatureAnswer(card)
    return AnnotateAnswer(card) if appearance.asks(card, "annotate") else PadAnswer(card)
