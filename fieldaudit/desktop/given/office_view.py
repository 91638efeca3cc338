"""What head office gives out: assign, follow, settle questions, give out forms and tables."""

from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFileDialog

from fieldaudit.audit.record_views import ANNOUNCEMENTS
from fieldaudit.desktop import wording
from fieldaudit.desktop.given.lines import Choice, TaskForm
from fieldaudit.desktop.given.presenter import GivenState, OfficePresenter, Page
from fieldaudit.desktop.given.screen import GivenScreen
from fieldaudit.desktop.given.words import name_of, question_badge, task_badge, window_of
from fieldaudit.desktop.half_typed import KeptForm
from fieldaudit.desktop.home.day_field import DayField
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3
from fieldaudit.desktop.widgets import (
    Button,
    Facts,
    FormField,
    Label,
    Panel,
    Pill,
    PrimaryButton,
    QuietButton,
    TextField,
    column,
    holder,
    page,
    row,
)


class OfficeGivenScreen(GivenScreen):
    """Assignments with who has them, questions with their replies, forms and tables with their numbers."""

    def __init__(self, presenter: OfficePresenter) -> None:
        super().__init__(presenter, "")
        self.bar.set_title(self.tr("Given out"))
        self._office = presenter
        self.assign = self.bar.add_primary(PrimaryButton(self.tr("Assign an audit"), icon="plus"))
        self.assign.clicked.connect(presenter.begin)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(presenter.begin)
        self._line, self.form = LineSide(presenter), TaskFormPanel(presenter)
        self._line.open_audit.clicked.connect(self._open_audit)
        for side in (self._line, self.form):
            self.sides.addWidget(side)
        self._was_adding = False
        presenter.show_in(self._show)
        self.destroyed.connect(presenter.show_nowhere)

    def empty_words(self, page: Page) -> tuple[str, str]:
        """Say what would appear here."""
        words: dict[Page, tuple[str, str]] = {
            "tasks": (self.tr("Nothing is assigned yet"), self.tr("Assign the first audit with Ctrl+N.")),
            "questions": (
                self.tr("Nothing is asked"),
                self.tr("Open an audit and press the speech bubble beside an answer to ask its auditor."),
            ),
            "published": (self.tr("No forms yet"), ""),
        }
        return words[page]

    def _show(self, state: GivenState) -> None:
        self.show_lists(state)
        self.sides.setCurrentWidget(self.form if state.adding else self._line)
        self._line.show_state(state)
        self.form.show_state(state)
        if state.adding and not self._was_adding:
            self.form.begin(state)
        if self._was_adding and not state.adding:
            self.status_stale.emit()
        self._was_adding = state.adding

    def _open_audit(self) -> None:
        state = self._office.state
        task, question = state.task(), state.question()
        if state.page == "questions" and question is not None:
            self.go.emit("audit", {"audit": question.audit, "ref": question.ref})
        elif task is not None and task.audit:
            self.go.emit("audit", task.audit)


