"""Setting up a head office: its name and a passphrase."""

from fieldaudit.desktop.first_start.passphrase_pair import PassphrasePair
from fieldaudit.desktop.first_start.presenter import FirstStartPresenter, FirstStartState
from fieldaudit.desktop.theme.tokens import SPACE_3
from fieldaudit.desktop.widgets import EntryPage, PrimaryButton, QuietButton, Spinner, TextField, holder, row


class SetUpPage(EntryPage):
    """Three fields, then the recovery sheet."""

    def __init__(self, presenter: FirstStartPresenter) -> None:
        super().__init__("", "", width=520)
        self.say(
            self.tr("Set up a head office"),
            self.tr(
                "This computer will hold the organisation's keys: invite people, take in what they send, and report."
            ),
        )
        self._presenter = presenter
        self.organisation = TextField(self.tr("Name of the organisation"))
        self.pair = PassphrasePair()
        self._button = PrimaryButton(self.tr("Create the head office"), icon="building-2")
        self._button.clicked.connect(self._create)
        back = QuietButton(self.tr("Back"))
        back.clicked.connect(lambda: presenter.go("doors"))
        self._spinner = Spinner()
        self.organisation.edit.textEdited.connect(self._typed)
        self.organisation.entered.connect(self.pair.first.edit.setFocus)
        self.body.addWidget(self.organisation)
        self.pair.changed.connect(self._typed)
        self.pair.entered.connect(self._create)
        self.body.addWidget(self.pair)
        self.body.addWidget(holder(row(back, self._spinner, None, self._button, gap=SPACE_3)))

    def take_focus(self) -> None:
        """Begin with the name."""
        self.organisation.edit.setFocus()

    def show_state(self, state: FirstStartState) -> None:
        """Show whether it is being made and what went wrong."""
        self.pair.show_error(state.error)
        self._spinner.show_busy(state.busy)
        self._typed()

    def _typed(self) -> None:
        ready = bool(self.organisation.text()) and self.pair.is_ready()
        self._button.setEnabled(ready and not self._presenter.state.busy)

    def _create(self) -> None:
        self._presenter.set_up(self.organisation.text(), *self.pair.values())
