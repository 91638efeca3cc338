"""The left of the run screen: how far the audit is, why the number moved, and its sections."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldaudit.desktop.run.section_list import SectionList
from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3, SPACE_4
from fieldaudit.desktop.widgets import Button, Label, ProgressBar, row

if TYPE_CHECKING:
    from fieldaudit.desktop.run.state import RunState, Why

WIDTH = 264


class Overview(QWidget):
    """`69 of 108 answered · 3 findings`, a bar, the sections, and the way to the contents."""

    contents_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._bold, self._rest = Label("", bold=True), Label("", muted=True)
        self._why = Label("", "secondary", tone="information", wrap=True)
        self.bar = ProgressBar()
        self.sections = SectionList()
        head = QVBoxLayout()
        head.setContentsMargins(22, SPACE_4, 22, 0)
        head.setSpacing(SPACE_2)
        line = row(self._bold, gap=4)
        line.addWidget(self._rest, 1)
        head.addLayout(line)
        head.addWidget(self.bar)
        head.addWidget(self._why)
        below = QVBoxLayout()
        below.setContentsMargins(10, SPACE_3, 8, SPACE_3)
        below.setSpacing(SPACE_2)
        below.addWidget(self.sections, 1)
        self.contents = Button(self.tr("Contents"), "plain", icon="list-checks", key="C", small=True)
        self.contents.clicked.connect(self.contents_asked)
        below.addWidget(self.contents, 0, Qt.AlignmentFlag.AlignLeading)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 1, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addLayout(below, 1)
        self.setFixedWidth(WIDTH)

    def show_state(self, state: RunState) -> None:
        """Show how far the audit is."""
        done, total = state.answered
        self._bold.setText(self.tr("{done} of {total}").format(done=done, total=total) if total else "")
        self._rest.setText(self._said_rest(state.findings) if total else "")
        self.bar.set_progress(done, total)
        self._why.setText(self._said_why(state.why) if state.why else "")
        self._why.setHidden(state.why is None)
        others = state.header.others
        lines = [replace(line, who=others.get(line.index, "")) if others else line for line in state.sections]
        self.sections.show_lines(lines, state.section)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the panel and the line beside it."""
        tokens, painter = tokens_of(self), QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.panel))
        beside = self.parentWidget()  # the form's language mirrors what is inside, the program's where it stands
        mirrored = beside.isRightToLeft() if beside is not None else self.isRightToLeft()
        painter.fillRect(0 if mirrored else self.width() - 1, 0, 1, self.height(), QColor(tokens.hairline))

    def _said_rest(self, findings: int) -> str:
        answered = self.tr("answered")
        if not findings:
            return answered
        said = self.tr("1 finding") if findings == 1 else self.tr("{count} findings").format(count=findings)
        return f"{answered} · {said}"

    def _said_why(self, why: Why) -> str:
        parts = []
        if why.added == 1:
            parts.append(self.tr("1 question added by {number}").format(number=why.by))
        elif why.added:
            parts.append(self.tr("{count} questions added by {number}").format(count=why.added, number=why.by))
        if why.removed == 1:
            parts.append(self.tr("1 question no longer asked because of {number}").format(number=why.by))
        elif why.removed:
            words = self.tr("{count} questions no longer asked because of {number}")
            parts.append(words.format(count=why.removed, number=why.by))
        return "; ".join(parts)
