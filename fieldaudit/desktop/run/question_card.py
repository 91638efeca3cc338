"""One question: its number, its words, its answer, and what opens in place; what is seldom needed is made late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.run.answers.kinds import answer_for
from fieldaudit.desktop.run.conflict_panel import ConflictPanel
from fieldaudit.desktop.run.finding_panel import FindingPanel
from fieldaudit.desktop.run.grid import DOWN, GRIDS, GridAnswer
from fieldaudit.desktop.run.guidance import Guidance
from fieldaudit.desktop.run.label_media import LabelMedia
from fieldaudit.desktop.run.note_field import NoteField
from fieldaudit.desktop.run.reason_line import ReasonLine
from fieldaudit.desktop.run.rich_label import RichLabel
from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_PANEL, SPACE_1, SPACE_2, SPACE_3, SPACE_4, TARGET
from fieldaudit.desktop.widgets import IconButton, Label, Pill
from fieldaudit.desktop.widgets.painting import rounded
from fieldaudit.errors import AnswerRefused

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QMouseEvent, QPaintEvent

    from fieldaudit.desktop.run.cards import Card
    from fieldaudit.desktop.theme import Tone
    from fieldaudit.errors import FieldAuditError

_NUMBER_WIDTH = 40
_CLOCK = 24
_RING = 3
_FRAME = 8


def half_typed_reason(ref: str) -> str:
    """Return the name under which a half typed reason why a question was not checked outlives a lock."""
    return f"skip/{ref}"


class QuestionCard(QWidget):
    """A card: what a person does comes out as signals, what stands comes in by `show_card`."""

    answered = Signal(str, str, bool)
    typed = Signal(str, str)
    skip_asked = Signal(str)
    skipped = Signal(str, str)
    skip_given_up = Signal(str)
    noted = Signal(str, str)
    resolved = Signal(str, str)
    photo_asked = Signal(str)
    attached = Signal(str, list)
    picture_asked = Signal(str, object)
    finding_edited = Signal(object)
    action_made = Signal(str, object)
    alert_asked = Signal(str)
    entered = Signal(str)
    media_asked = Signal(str, object)
    history_asked = Signal(str)

    def __init__(self, card: Card, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = card
        self._current = self._noting = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if card.answerable else Qt.FocusPolicy.NoFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.answer = GridAnswer(card) if card.control in GRIDS else answer_for(card)
        self.note: NoteField | None = None
        self.reason: ReasonLine | None = None
        self.finding: FindingPanel | None = None
        self.conflict: ConflictPanel | None = None
        self._hint: RichLabel | None = None
        self.guidance: Guidance | None = None
        self.media: LabelMedia | None = None
        self._pills: dict[str, Pill] = {}
        self._lines: dict[str, Label] = {}
        self._lay_out()
        self.show_card(card)

    # showing

    def show_card(self, card: Card, error: FieldAuditError | None = None, *, inspecting: bool = False) -> None:
        """Show another state of the question; errors only where the section was left once."""
        self.card = card
        self._label.show_text(card.label)
        self._show_words()
        self._mark("conflict", self.tr("Two answers") if card.conflict else "", "major", "git-fork")
        self._mark("restricted", self.tr("Restricted") if card.audience == "restricted" else "", "information", "lock")
        self._show_severity()
        if self.answer is not None:
            self.answer.show_card(card)
        if card.answerable:
            self.camera.set_count(card.evidence)
            self.speech.set_count(1 if card.note else 0)
        self._say("wrong", self._said_wrong(error) if inspecting else "")
        said = self.tr("Not checked: {reason}").format(reason=card.reason) if card.state == "not_checked" else ""
        self._say("why", said)
        self._say("asked", self.tr("Head office asks: {text}").format(text=card.asked) if card.asked else "")
        self._show_conflict()
        self._show_note()
        self._show_finding()
        self.setAccessibleName(self._spoken())

    def show_reason(self, asked: bool) -> None:
        """Ask why it was not checked, in place, or ask no longer."""
        if asked and self.reason is None:
            self.reason = ReasonLine(self.card.reason, kept=half_typed_reason(self.card.ref))
            self.reason.given.connect(lambda text: self.skipped.emit(self.card.ref, text))
            self.reason.given_up.connect(lambda: self.skip_given_up.emit(self.card.ref))
            self._body.addWidget(self.reason)
            self.reason.show()
            self.reason.field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not asked and self.reason is not None:
            had = self.reason.isAncestorOf(self.window().focusWidget() or self)
            self._drop(self.reason)
            self.reason = None
            if had:
                self.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_current(self, current: bool) -> None:
        """Mark the card as the one that one is at."""
        if current != self._current:
            self._current = current
            inside = self.rect().adjusted(_FRAME, _FRAME, -_FRAME, -_FRAME)
            self.update(QRegion(self.rect()).subtracted(QRegion(inside)))  # what lies inside is not painted anew

    def wrong(self) -> str:
        """Return what is said to be wrong with the answer."""
        line = self._lines.get("wrong")
        return line.text() if line is not None else ""

    # doing

    def press(self, number: int) -> bool:
        """Do what the key of this number does."""
        return self.answer is not None and self.isEnabled() and self.answer.press(number)

    def take_note(self) -> None:
        """Go into the note."""
        self._noting = True
        self._show_note()
        field = self.finding.note if self.finding is not None else self.note
        if field is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take_finding(self) -> bool:
        """Go into what a failing answer has opened; False where there is none."""
        if self.finding is None:
            return False
        self.finding.affected.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.finding.affected.selectAll()
        return True

    def turn_guidance(self) -> None:
        """Unfold the guidance, or fold it."""
        if self.guidance is not None:
            self.guidance.turn()

    def flush(self) -> None:
        """Hand over what is typed."""
        if self.answer is not None:
            self.answer.flush()
        if self.note is not None:
            self.note.flush()
        if self.finding is not None:
            self.finding.flush()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Become the current one."""
        self.entered.emit(self.card.ref)
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Tell that the keyboard arrived."""
        super().focusInEvent(event)
        self.entered.emit(self.card.ref)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the panel, ringed where it is the current one."""
        if not self.card.answerable:
            return
        tokens, painter = tokens_of(self), QPainter(self)
        ring = _RING if self._current else 1
        border = tokens.accent if self._current else tokens.hairline
        rounded(painter, QRectF(self.rect()), RADIUS_PANEL, tokens.panel, border, ring)

    # parts

    def _lay_out(self) -> None:
        answerable = self.card.answerable
        outer = QHBoxLayout(self)
        high = SPACE_3 + 2 if answerable else 0
        outer.setContentsMargins(SPACE_4, high, SPACE_4, high)
        outer.setSpacing(0)
        number = Label(self.card.number if answerable else "", "question", muted=True, parent=self)
        down = DOWN if self.card.control in GRIDS else 0
        number.setContentsMargins(0, down, 0, 0)
        wide = number.sizeHint().width() if answerable else 0
        number.setFixedWidth(wide)
        outer.addLayout(self._number_column(number, wide))
        outer.addSpacing(max(_NUMBER_WIDTH - wide, SPACE_3 if answerable else 0))
        self._body = QVBoxLayout()
        self._body.setSpacing(SPACE_2)
        outer.addLayout(self._body, 1)
        self._words = QVBoxLayout()
        self._words.setSpacing(SPACE_1)
        self._body.addLayout(self._words)
        self._head = QHBoxLayout()
        self._head.setSpacing(SPACE_2)
        self._words.addLayout(self._head)
        self._label = RichLabel(self.card.label, "question" if answerable else "body", parent=self)
        self._label.setContentsMargins(0, down, 0, 0)
        self._head.addWidget(self._label, 1, Qt.AlignmentFlag.AlignTop if down else Qt.AlignmentFlag(0))
        if self.answer is not None:
            self._lay_out_answer(self.answer)

    def _number_column(self, number: Label, wide: int) -> QVBoxLayout:
        """Return the number with the clock below it, where there is room that nothing else needs."""
        side = QVBoxLayout()
        side.setSpacing(SPACE_2)
        side.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        if self.card.answerable and self.card.control not in GRIDS:
            self.clock = IconButton("clock", self.tr("History (Alt+H)"), kind="plain", small=True, parent=self)
            self.clock.setFixedWidth(max(wide, _CLOCK))
            self.clock.clicked.connect(lambda: self.history_asked.emit(self.card.ref))
            side.addWidget(self.clock, 0, Qt.AlignmentFlag.AlignLeading)
        side.addStretch(1)
        return side

    def _lay_out_answer(self, answer: QWidget) -> None:
        answers = QHBoxLayout()
        answers.setSpacing(SPACE_1 + 2)
        if self.card.control in GRIDS:  # its cells stand beside its words, below the heads of their columns
            self._head.addLayout(answers)
            answers.addWidget(answer, 0, Qt.AlignmentFlag.AlignTop)
        else:
            self._body.addLayout(answers)
            answers.addWidget(answer, 1, Qt.AlignmentFlag.AlignTop)
        self._connect()
        if not self.card.answerable:
            return
        answers.addSpacing(SPACE_2)
        self.camera = IconButton("camera", self.tr("Photos and files"), parent=self)
        self.speech = IconButton("message-square", self.tr("Note"), parent=self)
        self.camera.clicked.connect(lambda: self.photo_asked.emit(self.card.ref))
        self.speech.clicked.connect(self.take_note)
        for button in (self.camera, self.speech):
            button.setFixedHeight(TARGET)
            answers.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    def _connect(self) -> None:
        if self.answer is not None:
            self.answer.answered.connect(lambda value, stay: self.answered.emit(self.card.ref, value, stay))
            self.answer.typed.connect(lambda text: self.typed.emit(self.card.ref, text))
            self.answer.skip_asked.connect(lambda: self.skip_asked.emit(self.card.ref))
            self.answer.attached.connect(lambda files: self.attached.emit(self.card.ref, files))
            self.answer.picture_asked.connect(lambda done: self.picture_asked.emit(self.card.ref, done))

    def _show_words(self) -> None:
        """Show hint, guidance and media, each made when it is first needed."""
        card = self.card
        if card.hint and self._hint is None:
            self._hint = RichLabel("", muted=True, parent=self)
            self._words.insertWidget(1, self._hint)
        if self._hint is not None:
            self._hint.show_text(card.hint)
            self._hint.setHidden(not card.hint)
        if card.guidance and self.guidance is None:
            self.guidance = Guidance(self)
            self._words.insertWidget(2 if self._hint is not None else 1, self.guidance)
        if self.guidance is not None:
            self.guidance.show_text(card.guidance)
            self.guidance.setHidden(not card.guidance)
        if card.media and self.media is None:
            self.media = LabelMedia(self)
            self.media.asked.connect(self.media_asked)
            self._words.addWidget(self.media)
        if self.media is not None:
            self.media.show_media(card.media)

    def _show_severity(self) -> None:
        standing = self.card.finding.severity if self.card.finding else self.card.severity
        severity = standing if self.card.failing else ""
        words = wording.capital(wording.severity(severity))
        self._mark("severity", words, wording.severity_tone(severity), "flag")

    def _show_conflict(self) -> None:
        if self.card.claims and self.conflict is None:
            self.conflict = ConflictPanel()
            self.conflict.chosen.connect(lambda event: self.resolved.emit(self.card.ref, event))
            self._body.addWidget(self.conflict)
        if self.conflict is not None and self.card.claims:
            self.conflict.show_claims(self.card.claims)
        elif self.conflict is not None:
            self._drop(self.conflict)
            self.conflict = None

    def _show_note(self) -> None:
        wanted = not self.card.failing and bool(self.card.note or self._noting)
        if wanted and self.note is None:
            self.note = NoteField(self.tr("Note"))
            self.note.committed.connect(lambda text: self.noted.emit(self.card.ref, text))
            self._body.addWidget(self.note)
        if self.note is not None:
            self.note.show_text(self.card.note)
            self.note.setHidden(not wanted)

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
            self._drop(self.finding)
            self.finding = None

    def _said_wrong(self, error: FieldAuditError | None) -> str:
        if error is not None:
            return self._said_refused(error)
        if self.card.state == "invalid":
            return self.card.message or self.tr("The form does not accept this answer.")
        return self.tr("Needs an answer, or “Not checked” with a reason.") if self.card.state == "missing" else ""

    def _said_refused(self, error: FieldAuditError) -> str:
        """Say why a value was not taken, without the reference that the error names for the command line."""
        if isinstance(error, AnswerRefused):
            reason = str(error.details.get("reason", ""))
            return self.tr("This was not taken: {reason}.").format(reason=reason)
        return str(error)

    def _spoken(self) -> str:
        card = self.card
        parts = [card.number, card.words, self.tr("restricted") if card.audience == "restricted" else ""]
        parts += [card.text or card.value or self.tr("not answered")]
        parts += [wording.severity(card.severity) if card.failing else ""]
        return ". ".join(part for part in parts if part)

    def _say(self, name: str, text: str) -> None:
        """Show a line of words, made when it is first needed."""
        line = self._lines.get(name)
        if line is None:
            if not text:
                return
            line = self._lines[name] = self._new_line(name)
        if line.text() != text:
            line.setText(text)
        line.setHidden(not text)

    def _new_line(self, name: str) -> Label:
        if name in ("wrong", "asked"):
            tone: Tone = "critical" if name == "wrong" else "major"
            line = Label("", "secondary", tone=tone, wrap=True, parent=self)
        else:
            line = Label("", "secondary", muted=True, wrap=True, parent=self)
        self._body.insertWidget(2, line)
        return line

    def _mark(self, name: str, words: str, tone: Tone, icon: str) -> None:
        """Show a pill beside the words, made when it is first needed."""
        pill = self._pills.get(name)
        if pill is None:
            if not words:
                return
            pill = self._pills[name] = Pill(words, tone, icon=icon, parent=self)
            self._head.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
        if words:
            pill.show_state(words, tone, icon=icon)
        pill.setHidden(not words)

    def _drop(self, part: QWidget) -> None:
        self._body.removeWidget(part)
        part.hide()
        part.deleteLater()
