"""Bringing in sites from a CSV file: first what would be added and which lines are wrong, then the adding."""

from pathlib import Path

from PySide6.QtCore import Qt

from fieldaudit.desktop.sites.presenter import ImportPreview, SitesPresenter, SitesState
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import (
    Badge,
    Banner,
    Button,
    Cell,
    Column,
    DropZone,
    EmptyState,
    Label,
    Panel,
    Pill,
    QuietButton,
    Row,
    RowTable,
    clear,
    column,
    holder,
    row,
)

_PROBLEMS_SHOWN = 20


class ImportPanel(Panel):
    """A drop zone, a preview, one button."""

    def __init__(self, presenter: SitesPresenter) -> None:
        super().__init__(padding=20)
        self._presenter = presenter
        self.zone = DropZone(
            self.tr("Drop a CSV file, or"),
            self.tr("choose it"),
            pattern=self.tr("CSV files (*.csv);;All files (*)"),
            many=False,
        )
        self.zone.files.connect(lambda files: presenter.preview(Path(files[0])))
        self.banner = Banner()
        self._summary = Label("", wrap=True)
        self._problems = column(gap=SPACE_2)
        self.table = RowTable(
            [Column("", 96), Column("", 120, 1)],
            EmptyState(
                "table",
                self.tr("Nothing to show yet"),
                self.tr("The first line names the columns: name, party, country, address, kind."),
            ),
            name=self.tr("What the file would add"),
            chevron=False,
            quiet=True,
        )
        self._go = Button(self.tr("Add these sites"), icon="check")
        self._go.clicked.connect(presenter.bring_in)
        done = QuietButton(self.tr("Close"))
        done.clicked.connect(lambda: presenter.show_side("detail"))
        self.body.addWidget(Label(self.tr("Bring in a list of sites"), "title", bold=True, wrap=True))
        self.body.addWidget(self.zone)
        self.body.addWidget(self.banner)
        self.body.addWidget(self._summary)
        self.body.addWidget(holder(self._problems))
        self.body.addWidget(self.table)
        self.body.addStretch(1)
        self.body.addLayout(row(self._go, done, None, gap=SPACE_2))

    def show_state(self, state: SitesState) -> None:
        """Show the preview, the problems, or how many were added."""
        if state.side != "import":
            return
        preview = state.preview or ImportPreview()
        if state.form_error is not None:
            self.banner.show_error(state.form_error)
        elif state.added:
            self.banner.say("good", self.tr("{count} sites added.").format(count=state.added))
        else:
            self.banner.hide()
        self._summary.setText(self._summed_up(preview) if state.preview else "")
        self._summary.setVisible(state.preview is not None)
        self._show_problems(preview)
        rows = [
            Row(f"new-{place}", (Cell(badges=(Badge(self.tr("new"), "good"),)), Cell(site.name, site.party, bold=True)))
            for place, site in enumerate(preview.new)
        ]
        self.table.show_rows(rows)
        self._go.setEnabled(bool(preview.new) and not preview.problems and not state.busy)

    def _show_problems(self, preview: ImportPreview) -> None:
        clear(self._problems)
        for line, reason in preview.problems[:_PROBLEMS_SHOWN]:
            words = row(gap=SPACE_2)
            words.addWidget(Pill(self.tr("line {line}").format(line=line), "critical"), 0, Qt.AlignmentFlag.AlignTop)
            words.addWidget(Label(reason, wrap=True), 1)
            self._problems.addLayout(words)

    def _summed_up(self, preview: ImportPreview) -> str:
        words = [self.tr("{count} new").format(count=len(preview.new))]
        if preview.known:
            words.append(self.tr("{count} already here").format(count=preview.known))
        if preview.problems:
            words.append(self.tr("{count} lines to correct in the file first").format(count=len(preview.problems)))
        return " · ".join(words)
