"""Joining an organisation: the invitation, its six words, a passphrase."""

from pathlib import Path

from fieldaudit.desktop import wording
from fieldaudit.desktop.first_start.passphrase_pair import PassphrasePair
from fieldaudit.desktop.first_start.presenter import FirstStartPresenter, FirstStartState
from fieldaudit.desktop.theme.tokens import SPACE_3
from fieldaudit.desktop.widgets import (
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


class JoinPage(EntryPage):
    """One page: what comes next appears when what comes before is right."""

    def __init__(self, presenter: FirstStartPresenter) -> None:
        super().__init__("", "", width=620)
        self.say(
            self.tr("Join an organisation"),
            self.tr("You need the invitation file and the six words that head office told you by another way."),
        )
        self._presenter = presenter
        self._zone = DropZone(
            self.tr("Drop the invitation here, or"),
            self.tr("choose the file"),
            pattern=self.tr("Invitations (*.invitation);;All files (*)"),
            many=False,
        )
        self._zone.files.connect(lambda files: presenter.choose_file(Path(files[0])))
        self._file = Pill("", "good", icon="check")
        self._file.hide()
        self.code = TextField(self.tr("The six words"), placeholder=self.tr("six words, with spaces or hyphens"))
        self.code.edit.textEdited.connect(presenter.type_code)
        self._welcome = Label("", bold=True, tone="good", wrap=True)
        self._welcome.hide()
        self.pair = PassphrasePair()
        self.pair.changed.connect(self._typed)
        self.pair.entered.connect(self._join)
        self._button = PrimaryButton(self.tr("Start working"), icon="log-in")
        self._button.clicked.connect(self._join)
        back = QuietButton(self.tr("Back"))
        back.clicked.connect(lambda: presenter.go("doors"))
        self._spinner = Spinner()
        self.body.addWidget(self._zone)
        self.body.addWidget(self._file)
        self.body.addWidget(self.code)
        self.body.addWidget(self._welcome)
        self.body.addWidget(self.pair)
        self._note = Label(
            self.tr("You can work at once. Head office confirms you with its first receipt."),
            "secondary",
            muted=True,
            wrap=True,
        )
        self.body.addWidget(self._note)
        self.body.addWidget(holder(row(back, self._spinner, None, self._button, gap=SPACE_3)))

    def take_focus(self) -> None:
        """Begin with the file."""
        self._zone.button.setFocus()

    def show_state(self, state: FirstStartState) -> None:
        """Show how far the joining is."""
        self._file.setVisible(state.file is not None)
        if state.file is not None:
            self._file.show_state(state.file.name, "good", icon="check")
        invited = state.invitation
        self._welcome.setVisible(invited is not None)
        if invited is not None:
            words = self.tr("{organisation} invites {name}: {role}, {branch}").format(
                organisation=invited.organisation,
                name=invited.name,
                role=wording.role(invited.role),
                branch=invited.branch,
            )
            self._welcome.setText(words)
            self.pair.set_hints(invited.organisation, invited.name)
        self.pair.setVisible(invited is not None)
        self._note.setVisible(invited is not None)
        self.code.show_error(state.error if invited is None else None)
        self.pair.show_error(state.error if invited is not None else None)
        self._spinner.show_busy(state.busy)
        self._typed()

    def _typed(self) -> None:
        state = self._presenter.state
        self._button.setEnabled(state.invitation is not None and not state.busy and self.pair.is_ready())

    def _join(self) -> None:
        self._presenter.join(*self.pair.values())
