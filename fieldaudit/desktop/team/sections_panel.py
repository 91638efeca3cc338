"""Which section is whose."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout

from fieldaudit.desktop import wording
from fieldaudit.desktop.team.presenter import SectionLine, TeamPage, TeamPresenter, TeamState
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3
from fieldaudit.desktop.widgets import Label, Panel, clear

_FEW_WORDS = 12


class SectionsPanel(Panel):
    """A list of who for each section; only the lead changes it."""

    def __init__(self, presenter: TeamPresenter) -> None:
        super().__init__(self.tr("Sections"), padding=20)
        self._presenter = presenter
        self._said = Label("", "secondary", muted=True, wrap=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE_3)
        self._grid.setVerticalSpacing(SPACE_2)
        self._grid.setColumnStretch(0, 1)
        self.body.addWidget(self._said)
        self.body.addLayout(self._grid)
        self.boxes: dict[str, QComboBox] = {}
        self._shown: tuple[object, ...] = ()

    def show_state(self, state: TeamState) -> None:
        """Show every section with whose it is; made anew only where the form or the people changed."""
        team = state.team
        if team is None:
            return
        several = len([one for one in team.people if not one.left]) > 1
        self._said.setText(
            self.tr("Whose it is shows beside the section on both screens. Anybody may still answer anywhere.")
            if several
            else self.tr("Bring a colleague in, then say here who does what.")
        )
        people = tuple((one.seat, one.name) for one in team.people if not one.left)
        shown = (people, tuple((line.ref, line.title) for line in team.sections))
        if shown != self._shown:
            self._shown = shown
            self._make(team, people)
        for line in team.sections:
            self._show_line(line, enabled=several and team.mine and not team.signed and not state.busy)

    def _show_line(self, line: SectionLine, *, enabled: bool) -> None:
        box = self.boxes[line.ref]
        box.blockSignals(True)
        box.setCurrentIndex(max(0, box.findData(line.seat)))
        box.blockSignals(False)
        box.setEnabled(enabled)

    def _make(self, team: TeamPage, people: tuple[tuple[str, str], ...]) -> None:
        clear(self._grid)
        self.boxes = {}
        for place, line in enumerate(team.sections):
            box = QComboBox()
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(_FEW_WORDS)
            box.setAccessibleName(self.tr("Who does {section}").format(section=line.title))
            box.addItem(self.tr("Anybody"), "")
            for seat, name in people:
                box.addItem(name, seat)
            box.activated.connect(partial(self._chosen, line.ref, box))
            self.boxes[line.ref] = box
            self._grid.addWidget(Label(f"{line.number}  {wording.breakable(line.title)}", wrap=True), place, 0)
            self._grid.addWidget(box, place, 1, Qt.AlignmentFlag.AlignTop)

    def _chosen(self, ref: str, box: QComboBox, _index: int) -> None:
        team = self._presenter.state.team
        stands = next((line.seat for line in team.sections if line.ref == ref), "") if team else ""
        if str(box.currentData()) != stands:
            self._presenter.allocate(ref, str(box.currentData()))
