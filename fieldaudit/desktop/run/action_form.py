"""An action, typed in place under its finding: what is to be done, by whom, until when."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QLocale, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from fieldaudit.desktop.half_typed import KeptForm
from fieldaudit.desktop.run import typed
from fieldaudit.desktop.run.answers.days import month_names
from fieldaudit.desktop.run.uses import ActionEntry
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import Button, Flow, FormField, TextField, row

KINDS = ("corrective", "containment", "preventive", "remedy")


def half_typed_as(finding: str) -> str:
    """Return the name under which an action for a finding that is half typed outlives a lock."""
    return f"action/{finding}"


class ActionForm(QWidget):
    """`made(ActionEntry)` once what, who and when are there; `given_up` by Cancel. The due day is ISO.

    What is half typed for a finding outlives a lock.
    """

    made = Signal(object)
    given_up = Signal()

    def __init__(self, finding: str, text: str, owner: str, due: str) -> None:
        super().__init__()
        self.text = QLineEdit(text)
        self._text = FormField(self.tr("What is to be done"), self.text)
        self.text.setCursorPosition(0)
        self.kind = QComboBox()
        for kind, words in zip(KINDS, self._kind_words(), strict=True):
            self.kind.addItem(words, kind)
        self.owner, self.due = TextField(self.tr("Who does it")), TextField(self.tr("Until"))
        self.owner.set_text(owner)
        self.due.set_text(self._shown(due))
        fields = Flow(SPACE_2)
        kind_field = FormField(self.tr("Kind"), self.kind)
        placed: tuple[tuple[FormField, int], ...] = ((kind_field, 170), (self.owner, 200), (self.due, 150))
        for field, width in placed:
            field.setFixedWidth(width)
            fields.addWidget(field)
        holder = QWidget()
        holder.setLayout(fields)
        save, cancel = (
            Button(self.tr("Save the action"), small=True, icon="check"),
            Button(self.tr("Cancel"), "plain", small=True),
        )
        save.clicked.connect(self._save)
        cancel.clicked.connect(self.given_up)
        self.text.returnPressed.connect(self._save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE_2, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self._text)
        layout.addWidget(holder)
        layout.addLayout(row(save, cancel, None))
        fields_kept = {"text": self.text, "kind": self.kind, "owner": self.owner.edit, "due": self.due.edit}
        half = KeptForm(self, half_typed_as(finding), fields_kept)
        self.made.connect(half.done)
        self.given_up.connect(half.done)

    def _save(self) -> None:
        due = typed.read_day(self.due.text(), date.max, month_names())
        self._text.show_error("" if self.text.text().strip() else self.tr("Write what is to be done."))
        self.owner.show_error("" if self.owner.text() else self.tr("Name who does it."))
        self.due.show_error("" if due else self.tr("Type day month year."))
        if self.text.text().strip() and self.owner.text() and due:
            self.made.emit(ActionEntry(self.kind.currentData(), self.text.text().strip(), self.owner.text(), due))

    def _kind_words(self) -> tuple[str, ...]:
        return self.tr("Corrective"), self.tr("Containment"), self.tr("Preventive"), self.tr("Remedy")

    @staticmethod
    def _shown(due: str) -> str:
        day = typed.shown_day(due)
        return QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy") if day else ""
