"""The people of a team, what went back and forth with each, and taking over the lead."""

from functools import partial

from PySide6.QtCore import Qt, Signal

from fieldaudit.desktop import wording
from fieldaudit.desktop.half_typed import KeptForm
from fieldaudit.desktop.team.presenter import PersonLine, TeamPage, TeamPresenter, TeamState
from fieldaudit.desktop.theme.tokens import SPACE_1, SPACE_2, SPACE_4
from fieldaudit.desktop.widgets import (
    Button,
    ElidedLabel,
    Flow,
    Label,
    Panel,
    Pill,
    PrimaryButton,
    QuietButton,
    TextField,
    clear,
    column,
    holder,
    row,
)

_FEW_LETTERS = 24


class PeoplePanel(Panel):
    """`write_asked(seat)` when a package for somebody is to be written."""

    write_asked = Signal(str)

    def __init__(self, presenter: TeamPresenter) -> None:
        super().__init__(self.tr("People"), padding=20)
        self._presenter = presenter
        words = self.tr("You do this audit alone. Bring a colleague in below: each signs their own, the lead closes.")
        self._alone = Label(words, muted=True, wrap=True)
        self._lines = column(gap=SPACE_4)
        self.body.addWidget(self._alone)
        self.body.addLayout(self._lines)
        self._shown: tuple[object, ...] = ()
        self.writes: dict[str, Button] = {}
        self.leads: dict[str, Button] = {}
        self.leaves: dict[str, Button] = {}

    def first_button(self) -> Button | None:
        """Return the button of the first who waits for a package."""
        return next((button for button in self.writes.values() if button.isEnabled()), None)

    def show_state(self, state: TeamState) -> None:
        """Show everybody; made anew only where something changed."""
        team = state.team
        if team is None:
            return
        self._alone.setHidden(bool(team.people))
        shown = (team.people, team.sections, team.mine, team.signed)
        if shown != self._shown:
            self._shown = shown
            self._make(team)
        for buttons in (self.writes, self.leads, self.leaves):
            for button in buttons.values():
                button.setEnabled(not state.busy and not state.writing)
        for person in team.people:
            if person.trouble and person.seat in self.writes:
                self.writes[person.seat].setEnabled(False)

    def _make(self, team: TeamPage) -> None:
        clear(self._lines)
        for buttons in (self.writes, self.leads, self.leaves):
            buttons.clear()
        for person in team.people:
            title = row(ElidedLabel(person.name, bold=True), *self._pills(person), None, gap=SPACE_2)
            said = [Label(words, "secondary", muted=True, wrap=True) for words in self._words(person, team) if words]
            lines = column(title, *said, gap=SPACE_1)
            if person.trouble:
                lines.addWidget(Label(person.trouble, "secondary", tone="critical", wrap=True))
            if made := self._buttons(person, team):
                flow = Flow()
                for button in made:
                    flow.addWidget(button)
                lines.addSpacing(SPACE_1)
                lines.addWidget(holder(flow))
            self._lines.addLayout(lines)

    def _pills(self, person: PersonLine) -> list[Pill]:
        pills = []
        if person.leads:
            pills.append(Pill(self.tr("Leads and closes"), "accent"))
        if person.me:
            pills.append(Pill(self.tr("You"), "neutral"))
        if person.left:
            pills.append(Pill(self.tr("Left the team"), "neutral"))
        elif person.news:
            pills.append(Pill(self.tr("Something new for them"), "information"))
        return pills

    def _words(self, person: PersonLine, team: TeamPage) -> list[str]:
        mine = [line for line in team.sections if line.seat == person.seat]
        theirs = ", ".join(f"{line.number} {wording.isolated(wording.breakable(line.title))}" for line in mine)
        words = [self.tr("Sections: {sections}").format(sections=theirs) if theirs else ""]
        if not person.me:
            never = self.tr("never")
            sent = wording.moment(person.sent) if person.sent else never
            came = wording.moment(person.came) if person.came else never
            said = self.tr("Last written for them: {sent} · last came from them: {came}")
            words.append(said.format(sent=sent, came=came))
            words.append(self.tr("Fingerprint: {words}").format(words=" ".join(person.fingerprint.split())))
        return words

    def _buttons(self, person: PersonLine, team: TeamPage) -> list[Button]:
        made: list[Button] = []
        if not person.me and not person.left:
            short = wording.isolated(person.name.partition(" ")[0][:_FEW_LETTERS])
            label = self.tr("Write package for {name}…").format(name=short)
            write = PrimaryButton(label, icon="send") if person.news else Button(label, icon="send")
            write.clicked.connect(partial(self.write_asked.emit, person.seat))
            self.writes[person.seat] = write
            made.append(write)
        if team.signed or person.left or person.leads:
            return made
        if team.mine and not person.me:
            lead = QuietButton(self.tr("Let them lead"))
            lead.clicked.connect(partial(self._presenter.hand_over, person.seat))
            self.leads[person.seat] = lead
            made.append(lead)
        if team.mine or person.me:
            leave = QuietButton(self.tr("Leave the team") if person.me else self.tr("They leave"))
            leave.clicked.connect(partial(self._presenter.leave, person.seat))
            self.leaves[person.seat] = leave
            made.append(leave)
        return made


class LeadPanel(Panel):
    """For who does not lead: who closes, and how to take that over where the lead cannot."""

    def __init__(self, presenter: TeamPresenter) -> None:
        super().__init__(padding=20)
        self._presenter = presenter
        self._said = Label("", wrap=True)
        self.ask = QuietButton(self.tr("Take over the lead…"))
        self.ask.clicked.connect(presenter.ask_lead)
        self.reason = TextField(self.tr("Why? It stays in the audit's history."))
        self.reason.edit.textChanged.connect(lambda _: self._enable())
        self.take = Button(self.tr("Lead from now on"))
        self.take.clicked.connect(lambda: presenter.take_over(self.reason.text()))
        cancel = QuietButton(self.tr("Cancel"))
        cancel.clicked.connect(self._give_up)
        self._form = Panel()
        self._form.body.addWidget(self.reason)
        self._form.body.addLayout(row(self.take, cancel, None, gap=SPACE_2))
        self.body.addWidget(self._said)
        self.body.addLayout(row(self.ask, None))
        self.body.addWidget(self._form)
        self._half = KeptForm(self, "", {"reason": self.reason.edit})
        self._asked = False
        self.hide()

    def show_state(self, state: TeamState) -> None:
        """Show who leads, and the question why while it is asked."""
        team = state.team
        self.setVisible(team is not None and bool(team.lead) and not team.mine and not team.signed)
        if team is None:
            return
        self._said.setText(
            self.tr("{name} leads: they say who does what, and sign the audit for all. Send them your part.").format(
                name=wording.isolated(wording.breakable(team.lead))
            )
        )
        self.ask.setHidden(state.asking)
        self._form.setVisible(state.asking)
        if state.asking and not self._asked:
            self.reason.set_text("")
            self._half.begin(f"lead/{team.audit}", team.audit)
            self.reason.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._asked and not state.asking:
            self._half.done()
        self._asked = state.asking
        self._enable()

    def _give_up(self) -> None:
        self._half.done()
        self._presenter.ask_lead()

    def _enable(self) -> None:
        self.take.setEnabled(bool(self.reason.text().strip()) and not self._presenter.state.busy)
