"""One question: its number, its words, its answer, and what opens in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.run.answers.kinds import answer_for
from fieldaudit.desktop.run.answers.others import UploadAnswer
from fieldaudit.desktop.run.finding_panel import FindingPanel
from fieldaudit.desktop.run.note_field import NoteField
from fieldaudit.desktop.run.reason_line import ReasonLine
from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_PANEL, SPACE_1, SPACE_2, SPACE_3, SPACE_4, TARGET
from fieldaudit.desktop.widgets import IconButton, Label, Pill, column, row
from fieldaudit.desktop.widgets.painting import rounded

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import Card
    from fieldaudit.errors import FieldAuditError

_NUMBER_WIDTH = 40
_RING = 3


class QuestionCard(QWidget):
    """A card: what a person does comes out as signals, what stands comes in by `show_card`."""

    answered = Signal(str, str, bool)
    typed = Signal(str, str)
    skip_asked = Signal(str)
    skipped = Signal(str, str)
    skip_given_up = Signal(str)
    noted = Signal(str, str)
    photo_asked = Signal(str)
    finding_edited = Signal(object)
    action_made = Signal(str, object)
    alert_asked = Signal(str)
    entered = Signal(str)

    def __init__(self, card: Card) -> None:
        super().__init__()
        self.card = card
        self._current = self._noting = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if card.answerable else Qt.FocusPolicy.NoFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.answer = answer_for(card)
        self._number = Label(card.number if card.answerable else "", "question", muted=True)
        wide = self._number.fontMetrics().horizontalAdvance(card.number) + SPACE_3
        self._number.setFixedWidth(max(_NUMBER_WIDTH, wide if card.answerable else 0))
        self._label = Label(card.label, "question" if card.answerable else "body", wrap=True)
        self._hint = Label("", muted=True, wrap=True)
        self._severity, self._restricted = Pill(""), Pill(self.tr("Restricted"), "information", icon="lock")
        self._conflict = Pill(self.tr("Two answers"), "major", icon="git-fork")
        self._message = Label("", "secondary", tone="critical", wrap=True)
        self.camera = IconButton("camera", self.tr("Photos and files"))
        self.speech = IconButton("message-square", self.tr("Note"))
        self.note = NoteField(self.tr("Note"))
        self._why = Label("", "secondary", muted=True, wrap=True)
        self.reason: ReasonLine | None = None
        self.finding: FindingPanel | None = None
        self._lay_out()
        self._connect()
        self.show_card(card)

    # showing

    def show_card(self, card: Card, error: FieldAuditError | None = None, *, inspecting: bool = False) -> None:
        """Show another state of the question; errors only where the section was left once."""
        self.card = card
        self._say(self._label, card.label)
        self._say(self._hint, card.hint)
        self._restricted.setHidden(card.audience != "restricted")
        self._conflict.setHidden(not card.conflict)
        self._show_severity()
        if self.answer is not None:
            self.answer.show_card(card)
        self.camera.set_count(card.evidence)
        self.speech.set_count(1 if card.note else 0)
        self._show_note()
        said = self.tr("Not checked: {reason}").format(reason=card.reason) if card.state == "not_checked" else ""
        self._say(self._why, said)
        self._say(self._message, self._said_wrong(error) if inspecting else "")
        self._show_finding()
        self.setAccessibleName(self._spoken())

    def show_reason(self, asked: bool) -> None:
        """Ask why it was not checked, in place, or ask no longer."""
        if asked and self.reason is None:
            self.reason = ReasonLine(self.card.reason)
            self.reason.given.connect(lambda text: self.skipped.emit(self.card.ref, text))
            self.reason.given_up.connect(lambda: self.skip_given_up.emit(self.card.ref))
            self._body.insertWidget(self._body.indexOf(self._why), self.reason)
            self.reason.field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not asked and self.reason is not None:
            had = self.reason.isAncestorOf(self.window().focusWidget() or self)
            self._body.removeWidget(self.reason)
            self.reason.hide()
            self.reason.deleteLater()
            self.reason = None
            if had:
                self.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_current(self, current: bool) -> None:
        """Mark the card as the one that one is at."""
        if current != self._current:
            self._current = current
            self.update()

    # doing

    def press(self, number: int) -> bool:
        """Do what the key of this number does."""
        return self.answer is not None and self.isEnabled() and self.answer.press(number)

    def take_note(self) -> None:
        """Go into the note."""
        self._noting = True
        self._show_note()
        field = self.finding.note if self.finding is not None else self.note
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take_finding(self) -> bool:
        """Go into what a failing answer has opened; False where there is none."""
        if self.finding is None:
            return False
        self.finding.affected.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.finding.affected.selectAll()
        return True

    def flush(self) -> None:
        """Hand over what is typed."""
        if self.answer is not None:
            self.answer.flush()
        self.note.flush()
        if self.finding is not None:
            self.finding.flush()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Become the current one."""
        self.entered.emit(self.card.ref)
        super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tell when the keyboard arrives."""
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit(self.card.ref)
            self.update()
        elif event.type() == QEvent.Type.FocusOut:
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the panel, ringed where it is the current one."""
        tokens, painter = tokens_of(self), QPainter(self)
        if not self.card.answerable:
            return
        ring = _RING if self._current else 1
        border = tokens.accent if self._current else tokens.hairline
        rounded(painter, QRectF(self.rect()), RADIUS_PANEL, tokens.panel, border, ring)

    # parts

    def _lay_out(self) -> None:
        self._body = QVBoxLayout()
        self._body.setSpacing(SPACE_2)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(self._label, 1)
        for pill in (self._conflict, self._restricted, self._severity):
            head.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(SPACE_1)
        words.addLayout(head)
        words.addWidget(self._hint)
        self._body.addLayout(words)
        if self.answer is not None:
            answers = QHBoxLayout()
            answers.setSpacing(SPACE_4)
            answers.addWidget(self.answer, 1, Qt.AlignmentFlag.AlignTop)
            beside = column(row(self.camera, self.speech, gap=SPACE_1 + 2), None)
            answers.addLayout(beside)
            self._body.addLayout(answers)
        for part in (self._message, self._why, self.note):
            self._body.addWidget(part)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(SPACE_4, SPACE_3 + 2, SPACE_4, SPACE_3 + 2)
        if not self.card.answerable:
            outer.setContentsMargins(SPACE_4, 0, SPACE_4, 0)
        outer.setSpacing(0)
        outer.addWidget(self._number, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(self._body, 1)
        if self.answer is None or not self.card.answerable:
            for button in (self.camera, self.speech):
                button.setParent(self)
                button.hide()
        for button in (self.camera, self.speech):
            button.setFixedHeight(TARGET)

    def _connect(self) -> None:
        if self.answer is not None:
            self.answer.answered.connect(lambda value, stay: self.answered.emit(self.card.ref, value, stay))
            self.answer.typed.connect(lambda text: self.typed.emit(self.card.ref, text))
            self.answer.skip_asked.connect(lambda: self.skip_asked.emit(self.card.ref))
        if isinstance(self.answer, UploadAnswer):
            self.answer.attach_asked.connect(lambda: self.photo_asked.emit(self.card.ref))
        self.camera.clicked.connect(lambda: self.photo_asked.emit(self.card.ref))
        self.speech.clicked.connect(self.take_note)
        self.note.committed.connect(lambda text: self.noted.emit(self.card.ref, text))

    def _show_severity(self) -> None:
        severity = (
            (self.card.finding.severity if self.card.finding else self.card.severity) if self.card.failing else ""
        )
        self._severity.setHidden(not severity)
        if severity:
            words = wording.severity(severity)
            self._severity.show_state(words[:1].upper() + words[1:], wording.severity_tone(severity), icon="flag")

    def _show_note(self) -> None:
        self.note.show_text(self.card.note)
        self.note.setHidden(self.card.failing or not (self.card.note or self._noting))

    def _show_finding(self) -> None:
        if self.card.failing and self.finding is None:
            self.finding = FindingPanel(self.card)
            self.finding.edited.connect(self.finding_edited)
            self.finding.noted.connect(lambda text: self.noted.emit(self.card.ref, text))
            self.finding.action_made.connect(self.action_made)
            self.finding.alert_asked.connect(self.alert_asked)
            self._body.addWidget(self.finding)
        elif self.card.failing and self.finding is not None:
            self.finding.show_card(self.card)
        elif self.finding is not None:
            self._body.removeWidget(self.finding)
            self.finding.hide()
            self.finding.deleteLater()
            self.finding = None

    def _said_wrong(self, error: FieldAuditError | None) -> str:
        if error is not None:
            return str(error)
        if self.card.state == "invalid":
            return self.card.message or self.tr("The form does not accept this answer.")
        return self.tr("Needs an answer, or “Not checked” with a reason.") if self.card.state == "missing" else ""

    def _spoken(self) -> str:
        card = self.card
        parts = [card.number, card.label, self.tr("restricted") if card.audience == "restricted" else ""]
        parts += [card.text or card.value or self.tr("not answered")]
        parts += [wording.severity(card.severity) if card.failing else ""]
        return ". ".join(part for part in parts if part)

    @staticmethod
    def _say(label: Label, text: str) -> None:
        if label.text() != text:
            label.setText(text)
        label.setHidden(not text)
