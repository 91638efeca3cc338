"""One action in the detail of a finding: where it stands, and its next step with what that step needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.findings.lines import METHODS, ActionItem, Step
from fieldaudit.desktop.findings.words import action_kind, action_state, action_tone, step_words
from fieldaudit.desktop.half_typed import KeptForm, half_typed_of
from fieldaudit.desktop.run.typed import shown_day
from fieldaudit.desktop.theme.tokens import SPACE_1, SPACE_2
from fieldaudit.desktop.widgets import Button, Flow, FormField, Label, Pill, TextField, row

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

_VERIFIED = ("closed", "ineffective")


class ActionCard(QWidget):
    """`advanced(action, Step)` once the step has what it needs."""

    advanced = Signal(str, object)

    def __init__(self, action: ActionItem) -> None:
        super().__init__()
        self._action = action
        self.form: StepForm | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, SPACE_2)
        self._layout.setSpacing(SPACE_1)
        head = row(Pill(action_state(action.state), action_tone(action.state)), gap=SPACE_2)
        due = shown_day(action.due)
        words = [action_kind(action.kind), action.owner, wording.due(due, wording.today()) if due else ""]
        if action.state == "closed":
            words = words[:2]
        head.addWidget(Label(" · ".join(word for word in words if word), "secondary", muted=True, wrap=True), 1)
        self._layout.addLayout(head)
        self._layout.addWidget(Label(action.text, wrap=True))
        for said in (action.note, action.verified):
            if said:
                self._layout.addWidget(Label(said, "secondary", muted=True, wrap=True))
        steps = Flow(SPACE_2)
        for following in action.following:
            button = Button(step_words(following, action.state), small=True)
            button.clicked.connect(lambda _=False, following=following: self._ask(following))
            steps.addWidget(button)
        if action.following:
            holder = QWidget()
            holder.setLayout(steps)
            self._layout.addWidget(holder)
        self.setAccessibleName(f"{action_state(action.state)}: {action.text}")

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Open the step again that was half typed when the program locked."""
        super().showEvent(event)
        store, record = half_typed_of(self)
        for following in self._action.following:
            if self.form is None and store is not None and store.has(record, self._kept(following)):
                self._ask(following, take_keyboard=False)

    def _kept(self, following: str) -> str:
        return f"step/{self._action.id}/{following}"

    def _ask(self, following: str, *, take_keyboard: bool = True) -> None:
        if self.form is not None:
            self._close()
        needs_note = (self._action.state, following) == ("submitted", "in_progress")
        self.form = StepForm(following, needs_note=needs_note, kept=self._kept(following))
        self.form.given.connect(self._given)
        self.form.given_up.connect(self._close)
        self._layout.addWidget(self.form)
        self.form.show()
        if take_keyboard:
            self.form.first().setFocus()

    def _given(self, step: Step) -> None:
        self._close()
        self.advanced.emit(self._action.id, step)

    def _close(self) -> None:
        if self.form is not None:
            self._layout.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None


class StepForm(QWidget):
    """What a step needs: a note, and for closed or ineffective who looked, how, and what was seen."""

    given = Signal(object)
    given_up = Signal()

    def __init__(self, following: str, *, needs_note: bool, kept: str) -> None:
        super().__init__()
        self._following, self._needs_note = following, needs_note
        self._note = TextField(self.tr("What is still missing") if needs_note else self.tr("Note"))
        self.method = QComboBox()
        for method, words in zip(METHODS, self._methods(), strict=True):
            self.method.addItem(words, method)
        self.by, self.seen = TextField(self.tr("Who looked")), TextField(self.tr("What was seen"))
        save, cancel = Button(self.tr("Save"), icon="check", small=True), Button(self.tr("Cancel"), "plain", small=True)
        save.clicked.connect(self.save)
        cancel.clicked.connect(self.given_up)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE_2, 0, 0)
        layout.setSpacing(SPACE_2)
        parts: list[QWidget] = [self._note]
        if following in _VERIFIED:
            parts = [FormField(self.tr("How it was verified"), self.method), self.by, self.seen, self._note]
        for part in parts:
            layout.addWidget(part)
        layout.addLayout(row(save, cancel, None))
        fields = {"note": self._note.edit, "method": self.method, "by": self.by.edit, "seen": self.seen.edit}
        half = KeptForm(self, kept, fields)
        self.given.connect(half.done)
        self.given_up.connect(half.done)

    def first(self) -> QWidget:
        """Return where typing begins."""
        return self.method if self._following in _VERIFIED else self._note.edit

    def save(self) -> None:
        """Hand the step over, or name what is missing."""
        verified = self._following in _VERIFIED
        self.by.show_error(self.tr("Name who looked.") if verified and not self.by.text() else None)
        self.seen.show_error(self.tr("Write what was seen.") if verified and not self.seen.text() else None)
        self._note.show_error(self.tr("Write what is missing.") if self._needs_note and not self._note.text() else None)
        if self.by.error() or self.seen.error() or self._note.error():
            return
        method = str(self.method.currentData()) if verified else ""
        self.given.emit(Step(self._following, self._note.text(), method, self.by.text(), self.seen.text()))

    def _methods(self) -> tuple[str, ...]:
        return (
            self.tr("From documents, at a desk"),
            self.tr("At a follow-up visit"),
            self.tr("By talking to workers"),
            self.tr("By a document received"),
        )
