"""Opening the code book with the protection officer's key: its file, its passphrase, for as long as it is shown."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from fieldaudit.desktop.roster.presenter import RosterPresenter, RosterState
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import Banner, Button, Label, Panel, PassphraseField, QuietButton, row


class OfficerKeyPanel(Panel):
    """The key is read, used and forgotten."""

    def __init__(self, presenter: RosterPresenter) -> None:
        super().__init__(padding=20)
        self._presenter, self._key = presenter, Path()
        self.banner = Banner()
        self.choose = QuietButton(self.tr("Choose the officer's key file…"), icon="key-round")
        self.choose.clicked.connect(self._choose)
        self._file = Label("", muted=True, wrap=True)
        self.passphrase = PassphraseField(self.tr("Passphrase of the officer's key"))
        self.passphrase.entered.connect(self._open)
        self.passphrase.changed.connect(self._follow)
        self.open = Button(self.tr("Show who is who"), icon="eye")
        self.open.clicked.connect(self._open)
        done = QuietButton(self.tr("Close"))
        done.clicked.connect(lambda: presenter.show_side("none"))
        self.body.addWidget(Label(self.tr("Open the code book"), "title", bold=True, wrap=True))
        self.body.addWidget(
            Label(
                self.tr("Names are shown on this screen until you leave it. Nothing that is opened is kept."),
                wrap=True,
                muted=True,
            )
        )
        for part in (self.banner, self.choose, self._file, self.passphrase):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.body.addLayout(row(self.open, done, None, gap=SPACE_2))

    def show_state(self, state: RosterState) -> None:
        """Show what is wrong; the passphrase goes as soon as it was used."""
        if state.side != "officer":
            self.passphrase.edit.clear()
            self.banner.hide()
            return
        if state.form_error is None:
            self.banner.hide()
        else:
            self.banner.show_error(state.form_error)
        self._follow()

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("The officer's key"))
        if name:
            self._key = Path(name)
            self._file.setText(self._key.name)
            self._follow()

    def _follow(self) -> None:
        self.open.setEnabled(
            bool(self._key.name) and bool(self.passphrase.edit.text()) and not self._presenter.state.busy
        )

    def _open(self) -> None:
        if self.open.isEnabled():
            self._presenter.open_with(self._key, self.passphrase.edit.text())
