"""The protection officer's key as it is seen."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.audits.withdrawn import WithdrawnList
from fieldaudit.desktop.devices.officer_presenter import OfficerPresenter, OfficerState
from fieldaudit.desktop.first_start.passphrase_pair import PassphrasePair
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.theme.tokens import SPACE_3, SPACE_4
from fieldaudit.desktop.widgets import Banner, Facts, Label, Panel, PrimaryButton, column, page, row

_WIDEST = 620


class OfficerScreen(Screen):
    """Whether anything may be collected in confidence, and the key that opens it."""

    def __init__(self, presenter: OfficerPresenter) -> None:
        super().__init__("", back=True)
        self._presenter = presenter
        self.bar.set_title(self.tr("Protection officer"))
        self._said, self._facts = Label("", wrap=True), Facts()
        self._made = Banner()
        now = Panel(self.tr("The key in use"), gap=SPACE_3)
        for part in (self._said, self._facts, self._made):
            now.body.addWidget(part)
        self.pair = PassphrasePair()
        self.pair.changed.connect(self._enable)
        self.make = PrimaryButton(self.tr("Make the key…"), icon="key-round")
        self.make.clicked.connect(self._choose_file)
        self._advice = Label("", "secondary", muted=True, wrap=True)
        self._new = Panel(gap=SPACE_3)
        self._title = Label("", bold=True)
        for widget in (self._title, self._advice, self.pair):
            self._new.body.addWidget(widget)
        self._new.body.addLayout(row(self.make, None))
        self.unconfirmed = WithdrawnList()
        self._withdrawn = Panel(self.tr("Withdrawn consents that a computer has not confirmed"), gap=SPACE_3)
        self._withdrawn.body.addWidget(self.unconfirmed)
        inner = QWidget()
        inner.setLayout(column(now, self._withdrawn, self._new, None, gap=SPACE_4))
        inner.setMaximumWidth(_WIDEST)
        across = row(None)
        across.addWidget(inner, 100)
        across.addStretch(1)
        self.set_content(page(across))
        presenter.show_in(self._show)
        self.destroyed.connect(presenter.show_nowhere)

    def opened(self, argument: object = None) -> None:  # noqa: ARG002 - Qt's name and signature
        """Read which key is in use; nothing typed stays."""
        for field in (self.pair.first, self.pair.again):
            field.clear()
        self._presenter.load()

    def first_focus(self) -> QWidget:
        """Begin with the passphrase."""
        return self.pair.first.edit

    def _show(self, state: OfficerState) -> None:
        self.banner.show_error(state.error)
        officer = state.officer
        self._new.setHidden(officer is None)
        if officer is None:
            return
        self.unconfirmed.show_lines(officer.unconfirmed)
        self._withdrawn.setHidden(not officer.unconfirmed)
        there = bool(officer.fingerprint)
        self._said.setText(
            self.tr("Restricted answers are collected, and sealed to this key.")
            if there
            else self.tr("There is no key yet: nothing restricted is collected anywhere.")
        )
        fingerprint = self.tr("Fingerprint")
        since = wording.day(officer.since) if officer.since else ""
        self._facts.show_facts(
            [(fingerprint, wording.fingerprint(officer.fingerprint)), (self.tr("Since"), since)], mono=[fingerprint]
        )
        self._facts.setHidden(not there)
        self._title.setText(self.tr("Change the key") if there else self.tr("Make the key"))
        self.make.setText(self.tr("Change the key…") if there else self.tr("Make the key…"))
        self._advice.setText(
            self.tr(
                "What was collected until now stays with the former key: keep its file. What is new is for this one."
            )
            if there
            else self.tr("A file under a passphrase of its own, for the officer alone. Head office cannot open it.")
        )
        if state.made is None:
            self._made.hide()
        else:
            self._made.say(
                "good",
                self.tr("Written: {name}. Give it to the officer alone.").format(name=state.made.name),
                self.tr("Everyone hears of it with their next package."),
            )
        self._enable()

    def _enable(self) -> None:
        self.make.setEnabled(self.pair.is_ready() and not self._presenter.state.busy)

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save the officer's key"), "officer.key")
        if name:
            self._presenter.make(Path(name), *self.pair.values())
