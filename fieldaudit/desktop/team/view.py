"""The team of an audit as it is seen: people at the left, sections at the right, a colleague brought in below."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.team.join_panel import JoinPanel
from fieldaudit.desktop.team.people_panel import LeadPanel, PeoplePanel
from fieldaudit.desktop.team.presenter import Handed, TeamPresenter, TeamState
from fieldaudit.desktop.team.sections_panel import SectionsPanel
from fieldaudit.desktop.theme.tokens import SPACE_4
from fieldaudit.desktop.widgets import Facts, Panel, Pill, ProgressLine, QuietButton, column, page, row


class TeamScreen(Screen):
    """Who audits together; one button for each colleague writes the package for them."""

    def __init__(self, presenter: TeamPresenter) -> None:
        super().__init__("", back=True)
        self._presenter = presenter
        self._said: Handed | None = None
        self.bar.set_title(self.tr("Team"))
        self.to_audit = self.bar.add(QuietButton(self.tr("To the audit"), small=True))
        self.to_audit.clicked.connect(lambda: self.go.emit("run", presenter.state.audit))
        self.banner.dismissed.connect(presenter.dismiss)
        self.progress = ProgressLine()
        self.progress.cancelled.connect(presenter.cancel)
        self.people, self.sections = PeoplePanel(presenter), SectionsPanel(presenter)
        self.lead, self.join = LeadPanel(presenter), JoinPanel(presenter)
        self.people.write_asked.connect(self._choose_folder)
        self._handed, self._facts = Panel(padding=20), Facts()
        self._handed.body.addLayout(row(Pill(self.tr("Written and verified"), "good", icon="check"), None))
        self._handed.body.addWidget(self._facts)
        left = column(self.people, self.lead, self.join, None, gap=SPACE_4)
        both = row(left, column(self.sections, None), gap=SPACE_4)
        both.setStretch(0, 3)
        both.setStretch(1, 2)
        self._area = page(column(self.progress, self._handed, both, None))
        self.set_content(self._area)
        presenter.show_in(self._show)
        self.destroyed.connect(presenter.show_nowhere)

    def opened(self, argument: object = None) -> None:
        """Show an audit's team."""
        if isinstance(argument, str) and argument:
            self._presenter.open(argument)

    def place(self) -> object:
        """Return the audit."""
        return self._presenter.state.audit

    def record(self) -> str:
        """Return the audit."""
        return self._presenter.state.audit

    def first_focus(self) -> QWidget | None:
        """Begin with whoever waits for a package, else with bringing somebody in."""
        return self.people.first_button() or self.join.zone.button

    def _choose_folder(self, seat: str) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Where should the package go?"))
        if folder:
            self._presenter.write(seat, Path(folder))

    def _show(self, state: TeamState) -> None:
        self._say(state)
        team = state.team
        for part in (self.people, self.sections, self.join):
            part.setVisible(team is not None)
        self.to_audit.setEnabled(team is not None)
        self._show_progress(state)
        self._show_handed(state.handed)
        if team is None:
            self.lead.hide()
            return
        self.bar.set_title(self.tr("Team"), f"{team.site} · {team.instrument}")
        self.people.show_state(state)
        self.lead.show_state(state)
        self.sections.show_state(state)
        self.join.show_state(state)

    def _say(self, state: TeamState) -> None:
        if state.error is not None:
            self.banner.show_error(state.error)
        elif state.saved is not None:
            words = self.tr("Your card is written: {name}.").format(name=state.saved.name)
            self.banner.say("good", words, self.tr("Nothing in it is secret. Your colleague takes it in under Team."))
        elif state.team is not None and state.team.signed:
            said = self.tr("The audit is signed: the team stays as it is, and packages still go back and forth.")
            self.banner.say("information", said, "")
        else:
            self.banner.hide()

    def _show_progress(self, state: TeamState) -> None:
        words = self.tr("Writing and verifying the package")
        self.progress.show_work(words, state.progress if state.writing else None)

    def _show_handed(self, handed: Handed | None) -> None:
        self._handed.setVisible(handed is not None)
        before, self._said = self._said, handed
        if handed is None:
            return
        if handed is not before:
            QTimer.singleShot(0, self, self._to_the_outcome)
        first = handed.files[0]
        more = len(handed.files) - 1
        named = first.name if not more else self.tr("{name} and {count} more").format(name=first.name, count=more)
        self._facts.show_facts(
            [
                (self.tr("For"), wording.breakable(handed.name)),
                (self.tr("File"), f"{named}, {wording.size(handed.size)}"),
                (self.tr("Where"), str(first.parent)),
                (self.tr("Next"), self.tr("Hand it over on a stick. Your colleague takes it in under Exchange.")),
                (self.tr("Not in it"), self._left_out(handed)),
            ]
        )

    def _to_the_outcome(self) -> None:
        """Show what was written, with the keyboard where one goes on."""
        self.to_audit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._area.verticalScrollBar().setValue(0)

    def _left_out(self, handed: Handed) -> str:
        if not handed.left_out:
            return ""
        return self.tr("Entries by {names}: their certificate was revoked or has ended").format(
            names=wording.breakable(", ".join(handed.left_out))
        )
