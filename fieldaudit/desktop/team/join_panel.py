"""Bringing a colleague in: their card, the words that both compare, and one's own card for them."""

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFileDialog

from fieldaudit.desktop import wording
from fieldaudit.desktop.team.presenter import TeamPresenter, TeamState
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import Button, DropZone, Facts, Label, Panel, PrimaryButton, QuietButton, holder, row

_FEW_WORDS = 34


class JoinPanel(Panel):
    """A drop zone for a card, or a colleague known before; both screens show the same eight words."""

    def __init__(self, presenter: TeamPresenter) -> None:
        super().__init__(self.tr("Cards: bring a colleague in"), padding=20)
        self._presenter = presenter
        self.zone = DropZone(
            self.tr("Drop your colleague's card here, or"),
            self.tr("choose it"),
            pattern=self.tr("Cards (*.card);;All files (*)"),
            many=False,
        )
        self.zone.files.connect(lambda files: presenter.read_card(Path(files[0])))
        self.known = QComboBox()
        self.known.setAccessibleName(self.tr("Colleagues whose card came before"))
        self.known.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.known.setMinimumContentsLength(_FEW_WORDS)
        self.known.activated.connect(lambda _: presenter.choose(str(self.known.currentData())))
        self._card, self._facts = Panel(), Facts()
        self._card.body.addWidget(self._facts)
        self._card.body.addWidget(
            Label(self.tr("Compare these words by voice with what their own screen shows."), wrap=True)
        )
        self.bring_in = PrimaryButton(self.tr("They match: bring them in"), icon="check")
        self.bring_in.clicked.connect(presenter.bring_in)
        other = QuietButton(self.tr("Cancel"))
        other.clicked.connect(lambda: presenter.choose(""))
        self._card.body.addLayout(row(self.bring_in, other, None, gap=SPACE_2))
        self._own, self._own_said = Facts(), Label("", "secondary", muted=True, wrap=True)
        self.save = Button(self.tr("Save my card…"), icon="download", small=True)
        self.save.clicked.connect(self._save)
        self._ways = holder(row(self.known, None))
        for part in (self.zone, self._ways, self._card, self._own, self._own_said):
            self.body.addWidget(part)
        self.body.addLayout(row(self.save, None))

    def show_state(self, state: TeamState) -> None:
        """Show the card that was read, who is known, and this seat's own words."""
        team = state.team
        if team is None:
            return
        may = team.mine and not team.signed
        self.zone.setVisible(may and state.card is None)
        self.zone.setEnabled(not state.busy)
        self._show_known(state, shown=may and state.card is None)
        self._card.setVisible(may and state.card is not None)
        if state.card is not None:
            self._facts.show_facts(
                [
                    (self.tr("Card of"), wording.breakable(f"{state.card.name}, {state.card.branch}")),
                    (self.tr("Fingerprint"), wording.fingerprint(state.card.fingerprint)),
                ],
                mono=[self.tr("Fingerprint")],
            )
        self.bring_in.setEnabled(not state.busy)
        self._own.show_facts(
            [(self.tr("Your own words"), wording.fingerprint(team.own_fingerprint))], mono=[self.tr("Your own words")]
        )
        self.save.setEnabled(team.certified)
        self._own_said.setText(
            self.tr("Your card lets a colleague write packages for you. Nothing in it is secret.")
            if team.certified
            else self.tr("You get a card with head office's first answer: until then nobody could tell that it is you.")
        )

    def _show_known(self, state: TeamState, *, shown: bool) -> None:
        others = state.team.others if state.team else ()
        self._ways.setVisible(shown and bool(others))
        wanted = [("", self.tr("Or somebody whose card came before")), *((one.seat, one.name) for one in others)]
        there = [(self.known.itemData(place), self.known.itemText(place)) for place in range(self.known.count())]
        if there != wanted:
            self.known.clear()
            for seat, name in wanted:
                self.known.addItem(name, seat)
        self.known.setCurrentIndex(0)

    def _save(self) -> None:
        team = self._presenter.state.team
        if team is None:
            return
        title = self.tr("Save my card")
        name, _ = QFileDialog.getSaveFileName(self, title, team.card, self.tr("Cards (*.card)"))
        if name:
            self._presenter.save_card(Path(name))
