"""The list of audits as it is seen."""

from PySide6.QtWidgets import QWidget

from fieldaudit.desktop.audits.presenter import AuditsPresenter, AuditsState
from fieldaudit.desktop.compare.way_in import WayToCompare
from fieldaudit.desktop.line_rows import audit_columns, audit_row
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.widgets import EmptyState, FilterLine, RowTable, column, page


class AuditsScreen(Screen):
    """Every audit that is here; Enter opens one to read."""

    def __init__(self, presenter: AuditsPresenter) -> None:
        super().__init__("", find=True)
        self._presenter = presenter
        self.bar.set_title(self.tr("Audits"))
        self.compare = WayToCompare()
        self.bar.add(self.compare)
        self.compare.asked.connect(lambda audit: self.go.emit("compare", audit))
        self.filter = FilterLine(self.tr("Filter by site, instrument or person"))
        self.filter.filtered.connect(presenter.filter)
        self._empty = EmptyState("clipboard-check", self.tr("No audits yet"))
        self.table = RowTable(audit_columns(), self._empty, name=self.tr("Audits"), click_opens=True)
        self.table.opened.connect(lambda audit: self.go.emit("audit", audit))
        self.table.chosen.connect(self.compare.stand_on)
        self.filter.left.connect(self.table.setFocus)
        self.set_content(page(column(self.filter, self.table, None)))
        presenter.show_in(self._show)

    def opened(self, argument: object = None) -> None:  # noqa: ARG002 - Qt's name and signature
        """Read the list anew."""
        self._presenter.load()

    def first_focus(self) -> QWidget:
        """Begin in the list."""
        return self.table

    def find_something(self) -> None:
        """Filter the list."""
        self.filter.ask()

    def _show(self, state: AuditsState) -> None:
        self.banner.show_error(state.error)
        count = len(state.audits)
        words = self.tr("1 audit") if count == 1 else self.tr("{count} audits").format(count=count)
        self.bar.set_title(self.tr("Audits"), words if count else "")
        if not state.loaded:
            self._empty.say(self.tr("Reading…"))
        elif state.words:
            self._empty.say(self.tr("Nothing here has these words"), self.tr("Escape shows everything again."))
        else:
            self._empty.say(self.tr("No audits yet"), self.tr("They appear here as soon as a package was taken in."))
        self.compare.show_audits(state.audits)
        today = self._presenter.today()
        self.table.show_rows([audit_row(line, today) for line in state.shown()])
