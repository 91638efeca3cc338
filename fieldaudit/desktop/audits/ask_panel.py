"""Returning an audit to its auditor with a question about one answer."""

from fieldaudit.desktop.audits.presenter import AnswerLine, AuditPresenter, AuditState
from fieldaudit.desktop.half_typed import KeptForm
from fieldaudit.desktop.run.markup import plain
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import Label, Panel, PrimaryButton, QuietButton, TextField, row


class AskPanel(Panel):
    """The question's words, and what is to be asked about it."""

    def __init__(self, presenter: AuditPresenter) -> None:
        super().__init__(padding=20)
        self._presenter = presenter
        self._about = Label("", bold=True, wrap=True)
        self.text = TextField(self.tr("What do you want to know?"))
        self.send = PrimaryButton(self.tr("Ask the auditor"), icon="message-square")
        self.send.clicked.connect(self._ask)
        self.text.edit.returnPressed.connect(self._ask)
        self.text.edit.textChanged.connect(lambda _: self._enable())
        cancel = QuietButton(self.tr("Cancel"))
        cancel.clicked.connect(self._give_up)
        self.body.addWidget(self._about)
        self.body.addWidget(self.text)
        said = self.tr("It goes with the next package to the auditor, and stands at this question until it is settled.")
        self.body.addWidget(Label(said, "secondary", muted=True, wrap=True))
        self.body.addLayout(row(self.send, cancel, None, gap=SPACE_2))
        self._shown: AnswerLine | None = None
        self._audit = ""
        self._half = KeptForm(self, "", {"text": self.text.edit})
        self.hide()

    def show_state(self, state: AuditState) -> None:
        """Show it while a question is written."""
        line = state.asking
        self.setVisible(line is not None)
        if line is not None and line != self._shown:
            self._about.setText(self.tr("About: {question}").format(question=f"{line.number} {plain(line.question)}"))
            self._half.flush()
            self.text.set_text("")
            self._half.begin(f"ask/{line.ref}")
            self.text.edit.setFocus()
        if line is None and self._shown is not None and state.audit == self._audit:
            self._half.done()
        self._shown, self._audit = line, state.audit
        self._enable()

    def _enable(self) -> None:
        self.send.setEnabled(bool(self.text.text().strip()) and not self._presenter.state.busy)

    def _give_up(self) -> None:
        self._half.done()
        self._presenter.ask_about(None)

    def _ask(self) -> None:
        if self.send.isEnabled():
            self._presenter.ask(self.text.text())
