"""What can be said of one worker: that they were interviewed in the audit, and that two codes are two persons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.roster.lines import ANOTHER
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import Button, FormField, Label, QuietButton, column, row

if TYPE_CHECKING:
    from fieldaudit.desktop.roster.lines import WorkerLine
    from fieldaudit.desktop.roster.presenter import RosterPresenter, RosterState


class InterviewPart(QWidget):
    """In an audit: whether this worker was interviewed, and as which of its respondents."""

    def __init__(self, presenter: RosterPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._shown: tuple[object, ...] = ()
        self._said = Label("", wrap=True)
        self.who = QComboBox()
        self._who = FormField(self.tr("As which respondent of the audit"), self.who)
        self.link = Button(self.tr("Was interviewed in this audit"), icon="message-square")
        self.link.clicked.connect(lambda _: presenter.link(str(self.who.currentData() or "")))
        self.take_back = QuietButton(self.tr("Was not interviewed"), icon="undo-2")
        self.take_back.clicked.connect(self._take_back)
        self._mine = ""
        self.setLayout(column(self._said, self._who, row(self.link, self.take_back, None, gap=SPACE_2), gap=12))

    def show_state(self, state: RosterState, line: WorkerLine) -> None:
        """Show what is said of this worker in the audit."""
        found = state.workers
        linked = state.respondents()
        self._mine = next((respondent for respondent, worker in linked.items() if worker == line.id), "")
        self.setVisible(bool(state.audit) and found is not None and (bool(self._mine) or not line.withdrawn))
        if self.isHidden() or found is None:
            return
        self._said.setText(self._words(self._mine, state))
        here, held = bool(found.respondents), self.link.hasFocus() or self.take_back.hasFocus()
        for part in (self._who, self.link):
            part.setVisible(here and not self._mine)
        self.take_back.setVisible(here and bool(self._mine))
        if held:  # the one that was pressed is gone: the other one takes it back
            (self.take_back if self._mine else self.link).setFocus(Qt.FocusReason.OtherFocusReason)
        self._offer(state, line)

    def _words(self, mine: str, state: RosterState) -> str:
        if mine == state.audit:
            return self.tr("Interviewed in this audit.")
        if mine:
            return self.tr("Interviewed in this audit as {respondent}.").format(respondent=mine)
        if state.workers is not None and state.workers.office and state.names is None:
            return self.tr("Whose interviews the audit has is sealed: the officer's key shows it.")
        return self.tr("Nothing says here that this worker was interviewed in this audit. What is said is sealed.")

    def _offer(self, state: RosterState, line: WorkerLine) -> None:
        """Offer the audit's respondents, those first who are nobody yet, and one more."""
        found, linked = state.workers, state.respondents()
        codes = {one.id: wording.code(one.code) for one in found.lines} if found else {}
        shown = (line.id, found.respondents if found else (), tuple(sorted(linked.items())))
        if shown == self._shown:
            return
        self._shown = shown
        self.who.clear()
        names = [(name, codes.get(linked.get(name, ""), "")) for name in shown[1]]
        free, taken = [one for one in names if not one[1]], [one for one in names if one[1]]
        for name, _ in free:
            self.who.addItem(self._respondent(name, state.audit), name)
        self.who.addItem(self.tr("Another respondent"), ANOTHER)
        for name, code in taken:
            words = self.tr("{respondent}, in place of {code}")
            self.who.addItem(words.format(respondent=self._respondent(name, state.audit), code=code), name)

    def _respondent(self, name: str, audit: str) -> str:
        return self.tr("The respondent of this audit") if name == audit else name

    def _take_back(self) -> None:
        if self._mine:
            self._presenter.take_back(self._mine)


class SamePart(QWidget):
    """At head office: which other codes are this person, and that they are not after all."""

    def __init__(self, presenter: RosterPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._words, self._left = Label("", wrap=True), Label("", wrap=True, tone="major")
        self.who = QComboBox()
        self._who = FormField(self.tr("Not this person after all"), self.who)
        self.apart = QuietButton(self.tr("They are two persons"))
        self.apart.clicked.connect(self._apart)
        self._line: WorkerLine | None = None
        self.setLayout(column(self._words, self._left, self._who, row(self.apart, None), gap=12))

    def show_state(self, state: RosterState, line: WorkerLine) -> None:
        """Show which codes are one."""
        self.setVisible(bool(line.same))
        if not line.same:
            return
        opened = state.names is not None and state.workers is not None and state.workers.office
        if self._line is None or (line.id, line.same) != (self._line.id, self._line.same):
            self.who.clear()
            for id_, code in line.same:
                self.who.addItem(wording.code(code), id_)
        self._line = line
        codes = ", ".join(wording.code(code) for _, code in line.same)
        self._words.setText(self.tr("The same person as {codes}: counted once.").format(codes=codes))
        self._left.setText(
            self.tr(
                "This person took their consent back under another code, and stands here still. Whoever brought this "
                "code in has to erase it too."
            )
        )
        self._left.setVisible(line.left)
        self._who.setVisible(opened and len(line.same) > 1)
        self.apart.setVisible(opened)
        self.apart.setEnabled(not state.busy)

    def _apart(self) -> None:
        if self._line is not None and self.who.currentData():
            self._presenter.say_same(self._line.id, str(self.who.currentData()), same=False)
