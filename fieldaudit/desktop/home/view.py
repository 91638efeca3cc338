"""Home as it is seen."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.backup.words import only_here, reminder
from fieldaudit.desktop.compare.way_in import WayToCompare
from fieldaudit.desktop.home.presenter import HomePresenter, HomeState
from fieldaudit.desktop.line_rows import audit_columns, audit_row
from fieldaudit.desktop.lines import ASSIGNED, ActionLine, Stage
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.theme.tokens import SPACE_3
from fieldaudit.desktop.widgets import (
    Button,
    CountTabs,
    ElidedLabel,
    EmptyState,
    FilterLine,
    Label,
    Panel,
    Pill,
    PrimaryButton,
    RowTable,
    clear,
    column,
    page,
    row,
)

_ACTIONS_SHOWN = 4


class HomeScreen(Screen):
    """Tabs with counts, the audits of a tab, and the actions due."""

    def __init__(self, presenter: HomePresenter) -> None:
        super().__init__("", find=True)
        self._presenter = presenter
        self.bar.set_title(self.tr("Home"), wording.long_day(presenter.today()))
        self.start = self.bar.add_primary(PrimaryButton(self.tr("Start an audit"), icon="plus"))
        self.start.setToolTip("Ctrl+N")
        self.start.clicked.connect(self._start)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self._start)
        self.compare = WayToCompare()
        self.bar.add(self.compare)
        self.compare.asked.connect(lambda audit: self.go.emit("compare", audit))
        self._stages: dict[str, Stage] = {
            stage: stage for stage in ("in_progress", "due", "ready", "sent", "confirmed")
        }
        self.tabs = CountTabs(
            [
                ("in_progress", self.tr("In progress")),
                ("due", self.tr("Due")),
                ("ready", self.tr("Ready to send")),
                ("sent", self.tr("Sent, not confirmed")),
                ("confirmed", self.tr("Confirmed")),
            ]
        )
        self.tabs.chosen.connect(lambda name: presenter.choose(self._stages[name]))
        self.filter = FilterLine(self.tr("Filter by site, instrument or person"))
        self.filter.filtered.connect(presenter.filter)
        self._empty = EmptyState("clipboard-check", self.tr("No audits yet"))
        self.table = RowTable(audit_columns(), self._empty, name=self.tr("Audits"), click_opens=True)
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self.compare.stand_on)
        self.filter.left.connect(self.table.setFocus)
        self._actions = Panel(self.tr("Actions due"))
        self._lines = column(gap=SPACE_3)
        self._actions.body.addLayout(self._lines)
        self._only, self._reminded = Label("", "secondary", muted=True), False
        self._only.hide()
        self.banner.action.connect(lambda: self.go.emit("backup", None))
        self.banner.dismissed.connect(self._dismissed)
        self.set_content(page(column(self.tabs, self.filter, self.table, self._only, self._actions, None)))
        presenter.show_in(self._show)

    def opened(self, argument: object = None) -> None:  # noqa: ARG002 - Qt's name and signature
        """Read everything anew."""
        self._presenter.load()

    def first_focus(self) -> QWidget:
        """Begin in the list."""
        return self.table

    def find_something(self) -> None:
        """Filter the list."""
        self.filter.ask()

    def _start(self) -> None:
        self.go.emit("start", None)

    def _open(self, audit: str) -> None:
        stage = self._presenter.state.stage
        if audit.startswith(ASSIGNED):
            self.go.emit("given", audit.removeprefix(ASSIGNED))
            return
        place = {"ready": "exchange", "sent": "exchange", "confirmed": "audit"}.get(stage, "run")
        self.go.emit(place, audit)

    def _show(self, state: HomeState) -> None:
        self._say(state)
        self.tabs.choose(state.stage)
        self.tabs.set_counts(state.counts())
        self.compare.show_audits(state.audits)
        today = self._presenter.today()
        had_rows = self.table.count() > 0
        self.table.show_rows([audit_row(line, today) for line in state.shown()])
        if self.table.count() and not had_rows and self.isVisible() and self.focusWidget() is None:
            self.table.setFocus()
        self._say_why_empty(state)
        self._show_actions(state.actions)

    def _say(self, state: HomeState) -> None:
        self._only.setText(f"{words}." if (words := only_here(state.only)) else "")
        reminding = state.error is None and state.only.remind and not self._reminded
        self._only.setVisible(bool(words) and not reminding)
        if state.error is not None:
            self.banner.show_error(state.error)
        elif reminding:
            self.banner.say("major", *reminder(state.only), button=self.tr("Copy everything…"))
        else:
            self.banner.hide()

    def _dismissed(self) -> None:
        self._reminded = True

    def _say_why_empty(self, state: HomeState) -> None:
        if not state.loaded:
            self._empty.say(self.tr("Reading…"))
        elif state.words:
            self._empty.say(self.tr("Nothing here has these words"), self.tr("Escape shows everything again."))
        elif not state.audits:
            self._empty.say(
                self.tr("No audits yet"),
                self.tr("Start the first one with Ctrl+N. What you answer is saved as you go."),
            )
        else:
            self._empty.say(*self._empty_stage(state.stage))

    def _empty_stage(self, stage: Stage) -> tuple[str, str]:
        words: dict[Stage, tuple[str, str]] = {
            "in_progress": (self.tr("Nothing in progress"), self.tr("Start an audit with Ctrl+N.")),
            "due": (self.tr("Nothing is due"), self.tr("What head office assigns to you appears here.")),
            "ready": (
                self.tr("Nothing is waiting to be sent"),
                self.tr("Signed audits appear here until they are sent."),
            ),
            "sent": (
                self.tr("Nothing is on its way"),
                self.tr("Sent audits stay here until head office confirms them."),
            ),
            "confirmed": (
                self.tr("Nothing is confirmed yet"),
                self.tr("Confirmed means that a signed receipt has come back."),
            ),
        }
        return words[stage]

    def _show_actions(self, actions: tuple[ActionLine, ...]) -> None:
        clear(self._lines)
        self._actions.setVisible(bool(actions))
        today = self._presenter.today()
        for action in actions[:_ACTIONS_SHOWN]:
            words = " · ".join(part for part in (action.text, action.site) if part)
            pill = Pill(wording.due(action.due, today), wording.due_tone(action.due, today))
            line = row(pill, gap=SPACE_3)
            line.addWidget(ElidedLabel(words), 1, Qt.AlignmentFlag.AlignVCenter)
            self._lines.addLayout(line)
        if len(actions) > _ACTIONS_SHOWN:
            more = Button(self.tr("All {count} actions").format(count=len(actions)), "plain", small=True)
            more.clicked.connect(lambda: self.go.emit("findings", None))
            self._lines.addLayout(row(more, None))
