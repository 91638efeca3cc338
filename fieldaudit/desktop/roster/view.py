"""The workers of a site as they are seen: by code; with names only while somebody asked for them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.roster.alike_panel import AlikePanel
from fieldaudit.desktop.roster.import_view import RosterImportPanel
from fieldaudit.desktop.roster.lines import WorkerLine
from fieldaudit.desktop.roster.officer_panel import OfficerKeyPanel
from fieldaudit.desktop.roster.presenter import RosterPresenter, RosterState
from fieldaudit.desktop.roster.worker_panel import WorkerPanel
from fieldaudit.desktop.theme.tokens import SPACE_4, SPACE_6
from fieldaudit.desktop.widgets import (
    Badge,
    Cell,
    Column,
    EmptyState,
    FilterLine,
    Label,
    PrimaryButton,
    ProgressLine,
    QuietButton,
    Row,
    RowTable,
    column,
    row,
)


class RosterScreen(Screen):
    """Codes at one side; a list to bring in, the officer's key, one worker, or who is alike, at the other.

    `opened(site)`, or `{"audit": audit}` for who sits in an audit: the site's workers, and whose interviews it has.
    """

    def __init__(self, presenter: RosterPresenter) -> None:
        super().__init__("", back=True, find=True)
        self._presenter = presenter
        self.bar.set_title(self.tr("Workers"))
        self.to_audit = self.bar.add(QuietButton(self.tr("To the audit"), small=True))
        self.to_audit.clicked.connect(lambda: self.go.emit("run", presenter.state.audit))
        self.alike = self.bar.add(QuietButton("", icon="users", small=True))
        self.alike.clicked.connect(lambda: presenter.show_side("alike"))
        self.names = self.bar.add(QuietButton(self.tr("Show names"), icon="eye", small=True))
        self.names.clicked.connect(lambda _: presenter.show_names())
        self.officer = self.bar.add(QuietButton(self.tr("Officer's key…"), icon="key-round", small=True))
        self.officer.clicked.connect(lambda _: presenter.show_side("officer"))
        self.bring = self.bar.add_primary(PrimaryButton(self.tr("Bring in a list"), icon="upload"))
        self.bring.clicked.connect(lambda _: presenter.show_side("import"))
        self._empty = EmptyState("users", self.tr("Reading…"))
        self.table = RowTable(
            [
                Column(self.tr("Code"), 156, 1),
                Column(self.tr("Age"), 84),
                Column(self.tr("From and to"), 100),
                Column(self.tr("Agency"), 130, 2, 560),
                Column(self.tr("Since"), 90, 0, 790),
                Column("", 128, 0, 680),
            ],
            self._empty,
            name=self.tr("Workers"),
            click_opens=True,
        )
        self.table.opened.connect(presenter.look_at)
        self.filter = FilterLine(self.tr("Filter by code, agency, or a name that is shown"))
        self.filter.filtered.connect(presenter.filter)
        self.filter.left.connect(self.table.setFocus)
        self.progress = ProgressLine()
        self.progress.cancelled.connect(presenter.cancel)
        self._said = Label("", "secondary", muted=True, wrap=True)
        self.import_panel, self.officer_panel = RosterImportPanel(presenter), OfficerKeyPanel(presenter)
        self.worker_panel, self.alike_panel = WorkerPanel(presenter), AlikePanel(presenter)
        self._panels: dict[str, QWidget] = {
            "import": self.import_panel,
            "officer": self.officer_panel,
            "worker": self.worker_panel,
            "alike": self.alike_panel,
        }
        self._sides = QStackedWidget()
        for side in self._panels.values():
            self._sides.addWidget(side)
        self._sides.setFixedWidth(432)
        both = row(gap=SPACE_4, margins=(SPACE_6, 20, SPACE_6, SPACE_6))
        both.addLayout(column(self.filter, self.progress, self._said, self.table, None, gap=SPACE_4), 1)
        both.addWidget(self._sides)
        self.set_content(both)
        presenter.show_in(self._show)
        self.destroyed.connect(presenter.show_nowhere)

    def opened(self, argument: object = None) -> None:
        """Read the workers of the site, or of the audit's site, that `argument` names."""
        self._presenter.show_side("none")
        if isinstance(argument, dict):
            self._presenter.load_for(str(argument.get("audit", "")))
        else:
            self._presenter.load(argument if isinstance(argument, str) else "")

    def leaving(self) -> None:
        """Forget the names that were shown."""
        self._presenter.leave()

    def place(self) -> object:
        """Return to the site, or to the audit."""
        state = self._presenter.state
        return {"audit": state.audit} if state.audit else state.site

    def first_focus(self) -> QWidget:
        """Begin in the list."""
        return self.table

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Close what stands beside the list with Escape, and go on in the list."""
        if event.key() == Qt.Key.Key_Escape and self._presenter.state.side != "none":
            self._presenter.show_side("none")
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().keyPressEvent(event)

    def find_something(self) -> None:
        """Filter the list."""
        self.filter.ask()

    def _show(self, state: RosterState) -> None:
        self.banner.show_error(state.error)
        found = state.workers
        count = len(found.lines) if found else 0
        words = self.tr("1 worker") if count == 1 else self.tr("{count} workers").format(count=count)
        parts = (found.site, found.instrument, words if count else "") if found else ()
        self.bar.set_title(self.tr("Workers"), " · ".join(part for part in parts if part))
        self.to_audit.setVisible(bool(state.audit))
        self.alike.setVisible(bool(state.alike))
        self.alike.set_text(self.tr("Probably the same ({count})").format(count=len(state.alike)))
        self.names.set_text(self.tr("Hide names") if state.names is not None else self.tr("Show names"))
        self.names.setEnabled(bool(count) and not state.busy)
        self.officer.setVisible(bool(found and found.office))
        self.officer.setEnabled(bool(count))
        self.bring.setHidden(bool(found and found.office))  # names are taken down by who is sent to the site
        self.bring.setEnabled(found is not None and found.officer)
        self._said.setText(self._what_stands(state))
        self._say_why_empty(state)
        self.table.show_rows([self._row(line, state) for line in state.shown()])
        self.progress.show_work(self.tr("Workers"), state.progress if state.progress[1] else None)
        self._sides.setHidden(state.side == "none")
        self._sides.setCurrentWidget(self._panels.get(state.side, self.import_panel))
        for panel in (self.import_panel, self.officer_panel, self.worker_panel, self.alike_panel):
            panel.show_state(state)

    def _what_stands(self, state: RosterState) -> str:
        if state.workers is not None and not state.workers.officer:
            return self.tr("Lists cannot be brought in yet: your organisation has no protection officer's key.")
        sealed = self.tr("Names are sealed. What you see here is all that travels in clear.")
        words = sealed if state.names is None else self.tr("Names are shown until you leave this page.")
        found = state.workers
        if found is None or not found.persons or found.persons == len(found.lines):
            return words
        counted = self.tr("{codes} codes are {persons} persons.")
        return f"{counted.format(codes=len(found.lines), persons=found.persons)} {words}"

    def _say_why_empty(self, state: RosterState) -> None:
        if state.workers is None:
            self._empty.say(self.tr("Reading…"))
        elif state.words:
            self._empty.say(self.tr("No worker has these words"), self.tr("Escape shows all again."))
        elif state.workers.office:
            self._empty.say(
                self.tr("No workers yet"), self.tr("They come with the audits of those who are sent there.")
            )
        else:
            self._empty.say(
                self.tr("No workers yet"), self.tr("Bring in the list of the site or of its agency as CSV.")
            )

    def _row(self, line: WorkerLine, state: RosterState) -> Row:
        name = (state.names or {}).get(line.id, "")
        closed = self.tr("sealed for somebody else") if state.names is not None else ""
        second = self.tr("consent withdrawn") if line.withdrawn else name or closed
        badges = []
        if line.left:
            badges.append(Badge(self.tr("Erase too"), "major"))
        if line.id in state.respondents().values():
            badges.append(Badge(self.tr("Interviewed"), "good"))
        if line.same:
            badges.append(Badge(self.tr("Same person"), "neutral"))
        return Row(
            line.id,
            (
                Cell(wording.code(line.code), second, bold=True, muted=line.withdrawn),
                Cell(line.age_band),
                Cell(line.corridor),
                Cell(line.agency or self.tr("direct hire"), muted=not line.agency),
                Cell(line.since, muted=True),
                Cell(badges=tuple(badges)),
            ),
        )