class LineSide(Panel):
    """The chosen assignment, question, form or table, and the one thing to do with it."""

    def __init__(self, presenter: OfficePresenter) -> None:
        super().__init__(padding=20)
        self._presenter = presenter
        self._pill, self._title, self._facts = Pill(""), Label("", "title", bold=True, wrap=True), Facts()
        self._said, self._advice = Label("", wrap=True), Label("", "secondary", muted=True, wrap=True)
        self.withdraw = Button(self.tr("Take it back"), "plain", icon="x")
        self.withdraw.clicked.connect(presenter.withdraw)
        self.settle = PrimaryButton(self.tr("Settled"), icon="circle-check")
        self.settle.clicked.connect(presenter.settle)
        self.give = PrimaryButton(self.tr("Give out"), icon="send")
        self.give.clicked.connect(self._give_out)
        self.supervisors = QuietButton("", icon="users")
        self.supervisors.clicked.connect(self._give_supervisors)
        self.open_audit = QuietButton(self.tr("Open the audit"), icon="clipboard-check")
        self.body.addLayout(row(self._pill, None))
        for part in (self._title, self._facts, self._said, self._advice):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.body.addWidget(holder(row(self.settle, self.give, self.open_audit, self.withdraw, None, gap=SPACE_2)))
        self.body.addWidget(holder(row(self.supervisors, None)))

    def show_state(self, state: GivenState) -> None:
        """Show the chosen line."""
        for part in (self.withdraw, self.settle, self.give, self.supervisors, self.open_audit, self._said):
            part.hide()
        self._advice.setText("")
        if state.page == "tasks":
            self._show_task(state)
        elif state.page == "questions":
            self._show_question(state)
        else:
            self._show_given(state)
        self._pill.setHidden(state.page == "published")
        self._advice.setHidden(not self._advice.text())
        for button in (self.withdraw, self.settle, self.give, self.supervisors):
            button.setEnabled(not state.busy)

    def _show_task(self, state: GivenState) -> None:
        task = state.task()
        if task is None:
            return
        badge = task_badge(task)
        self._pill.show_state(badge.text, badge.tone, icon=badge.icon)
        self._title.setText(task.site)
        self._facts.show_facts(
            [
                (self.tr("Person"), task.name),
                (self.tr("Instrument"), task.form),
                (self.tr("Visit"), window_of(task)),
                (self.tr("Announcement"), wording.announcement(task.announcement)),
                (self.tr("Due"), wording.day(task.due) if task.due else ""),
                (self.tr("Purpose"), task.purpose),
            ]
        )
        if task.state == "open" and not task.sent:
            self._advice.setText(self.tr("It goes with the next package to this person: Devices."))
        self.withdraw.setVisible(task.state in ("open", "started"))
        self.open_audit.setVisible(bool(task.audit) and task.state in ("started", "signed"))

    def _show_question(self, state: GivenState) -> None:
        question = state.question()
        if question is None:
            return
        badge = question_badge(question)
        self._pill.show_state(badge.text, badge.tone, icon=badge.icon)
        self._title.setText(question.text)
        facts = [(self.tr("About"), question.label), (self.tr("Site"), question.site), (self.tr("Who"), question.who)]
        self._facts.show_facts(facts)
        self._said.setText(self.tr("Reply: {text}").format(text=question.reply) if question.reply else "")
        self._said.setHidden(not question.reply)
        self.settle.setVisible(question.state != "settled")
        self.open_audit.setVisible(bool(question.site))

    def _show_given(self, state: GivenState) -> None:
        line = state.given()
        if line is None:
            return
        self._title.setText(name_of(line))
        since = wording.day(line.since) if line.since else ""
        own = self.tr("the program's own") if line.kind == "table" else self.tr("not given out")
        number = str(line.number) if line.number else own
        facts = [(self.tr("Version"), line.version), (self.tr("Number"), number), (self.tr("Given out"), since)]
        form = line.kind == "form"
        if form and line.number:
            whom = self.tr("auditors and supervisors") if line.supervisors else self.tr("auditors")
            facts.append((self.tr("To"), whom))
        self._facts.show_facts(facts)
        self.supervisors.setVisible(form)
        self.supervisors.set_text(
            self.tr("No longer to supervisors") if line.supervisors else self.tr("Give out to supervisors, too")
        )
        self.give.setVisible(line.kind == "table" or not line.number)
        self.give.setText(self.tr("Give out") if line.kind == "form" else self.tr("Give out a new one…"))
        self._advice.setText(
            self.tr(
                "Every auditor gets it with their next package and starts new audits with it; running ones keep "
                "theirs. On-site supervisors get only what is given out to them."
            )
            if line.kind == "form"
            else self.tr("A CSV file with the same columns; everyone gets it with their next package.")
        )

    def _give_supervisors(self) -> None:
        line = self._presenter.state.given()
        if line is not None:
            self._presenter.give_out_form(supervisors=not line.supervisors)

    def _give_out(self) -> None:
        line = self._presenter.state.given()
        if line is not None and line.kind == "form":
            self._presenter.give_out_form()
            return
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Choose the table"), "", "CSV (*.csv)")
        if name:
            self._presenter.give_out_table(Path(name))


