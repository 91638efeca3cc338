"""The history of a question as calm lines, the latest first: who, when, from what to what; the undone are struck."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.theme.tokens import SPACE_1, SPACE_2, SPACE_3
from fieldaudit.desktop.widgets import Button, ElidedLabel, Label, Pill, clear, column, row

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from fieldaudit.audit.history import Value
    from fieldaudit.desktop.run.audit_lines import Thing
    from fieldaudit.desktop.run.history import History, HistoryLine

AT_ONCE = 60
_CLOCK_WIDTH = 52


class HistoryPanel(QWidget):
    """Lists a history; with `choosing`, every line can be chosen to see the audit as of then (`chosen(line)`)."""

    chosen = Signal(object)

    def __init__(self, *, choosing: bool = False) -> None:
        super().__init__()
        self._choosing, self._shown = choosing, AT_ONCE
        self._history: History | None = None
        self.lines: list[HistoryEntry] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_3)
        self.earlier: Button | None = None

    def show_history(self, history: History | None) -> None:
        """Show another history, or none while it is read."""
        if history == self._history:
            return
        self._history, self._shown = history, AT_ONCE
        self._fill()

    def _fill(self) -> None:
        clear(self._layout)
        self.lines, self.earlier = [], None
        history = self._history
        if history is None:
            return
        if not history.lines:
            self._layout.addWidget(at_start(Label(self._nothing(history), muted=True, wrap=True)))
        day = None
        for line in history.lines[: self._shown]:
            if line.when.date() != day:
                day = line.when.date()
                self._layout.addWidget(at_start(Label(wording.near_day(day), "secondary", bold=True, muted=True)))
            entry = HistoryEntry(line, choosing=self._choosing)
            entry.chosen.connect(partial(self.chosen.emit, line))
            self.lines.append(entry)
            self._layout.addWidget(entry)
        left = len(history.lines) - self._shown
        if left > 0:
            words = self.tr("Show {count} earlier").format(count=min(left, AT_ONCE))
            self.earlier = Button(words, "quiet", small=True)
            self.earlier.clicked.connect(self._show_more)
            self._layout.addWidget(self.earlier, 0, Qt.AlignmentFlag.AlignLeading)
        self._layout.addStretch(1)

    def _show_more(self) -> None:
        self._shown += AT_ONCE
        self._fill()

    def _nothing(self, history: History) -> str:
        if history.restricted:
            return self.tr("Restricted: its history is for who wrote it and for the protection officer.")
        return self.tr("Never answered.") if history.ref else self.tr("Nothing has been said yet.")


class HistoryEntry(QWidget):
    """One line: the clock, the person, and what it was and became; `chosen` asks for the audit as of then."""

    chosen = Signal()

    def __init__(self, line: HistoryLine, *, choosing: bool) -> None:
        super().__init__()
        clock = at_start(Label(f"{line.when:%H:%M}", "secondary", muted=True))
        clock.setFixedWidth(_CLOCK_WIDTH)
        who = line.who or self.tr("someone on another computer")
        if line.by_the_form:
            who = self.tr("{name}, computed by the form").format(name=wording.isolated(who))
        person = " · ".join(wording.isolated(part) for part in (who, line.about) if part)
        self.said = told(line, mirrored=self.layoutDirection() == Qt.LayoutDirection.RightToLeft)
        words = Struck(self.said) if line.undone else Label(self.said, wrap=True, muted=line.became is None)
        body = column(at_start(Label(person, "secondary", muted=True, wrap=True)), at_start(words), gap=SPACE_1)
        marks = self._marks(line)
        if marks:
            body.addLayout(row(*marks, None, gap=SPACE_2))
        layout = row(gap=SPACE_2)
        layout.addWidget(clock, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(body, 1)
        if choosing:
            self.button = Button(self.tr("As of then"), "quiet", small=True)
            name = self.tr("Show the audit as it was after this: {what}").format(what=self.said)
            self.button.setAccessibleName(name)
            self.button.clicked.connect(self.chosen)
            layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(layout)
        spoken = [f"{line.when:%H:%M}", who, line.about, self.said, *(mark.text() for mark in marks)]
        self.setAccessibleName(". ".join(part for part in spoken if part))

    def _marks(self, line: HistoryLine) -> list[Pill]:
        marks = []
        if line.undone:
            marks.append(Pill(self.tr("Undone {clock}").format(clock=f"{line.undone:%H:%M}"), "neutral", icon="undo-2"))
        if line.conflict:
            marks.append(Pill(self.tr("In conflict"), "major", icon="git-fork"))
        if line.late:
            marks.append(Pill(self.tr("Clock set back"), "minor", icon="clock"))
        return marks


def at_start(label: Label) -> Label:
    """Let words begin where the window's reading begins: Qt goes by the words' own direction, which is mixed here."""
    mirrored = label.layoutDirection() == Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    label.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
    return label


class Struck(Label):
    """Words that do not hold any more, struck through."""

    def __init__(self, text: str) -> None:
        super().__init__(text, muted=True, wrap=True)

    def _dress(self) -> None:
        super()._dress()
        font = self.font()
        font.setStrikeOut(True)
        self.setFont(font)


class ThingLine(ElidedLabel):
    """What was undone on one line; it is shortened in the middle, so that what had been said stays to be read."""

    def __init__(self) -> None:
        super().__init__("")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint as much as there is room for."""
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def told(line: HistoryLine, *, mirrored: bool = False) -> str:
    """Return what a line says: "Yes → No", "Not checked: too dark", "Note: …"."""
    if line.became is None:
        return _translate("Restricted: for who wrote it and for the protection officer")
    now, before = _said(line.became), [_said(value) for value in line.was]
    if not before or before == [now] or line.became.what in ("row", "evidence", "finding"):
        return now
    arrow = "\N{LEFTWARDS ARROW}" if mirrored else "\N{RIGHTWARDS ARROW}"
    return f"{wording.isolated(' | '.join(before))} {arrow} {wording.isolated(now)}"


