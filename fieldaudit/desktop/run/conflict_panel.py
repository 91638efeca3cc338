"""Several answers to one question, with who gave each and when: a person chooses the one that holds."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import Button, Label, clear, row

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import Claim


class ConflictPanel(QWidget):
    """`chosen(event)` once a person says which answer holds."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._claims: tuple[Claim, ...] = ()
        self.buttons: list[Button] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_2)

    def show_claims(self, claims: tuple[Claim, ...]) -> None:
        """Show the answers that stand beside each other."""
        if claims == self._claims:
            return
        self._claims = claims
        clear(self._layout)
        said = self.tr("{count} people answered without knowing of each other. Which answer holds?")
        self._layout.addWidget(Label(said.format(count=len(claims)), "secondary", tone="major", wrap=True))
        self.buttons = []
        for claim in claims:
            self._layout.addLayout(self._line(claim))

    def _line(self, claim: Claim) -> QHBoxLayout:
        answer, who = claim.text or self.tr("no answer"), self._who(claim)
        if claim.skipped:
            answer = self.tr("Not checked: {reason}").format(reason=claim.text)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(answer, bold=True, wrap=True))
        words.addWidget(Label(who, "secondary", muted=True, wrap=True))
        button = Button(self.tr("This one holds"), icon="check", small=True)
        button.setAccessibleName(self.tr("{answer} holds: {who}").format(answer=answer, who=who))
        button.clicked.connect(partial(self.chosen.emit, claim.event))
        self.buttons.append(button)
        line = row(button, gap=12)
        line.insertLayout(0, words, 1)
        return line

    def _who(self, claim: Claim) -> str:
        when = wording.moment(datetime.fromisoformat(claim.time)) if claim.time else ""
        return ", ".join(part for part in (claim.by or self.tr("someone on another computer"), when) if part)
