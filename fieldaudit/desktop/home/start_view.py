"""Starting an audit as it is seen: two lists, and what is known of the visit."""

from PySide6.QtWidgets import QWidget

from fieldaudit.desktop.half_typed import KeptForm
from fieldaudit.desktop.home.start_presenter import StartPresenter, StartState
from fieldaudit.desktop.home.visit_form import VisitForm
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.theme.tokens import SPACE_1, SPACE_2, SPACE_4, SPACE_6
from fieldaudit.desktop.widgets import (
    Cell,
    Column,
    EmptyState,
    FilterLine,
    Label,
    PrimaryButton,
    QuietButton,
    Row,
    RowTable,
    column,
    page,
    row,
)


class StartScreen(Screen):
    """The instrument and the visit at one side, the site at the other."""

    def __init__(self, presenter: StartPresenter) -> None:
        super().__init__("", back=True, find=True)
        self._presenter = presenter
        presenter.started = self._started
        self.bar.set_title(self.tr("Start an audit"))
        self._start = self.bar.add_primary(PrimaryButton(self.tr("Start"), icon="check"))
        self._start.clicked.connect(self._begin)
        self._no_instrument = EmptyState("file-plus", self.tr("Reading…"))
        self.instruments = RowTable(
            [Column("", 200, 1)],
            self._no_instrument,
            name=self.tr("Instruments"),
            chevron=False,
        )
        self.instruments.chosen.connect(lambda digest: presenter.choose(instrument=digest) if digest else None)
        self._add = QuietButton(self.tr("Add a site"), icon="plus")
        self._add.clicked.connect(lambda: self.go.emit("sites", "add"))
        self._no_site = EmptyState("factory", self.tr("Reading…"), button=self._add)
        self.sites = RowTable(
            [Column("", 200, 1)],
            self._no_site,
            name=self.tr("Sites"),
            chevron=False,
        )
        self.sites.chosen.connect(lambda site: presenter.choose(site=site) if site else None)
        self.sites.opened.connect(lambda _: self._begin())
        self.filter = FilterLine(self.tr("Filter sites"))
        self.filter.filtered.connect(lambda _: self._show_sites(presenter.state))
        self.filter.left.connect(self.sites.setFocus)
        self.visit = VisitForm()
        self.visit.announced.connect(lambda word: presenter.describe(announcement=word))
        left = column(
            Label(self.tr("Instrument"), "question", bold=True),
            self.instruments,
            SPACE_2,
            Label(self.tr("The visit is"), "question", bold=True),
            self.visit,
            None,
        )
        right = column(Label(self.tr("Site"), "question", bold=True), self.filter, self.sites, None)
        both = row(gap=SPACE_6, margins=(SPACE_6, SPACE_6, SPACE_6, SPACE_4))
        both.addWidget(page(left, margins=(0, 0, SPACE_1, 0)), 1)
        both.addLayout(right, 1)
        self.set_content(both)
        self._half = KeptForm(self, "", self.visit.fields())
        presenter.show_in(self._show)

    def opened(self, argument: object = None) -> None:
        """Read what can be chosen; an argument is the site that one came from, or what `place` returned."""
        wanted = argument if isinstance(argument, dict) else {"site": argument or ""}
        self._presenter.load(str(wanted.get("site", "")), str(wanted.get("instrument", "")))
        self._half.begin("visit")

    def place(self) -> object:
        """Return the site and the instrument that are chosen."""
        return {"site": self._presenter.state.site, "instrument": self._presenter.state.instrument}

    def _started(self, audit: str) -> None:
        self._half.done()
        self.go.emit("run", audit)

    def first_focus(self) -> QWidget:
        """Begin with the instrument."""
        return self.instruments

    def find_something(self) -> None:
        """Filter the sites."""
        self.filter.ask()

    def _show(self, state: StartState) -> None:
        self.banner.show_error(state.error)
        self._start.setEnabled(state.ready())
        self.visit.show_visit(state.visit)
        self._say_why_empty(state)
        instruments = [
            Row(one.digest, (Cell(one.title, self._about(one.version, one.questions, one.languages), bold=True),))
            for one in state.instruments
        ]
        if [line.key for line in self.instruments.rows()] != [line.key for line in instruments]:
            self.instruments.show_rows(instruments)
            self.instruments.choose(state.instrument)
        self._show_sites(state)

    def _begin(self) -> None:
        details = self.visit.read()
        if details is not None:
            self._presenter.describe(**details)
            self._presenter.start()

    def _say_why_empty(self, state: StartState) -> None:
        self._add.setVisible(state.loaded and not state.sites)
        if not state.loaded:
            return
        if state.error is not None:
            self._no_instrument.say(self.tr("Not read"))
            self._no_site.say(self.tr("Not read"))
            return
        self._no_instrument.say(
            self.tr("No instrument is installed"), self.tr("Head office sends them with its packages.")
        )
        if state.sites:
            self._no_site.say(self.tr("No site has these words"), self.tr("Escape shows everything again."))
        else:
            self._no_site.say(self.tr("No site is known yet"), self.tr("Add the site that you are visiting."))

    def _show_sites(self, state: StartState) -> None:
        words = self.filter.text().casefold().split()
        found = [one for one in state.sites if all(word in f"{one.name} {one.detail}".casefold() for word in words)]
        if [line.key for line in self.sites.rows()] != [one.id for one in found]:
            self.sites.show_rows([Row(one.id, (Cell(one.name, one.detail, bold=True),)) for one in found])
            self.sites.choose(state.site)

    def _about(self, version: str, questions: int, languages: tuple[str, ...]) -> str:
        parts = [self.tr("{count} questions").format(count=questions)] if questions else []
        parts += [", ".join(languages)] if languages else []
        parts += [self.tr("version {version}").format(version=version)] if version else []
        return " · ".join(parts)
