"""What opens in place under an answer that fails: how many, whose, until when, the note, the evidence, an action."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.half_typed import half_typed_of
from fieldaudit.desktop.run.action_form import ActionForm, half_typed_as
from fieldaudit.desktop.run.answers.texts import REST_MS
from fieldaudit.desktop.run.cards import Card, FindingCard
from fieldaudit.desktop.run.note_field import NoteField
from fieldaudit.desktop.run.typed import shown_day
from fieldaudit.desktop.run.uses import ActionEntry, FindingEdit
from fieldaudit.desktop.theme import Tone, tokens_of
from fieldaudit.desktop.theme.tokens import SPACE_2, TARGET_SMALL
from fieldaudit.desktop.widgets import Button, Flow, Label

_BAR = 3
_COUNT_WIDTH = 48


class FindingPanel(QWidget):
    """`edited(FindingEdit)`, `noted(text)`, `action_made(finding, ActionEntry)`, `alert_asked(finding)`."""

    edited = Signal(object)
    noted = Signal(str)
    action_made = Signal(str, object)
    alert_asked = Signal(str)

    def __init__(self, card: Card) -> None:
        super().__init__()
        self._card = card
        self.affected, self.sampled = self._count(), self._count()
        self._owner = Label("", wrap=False)
        self._seen, self._of, self._by = Label("", muted=True), Label(""), Label("", muted=True)
        self._reasons = Label("", "secondary", muted=True, wrap=True)
        self._needed = Label("", "secondary", tone="major", wrap=True)
        self._advice = Label("", "secondary", muted=True, wrap=True)
        self.note = NoteField(self.tr("Note: what was seen, where, who was told"))
        self.note.committed.connect(self.noted)
        self.open_action = Button(self.tr("Open an action"), icon="plus", small=True)
        self.open_action.clicked.connect(self._ask_action)
        self.alert = Button(self.tr("Alert head office now"), icon="siren", small=True)
        self.alert.clicked.connect(self._alert)
        self.form: ActionForm | None = None
        self._bar = _Bar()
        self._layout = QVBoxLayout()
        self._layout.setContentsMargins(0, 2, 0, 2)
        self._layout.setSpacing(SPACE_2)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(14)
        outer.addWidget(self._bar)
        outer.addLayout(self._layout, 1)
        self._layout.addWidget(self._facts())
        for part in (self._reasons, self.note, self._needed, self._advice):
            self._layout.addWidget(part)
        self._buttons = Flow()
        for button in (self.open_action, self.alert):
            self._buttons.addWidget(button)
        holder = QWidget()
        holder.setLayout(self._buttons)
        self._layout.addWidget(holder)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._hand_counts)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Show the finding as it stands."""
        self._card = card
        finding = card.finding or FindingCard("", card.severity)
        self._show_count(self.affected, finding.affected)
        self._show_count(self.sampled, finding.sampled)
        self._show_facts(finding)
        self._show(self._reasons, self._said_reasons(finding))
        self._show(self._needed, self._said_needed(card, finding))
        self._show(self._advice, finding.advice)
        self.note.show_text(card.note)
        self.alert.setHidden(finding.severity != "critical")
        self.alert.setEnabled(bool(finding.id))
        self.open_action.setEnabled(bool(finding.id))
        count = finding.actions
        self.open_action.set_text(
            self.tr("Open an action")
            if not count
            else self.tr("Open another action ({count} open)").format(count=count)
        )
        self._bar.show_tone(wording.severity_tone(finding.severity))

    def flush(self) -> None:
        """Hand over what is typed."""
        self.note.flush()
        if self._rest.isActive():
            self._hand_counts()

    def _facts(self) -> QWidget:
        facts = Flow(SPACE_2)
        for part in (
            self._seen,
            self.affected,
            self._of,
            self.sampled,
            Label(self.tr("Owner"), muted=True),
            self._owner,
            self._by,
        ):
            part.setFixedHeight(TARGET_SMALL)
            facts.addWidget(part)
        self._seen.setText(self.tr("Seen at"))
        self._of.setText(self.tr("of"))
        self.affected.setAccessibleName(self.tr("How many were affected"))
        self.sampled.setAccessibleName(self.tr("Of how many that were seen"))
        made = QWidget()
        made.setLayout(facts)
        return made

    def _show_facts(self, finding: FindingCard) -> None:
        self._owner.setText(wording.capital(finding.owner) or self.tr("not named"))
        close, contain = shown_day(finding.due), shown_day(finding.contain_by)
        words = []
        if contain:
            words.append(self.tr("contain by {day}").format(day=wording.day(contain)))
        if close:
            words.append(self.tr("close by {day}").format(day=wording.day(close)))
        self._by.setText(wording.capital(", ".join(words)))
        for label in (self._owner, self._by):
            label.updateGeometry()

    def _said_reasons(self, finding: FindingCard) -> str:
        words = {
            "repeat": self.tr("it was found here before"),
            "above_a_quarter": self.tr("more than a quarter of those seen are affected"),
        }
        said = [words.get(reason, reason) for reason in finding.reasons]
        severity = wording.severity(finding.severity)
        if said:
            return self.tr("Proposed: {severity}, one step up because {reasons}.").format(
                severity=severity, reasons=self.tr(" and ").join(said)
            )
        return ""

    def _said_needed(self, card: Card, finding: FindingCard) -> str:
        if card.evidence:
            return ""
        return {
            "photo": self.tr("A photo is needed."),
            "document": self.tr("A document is needed."),
            "photo_or_reason": ""
            if card.note
            else self.tr("A photo is needed, or a note that says why there is none."),
        }.get(finding.evidence, "")

    def _count(self) -> QLineEdit:
        field = QLineEdit()
        field.setFixedSize(_COUNT_WIDTH, TARGET_SMALL)
        field.setMaxLength(6)
        field.setStyleSheet("QLineEdit { padding: 0px 6px; font-weight: 600; } QLineEdit:focus { padding: 0px 5px; }")
        field.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        field.textEdited.connect(lambda _: self._rest.start())
        field.editingFinished.connect(self._leave_count)
        return field

    def _show_count(self, field: QLineEdit, text: str) -> None:
        if not field.hasFocus() and not self._rest_is_active():
            field.setText(text)

    def _rest_is_active(self) -> bool:
        return hasattr(self, "_rest") and self._rest.isActive()

    def _leave_count(self) -> None:
        if self._rest.isActive():
            self._hand_counts()

    def _hand_counts(self) -> None:
        self._rest.stop()
        finding = self._card.finding
        affected, sampled = self.affected.text().strip(), self.sampled.text().strip()
        if finding is None or not all(text.isdecimal() or not text for text in (affected, sampled)):
            return
        if (affected, sampled) != (finding.affected, finding.sampled):
            self.edited.emit(FindingEdit(finding.id, affected, sampled))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Open the action again that was half typed when the program locked."""
        super().showEvent(event)
        store, record = half_typed_of(self)
        if store is not None and self._card.finding and store.has(record, half_typed_as(self._card.finding.id)):
            self._ask_action(take_keyboard=False)

    def _ask_action(self, _: bool = False, *, take_keyboard: bool = True) -> None:
        finding = self._card.finding
        if finding is None or self.form is not None:
            return
        due = finding.due or (date.today() + timedelta(days=30)).isoformat()  # noqa: DTZ011 - the day on the wall
        self.form = ActionForm(finding.id, finding.advice, finding.owner, due)
        self.form.made.connect(self._action_made)
        self.form.given_up.connect(self._close_form)
        self._layout.addWidget(self.form)
        self.form.show()
        self.open_action.setEnabled(False)
        if take_keyboard:
            self.form.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _action_made(self, entry: ActionEntry) -> None:
        if self._card.finding is not None:
            self.action_made.emit(self._card.finding.id, entry)
        self._close_form()

    def _close_form(self) -> None:
        if self.form is not None:
            self._layout.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        self.open_action.setEnabled(True)
        self.open_action.setFocus(Qt.FocusReason.OtherFocusReason)

    def _alert(self) -> None:
        if self._card.finding is not None:
            self.alert_asked.emit(self._card.finding.id)

    @staticmethod
    def _show(label: Label, text: str) -> None:
        label.setText(text)
        label.setHidden(not text)


class _Bar(QWidget):
    """The bar beside a finding, in its severity's colour."""

    def __init__(self) -> None:
        super().__init__()
        self._tone: Tone = "neutral"
        self.setFixedWidth(_BAR)

    def show_tone(self, tone: Tone) -> None:
        """Change the colour."""
        self._tone = tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the bar."""
        QPainter(self).fillRect(self.rect(), QColor(tokens_of(self).tone(self._tone).strong))
