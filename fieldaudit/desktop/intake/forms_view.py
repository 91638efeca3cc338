"""Two forms with one name as they are seen: side by side, what differs below, and the two things to decide."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.theme.tokens import SPACE_3, SPACE_4, SPACE_6
from fieldaudit.desktop.widgets import (
    EmptyState,
    Facts,
    Label,
    Panel,
    Pill,
    PrimaryButton,
    QuietButton,
    clear,
    column,
    holder,
    page,
    row,
)
from fieldaudit.errors import NoFormWaits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldaudit.checklist.form_changes import Changed
    from fieldaudit.desktop.intake.forms_presenter import FormsPresenter, FormsState
    from fieldaudit.desktop.theme import Tone
    from fieldaudit.exchange.form_twins import Twin, TwinSide

_SHOWN = 40
_DIGEST = 16


class FormsScreen(Screen):
    """`opened(package)`; goes back to Intake, on that package, once something was decided."""

    def __init__(self, presenter: FormsPresenter) -> None:
        super().__init__("", back=True)
        self._presenter = presenter
        self.bar.set_title(self.tr("Two forms with one name"))
        self.accept = self.bar.add_primary(PrimaryButton(self.tr("Take it in with its own form"), icon="check"))
        self.accept.clicked.connect(presenter.accept)
        self.leave = self.bar.add(QuietButton(self.tr("Leave it out"), icon="x", small=True))
        self.leave.clicked.connect(presenter.put_away)
        self._said = Label("", wrap=True)
        self._twins = QVBoxLayout()
        self._twins.setSpacing(SPACE_4)
        self._twins.setContentsMargins(0, 0, 0, 0)
        self._empty = EmptyState("file-warning", self.tr("Reading…"))
        content = column(self._said, self._empty, holder(self._twins), None, gap=SPACE_4)
        self.set_content(page(content, margins=(SPACE_6, 20, SPACE_6, SPACE_6)))
        self._shown: tuple[Twin, ...] = ()
        presenter.show_in(self._show)
        self.destroyed.connect(presenter.show_nowhere)

    def opened(self, argument: object = None) -> None:
        """Read the forms of the package whose digest came."""
        if isinstance(argument, str) and argument:
            self._presenter.open(argument)

    def place(self) -> object:
        """Return to the same package."""
        return self._presenter.state.package

    def first_focus(self) -> QWidget | None:
        """Begin with leaving it out: taking in is never pressed by accident."""
        return self.leave if self.leave.isVisibleTo(self) else None

    def _show(self, state: FormsState) -> None:
        self.banner.show_error(None if isinstance(state.error, NoFormWaits) else state.error)
        there = bool(state.twins) and not state.done
        self.accept.setVisible(there and state.may_accept)
        self.accept.setEnabled(not state.busy)
        self.leave.setVisible(there)
        self.leave.setEnabled(not state.busy)
        self._empty.setVisible(not state.twins)
        if state.loaded:
            self._empty.say(self.tr("No form waits here any more"), self.tr("The package was decided about meanwhile."))
        self._said.setVisible(there)
        self._said.setText(self._words(state))
        if state.twins != self._shown:
            self._shown = state.twins
            clear(self._twins)
            for twin in state.twins:
                self._twins.addWidget(self._twin(twin))
        names = ", ".join(dict.fromkeys(f"{twin.id} {twin.version}" for twin in state.twins))
        self.bar.set_title(self.tr("Two forms with one name"), names)
        if state.done:
            self.status_stale.emit()
            self.go.emit("intake", state.package)

    def _words(self, state: FormsState) -> str:
        if not state.may_accept:
            return self.tr("Only who gives out forms decides about this: an administrator of head office.")
        return self.tr(
            "Somebody changed the form and kept its name and version. You can take the package in with its own form: "
            "its audits keep it, and no new audit is started with it. Or leave the package out, and ask the sender."
        )

    def _twin(self, twin: Twin) -> QWidget:
        here = self._side(self.tr("Known here"), twin.known)
        coming = self._side(self.tr("In the package"), twin.coming)
        both = row(here, coming, gap=SPACE_4)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        return holder(column(both, self._changes(twin), gap=SPACE_4))

    def _side(self, title: str, side: TwinSide) -> Panel:
        panel = Panel(title, padding=20)
        digest = self.tr("Digest")
        panel.body.addWidget(
            Facts(
                [
                    (self.tr("Title"), side.title),
                    (self.tr("Questions"), str(side.questions)),
                    (self.tr("From"), self._origin(side)),
                    (self.tr("Used by"), self._audits(side.audits)),
                    (digest, side.digest[:_DIGEST]),
                ],
                mono=[digest],
            )
        )
        panel.body.addStretch(1)
        return panel

    def _origin(self, side: TwinSide) -> str:
        when = wording.moment(datetime.fromisoformat(side.since)) if side.since else ""
        words = {
            "bundled": self.tr("comes with the program"),
            "given_out": self.tr("given out by {who}, {when}"),
            "installed": self.tr("installed here, {when}"),
            "came": self.tr("came from {who}, {when}"),
        }
        return words.get(side.how, side.how).format(who=side.who, when=when)

    def _audits(self, count: int) -> str:
        if not count:
            return self.tr("no audit")
        return self.tr("1 audit") if count == 1 else self.tr("{count} audits").format(count=count)

    def _changes(self, twin: Twin) -> Panel:
        panel = Panel(self.tr("What differs in the package's form"), padding=20, gap=SPACE_3)
        groups: tuple[tuple[str, Tone, str, Sequence[Changed]], ...] = (
            (self.tr("Added"), "good", "plus", twin.changes.added),
            (self.tr("Removed"), "critical", "minus", twin.changes.removed),
            (self.tr("Changed"), "major", "pen-line", twin.changes.changed),
        )
        for words, tone, icon, changed in groups:
            for one in changed[:_SHOWN]:
                panel.body.addLayout(self._change(Pill(words, tone, icon=icon), one))
            if len(changed) > _SHOWN:
                more = self.tr("{words}: {count} more questions").format(words=words, count=len(changed) - _SHOWN)
                panel.body.addWidget(Label(more, "secondary", muted=True))
        if twin.changes.elsewhere:
            said = self.tr("No question differs: it is the title, a list, a picture or a setting.")
            panel.body.addWidget(Label(said, wrap=True))
        return panel

    def _change(self, pill: Pill, one: Changed) -> QHBoxLayout:
        line = row(pill, gap=SPACE_3)
        aspects = ", ".join(self._aspect(name) for name in one.aspects)
        said = [Label(one.label, wrap=True), *([Label(aspects, "secondary", muted=True, wrap=True)] if aspects else [])]
        for label in said:
            label.setAlignment(self._beside_the_pill())
        line.addLayout(column(*said, gap=0), 1)
        line.setAlignment(pill, Qt.AlignmentFlag.AlignTop)
        return line

    def _beside_the_pill(self) -> Qt.AlignmentFlag:
        """Return the pill's side, which Qt would else take from each question's own script."""
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignAbsolute

    def _aspect(self, name: str) -> str:
        words = {
            "words": self.tr("its words"),
            "kind": self.tr("how it is answered"),
            "choices": self.tr("its choices"),
            "asked": self.tr("when it is asked"),
            "required": self.tr("whether it must be answered"),
            "allowed": self.tr("which answers are allowed"),
            "computed": self.tr("what it computes"),
            "finding": self.tr("when it is a finding, and how severe"),
            "audience": self.tr("who may see it"),
        }
        return words.get(name, name)
