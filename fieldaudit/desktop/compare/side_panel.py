"""One side of a difference: what is said, who said it and when, what it would raise; a button lets it hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.compare import words
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3
from fieldaudit.desktop.widgets import Button, Flow, Label, Panel, Pill, holder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from fieldaudit.exchange.compared import Line, Side


class SidePanel(Panel):
    """`held(number)` once a person lets this side hold, `taken_back(event)` when it is a choice of this seat."""

    held = Signal(int)
    taken_back = Signal(str)

    def __init__(self, line: Line, side: Side, number: int) -> None:
        super().__init__(gap=SPACE_2)
        answer = words.said(side)
        self.setAccessibleName(answer)
        self.body.addWidget(Label(answer, "title", bold=True, wrap=True))
        self.body.addWidget(
            Label(f"{words.who(side.who)}, {words.when(side.time)}", "secondary", muted=True, wrap=True)
        )
        if side.reason:
            self.body.addWidget(Label(side.reason, "secondary", wrap=True))
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
        if side.mine:
            self.back = Button(self.tr("Take my choice back"), "plain", icon="undo-2", small=True)
            self.back.clicked.connect(lambda _: self.taken_back.emit(side.event))
            self.body.addWidget(self.back)

    def _words(self, side: Side) -> str:
        if side.form == "removed":
            return self.tr("Leave it removed")
        return self.tr("Bring the row back") if side.form == "kept" else self.tr("This one holds")

    def _pills(self, side: Side) -> list[Pill]:
        found = []
        if side.counts:
            found.append(Pill(self.tr("Counts now"), "information", icon="circle-dot"))
        if side.choice:
            found.append(Pill(self.tr("A choice"), "neutral", icon="git-fork"))
        if side.percent is not None:
            found.append(
                Pill(self.tr("Score {percent} %").format(percent=side.percent), "neutral", icon="chart-column")
            )
        if side.severity:
            found.append(Pill(wording.severity(side.severity), wording.severity_tone(side.severity)))
        if side.branch:
            found.append(Pill(words.copy_name(side.branch), "neutral", icon="copy"))
        return found


class Beside(QWidget):
    """Sides next to each other where there is room for their words, else one below the other."""

    def __init__(self, panels: Sequence[SidePanel]) -> None:
        super().__init__()
        self._panels = panels
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(SPACE_3)
        for panel in panels:
            self._line.addWidget(panel, 1)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the room of the widest alone."""
        return QSize(max(self._widths()), self._line.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Stand the sides as the new width allows."""
        widths = self._widths()
        fits = max(widths) * len(widths) + SPACE_3 * (len(widths) - 1) <= event.size().width()
        way = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        if self._line.direction() != way:
            self._line.setDirection(way)
        super().resizeEvent(event)

    def _widths(self) -> list[int]:
        return [panel.minimumSizeHint().width() for panel in self._panels]
