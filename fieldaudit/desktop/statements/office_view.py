"""Countersignatures at head office: who was asked about what, what they said, and asking somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QStackedWidget, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.statements.words import asked_badge, asked_row, version_words
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3, SPACE_6
from fieldaudit.desktop.widgets import (
    Button,
    Column,
    EmptyState,
    Facts,
    FormField,
    Label,
    Panel,
    Pill,
    PrimaryButton,
    QuietButton,
    RowTable,
    column,
    page,
    row,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldaudit.desktop.given.lines import Choice
    from fieldaudit.desktop.statements.lines import AskedLine
    from fieldaudit.desktop.statements.presenter import OfficePresenter, OfficeState

_SIDE_WIDTH = 432


class OfficeSignaturesScreen(Screen):
    """`opened(id)` stands on that request; `opened({"ask": audit})` asks about that audit."""

    def __init__(self, presenter: OfficePresenter) -> None:
        super().__init__("")
        self._presenter = presenter
        self.bar.set_title(self.tr("Signatures"))
        self.ask = self.bar.add_primary(PrimaryButton(self.tr("Ask a supervisor"), icon="plus"))
        self.ask.clicked.connect(lambda: presenter.begin())  # noqa: PLW0108 - clicked hands on a boolean
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(presenter.begin)
        self._empty = EmptyState("pen-line", self.tr("Reading…"))
        columns = [Column("", 220, 3), Column("", 120, 1, 520), Column("", 150, 1), Column("", 90, 1, 600)]
        self.table = RowTable(columns, self._empty, name=self.tr("Signatures"), chevron=False)
        self.table.chosen.connect(presenter.choose)
        self.side, self.form = AskedSide(), AskPanel(presenter)
        self.side.open_audit.clicked.connect(self._open)
        self.side.withdraw.clicked.connect(presenter.withdraw)
        self.sides = QStackedWidget()
        self.sides.setFixedWidth(_SIDE_WIDTH)
        for side in (self.side, self.form):
            self.sides.addWidget(side)
        both = row(gap=20, margins=(SPACE_6, 20, SPACE_6, 20))
        both.addLayout(column(self.table, None, gap=SPACE_3), 1)
        both.addWidget(self.sides)
        self.set_content(both)
        self._was_adding = False
        presenter.show_in(self._show)
        self.destroyed.connect(presenter.show_nowhere)

    def opened(self, argument: object = None) -> None:
        """Read everything anew."""
        self._presenter.load(argument if isinstance(argument, str) else "")
        if isinstance(argument, dict) and isinstance(argument.get("ask"), str):
            self._presenter.begin(argument["ask"])

    def place(self) -> object:
        """Return the chosen request."""
        return self._presenter.state.chosen

    def first_focus(self) -> QWidget:
        """Begin in the list."""
        return self.table

    def _show(self, state: OfficeState) -> None:
        self.banner.show_error(state.error)
        if state.loaded:
            self._empty.say(
                self.tr("Nobody was asked yet"),
                self.tr("Ask the agency's on-site supervisor to sign what an audit says to the site, with Ctrl+N."),
            )
        rows = [asked_row(line) for line in state.lines]
        if rows != list(self.table.rows()):
            self.table.show_rows(rows)
        if state.chosen:
            self.table.choose(state.chosen)
        self.sides.setCurrentWidget(self.form if state.adding else self.side)
        self.sides.setVisible(bool(rows) or state.adding)
        self.side.show_line(state.line(), busy=state.busy)
        self.form.show_state(state)
        if state.adding and not self._was_adding:
            self.form.begin(state)
        if self._was_adding and not state.adding:
            self.status_stale.emit()
        self._was_adding = state.adding

    def _open(self) -> None:
        line = self._presenter.state.line()
        if line is not None:
            self.go.emit("audit", line.audit)


class AskedSide(Panel):
    """One request: who was asked, when, and what they said, whole."""

    def __init__(self) -> None:
        super().__init__(padding=20)
        self._pill, self._title, self._facts = Pill(""), Label("", "title", bold=True, wrap=True), Facts()
        self.comment, self._advice = Label("", wrap=True), Label("", "secondary", muted=True, wrap=True)
        self.open_audit = QuietButton(self.tr("Open the audit"), icon="clipboard-check")
        self.withdraw = Button(self.tr("Take it back"), "plain", icon="x")
        told = column(row(self._pill, None), self._title, self._facts, self.comment, self._advice, None, gap=SPACE_3)
        self.body.addWidget(page(told, margins=(0, 0, SPACE_2, 0)), 1)  # what somebody says can be long
        self.body.addLayout(row(self.open_audit, self.withdraw, None, gap=SPACE_2))

    def show_line(self, line: AskedLine | None, *, busy: bool = False) -> None:
        """Show the chosen request."""
        if line is None:
            return
        self.withdraw.setVisible(line.stands)
        self.withdraw.setEnabled(not busy)
        badge = asked_badge(line)
        self._pill.show_state(badge.text, badge.tone, icon=badge.icon)
        self._title.setText(line.site or line.form)
        self._facts.show_facts(
            [
                (self.tr("Supervisor"), line.name),
                (self.tr("Instrument"), line.form),
                (self.tr("Closing"), version_words(line.version)),
                (self.tr("Asked"), wording.day(line.asked) if line.asked else ""),
                (self.tr("Signed"), wording.day(line.signed) if line.signed else ""),
                (self.tr("Standing"), wording.standing(line.standing, line.name) if line.standing else ""),
            ]
        )
        self.comment.setText(line.comment)
        self.comment.setHidden(not line.comment)
        self._advice.setText(self._said(line))
        self._advice.setHidden(not self._advice.text())

    def _said(self, line: AskedLine) -> str:
        if line.state == "older":
            return self.tr("The audit was amended since: they are asked about the new version with their next package.")
        if line.state == "withdrawn" and not line.sent:
            return self.tr("That it was withdrawn goes with the next package to this person: Devices.")
        if line.state == "withdrawn":
            return self.tr("If they signed it before they heard of it, what they said comes all the same and is kept.")
        if line.state == "waiting" and not line.sent:
            return self.tr("It goes with the next package to this person: Devices.")
        return ""


class AskPanel(Panel):
    """Which closing, and whom."""

    def __init__(self, presenter: OfficePresenter) -> None:
        super().__init__(padding=20)
        self._presenter = presenter
        self.closing, self.person = QComboBox(), QComboBox()
        self.write = PrimaryButton(self.tr("Ask"), icon="check")
        self.write.clicked.connect(self._ask)
        cancel = QuietButton(self.tr("Cancel"))
        cancel.clicked.connect(presenter.give_up)
        reads = self.tr(
            "They get what this closing says to the site and nothing else: no answer, finding or file for the client, "
            "for head office or for the protection officer."
        )
        self._nobody = Label("", "secondary", tone="major", wrap=True)
        self.body.addWidget(Label(self.tr("Ask for a countersignature"), "title", bold=True, wrap=True))
        self.body.addWidget(FormField(self.tr("Closing"), self.closing))
        self.body.addWidget(FormField(self.tr("Supervisor"), self.person))
        self.body.addWidget(Label(reads, "secondary", muted=True, wrap=True))
        self.body.addWidget(self._nobody)
        self.body.addStretch(1)
        self.body.addLayout(row(self.write, cancel, None, gap=SPACE_2))

    def begin(self, state: OfficeState) -> None:
        """Fill in the choices and put the cursor there."""
        _fill(self.closing, state.closings)
        _fill(self.person, state.people)
        at = self.closing.findData(state.audit)
        self.closing.setCurrentIndex(max(at, 0) if state.closings else -1)
        self.closing.setFocus()

    def show_state(self, state: OfficeState) -> None:
        """Wait while it is asked; say what is lacking."""
        self.write.setEnabled(bool(state.closings and state.people) and not state.busy)
        lacking = (
            self.tr("No audit is signed yet.")
            if not state.closings
            else self.tr("No supervisor has joined yet: invite one under Devices.")
            if not state.people
            else ""
        )
        self._nobody.setText(lacking)
        self._nobody.setHidden(not lacking)

    def _ask(self) -> None:
        self._presenter.ask(str(self.closing.currentData()), str(self.person.currentData()))


def _fill(box: QComboBox, choices: Sequence[Choice]) -> None:
    box.clear()
    for choice in choices:
        box.addItem(" · ".join(part for part in (choice.name, choice.detail) if part), choice.id)
