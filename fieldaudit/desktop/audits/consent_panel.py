"""Withdrawing a respondent's consent: what goes, why, and a word to be typed before it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import Button, Label, Panel, QuietButton, TextField, row

if TYPE_CHECKING:
    from fieldaudit.desktop.audits.presenter import AuditPresenter, AuditState, ConsentAsk


class ConsentPanel(Panel):
    """Asked for by the button in the bar; nothing goes before the word is typed and a reason given."""

    def __init__(self, presenter: AuditPresenter) -> None:
        super().__init__(padding=20)
        self._presenter = presenter
        self._word = self.tr("ERASE")
        self._busy = False
        self._ask: ConsentAsk | None = None
        self._what = Label("", wrap=True)
        later = self.tr(
            "The findings and the history stay, without what was said. Backups made before still hold it: destroy "
            "them. Head office erases its copy when the next package arrives there."
        )
        self.reason = TextField(self.tr("Why, without naming anybody"), placeholder=self.tr("Asked by telephone"))
        self.word = TextField(self.tr("Type {word} to confirm").format(word=self._word))
        for field in (self.reason, self.word):
            field.edit.textChanged.connect(self._follow)
        self.erase = Button(self.tr("Erase for good"), "danger", icon="trash-2")
        self.erase.clicked.connect(self._erase)
        self.cancel = QuietButton(self.tr("Cancel"))
        self.cancel.clicked.connect(lambda: presenter.ask_consent())  # noqa: PLW0108 - clicked hands on a boolean
        self.body.addWidget(Label(self.tr("Withdraw the respondent's consent"), bold=True))
        self.body.addWidget(self._what)
        self.body.addWidget(Label(later, muted=True, wrap=True))
        self.body.addLayout(row(self.reason, self.word, gap=SPACE_2))
        self.body.addLayout(row(None, self.cancel, self.erase, gap=SPACE_2))
        self.hide()

    def show_state(self, state: AuditState) -> None:
        """Show what would be erased, while it is asked."""
        self._busy = state.busy
        if state.consent is not self._ask:
            self._ask = state.consent
            self.reason.set_text("")
            self.word.set_text("")
            if state.consent is not None:
                self._what.setText(self._words(state.consent))
        self.setVisible(state.consent is not None)
        self._follow()

    def _words(self, ask: ConsentAsk) -> str:
        return self.tr(
            "On this computer {entries} restricted entries, {attachments} of their attachments and {unassigned} files "
            "not yet assigned to a question are erased, with every key that opens them. This cannot be undone."
        ).format(entries=ask.entries, attachments=ask.attachments, unassigned=ask.unassigned)

    def _follow(self) -> None:
        self.erase.setEnabled(
            not self._busy and bool(self.reason.text()) and self.word.text().casefold() == self._word.casefold()
        )

    def _erase(self) -> None:
        self._presenter.withdraw(self.reason.text())
