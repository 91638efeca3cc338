"""One worker: what is known in clear, whether they were interviewed in the audit, and erasing who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from fieldaudit.desktop import wording
from fieldaudit.desktop.audits.withdrawn import WithdrawnList
from fieldaudit.desktop.half_typed import KeptForm
from fieldaudit.desktop.roster.worker_parts import InterviewPart, SamePart
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import (
    Banner,
    Button,
    Facts,
    Label,
    Panel,
    QuietButton,
    TextField,
    column,
    holder,
    page,
    row,
)

if TYPE_CHECKING:
    from fieldaudit.desktop.roster.lines import WorkerLine
    from fieldaudit.desktop.roster.presenter import RosterPresenter, RosterState


class WorkerPanel(Panel):
    """Opened from the list; nothing goes before the word is typed and a reason given."""

    def __init__(self, presenter: RosterPresenter) -> None:
        super().__init__(padding=1)
        self._presenter, self._word = presenter, self.tr("ERASE")
        self._worker, self._asking = "", False
        self._code, self._facts = Label("", "title", bold=True, wrap=True), Facts()
        self.banner = Banner()
        self.interview = InterviewPart(presenter)
        self.same = SamePart(presenter)
        self._about = Label("", muted=True, wrap=True)
        self.forget = QuietButton(self.tr("Erase who this is…"), icon="trash-2")
        self.forget.clicked.connect(lambda _: presenter.ask_forget(asking=True))
        self.reason = TextField(self.tr("Why, without naming anybody"), placeholder=self.tr("Asked by telephone"))
        self.word = TextField(self.tr("Type {word} to confirm").format(word=self._word))
        for field in (self.reason, self.word):
            field.edit.textChanged.connect(lambda _: self._follow())
        self._half = KeptForm(self, "", {"reason": self.reason.edit})
        self.erase = Button(self.tr("Erase for good"), "danger", icon="trash-2")
        self.erase.clicked.connect(self._erase)
        self.cancel = QuietButton(self.tr("Cancel"))
        self.cancel.clicked.connect(self._give_up)
        self._what = Label(
            self.tr(
                "Name, identity number and birth are erased on this computer, with the key that opens them, and by a "
                "signed event wherever else they went. It cannot be undone. The code stays, without anybody behind it."
            ),
            wrap=True,
        )
        self._asked = holder(column(self._what, self.reason, self.word, gap=12))
        self.withdrawn = WithdrawnList()
        self._later = Label(
            self.tr("Backups and packages made before still hold it: nothing reaches them. Destroy the backups."),
            wrap=True,
            muted=True,
        )
        self.done = QuietButton(self.tr("Close"))
        self.done.clicked.connect(lambda _: presenter.show_side("none"))
        parts = (self.banner, self._facts, self.interview, self.same, self._about)
        inner = column(self._code, *parts, row(self.forget, None), self._asked, self.withdrawn, self._later, gap=12)
        inner.addStretch(1)
        self.body.addWidget(page(inner, margins=(20, 18, 20, 12)), 1)
        self.body.addLayout(row(self.erase, self.cancel, self.done, None, gap=SPACE_2, margins=(20, 8, 20, 18)))

    def show_state(self, state: RosterState) -> None:
        """Show the worker who is looked at, what is asked, and what was erased."""
        line = state.line() if state.side == "worker" else None
        if line is None:
            self._worker, self._asking = "", False
            self.word.edit.clear()
            return
        self.banner.show_error(state.form_error)
        self._code.setText(wording.code(line.code))
        name = (state.names or {}).get(line.id, "")
        facts = [(self.tr("Who it is"), name), (self.tr("Age"), line.age_band), (self.tr("From and to"), line.corridor)]
        facts += [(self.tr("Agency"), line.agency), (self.tr("Since"), line.since)]
        self._facts.show_facts([*facts, (self.tr("Brought in by"), line.author)])
        self.interview.show_state(state, line)
        self.same.show_state(state, line)
        self._show_asked(state, line)
        self._follow()

    def _show_asked(self, state: RosterState, line: WorkerLine) -> None:
        if state.asking and not (self._asking and self._worker == line.id):
            self.reason.set_text("")
            self.word.set_text("")
            self._half.begin(f"forget/{line.id}", line.id)
            self.reason.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._asking and not state.asking and self._worker == line.id:
            self._half.done()
        self._worker, self._asking = line.id, state.asking
        for part in (self._asked, self.erase, self.cancel):
            part.setVisible(state.asking)
        self.done.setHidden(state.asking)
        if not state.asking:
            self.word.edit.clear()
        if state.asking:  # nothing else while something is to be destroyed
            self.interview.hide()
            self.same.hide()
        self.forget.setVisible(line.own and not line.withdrawn and not state.asking)
        self._about.setText(self._why_not(state, line))
        self._about.setHidden(not self._about.text())
        self.withdrawn.show_lines(state.forgotten)
        self._later.setVisible(line.withdrawn)

    def _why_not(self, state: RosterState, line: WorkerLine) -> str:
        """Return why who it is cannot be erased here."""
        if line.withdrawn:
            return self.tr("They took their consent back: who it is was erased.")
        if line.own:
            return ""
        if line.author:
            words = self.tr("Only {name}, who brought the list in, can erase who this is. Ask them.")
            return words.format(name=line.author)
        if state.workers is not None and state.workers.office:
            return self.tr("Only who brought the list in can erase who this is. Ask them.")
        return self.tr("Who it is does not open on this computer: nothing here can erase it.")

    def _follow(self) -> None:
        busy = self._presenter.state.busy
        typed = self.word.text().casefold() == self._word.casefold()
        self.erase.setEnabled(not busy and bool(self.reason.text()) and typed)
        self.forget.setEnabled(not busy)

    def _give_up(self) -> None:
        self._half.done()
        self._presenter.ask_forget(asking=False)
        self.forget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _erase(self) -> None:
        self._presenter.forget(self.reason.text())
