"""Sites as they are seen: the list at one side, the site, the form or the import at the other."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.sites.detail_view import SiteDetail
from fieldaudit.desktop.sites.form_view import SiteFormPanel
from fieldaudit.desktop.sites.import_view import ImportPanel
from fieldaudit.desktop.sites.presenter import SitesPresenter, SitesState
from fieldaudit.desktop.theme.tokens import SPACE_4, SPACE_6
from fieldaudit.desktop.widgets import (
    Cell,
    Column,
    EmptyState,
    FilterLine,
    PrimaryButton,
    QuietButton,
    Row,
    RowTable,
    column,
    row,
)


class SitesScreen(Screen):
    """Enter on a site starts nothing: it moves to its history; Ctrl+N adds a site."""

    def __init__(self, presenter: SitesPresenter, *, can_start: bool = True) -> None:
        super().__init__("", find=True)
        self._presenter = presenter
        self.bar.set_title(self.tr("Sites"))
        bring_in = self.bar.add(QuietButton(self.tr("Bring in a list"), icon="upload", small=True))
        bring_in.clicked.connect(lambda: presenter.show_side("import"))
        add = self.bar.add_primary(PrimaryButton(self.tr("Add a site"), icon="plus"))
        add.clicked.connect(self._add)
        self._empty = EmptyState("factory", self.tr("No sites yet"))
        self.table = RowTable(
            [Column(self.tr("Site"), 180, 3), Column(self.tr("Kind"), 100, 1), Column(self.tr("Address"), 150, 2, 560)],
            self._empty,
            name=self.tr("Sites"),
            chevron=False,
        )
        self.table.chosen.connect(presenter.choose)
        self.filter = FilterLine(self.tr("Filter by name, company or place"))
        self.filter.filtered.connect(presenter.filter)
        self.filter.left.connect(self.table.setFocus)
        self.detail = SiteDetail(can_start=can_start)
        self.detail.start.connect(lambda site: self.go.emit("start", site))
        self.detail.open_workers.connect(lambda site: self.go.emit("roster", site))
        self.detail.open_audit.connect(lambda audit: self.go.emit("audit", audit))
        self.detail.open_finding.connect(lambda finding: self.go.emit("findings", {"audit": "", "finding": finding}))
        self.form = SiteFormPanel(presenter)
        self.import_panel = ImportPanel(presenter)
        self._sides = QStackedWidget()
        for side in (self.detail, self.form, self.import_panel):
            self._sides.addWidget(side)
        self._sides.setFixedWidth(432)
        both = row(gap=SPACE_4, margins=(SPACE_6, 20, SPACE_6, SPACE_6))
        both.addLayout(column(self.filter, self.table, None, gap=SPACE_4), 1)
        both.addWidget(self._sides)
        self.set_content(both)
        presenter.show_in(self._show)

    def opened(self, argument: object = None) -> None:
        """Read the sites; `add` opens the form, a site's id (or what `place` returned) stands on it."""
        self._presenter.show_side("add" if argument == "add" else "detail")
        self._presenter.load(argument if isinstance(argument, str) and argument != "add" else "")
        if argument == "add":
            self.form.begin()

    def place(self) -> object:
        """Return to the form for a new site, or to the site."""
        return "add" if self._presenter.state.side == "add" else self._presenter.state.chosen

    def first_focus(self) -> QWidget:
        """Begin in the list, or in the form where one came to add."""
        return self.form.name.edit if self._presenter.state.side == "add" else self.table

    def find_something(self) -> None:
        """Filter the list."""
        self.filter.ask()

    def _add(self) -> None:
        self._presenter.show_side("add")
        self.form.begin()

    def _show(self, state: SitesState) -> None:
        self.banner.show_error(state.error)
        count = len(state.sites)
        words = self.tr("1 site") if count == 1 else self.tr("{count} sites").format(count=count)
        self.bar.set_title(self.tr("Sites"), words if count else "")
        self._say_why_empty(state)
        rows = [
            Row(
                site.id,
                (
                    Cell(site.name, _company(site.party, wording.country(site.country)), bold=True),
                    Cell(kind_word(self, site.kind)),
                    Cell(site.address, muted=True),
                ),
            )
            for site in state.shown()
        ]
        if rows != list(self.table.rows()):
            self.table.show_rows(rows)
        self.table.choose(state.chosen)
        self.detail.show_site(state.site(), state.history)
        self.form.show_state(state)
        self.import_panel.show_state(state)
        self._sides.setVisible(bool(state.sites) or state.side != "detail")
        self._sides.setCurrentWidget({"detail": self.detail, "add": self.form, "import": self.import_panel}[state.side])

    def _say_why_empty(self, state: SitesState) -> None:
        if not state.loaded:
            self._empty.say(self.tr("Reading…"))
        elif state.words:
            self._empty.say(self.tr("No site has these words"), self.tr("Escape shows all again."))
        else:
            self._empty.say(self.tr("No sites yet"), self.tr("Add the first one, or bring in a list as CSV."))


def kind_word(widget: QWidget, kind: str) -> str:
    """Return the kind of a site as people read it."""
    words = {
        "workplace": widget.tr("workplace"),
        "dormitory": widget.tr("dormitory"),
        "household": widget.tr("household"),
    }
    return words.get(kind, kind)


def _company(party: str, country: str) -> str:
    return " · ".join(part for part in (party, country) if part)