class TaskFormPanel(Panel):
    """Who audits where, with which instrument, and when."""

    def __init__(self, presenter: OfficePresenter) -> None:
        super().__init__(padding=1)
        self._presenter = presenter
        self.person, self.site, self.instrument, self.announcement = (QComboBox() for _ in range(4))
        for word in ANNOUNCEMENTS:
            self.announcement.addItem(wording.announcement(word), word)
        self.start, self.end = DayField(self.tr("Visit from")), DayField(self.tr("Visit until"))
        self.due, self.purpose = DayField(self.tr("Due")), TextField(self.tr("Purpose"))
        self.write = PrimaryButton(self.tr("Assign"), icon="check")
        self.write.clicked.connect(self._assign)
        cancel = QuietButton(self.tr("Cancel"))
        cancel.clicked.connect(self._give_up)
        presenter.assigned = self._assigned
        window = row(gap=SPACE_3)
        for field in (self.start, self.end):
            window.addWidget(field, 1)
        chosen = (
            (self.tr("Person"), self.person),
            (self.tr("Site"), self.site),
            (self.tr("Instrument"), self.instrument),
            (self.tr("Announcement"), self.announcement),
        )
        content = column(Label(self.tr("Assign an audit"), "title", bold=True), gap=SPACE_3)
        for words, box in chosen:
            content.addWidget(FormField(words, box))
        content.addLayout(window)
        about = row(gap=SPACE_3)
        for part in (self.due, self.purpose):
            about.addWidget(part, 1)
        content.addLayout(about)
        content.addStretch(1)
        self.body.addWidget(page(content, margins=(20, 20, 20, 0)), 1)
        self.body.addWidget(holder(row(self.write, cancel, None, gap=SPACE_2, margins=(20, SPACE_3, 20, 20))))
        texts = {"start": self.start, "end": self.end, "due": self.due, "purpose": self.purpose}
        self._half = KeptForm(self, "", {name: field.edit for name, field in texts.items()})

    def begin(self, state: GivenState) -> None:
        """Empty the form and put the cursor into it."""
        boxes = ((self.person, state.people), (self.site, state.sites), (self.instrument, state.instruments))
        for box, choices in boxes:
            _fill(box, choices)
        for field in (self.start, self.end, self.due, self.purpose):
            field.set_text("")
        self._half.begin("assign")
        self.person.setFocus()

    def show_state(self, state: GivenState) -> None:
        """Wait while it is written."""
        self.write.setEnabled(not state.busy and bool(state.people and state.sites and state.instruments))

    def _assigned(self) -> None:
        self._half.done()

    def _give_up(self) -> None:
        self._half.done()
        self._presenter.give_up()

    def _assign(self) -> None:
        days = {"start": self.start.value(), "end": self.end.value(), "due": self.due.value()}
        wrong = next((name for name, day in days.items() if day is None), "")
        if wrong:
            getattr(self, wrong).edit.setFocus()
            return
        self._presenter.assign(
            TaskForm(
                seat=str(self.person.currentData()),
                site=str(self.site.currentData()),
                form=str(self.instrument.currentData()),
                due=days["due"] or "",
                start=days["start"] or "",
                end=days["end"] or "",
                announcement=str(self.announcement.currentData()),
                purpose=self.purpose.text(),
            )
        )


def _fill(box: QComboBox, choices: tuple[Choice, ...]) -> None:
    box.clear()
    for choice in choices:
        box.addItem(" · ".join(part for part in (choice.name, choice.detail) if part), choice.id)
