"""The workers of a site as they are seen: by code; with names only while somebody asked for them."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.roster.import_view import RosterImportPanel
from fieldaudit.desktop.roster.officer_panel import OfficerKeyPanel
from fieldaudit.desktop.roster.presenter import RosterPresenter, RosterState, WorkerLine
from fieldaudit.desktop.theme.tokens import SPACE_4, SPACE_6
from fieldaudit.desktop.widgets import (
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
    """Codes at one side; a list to bring in, or the officer's key, at the other."""

    def __init__(self, presenter: RosterPresenter) -> None:
        super().__init__("", back=True, find=True)
        self._presenter = presenter
        self.bar.set_title(self.tr("Workers"))
        self.names = self.bar.add(QuietButton(self.tr("Show names"), icon="eye", small=True))
        self.names.clicked.connect(lambda _: presenter.show_names())
        self.officer = self.bar.add(QuietButton(self.tr("Officer's key…"), icon="key-round", small=True))
        self.officer.clicked.connect(lambda _: presenter.show_side("officer"))
        self.bring = self.bar.add_primary(PrimaryButton(self.tr("Bring in a list"), icon="upload"))
        self.bring.clicked.connect(lambda _: presenter.show_side("import"))
        self._empty = EmptyState("users", self.tr("Reading…"))
        self.table = RowTable(
            [
                Column(self.tr("Code"), 130, 1),
                Column(self.tr("Age"), 84),
                Column(self.tr("From and to"), 100),
                Column(self.tr("Agency"), 130, 2, 560),
                Column(self.tr("Since"), 90, 0, 640),
            ],
            self._empty,
            name=self.tr("Workers"),
            chevron=False,
        )
        self.filter = FilterLine(self.tr("Filter by code, agency, or a name that is shown"))
        self.filter.filtered.connect(presenter.filter)
        self.filter.left.connect(self.table.setFocus)
        self.progress = ProgressLine()
        self.progress.cancelled.connect(presenter.cancel)
        self._said = Label("", "secondary", muted=True, wrap=True)
        self.import_panel, self.officer_panel = RosterImportPanel(presenter), OfficerKeyPanel(presenter)
        self._sides = QStackedWidget()
        for side in (self.import_panel, self.officer_panel):
            self._sides.addWidget(side)
        self._sides.setFixedWidth(432)
        both = row(gap=SPACE_4, margins=(SPACE_6, 20, SPACE_6, SPACE_6))
        both.addLayout(column(self.filter, self.progress, self._said, self.table, None, gap=SPACE_4), 1)
        both.addWidget(self._sides)
        self.set_content(both)
        presenter.show_in(self._show)
        self.destroyed.connect(presenter.show_nowhere)

    def opened(self, argument: object = None) -> None:
        """Read the workers of the site that `argument` names."""
        self._presenter.show_side("none")
        self._presenter.load(argument if isinstance(argument, str) else "")

    def leaving(self) -> None:
        """Forget the names that were shown."""
        self._presenter.leave()

    def place(self) -> object:
        """Return to the site."""
        return self._presenter.state.site

    def first_focus(self) -> QWidget:
        """Begin in the list."""
        return self.table

    def find_something(self) -> None:
        """Filter the list."""
        self.filter.ask()

    def _show(self, state: RosterState) -> None:
        self.banner.show_error(state.error)
        found = state.workers
        count = len(found.lines) if found else 0
        words = self.tr("1 worker") if count == 1 else self.tr("{count} workers").format(count=count)
        place = found.site if found else ""
        self.bar.set_title(self.tr("Workers"), " · ".join(part for part in (place, words if count else "") if part))
        self.names.set_text(self.tr("Hide names") if state.names is not None else self.tr("Show names"))
        self.names.setEnabled(bool(count) and not state.busy)
        self.officer.setVisible(bool(found and found.office))
        self.officer.setEnabled(bool(count))
        self.bring.setEnabled(found is not None and found.officer)
        self._said.setText(self._what_stands(state))
        self._say_why_empty(state)
        self.table.show_rows([self._row(line, state) for line in state.shown()])
        self.import_panel.show_state(state)
        self.officer_panel.show_state(state)
        self._show_progress(state)
        self._sides.setHidden(state.side == "none")
        self._sides.setCurrentWidget(self.officer_panel if state.side == "officer" else self.import_panel)

    def _show_progress(self, state: RosterState) -> None:
        if not state.progress[1]:
            self.progress.finish()
            return
        if self.progress.isHidden():
            self.progress.start(self.tr("Workers"))
        self.progress.show_progress(*state.progress)

    def _what_stands(self, state: RosterState) -> str:
        if state.workers is not None and not state.workers.officer:
            return self.tr("Lists cannot be brought in yet: your organisation has no protection officer's key.")
        if state.names is None:
            return self.tr("Names are sealed. What you see here is all that travels in clear.")
        return self.tr("Names are shown until you leave this page.")

    def _say_why_empty(self, state: RosterState) -> None:
        if state.workers is None:
            self._empty.say(self.tr("Reading…"))
        elif state.words:
            self._empty.say(self.tr("No worker has these words"), self.tr("Escape shows all again."))
        else:
            self._empty.say(
                self.tr("No workers yet"), self.tr("Bring in the list of the site or of its agency as CSV.")
            )

    def _row(self, line: WorkerLine, state: RosterState) -> Row:
        name = (state.names or {}).get(line.id, "")
        closed = self.tr("sealed for somebody else") if state.names is not None else ""
        second = self.tr("consent withdrawn") if line.withdrawn else name or closed
        return Row(
            line.id,
            (
                Cell(line.code, second, bold=True, muted=line.withdrawn),
                Cell(line.age_band),
                Cell(line.corridor),
                Cell(line.agency or self.tr("direct hire"), muted=not line.agency),
                Cell(line.since, muted=True),
            ),
        )
