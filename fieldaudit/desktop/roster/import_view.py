"""Bringing in a list of workers: which column says what, what would be added, each problem by row and column."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.roster.lines import FIELDS, ListedLine, Preview
from fieldaudit.desktop.roster.presenter import RosterPresenter, RosterState
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import (
    Banner,
    Button,
    DropZone,
    FormField,
    Label,
    Panel,
    Pill,
    QuietButton,
    clear,
    column,
    holder,
    page,
    row,
)

_PROBLEMS_SHOWN = 20


class RosterImportPanel(Panel):
    """A drop zone; the columns; what would be added; one button."""

    def __init__(self, presenter: RosterPresenter) -> None:
        super().__init__(padding=1)
        self._presenter = presenter
        self._preview: Preview | None = None
        self.zone = DropZone(
            self.tr("Drop a CSV file, or"),
            self.tr("choose it"),
            pattern=self.tr("CSV files (*.csv *.txt *.tsv);;All files (*)"),
            many=False,
        )
        self.zone.files.connect(lambda files: presenter.look(Path(files[0])))
        self.banner = Banner()
        self._about = Label(
            self.tr(
                "Each worker gets a code. Names, identity numbers and dates of birth are sealed at once, for you and "
                "the protection officer. Everybody else sees the code, an age band and the country."
            ),
            "secondary",
            muted=True,
            wrap=True,
        )
        self._summary = Label("", bold=True, wrap=True)
        self._notes = column(gap=SPACE_2)
        self._columns, self._problems, self._same = column(gap=SPACE_2), column(gap=SPACE_2), column(gap=SPACE_2)
        self.dates = QComboBox()
        for value, words in (
            ("", self.tr("as they look")),
            ("dmy", self.tr("day first")),
            ("mdy", self.tr("month first")),
        ):
            self.dates.addItem(words, value)
        self.dates.activated.connect(lambda _: presenter.order_dates(str(self.dates.currentData())))
        self._dates = FormField(self.tr("Dates such as 3/5/2026"), self.dates)
        self._go = Button(self.tr("Bring them in"), icon="check")
        self._go.clicked.connect(presenter.bring_in)
        done = QuietButton(self.tr("Close"))
        done.clicked.connect(lambda: presenter.show_side("none"))
        self._blocks = [holder(block) for block in (self._notes, self._problems, self._same, self._columns)]
        inner = column(self.zone, self.banner, self._about, self._summary, gap=12)
        notes, problems, same, columns = self._blocks
        for part in (notes, problems, same, self._dates, columns):
            inner.addWidget(part)
        inner.addStretch(1)
        title = column(
            Label(self.tr("Bring in a list of workers"), "title", bold=True, wrap=True), margins=(20, 18, 20, 0)
        )
        self.body.addLayout(title)
        self.body.addWidget(page(inner, margins=(20, 12, 20, 12)), 1)
        self.body.addLayout(row(self._go, done, None, gap=SPACE_2, margins=(20, 8, 20, 18)))

    def show_state(self, state: RosterState) -> None:
        """Show the preview, the problems, or how many were added."""
        if state.side != "import":
            self._preview = None
            return
        if state.form_error is not None:
            self.banner.show_error(state.form_error)
        elif state.added is not None:
            self.banner.say("good", self._said_added(state), self.tr("The file still holds the names: delete it."))
        else:
            self.banner.hide()
        preview = state.preview
        if preview is not self._preview or preview is None:
            self._preview = preview
            self._show_preview(preview, state)
        self.dates.setCurrentIndex(max(0, self.dates.findData(state.dates)))
        self._go.setEnabled(state.ready())

    def _said_added(self, state: RosterState) -> str:
        added = state.added
        if added is None:
            return ""
        words = [self.tr("{count} new").format(count=added.new)]
        words += [self.tr("{count} known ones placed here").format(count=added.known)] if added.known else []
        words += [self.tr("{count} were here already").format(count=added.here)] if added.here else []
        return " · ".join(words)

    def _show_preview(self, preview: Preview | None, state: RosterState) -> None:
        for layout in (self._notes, self._columns, self._problems, self._same):
            clear(layout)
        for part in (self._summary, self._dates, *self._blocks):
            part.setVisible(preview is not None)
        if preview is None:
            return
        self._summary.setText(self._summed_up(preview))
        for note in preview.notes:
            self._notes.addWidget(Label(note, wrap=True, tone="major"))
        self._dates.setVisible(any(field in ("birth", "start") for field in preview.fields))
        self._show_problems(preview)
        self._show_known(preview, state.separate)
        self._columns.addWidget(Label(self.tr("What the columns say"), bold=True))
        for place, (header, field) in enumerate(zip(preview.headers, preview.fields, strict=True)):
            self._columns.addWidget(
                FormField(header or self.tr("column {number}").format(number=place + 1), self._box(place, field))
            )

    def _box(self, place: int, field: str) -> QWidget:
        box = QComboBox()
        for name in FIELDS:
            box.addItem(self._field(name), name)
        box.setCurrentIndex(FIELDS.index(field))
        box.activated.connect(lambda _: self._presenter.take_for(place, str(box.currentData())))
        return box

    def _field(self, name: str) -> str:
        return {
            "": self.tr("left out"),
            "name": self.tr("name"),
            "identity": self.tr("identity document no."),
            "employee": self.tr("employee no."),
            "nationality": self.tr("nationality"),
            "sex": self.tr("sex"),
            "birth": self.tr("date or year of birth"),
            "age": self.tr("age"),
            "job": self.tr("job"),
            "agency": self.tr("agency"),
            "start": self.tr("start"),
        }[name]

    def _show_problems(self, preview: Preview) -> None:
        for line, header, reason in preview.problems[:_PROBLEMS_SHOWN]:
            where = self.tr("row {row}").format(row=line)
            words = row(Pill(where, "critical"), gap=SPACE_2)
            text = f"{header}: {reason}" if header else reason
            words.addWidget(Label(text, wrap=True), 1)
            self._problems.addLayout(words)
        more = len(preview.problems) - _PROBLEMS_SHOWN
        if more > 0:
            self._problems.addWidget(Label(self.tr("and {count} more").format(count=more), muted=True))

    def _show_known(self, preview: Preview, separate: frozenset[int]) -> None:
        known = [line for line in preview.lines if line.same]
        if not known or preview.problems:
            return
        words = self.tr("Known here by their identity number. Tick who is somebody else:")
        self._same.addWidget(Label(words, wrap=True))
        for line in known[:_PROBLEMS_SHOWN]:
            self._same.addWidget(self._known(line, ticked=line.row in separate))
        more = len(known) - _PROBLEMS_SHOWN
        if more > 0:
            self._same.addWidget(Label(self.tr("and {count} more").format(count=more), muted=True))

    def _known(self, line: ListedLine, *, ticked: bool) -> QWidget:
        here = self.tr(", here already") if line.placed else ""
        words = self.tr("row {row}: {name} is {code}{here}")
        text = words.format(row=line.row, name=line.name, code=wording.code(line.same), here=here)
        box = QCheckBox(text.replace("&", "&&"))  # a letter after it would be taken for a shortcut
        box.setChecked(ticked)
        box.toggled.connect(lambda on: self._presenter.keep_apart(line.row, apart=on))
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return box

    def _summed_up(self, preview: Preview) -> str:
        if preview.problems:
            words = self.tr("Mend these {count} cells in the file first; nothing was added.")
            return words.format(count=len(preview.problems))
        new = sum(not line.same for line in preview.lines)
        words_ = [self.tr("{count} new").format(count=new)]
        known = len(preview.lines) - new
        words_ += [self.tr("{count} known here").format(count=known)] if known else []
        return " · ".join(words_)
