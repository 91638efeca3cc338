"""The recovery sheet's way in, as it is seen: its words, and a new passphrase twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit

from fieldaudit.desktop.first_start.passphrase_pair import PassphrasePair
from fieldaudit.desktop.theme.tokens import SPACE_3
from fieldaudit.desktop.widgets import EntryPage, FormField, PrimaryButton, QuietButton, Spinner, holder, row

if TYPE_CHECKING:
    from fieldaudit.desktop.unlock.recover_presenter import RecoverPresenter, RecoverState

_WORDS_HEIGHT = 92


class RecoverScreen(EntryPage):
    """What was typed stays when an error shows; `back` returns to the passphrase."""

    back = Signal()

    def __init__(self, presenter: RecoverPresenter[Any]) -> None:
        super().__init__("", "", width=520)
        self.say(
            self.tr("Use the recovery sheet"),
            self.tr("Its words let you set a new passphrase. Nothing that you recorded changes."),
        )
        self._presenter = presenter
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(_WORDS_HEIGHT)
        hint = self.tr("In their order, or two shares one after the other. The whole text of the page will do too.")
        self._words = FormField(self.tr("The words of the sheet"), self.words, hint=hint)
        self.pair = PassphrasePair()
        self.button = PrimaryButton(self.tr("Set the new passphrase"), icon="key-round")
        self.button.clicked.connect(self._recover)
        self._back = QuietButton(self.tr("Back"))
        self._back.clicked.connect(self.back)
        self._spinner = Spinner()
        self.words.textChanged.connect(self._typed)
        self.pair.changed.connect(self._typed)
        self.pair.entered.connect(self._recover)
        self.body.addWidget(self._words)
        self.body.addWidget(self.pair)
        self.body.addWidget(holder(row(self._back, self._spinner, None, self.button, gap=SPACE_3)))
        presenter.show_in(self._show)

    def take_focus(self) -> None:
        """Begin with the words."""
        self.words.setFocus()

    def words_error(self) -> str:
        """Return the error that stands at the words."""
        return self._words.error()

    def _typed(self) -> None:
        self._presenter.typing()
        self._allow(self._presenter.state)

    def _allow(self, state: RecoverState) -> None:
        ready = bool(self.words.toPlainText().strip()) and self.pair.is_ready()
        self.button.setEnabled(ready and not state.busy)

    def _recover(self) -> None:
        if self.button.isEnabled():
            self._presenter.recover(self.words.toPlainText(), *self.pair.values())

    def _show(self, state: RecoverState) -> None:
        self._words.show_error(state.words_error())
        self.pair.show_error(state.passphrase_error())
        self._back.setEnabled(not state.busy)
        self._spinner.show_busy(state.busy)
        self._allow(state)
