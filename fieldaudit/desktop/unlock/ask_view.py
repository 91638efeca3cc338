"""Asking head office, as it is seen: first the request and its words, below it the answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from fieldaudit.desktop.first_start.passphrase_pair import PassphrasePair
from fieldaudit.desktop.theme.tokens import SPACE_3
from fieldaudit.desktop.widgets import (
    Button,
    DropZone,
    EntryPage,
    Label,
    Pill,
    PrimaryButton,
    QuietButton,
    Spinner,
    TextField,
    holder,
    row,
)

if TYPE_CHECKING:
    from fieldaudit.desktop.unlock.ask_presenter import AskPresenter, AskState


class AskScreen(EntryPage):
    """What was typed stays when an error shows; `back` returns to the passphrase."""

    back = Signal()

    def __init__(self, presenter: AskPresenter) -> None:
        super().__init__("", "", width=620)
        self.say(
            self.tr("Ask head office"),
            self.tr("Head office can open this vault for you once. It then gets a new key and a new passphrase."),
        )
        self._presenter = presenter
        self._write = Button(self.tr("Write the request…"), icon="save")
        self._write.clicked.connect(self._choose_request)
        self._told = Label("", wrap=True)
        self.words_to_say = Label("", "question", bold=True, mono=True, wrap=True)
        self._told.hide()
        self.words_to_say.hide()
        self._zone = DropZone(
            self.tr("Drop the answer of head office here, or"),
            self.tr("choose the file"),
            pattern=self.tr("All files (*)"),
            many=False,
        )
        self._zone.files.connect(lambda files: presenter.choose(Path(files[0])))
        self._file = Pill("", "good", icon="check")
        self._file.hide()
        self.words = TextField(
            self.tr("The six words of the request"), placeholder=self.tr("six words, with spaces or hyphens")
        )
        self.pair = PassphrasePair()
        self.button = PrimaryButton(self.tr("Open the vault"), icon="key-round")
        self.button.clicked.connect(self._open)
        self._back = QuietButton(self.tr("Back"))
        self._back.clicked.connect(self.back)
        self._spinner = Spinner()
        self.words.edit.textEdited.connect(lambda _: self._typed())
        self.pair.changed.connect(self._typed)
        self.pair.entered.connect(self._open)
        self.body.addWidget(holder(row(self._write, None)))
        for part in (self._told, self.words_to_say, self._zone, self._file, self.words, self.pair):
            self.body.addWidget(part)
        self.body.addWidget(holder(row(self._back, self._spinner, None, self.button, gap=SPACE_3)))
        presenter.show_in(self._show)

    def take_focus(self) -> None:
        """Begin with the request."""
        self._write.setFocus()

    def answer_error(self) -> str:
        """Return the error that stands at the words."""
        return self.words.error()

    def _choose_request(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Write the request"), "recovery.request")
        if name:
            self._presenter.ask(Path(name))

    def _typed(self) -> None:
        self._presenter.typing()
        self._allow(self._presenter.state)

    def _allow(self, state: AskState) -> None:
        ready = state.answer is not None and bool(self.words.text().strip()) and self.pair.is_ready()
        self.button.setEnabled(ready and not state.busy)

    def _open(self) -> None:
        if self.button.isEnabled():
            self._presenter.open(self.words.text(), *self.pair.values())

    def _show(self, state: AskState) -> None:
        asked = state.request is not None
        self._told.setVisible(asked)
        self.words_to_say.setVisible(asked)
        if state.request is not None:
            self._told.setText(
                self.tr(
                    "Send {name} to head office and say these words by telephone. Write them down: "
                    "the answer opens with them alone."
                ).format(name=state.request.name)
            )
            self.words_to_say.setText(state.words)
        self._file.setVisible(state.answer is not None)
        if state.answer is not None:
            self._file.show_state(state.answer.name, "good", icon="check")
        self.words.show_error(state.answer_error())
        self.pair.show_error(state.passphrase_error())
        self._write.setEnabled(not state.busy)
        self._back.setEnabled(not state.busy)
        self._spinner.show_busy(state.busy)
        self._allow(state)
