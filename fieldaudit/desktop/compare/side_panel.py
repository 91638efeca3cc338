"""One side of a difference: what is said, who said it and when, what it would raise; a button lets it hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from fieldaudit.desktop import wording
from fieldaudit.desktop.compare import words
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import Button, Flow, Label, Panel, Pill, holder

if TYPE_CHECKING:
    from fieldaudit.exchange.comparing import Line, Side


class SidePanel(Panel):
    """`held(number)` once a person lets this side hold."""

    held = Signal(int)

    def __init__(self, line: Line, side: Side, number: int) -> None:
        super().__init__(gap=SPACE_2)
        answer = words.said(side)
        self.setAccessibleName(answer)
        self.body.addWidget(Label(answer, "title", bold=True, wrap=True))
        self.body.addWidget(
            Label(f"{words.who(side.who)}, {words.when(side.time)}", "secondary", muted=True, wrap=True)
        )
        pills = Flow()
        for pill in self._pills(side):
            pills.addWidget(pill)
        if pills.count():
            self.body.addWidget(holder(pills))
        self.body.addStretch(1)
        self.button = Button(self._words(side), icon="check", key=str(number), small=True)
        self.button.setAccessibleName(self.tr("{answer} holds: {who}").format(answer=answer, who=words.who(side.who)))
        self.button.clicked.connect(lambda _: self.held.emit(number))
        self.button.setVisible(not line.refused)
        self.body.addWidget(self.button)

    def _words(self, side: Side) -> str:
        if side.form == "removed":
            return self.tr("Leave it removed")
        return self.tr("Bring the row back") if side.form == "kept" else self.tr("This one holds")

    def _pills(self, side: Side) -> list[Pill]:
        found = []
        if side.counts:
            found.append(Pill(self.tr("Counts now"), "information", icon="circle-dot"))
        if side.severity:
            found.append(Pill(wording.severity(side.severity), wording.severity_tone(side.severity)))
        if side.branch:
            found.append(Pill(words.copy_name(side.branch), "neutral", icon="copy"))
        return found
