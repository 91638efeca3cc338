"""A lost laptop as it is handled: what it held, revoke, tell the others, invite anew; all on one screen."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.devices.lost_presenter import HeldLine, LostPresenter, LostState, WaitingLine
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3, SPACE_4
from fieldaudit.desktop.widgets import (
    Banner,
    Button,
    Facts,
    Label,
    Panel,
    PassphraseField,
    PrimaryButton,
    QuietButton,
    clear,
    column,
    page,
    row,
)

_SHOWN = 6


class LostScreen(Screen):
    """`opened(fingerprint)`."""

    def __init__(self, presenter: LostPresenter) -> None:
        super().__init__("", back=True)
        self._presenter = presenter
        self.bar.set_title(self.tr("A lost laptop"))
        self._facts, self._audits = Facts(), Label("", "secondary", muted=True, wrap=True)
        self._unknown = Label("", wrap=True)
        self.revoke = Button(self.tr("Revoke now"), icon="ban")
        self.revoke.clicked.connect(presenter.revoke)
        self._revoked = Banner()
        self.passphrase = PassphraseField(self.tr("Passphrase of the certificate key"))
        self.tell = PrimaryButton(self.tr("Write the packages for the others"), icon="send")
        self.tell.clicked.connect(self._choose_folder)
        self._told = Banner()
        self.invite = PrimaryButton(self.tr("Invite anew"), icon="user-plus")
        self.invite.clicked.connect(self._choose_file)
        self._words = Label("", "heading", bold=True, mono=True, wrap=True)
        self._file = Label("", "secondary", muted=True, wrap=True)
        self._waiting = column(gap=SPACE_3)
        self._waiting_panel = Panel(self.tr("Packages that wait for your decision"), gap=SPACE_3)
        self._waiting_panel.body.addLayout(self._waiting)
        left = column(self._held_panel(), self._waiting_panel, None, gap=SPACE_4)
        right = column(self._revoke_panel(), self._tell_panel(), self._invite_panel(), None, gap=SPACE_4)
        both = row(gap=SPACE_4)
        both.addLayout(left, 1)
        both.addLayout(right, 1)
        self.set_content(page(both))
        presenter.show_in(self._show)
        self.destroyed.connect(presenter.show_nowhere)

    def opened(self, argument: object = None) -> None:
        """Read what the laptop held."""
        self.passphrase.clear()
        if isinstance(argument, str) and argument:
            self._presenter.open(argument)

    def place(self) -> object:
        """Return whose laptop it is."""
        held = self._presenter.state.held
        return held.fingerprint if held else ""

    def first_focus(self) -> QWidget:
        """Begin with revoking."""
        return self.revoke

    def _held_panel(self) -> Panel:
        panel = Panel(self.tr("What it held, as far as head office knows"), gap=SPACE_3)
        for part in (self._facts, self._audits, self._unknown):
            panel.body.addWidget(part)
        return panel

    def _revoke_panel(self) -> Panel:
        panel = Panel(self.tr("1  Revoke the seat"), gap=SPACE_3)
        said = self.tr("What is here stays trusted. Of what comes later nothing is taken in unless you say so.")
        panel.body.addWidget(Label(said, "secondary", muted=True, wrap=True))
        panel.body.addWidget(self._revoked)
        panel.body.addLayout(row(self.revoke, None))
        return panel

    def _tell_panel(self) -> Panel:
        panel = Panel(self.tr("2  Tell the others"), gap=SPACE_3)
        said = self.tr("A package for each of them, with the list of the revoked. Carry or mail them.")
        panel.body.addWidget(Label(said, "secondary", muted=True, wrap=True))
        panel.body.addWidget(self.passphrase)
        panel.body.addWidget(self._told)
        panel.body.addLayout(row(self.tell, None))
        return panel

    def _invite_panel(self) -> Panel:
        panel = Panel(self.tr("3  Invite the person anew"), gap=SPACE_3)
        said = self.tr("The same name, role and branch, for the next laptop. What was confirmed here is not lost.")
        panel.body.addWidget(Label(said, "secondary", muted=True, wrap=True))
        panel.body.addWidget(self._words)
        panel.body.addWidget(self._file)
        panel.body.addLayout(row(self.invite, None))
        return panel

    def _show(self, state: LostState) -> None:
        self.banner.show_error(state.error)
        held = state.held
        revoked = held is not None and held.revoked
        self.revoke.setEnabled(held is not None and not revoked and not state.busy)
        self.revoke.setHidden(revoked)
        for button in (self.tell, self.invite):
            button.setEnabled(revoked and not state.busy)
        if revoked:
            self._revoked.say("good", self.tr("Revoked. The list names the last entries that are trusted."))
        else:
            self._revoked.hide()
        if state.told is None:
            self._told.hide()
        else:
            count, folder = state.told
            said = self.tr("1 package written") if count == 1 else self.tr("{count} packages written")
            self._told.say("good", said.format(count=count), str(folder))
        words = state.code.split()
        self._words.setText("\n".join(" ".join(words[at : at + 3]) for at in range(0, len(words), 3)))
        self._words.setHidden(not words)
        self._file.setText(
            self.tr("Say these six words by telephone; the file is {name}. They are shown only now.").format(
                name=state.file.name if state.file else ""
            )
        )
        self._file.setHidden(not words)
        if held is not None:
            self._show_held(held)
        self._show_waiting(state.waiting, busy=state.busy)

    def _show_held(self, held: HeldLine) -> None:
        self.bar.set_title(self.tr("A lost laptop"), held.name)
        last = wording.moment(held.last_package) if held.last_package else self.tr("never")
        self._facts.show_facts(
            [
                (
                    self.tr("Person"),
                    " · ".join(part for part in (held.name, wording.role(held.role), held.branch) if part),
                ),
                (self.tr("Last package"), last),
                (self.tr("Entries here"), str(held.entries)),
                (self.tr("Audits"), str(len(held.audits))),
                (self.tr("In confidence"), self._said_restricted(held)),
                (self.tr("Given to it"), str(held.given) if held.given else ""),
            ]
        )
        more = len(held.audits) - _SHOWN
        lines = [name for _, name in held.audits[:_SHOWN]]
        self._audits.setText(
            "\n".join([*lines, *([self.tr("and {count} more").format(count=more)] if more > 0 else [])])
        )
        self._audits.setHidden(not held.audits)
        self._unknown.setText(
            self.tr(
                "What was written on it after the last package is not here, and is lost unless the laptop is found."
            )
        )

    def _said_restricted(self, held: HeldLine) -> str:
        if not held.restricted:
            return self.tr("nothing that respondents said in confidence")
        one = self.tr("it could open what respondents said in 1 audit")
        many = self.tr("it could open what respondents said in {count} audits")
        return one if held.restricted == 1 else many.format(count=held.restricted)

    def _show_waiting(self, lines: tuple[WaitingLine, ...], *, busy: bool) -> None:
        clear(self._waiting)
        self._waiting_panel.setHidden(not lines)
        for line in lines:
            take = QuietButton(self.tr("Take it in"), icon="check", small=True)
            take.setEnabled(not busy)
            take.clicked.connect(lambda _=False, digest=line.digest: self._presenter.trust(digest))
            across = row(gap=SPACE_2)
            across.addWidget(Label(line.reason, wrap=True), 1)
            across.addWidget(take, 0, Qt.AlignmentFlag.AlignTop)
            self._waiting.addLayout(across)
        said = self.tr("Take one in only if it was handed over before the laptop was lost: its clock proves nothing.")
        if lines:
            self._waiting.addWidget(Label(said, "secondary", muted=True, wrap=True))

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Where should the packages go?"))
        if folder:
            self._presenter.tell_others(Path(folder), self.passphrase.passphrase())

    def _choose_file(self) -> None:
        suggested = f"invitation-{datetime.now().astimezone():%Y-%m-%d}.invitation"
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save the invitation"), suggested)
        if name:
            self._presenter.invite_again(Path(name))
