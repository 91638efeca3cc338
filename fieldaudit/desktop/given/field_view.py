"""What came from head office, in the field: start what is assigned, reply to what is asked."""

from fieldaudit.desktop import wording
from fieldaudit.desktop.given.lines import QuestionLine, TaskLine
from fieldaudit.desktop.given.presenter import FieldPresenter, GivenState, Page
from fieldaudit.desktop.given.screen import GivenScreen
from fieldaudit.desktop.given.words import name_of, question_badge, window_of
from fieldaudit.desktop.half_typed import KeptForm
from fieldaudit.desktop.run.note_field import NoteField
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import Facts, Label, Panel, Pill, PrimaryButton, QuietButton, row


class FieldGivenScreen(GivenScreen):
    """Assignments, questions, and which forms and tables are in use."""

    def __init__(self, presenter: FieldPresenter) -> None:
        super().__init__(presenter, "")
        self.bar.set_title(self.tr("From head office"))
        self._field = presenter
        presenter.started = lambda audit: self.go.emit("run", audit)
        self._task, self._question, self._used = TaskSide(presenter), QuestionSide(presenter), UsedSide()
        self._question.go_on.clicked.connect(self._go_to_answer)
        for side in (self._task, self._question, self._used):
            self.sides.addWidget(side)
        presenter.show_in(self._show)
        self.destroyed.connect(presenter.show_nowhere)

    def empty_words(self, page: Page) -> tuple[str, str]:
        """Say what would appear here."""
        words: dict[Page, tuple[str, str]] = {
            "tasks": (
                self.tr("Nothing is assigned to you"),
                self.tr("What head office assigns comes with its packages."),
            ),
            "questions": (self.tr("Nothing is asked"), self.tr("Head office's questions about answers appear here.")),
            "published": (self.tr("No forms yet"), ""),
        }
        return words[page]

    def _show(self, state: GivenState) -> None:
        self.show_lists(state)
        sides = {"tasks": self._task, "questions": self._question, "published": self._used}
        self.sides.setCurrentWidget(sides[state.page])
        self._task.show_line(state.task(), busy=state.busy)
        self._question.show_line(state.question(), busy=state.busy)
        self._used.show_state(state)

    def _go_to_answer(self) -> None:
        question = self._field.state.question()
        if question is not None:
            place = "audit" if question.signed else "run"
            self.go.emit(place, {"audit": question.audit, "ref": question.ref})


class TaskSide(Panel):
    """One assignment, and the button that starts it."""

    def __init__(self, presenter: FieldPresenter) -> None:
        super().__init__(padding=20)
        self._site, self._facts = Label("", "title", bold=True, wrap=True), Facts()
        self.start = PrimaryButton(self.tr("Start this audit"), icon="check")
        self.start.clicked.connect(presenter.start)
        self.body.addWidget(self._site)
        self.body.addWidget(self._facts)
        self.body.addStretch(1)
        self.body.addLayout(row(self.start, None))

    def show_line(self, line: TaskLine | None, *, busy: bool) -> None:
        """Show the chosen assignment."""
        self.start.setEnabled(line is not None and not busy)
        if line is None:
            return
        self._site.setText(line.site)
        self._facts.show_facts(
            [
                (self.tr("Company"), line.party if line.party != line.site else ""),
                (self.tr("Instrument"), line.form),
                (self.tr("Visit"), window_of(line)),
                (self.tr("Announcement"), wording.announcement(line.announcement)),
                (self.tr("Due"), wording.day(line.due) if line.due else ""),
                (self.tr("Purpose"), line.purpose),
                (self.tr("From"), line.by),
            ]
        )


class QuestionSide(Panel):
    """One question, its reply, and the way to the answer."""

    def __init__(self, presenter: FieldPresenter) -> None:
        super().__init__(padding=20)
        self._presenter = presenter
        self._pill, self._text = Pill(""), Label("", "title", bold=True, wrap=True)
        self._about = Label("", muted=True, wrap=True)
        self._said = Label("", wrap=True)
        self.reply = NoteField(self.tr("Your reply"))
        self.send = PrimaryButton(self.tr("Reply"), icon="check")
        self.send.clicked.connect(lambda: presenter.reply(self.reply.text()))
        self.reply.textChanged.connect(self._enable)
        self.go_on = QuietButton(self.tr("Go to the answer"), icon="list-checks")
        self._advice = Label("", "secondary", muted=True, wrap=True)
        self.body.addLayout(row(self._pill, None))
        for part in (self._text, self._about, self._said, self.reply, self._advice):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.body.addLayout(row(self.send, self.go_on, None, gap=SPACE_2))
        self._shown = ""
        self._half = KeptForm(self, "", {"reply": self.reply})
        presenter.replied = self._replied

    def show_line(self, line: QuestionLine | None, *, busy: bool) -> None:
        """Show the chosen question; what is typed stays until another one is chosen."""
        if line is None:
            return
        badge = question_badge(line)
        self._pill.show_state(badge.text, badge.tone, icon=badge.icon)
        self._text.setText(line.text)
        self._about.setText(" · ".join(part for part in (line.label, line.site, line.who) if part))
        self._said.setText(self.tr("Your reply: {text}").format(text=line.reply) if line.reply else "")
        self._said.setHidden(not line.reply)
        self._advice.setText(
            self.tr("The audit is signed. Reply here, or amend it under Review and sign and change the answer.")
            if line.signed
            else self.tr("Reply here, or change the answer. Either goes with the audit's next package.")
        )
        if line.id != self._shown:
            self._half.flush()
            self._shown = line.id
            self.reply.setPlainText("")
            self._half.begin(f"reply/{line.id}", line.audit)
        open_still = line.state != "settled"
        for part in (self.reply, self.send, self._advice):
            part.setVisible(open_still)
        self._busy = busy
        self._enable()

    def _replied(self) -> None:
        self._half.done()
        self.reply.setPlainText("")
        self._half.begin()

    _busy = False

    def _enable(self) -> None:
        self.send.setEnabled(bool(self.reply.text().strip()) and not self._busy)


class UsedSide(Panel):
    """Which form or table is in use."""

    def __init__(self) -> None:
        super().__init__(padding=20)
        self._name, self._facts = Label("", "title", bold=True, wrap=True), Facts()
        said = self.tr("An audit that was started keeps the form that it was started with.")
        self.body.addWidget(self._name)
        self.body.addWidget(self._facts)
        self.body.addWidget(Label(said, "secondary", muted=True, wrap=True))
        self.body.addStretch(1)

    def show_state(self, state: GivenState) -> None:
        """Show the chosen one."""
        line = state.given()
        if line is None:
            return
        self._name.setText(name_of(line))
        own = self.tr("the program's own") if line.kind == "table" else self.tr("head office gave out none")
        number = str(line.number) if line.number else own
        since = wording.day(line.since) if line.since else ""
        facts = [(self.tr("Version"), line.version), (self.tr("Number"), number), (self.tr("Here since"), since)]
        self._facts.show_facts(facts)
