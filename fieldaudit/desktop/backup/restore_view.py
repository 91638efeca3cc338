"""Restoring a copy, as it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from fieldaudit.desktop.first_start.passphrase_pair import PassphrasePair
from fieldaudit.desktop.theme.tokens import SPACE_3
from fieldaudit.desktop.widgets import (
    Banner,
    Button,
    DropZone,
    EntryPage,
    FormField,
    Label,
    PassphraseField,
    PrimaryButton,
    ProgressLine,
    QuietButton,
    holder,
    row,
)

if TYPE_CHECKING:
    from fieldaudit.desktop.backup.restore_presenter import RestorePresenter, RestoreState

_WORDS_HEIGHT = 92


class RestoreScreen(EntryPage):
    """The file first, then one secret; what was typed stays when an error shows. `back` returns to the doors."""

    back = Signal()

    def __init__(self, presenter: RestorePresenter[Any]) -> None:
        super().__init__("", "", width=560)
        self.say(
            self.tr("Restore from a copy"),
            self.tr("Everything that was in the vault when the copy was made comes back on this computer."),
        )
        self._presenter = presenter
        self._banner = Banner()
        self.zone = DropZone(
            self.tr("Drop the copy here, or"),
            self.tr("choose it"),
            pattern=self.tr("Copies (*.fab);;All files (*)"),
            many=False,
        )
        self.zone.setMinimumHeight(64)
        self.zone.files.connect(lambda files: presenter.choose(files[0]))
        self._file = Label("", bold=True, wrap=True)
        self.passphrase = PassphraseField(
            self.tr("Its passphrase"), hint=self.tr("The one it had on the old computer.")
        )
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(_WORDS_HEIGHT)
        self._words = FormField(
            self.tr("The words of the recovery sheet"), self.words, hint=self.tr("In their order, with spaces between.")
        )
        self.pair = PassphrasePair()
        self._sheet = _box(self._words, self.pair)
        self.other = Button("", "plain", small=True)
        self.other.clicked.connect(lambda: presenter.use_sheet(not presenter.state.sheet))
        self._progress = ProgressLine()
        self._progress.cancelled.connect(presenter.cancel)
        self.restore = PrimaryButton(self.tr("Restore"), icon="download")
        self._back = QuietButton(self.tr("Back"))
        self._back.clicked.connect(self.back)
        self.restore.clicked.connect(self._restore)
        self.passphrase.entered.connect(self._restore)
        self.pair.entered.connect(self._restore)
        for changed in (self.passphrase.changed, self.words.textChanged, self.pair.changed):
            changed.connect(self._typed)
        for part in (self._banner, self.zone, self._file, self.passphrase, self._sheet):
            self.body.addWidget(part)
        self.body.addWidget(holder(row(self.other, None)))
        self.body.addWidget(self._progress)
        self.body.addWidget(holder(row(self._back, None, self.restore, gap=SPACE_3)))
        presenter.show_in(self._show)

    def take_focus(self) -> None:
        """Begin with the file."""
        self.zone.button.setFocus()

    def _typed(self) -> None:
        self._presenter.typing()
        self._allow(self._presenter.state)

    def _allow(self, state: RestoreState) -> None:
        typed = (
            bool(self.words.toPlainText().strip()) and self.pair.is_ready()
            if state.sheet
            else bool(self.passphrase.passphrase())
        )
        self.restore.setEnabled(state.file is not None and typed and not state.busy)

    def _restore(self) -> None:
        if not self.restore.isEnabled():
            return
        if self._presenter.state.sheet:
            self._presenter.by_sheet(self.words.toPlainText(), *self.pair.values())
        else:
            self._presenter.by_passphrase(self.passphrase.passphrase())

    def _show(self, state: RestoreState) -> None:
        self._banner.show_error(state.other_error())
        self._file.setText(str(state.file.name) if state.file else "")
        self._file.setVisible(state.file is not None)
        self.passphrase.setVisible(not state.sheet)
        self._sheet.setVisible(state.sheet)
        self.other.set_text(
            self.tr("Use the passphrase instead") if state.sheet else self.tr("Use the recovery sheet instead")
        )
        self.passphrase.show_error(None if state.sheet else state.secret_error())
        self._words.show_error(state.secret_error() if state.sheet else None)
        self.pair.show_error(state.new_error())
        for control in (self.zone, self.other, self._back):
            control.setEnabled(not state.busy)
        self._progress.show_work(self.tr("Checking and copying (MB)"), state.progress if state.busy else None)
        self._allow(state)


def _box(*parts: QWidget) -> QWidget:
    """Return a widget that holds others below one another, with no margin of its own."""
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACE_3)
    for part in parts:
        layout.addWidget(part)
    return box
