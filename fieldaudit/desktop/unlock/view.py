"""The unlock screen as it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal

from fieldaudit.desktop.background import SPINNER_AFTER_MS
from fieldaudit.desktop.theme.tokens import SPACE_3
from fieldaudit.desktop.unlock.ways import Ways
from fieldaudit.desktop.widgets import Button, EntryPage, Label, PassphraseField, PrimaryButton, Spinner, row

if TYPE_CHECKING:
    from fieldaudit.desktop.unlock.presenter import UnlockPresenter, UnlockState


class UnlockScreen(EntryPage):
    """One field, focused; an error stands below it and what was typed stays; `recovery_asked` by the quiet way out."""

    recovery_asked = Signal()
    office_asked = Signal()
    keychain_asked = Signal()

    def __init__(self, presenter: UnlockPresenter[Any], ways: Ways | None = None) -> None:
        super().__init__("", "")
        self._ways = ways or Ways()
        if self._ways.travel:
            self.say(self.tr("Sealed for travel"), self._sealed_words())
        else:
            self.say(self.tr("Unlock"), self.tr("Everything you recorded is encrypted on this computer."))
        self._presenter = presenter
        self._had_error = False
        self.field = PassphraseField(self.tr("Passphrase"))
        self.field.entered.connect(self._unlock)
        self.field.changed.connect(presenter.typing)
        self.button = PrimaryButton(self.tr("Unlock"), icon="lock", key="Enter")
        self.button.clicked.connect(self._unlock)
        self._spinner = Spinner()
        self._working = Label(self.tr("Opening…"), muted=True)
        self._working.hide()
        self._later = QTimer(self, singleShot=True, interval=SPINNER_AFTER_MS)
        self._later.timeout.connect(self._show_working)
        self.body.addWidget(self.field)
        self.body.addLayout(row(self.button, self._spinner, self._working, None, gap=SPACE_3))
        self.recovery = Button(self.tr("Use the recovery sheet"), "plain", small=True)
        self.recovery.clicked.connect(self.recovery_asked)
        self.office = Button(self.tr("Ask head office"), "plain", small=True)
        self.office.clicked.connect(self.office_asked)
        self.keychain = Button(self.tr("Use this computer's keychain"), "plain", small=True)
        self.keychain.clicked.connect(self.keychain_asked)
        self.body.addLayout(row(self.recovery, self.office, self.keychain, None))
        self._offer()
        presenter.show_in(self._show)

    def take_focus(self) -> None:
        """Put the cursor into the field; where the vault is sealed for travel, onto the way that opens it."""
        if not self._ways.travel:
            self.field.edit.setFocus()
        else:
            (self.office if self._ways.travel == "office" else self.recovery).setFocus()

    def _offer(self) -> None:
        travel = self._ways.travel
        self.field.setVisible(not travel)
        self.button.setVisible(not travel)
        self.recovery.setVisible(travel != "office")
        self.office.setVisible(self._ways.office and travel != "recovery")
        self.keychain.setVisible(self._ways.keychain and not travel)

    def _sealed_words(self) -> str:
        if self._ways.travel == "office":
            return self.tr("No passphrase opens this vault. Ask head office, as its owner arranged before leaving.")
        return self.tr("No passphrase opens this vault. Only the printed recovery sheet does, wherever it is kept.")

    def _unlock(self) -> None:
        self._presenter.unlock(self.field.passphrase())

    def _show(self, state: UnlockState) -> None:
        self.field.edit.setReadOnly(state.busy)
        self.button.setEnabled(not state.busy)
        for way in (self.recovery, self.office, self.keychain):
            way.setEnabled(not state.busy)
        if state.busy:
            self._later.start()
        else:
            self._later.stop()
            self._spinner.show_busy(False)
            self._working.hide()
        self.field.show_error(state.error)
        if state.error is not None and not self._had_error:
            self.field.edit.setFocus()
            self.field.edit.selectAll()
        self._had_error = state.error is not None

    def _show_working(self) -> None:
        self._spinner.show_busy(True)
        self._working.show()
