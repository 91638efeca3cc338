"""Keys as they are seen: what opens the vault, a passphrase for what needs one, and below it what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QDialog, QPlainTextEdit

from fieldaudit.desktop.first_start.passphrase_pair import PassphrasePair
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.settings.answer_panel import AnswerPanel
from fieldaudit.desktop.settings.travel_panel import TravelPanel
from fieldaudit.desktop.theme import font
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_4, SPACE_6
from fieldaudit.desktop.widgets import (
    Button,
    Facts,
    Label,
    Panel,
    PassphraseField,
    ProgressLine,
    column,
    holder,
    page,
    row,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from fieldaudit.desktop.settings.keys_presenter import KeysPresenter, KeysState

_SHEET_HEIGHT = 260
TRAVEL = "travel"


class KeysScreen(Screen):
    """One page; every secret that was typed is let go of when it was used."""

    def __init__(self, presenter: KeysPresenter) -> None:
        super().__init__("", back=True)
        self._presenter = presenter
        self.bar.set_title(self.tr("What opens this vault"))
        self._slots = Facts()
        self.passphrase = PassphraseField(
            self.tr("Your passphrase"), hint=self.tr("Needed for a new passphrase, a new key and a printed sheet.")
        )
        self.answers = AnswerPanel(presenter)
        self.travel = TravelPanel(presenter)
        content = column(
            self._what_opens(),
            self._new_passphrase(),
            self._recovery(),
            self._signing_in(),
            self.answers,
            self.travel,
            None,
        )
        inner = holder(content)
        inner.setMinimumWidth(560)
        inner.setMaximumWidth(760)
        self._progress = ProgressLine()  # above what scrolls: sealing for a journey is asked for at the page's end
        self._progress.setContentsMargins(SPACE_6, SPACE_4, SPACE_6, 0)
        self._progress.cancelled.connect(presenter.cancel)
        self._area = page(row(inner, None))
        self._travelling = self._arriving = False
        self.set_content(column(self._progress, self._area, gap=0))
        presenter.show_in(self._show)

    def opened(self, argument: object = None) -> None:
        """Read what opens the vault; "travel" goes to sealing it for a journey."""
        self._travelling = self._arriving = argument == TRAVEL
        self._presenter.open()

    def place(self) -> object:
        """Return to sealing for a journey where one came for it."""
        return TRAVEL if self._travelling else None

    def leaving(self) -> None:
        """Let go of what was typed."""
        for field in (self.passphrase, self.pair.first, self.pair.again):
            field.edit.clear()
        self.travel.let_go()
        self.answers.let_go()

    def first_focus(self) -> QWidget:
        """Begin with the passphrase; where one came to seal the laptop, that is gone to once it can be chosen."""
        return self.passphrase.edit

    def _show_travel(self) -> None:
        """Bring sealing for a journey into view, and the keyboard to what can be kept."""
        self._area.verticalScrollBar().setValue(self._area.verticalScrollBar().maximum())
        self.travel.take_keyboard()

    def _what_opens(self) -> Panel:
        panel = Panel(self.tr("It opens by"), padding=20, gap=SPACE_4)
        panel.body.addWidget(self._slots)
        panel.body.addWidget(self.passphrase)
        self.rotate = Button(self.tr("Give it a new key"), icon="refresh-cw")
        self.rotate.clicked.connect(lambda: self._presenter.rotate(self.passphrase.passphrase()))
        panel.body.addWidget(
            Label(
                self.tr("A new key for when someone may have seen the old one. A printed sheet is void then."),
                "secondary",
                muted=True,
                wrap=True,
            )
        )
        panel.body.addWidget(holder(row(self.rotate, None)))
        return panel

    def _new_passphrase(self) -> Panel:
        panel = Panel(self.tr("Another passphrase"), padding=20, gap=SPACE_4)
        self.pair = PassphrasePair()
        self.change = Button(self.tr("Set this passphrase"), icon="key-round")
        self.change.clicked.connect(
            lambda: self._presenter.change_passphrase(self.passphrase.passphrase(), *self.pair.values())
        )
        self.pair.changed.connect(lambda: self._allow(self._presenter.state))
        panel.body.addWidget(self.pair)
        panel.body.addWidget(holder(row(self.change, None)))
        return panel

    def _recovery(self) -> Panel:
        panel = Panel(self.tr("The printed recovery sheet"), padding=20, gap=SPACE_4)
        panel.body.addWidget(
            Label(
                self.tr(
                    "Its words open the vault when the passphrase is forgotten. A new sheet makes an older one void."
                ),
                "secondary",
                muted=True,
                wrap=True,
            )
        )
        self.make = Button(self.tr("Make a sheet"), icon="file-text")
        self.make.clicked.connect(lambda: self._presenter.make_sheet(self.passphrase.passphrase()))
        self.print = Button(self.tr("Print it…"), icon="printer")
        self.print.clicked.connect(self._print)
        self.sheet = QPlainTextEdit()
        self.sheet.setReadOnly(True)
        self.sheet.setFont(font("body", mono=True))
        self.sheet.setFixedHeight(_SHEET_HEIGHT)
        self.sheet.setAccessibleName(self.tr("The recovery sheet"))
        panel.body.addWidget(holder(row(self.make, self.print, None, gap=SPACE_2)))
        panel.body.addWidget(self.sheet)
        self.print.hide()
        self.sheet.hide()
        return panel

    def _signing_in(self) -> Panel:
        panel = Panel(self.tr("This computer's keychain"), padding=20, gap=SPACE_4)
        self._chain = Label("", "secondary", muted=True, wrap=True)
        self.keychain = Button(self.tr("Let it open the vault"), icon="log-in")
        self.keychain.setCheckable(True)
        self.keychain.clicked.connect(lambda on: self._presenter.set_keychain(on=on))
        panel.body.addWidget(self._chain)
        panel.body.addWidget(holder(row(self.keychain, None)))
        return panel

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - few print

        printer = QPrinter()
        if QPrintDialog(printer, self).exec() == QDialog.DialogCode.Accepted:
            document = QTextDocument()
            document.setDefaultFont(font("body", mono=True))
            document.setPlainText(self.sheet.toPlainText())
            document.print_(printer)

    def _allow(self, state: KeysState) -> None:
        self.change.setEnabled(self.pair.is_ready() and not state.busy)
        for button in (self.rotate, self.make):
            button.setEnabled(not state.busy)
        self.keychain.setEnabled(not state.busy and bool(state.facts.keychain_name or state.facts.keychain_on))

    def _show(self, state: KeysState) -> None:
        self._progress.show_work(self.tr("Writing the vault anew, then reading it back (MB)"), state.progress)
        self._slots.show_facts(state.facts.slots)
        self.banner.show_error(state.error)
        if state.done and state.error is None:
            self.banner.say("good", self._done_words(state.done))
            if state.done == "passphrase":
                self.leaving()
        self.sheet.setVisible(bool(state.sheet))
        self.print.setVisible(bool(state.sheet))
        self.sheet.setPlainText(state.sheet)
        self.keychain.setChecked(state.facts.keychain_on)
        name = state.facts.keychain_name
        self._chain.setText(
            self.tr("Whoever can sign in to this computer as you can then open the vault ({name}).").format(name=name)
            if name
            else self.tr("This computer offers no keychain that keeps secrets encrypted.")
        )
        self.answers.show_state(state)
        self.travel.show_state(state)
        if self._arriving and state.facts.slots:
            self._arriving = False
            QTimer.singleShot(0, self, self._show_travel)
        self._allow(state)

    def _done_words(self, done: str) -> str:
        words = {
            "passphrase": self.tr("The passphrase is changed."),
            "rotated": self.tr("The vault has a new key."),
            "sheet_void": self.tr("The vault has a new key. The printed sheet is void: make another."),
            "sheet": self.tr("Print the sheet now: it is not kept anywhere."),
            "keychain_on": self.tr("The keychain opens this vault."),
            "keychain_off": self.tr("The keychain opens it no more."),
            "answered": self.tr("The answer is written. Send it only if you called the person yourself."),
            "sealed": self.tr("Sealed for travel."),
        }
        return words.get(done, "")
