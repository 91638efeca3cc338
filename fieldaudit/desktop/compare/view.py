"""Comparing as it is seen: what differs at one side, its answers beside each other at the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldaudit.desktop.compare import words
from fieldaudit.desktop.compare.side_panel import Beside, SidePanel
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3, SPACE_4, SPACE_6
from fieldaudit.desktop.widgets import (
    Badge,
    Button,
    Cell,
    Column,
    EmptyState,
    Label,
    Panel,
    QuietButton,
    Row,
    RowTable,
    TextField,
    clear,
    column,
    page,
    row,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from fieldaudit.desktop.compare.presenter import ComparePresenter, CompareState
    from fieldaudit.exchange.compared import Branch, Comparison, Decision, Line

_NUMBERS = "123456789"
_SIDES_IN_A_ROW = 2


class CompareScreen(Screen):
    """`opened(audit)`; the keys 1 to 9 let that side hold, Ctrl+Z takes the last choice back."""

    def __init__(self, presenter: ComparePresenter) -> None:
        super().__init__("", back=True)
        self._presenter = presenter
        self.setAccessibleName(self.tr("Compare"))
        self.audit_button = self.bar.add(QuietButton(self.tr("Open the audit"), icon="clipboard-check", small=True))
        self.audit_button.clicked.connect(lambda: self.go.emit("audit", presenter.state.audit))
        self._empty = EmptyState("git-fork", self.tr("Reading…"))
        self.table = RowTable(
            [Column(self.tr("What differs"), 220, 1), Column("", 130)],
            self._empty,
            name=self.tr("What differs"),
            chevron=False,
        )
        self.table.chosen.connect(presenter.choose)
        self.copies = QVBoxLayout()
        self.copies.setSpacing(SPACE_3)
        self.side = QVBoxLayout()
        self.side.setSpacing(SPACE_4)
        self.panels: list[SidePanel] = []
        self.all_buttons: dict[str, Button] = {}
        self.undo_button: Button | None = None
        self.reason = TextField(self.tr("Why (it is kept with the choice)"))
        self.reason_box = column(self.reason, gap=0)
        both = row(gap=20, margins=(SPACE_6, 20, SPACE_6, 20))
        lists = column(self.copies, self.table, None, gap=SPACE_4)
        both.addWidget(page(lists, margins=(0, 0, 0, 0)), 1)
        both.addWidget(page(column(self.side, self.reason_box, None, gap=SPACE_4), margins=(0, 0, 0, 0)), 1)
        self.set_content(both)
        self._shown: tuple[Comparison | None, str] | None = None
        self.banner.action.connect(lambda: presenter.take_back())  # noqa: PLW0108 - action may hand on arguments
        presenter.show_in(self._show)

    def opened(self, argument: object = None) -> None:
        """Read what differs in the audit whose id came."""
        if isinstance(argument, str) and argument:
            self.reason.set_text("")
            self._presenter.open(argument)

    def place(self) -> object:
        """Return to the same audit."""
        return self._presenter.state.audit

    def first_focus(self) -> QWidget:
        """Begin in the list, or at the way to the audit where nothing differs."""
        return self.table if self.table.count() else self.audit_button

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name and signature
        """Let the side with that number hold, or take the last choice back; a field keeps what is typed in it."""
        number = event.text()
        if event.matches(QKeySequence.StandardKey.Undo):
            self._presenter.take_back()
        elif number in _NUMBERS and number and not event.isAutoRepeat():
            self._hold(int(number))
        else:
            super().keyPressEvent(event)

    def _hold(self, number: int) -> None:
        self._presenter.decide(number, self.reason.text())

    def _hold_all(self, copy: str) -> None:
        self._presenter.decide_all(copy, self.reason.text())

    def _show(self, state: CompareState) -> None:
        self._say(state)
        self.bar.set_title(self.tr("Compare"), words.counted(state.found))
        self.audit_button.setEnabled(bool(state.audit))
        if (state.found, state.chosen) == self._shown:
            return
        if state.last and self._shown is not None and state.found is not self._shown[0]:
            self.reason.set_text("")  # it was kept with the choice that was just made
        self._shown = (state.found, state.chosen)
        self._show_lists(state)
        self._show_copies(state)
        self._show_side(state)

    def _say(self, state: CompareState) -> None:
        if state.error is not None:
            self.banner.show_error(state.error)
        elif state.last:
            count = len(state.last)
            many = self.tr("{count} choices were recorded.").format(count=count)
            self.banner.say(
                "good",
                self.tr("The choice was recorded.") if count == 1 else many,
                self.tr("It travels with the next package; the others stay in the history."),
                button=self.tr("Undo"),
            )
        elif state.taken_back and state.stands is not None:
            made = state.stands
            said = self.tr("Taken back. {answer} holds, as {who} chose: {what}").format(
                answer=words.decided(made), who=words.who(made.who), what=words.about(made)
            )
            self.banner.say("information", said)
        elif state.taken_back:
            self.banner.say("information", self.tr("Taken back: all stand beside each other again."))
        else:
            self.banner.show_error(None)

    def _show_lists(self, state: CompareState) -> None:
        if state.found is not None:
            self._empty.say(
                self.tr("Nothing differs"),
                self.tr("Where people answer apart, on two computers, it is shown here side by side."),
            )
        rows = [
            Row(
                line.key,
                (
                    Cell(words.about(line), " | ".join(words.said(side) for side in line.sides), bold=True),
                    Cell(badges=(Badge(words.kind(line), "major", "git-fork"),)),
                ),
            )
            for line in state.lines()
        ]
        made = [
            Row(
                one.event,
                (
                    Cell(words.about(one), words.decided(one), bold=True),
                    Cell(badges=(Badge(self.tr("decided"), "good", "check"),)),
                ),
            )
            for one in state.decisions()
        ]
        shown = [*rows, *made]
        if shown != list(self.table.rows()):
            self.table.show_rows(shown)
        if state.chosen:
            self.table.choose(state.chosen)

    def _show_copies(self, state: CompareState) -> None:
        clear(self.copies)
        self.all_buttons = {}
        for branch in state.found.branches if state.found is not None else ():
            self.copies.addWidget(self._copy(branch))

    def _copy(self, branch: Branch) -> Panel:
        panel = Panel(gap=SPACE_2, padding=SPACE_3)
        title = self.tr("{copy} of {who}").format(copy=words.copy_name(branch.name), who=words.who(branch.who))
        panel.setAccessibleName(title)
        told = column(
            Label(title, bold=True, wrap=True), Label(words.branch(branch), "secondary", muted=True, wrap=True), gap=0
        )
        line = row(gap=SPACE_3)
        line.addLayout(told, 1)
        if branch.decides:
            button = Button(self.tr("Take all from {copy}").format(copy=words.copy_name(branch.name)), small=True)
            button.clicked.connect(lambda _: self._hold_all(branch.name))
            self.all_buttons[branch.name] = button
            line.addWidget(button)
        panel.body.addLayout(line)
        return panel

    def _show_side(self, state: CompareState) -> None:
        clear(self.side)
        self.panels, self.undo_button = [], None
        line, decision = state.line(), state.decision()
        self.reason.setVisible(line is not None and not line.refused)
        if line is not None:
            self._show_line(line)
        elif decision is not None:
            self._show_decision(decision)

    def _show_line(self, line: Line) -> None:
        self.side.addWidget(Label(words.about(line), "title", bold=True, wrap=True))
        said = self.tr("{count} stand beside each other. Which one holds?").format(count=len(line.sides))
        if line.refused:
            said = self.tr("It is decided in the field, where the audit is filled in.")
        self.side.addWidget(Label(f"{said} {words.why(line)}", muted=True, wrap=True))
        self.panels = [SidePanel(line, side, number) for number, side in enumerate(line.sides, start=1)]
        for panel in self.panels:
            panel.held.connect(self._hold)
            panel.taken_back.connect(lambda event: self._presenter.take_back([event]))
        for start in range(0, len(self.panels), _SIDES_IN_A_ROW):
            self.side.addWidget(Beside(self.panels[start : start + _SIDES_IN_A_ROW]))
        hangs = [f"{name}, {words.who(who)}" for name, who in line.evidence]
        found = [f"{title}, {severity}" for title, severity in line.findings]
        for title, lines in ((self.tr("Evidence"), hangs), (self.tr("Findings that rest on it"), found)):
            if lines:
                self.side.addWidget(Label("\n".join([title, *lines]), "secondary", muted=True, wrap=True))

    def _show_decision(self, made: Decision) -> None:
        self.side.addWidget(Label(words.about(made), "title", bold=True, wrap=True))
        said = self.tr("{answer} holds: {who}, {when}").format(
            answer=words.decided(made), who=words.who(made.who), when=words.when(made.time)
        )
        self.side.addWidget(Label(said, wrap=True))
        if made.reason:
            self.side.addWidget(Label(made.reason, muted=True, wrap=True))
        if made.mine:
            self.undo_button = Button(self.tr("Take the choice back"), icon="undo-2", small=True)
            self.undo_button.clicked.connect(lambda _: self._presenter.take_back([made.event]))
            self.side.addLayout(row(self.undo_button, None))
        else:
            only = self.tr("Only {who} can take it back.").format(who=words.who(made.who))
            self.side.addWidget(Label(only, "secondary", muted=True, wrap=True))