def thing_in_words(thing: Thing) -> str:
    """Return what was undone or brought back: "2.3 Fire exits: No"."""
    shapes = {
        "answer.skipped": _translate("not checked"),
        "note.set": _translate("note"),
        "evidence.attached": _translate("file {text}"),
        "evidence.removed": _translate("file taken away"),
        "row.added": _translate("row added"),
        "row.removed": _translate("row removed"),
        "finding.withdrawn": _translate("finding withdrawn"),
        "conflict.resolved": _translate("choice of {text}"),
    }
    shape = shapes.get(thing.what, "{text}" if thing.text else _translate("no answer"))
    about = f"{thing.number} {thing.label}".strip().rstrip(".")
    said = shape.format(text=thing.text)
    return f"{wording.isolated(about)}: {wording.isolated(said)}" if about else said


def _said(value: Value) -> str:
    shapes = {
        ("answer", False): "{text}",
        ("computed", False): "{text}",
        ("skip", False): _translate("Not checked: {text}"),
        ("note", False): _translate("Note: {text}"),
        ("evidence", False): _translate("File added: {text}"),
        ("evidence", True): _translate("File taken away: {text}"),
        ("row", False): _translate("Row added"),
        ("row", True): _translate("Row removed"),
        ("finding", False): _translate("Finding: {text}"),
        ("finding", True): _translate("Finding withdrawn: {text}"),
        ("closing", False): _translate("Signed: {text}"),
        ("site_closing", False): _translate("Signed by the site: {text}"),
        ("statement", False): _translate("Signed by the supervisor: {text}"),
        ("amendment", False): _translate("Opened again: {text}"),
        ("closing_choice", False): _translate("One of several closings was chosen"),
    }
    if value.what in ("answer", "computed") and not value.text:
        return _translate("no answer")
    if value.what == "note" and not value.text:
        return _translate("no note")
    said = shapes.get((value.what, value.gone), "{text}").format(text=value.text)
    return f"{said} ({wording.statement(value.answer)})" if value.answer else said


def _translate(text: str) -> str:
    return QCoreApplication.translate("history", text)
