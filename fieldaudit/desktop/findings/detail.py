"""A finding in detail: what the program proposes and what a person says of it, and its actions."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.findings.action_card import ActionCard
from fieldaudit.desktop.findings.lines import FindingChange, FindingItem
from fieldaudit.desktop.findings.words import spread
from fieldaudit.desktop.half_typed import half_typed_of
from fieldaudit.desktop.run.action_form import ActionForm, half_typed_as
from fieldaudit.desktop.run.answers.days import month_names
from fieldaudit.desktop.run.note_field import NoteField
from fieldaudit.desktop.run.reason_line import ReasonLine
from fieldaudit.desktop.run.typed import read_day, shown_day
from fieldaudit.desktop.theme.tokens import SPACE_2, TARGET_SMALL
from fieldaudit.desktop.widgets import Button, Facts, Flow, Label, Panel, Pill, TextField, row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QShowEvent

    from fieldaudit.errors import FieldAuditError

_DUE_WIDTH = 150
_SPREADS = ("isolated", "systemic")


class FindingDetail(QWidget):
    """`said(FindingChange)`, `withdrawn(reason)`, `action_made(ActionEntry)`, `advanced(action, Step)`, ..."""

    said = Signal(object)
    withdrawn = Signal(str)
    action_made = Signal(object)
    advanced = Signal(str, object)
    question_asked = Signal()

    def __init__(self, item: FindingItem, error: FieldAuditError | None) -> None:
        super().__init__()
        self._item = item
        self._chosen = ""
        self.form: ActionForm | None = None
        self.reason: ReasonLine | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_2 + 4)
        self._about = self._about_panel(error)
        self._layout.addWidget(self._about)
        if not item.withdrawn:
            self._layout.addWidget(self._severity_panel())
        self._actions = self._actions_panel()
        self._layout.addWidget(self._actions)
        self._layout.addStretch(1)

    def flush(self) -> None:
        """Hand over what is typed."""
        for field in self.findChildren(NoteField):
            field.flush()
        if not self._item.withdrawn:
            self._charged()
            self._counted()

    # what was found

    def _about_panel(self, error: FieldAuditError | None) -> Panel:
        item, panel = self._item, Panel(gap=SPACE_2)
        words = wording.capital(wording.severity(item.severity))
        pills = row(Pill(words, wording.severity_tone(item.severity), icon="flag"), gap=SPACE_2)
        if item.restricted:
            pills.addWidget(Pill(self.tr("Restricted"), "information", icon="lock"))
        pills.addStretch(1)
        go = Button(self.tr("Go to the question"), "plain", icon="log-in", small=True)
        go.clicked.connect(self.question_asked)
        pills.addWidget(go)
        panel.body.addLayout(pills)
        panel.body.addWidget(Label(item.title, "question", bold=True, wrap=True))
        if item.note:
            panel.body.addWidget(Label(item.note, wrap=True))
        due = shown_day(item.due) if item.withdrawn else None
        photos = self.tr("1 attachment") if item.evidence == 1 else self.tr("{count} attachments")
        facts = [
            (self.tr("Site"), item.site),
            (self.tr("Clause"), item.clause),
            (self.tr("Owner"), wording.capital(item.owner) if item.withdrawn else ""),
            (self.tr("Due"), wording.due(due, wording.today()) if due else ""),
            (self.tr("Evidence"), photos.format(count=item.evidence) if item.evidence else self.tr("none")),
            (self.tr("Withdrawn"), item.withdrawn),
        ]
        panel.body.addWidget(Facts(facts))
        if error is not None:
            panel.body.addWidget(Label(str(error), "secondary", tone="critical", wrap=True))
        return panel

    def show_item(self, item: FindingItem) -> None:
        """Take over what was saved of what one typed here, which stands in its fields already."""
        self._item = item
        if not item.withdrawn and not self.due.edit.hasFocus() and not self.due.error():
            self.due.set_text(self._shown_due())

    # what a person says of it

    def _severity_panel(self) -> Panel:
        item, panel = self._item, Panel(gap=SPACE_2)
        panel.body.addLayout(self._charge())
        panel.body.addWidget(Label(self.tr("Seen at"), bold=True))
        panel.body.addLayout(self._counts())
        panel.body.addWidget(Label(self.tr("Severity"), bold=True))
        panel.body.addWidget(self._choices(wording.SEVERITIES, item.severity, self._chose_severity, wording.severity))
        said = self.tr("The program proposes: {severity}.").format(severity=wording.severity(item.proposed))
        if item.severity_reason:
            said = f"{said} {item.severity_reason}"
        panel.body.addWidget(Label(said, "secondary", muted=True, wrap=True))
        self._severity_body = panel.body
        panel.body.addWidget(Label(self.tr("Isolated or systemic"), bold=True))
        panel.body.addWidget(self._choices(_SPREADS, item.spread, lambda word: self._say(spread=word), spread))
        panel.body.addWidget(Label(self.tr("Root cause"), bold=True))
        cause = NoteField(self.tr("Why it came to this, as far as it is known"))
        cause.show_text(item.root_cause)
        cause.committed.connect(lambda text: self._say(root_cause=text))
        panel.body.addWidget(cause)
        withdraw = Button(self.tr("This finding does not stand"), "plain", icon="ban", small=True)
        withdraw.clicked.connect(lambda: self._ask_withdraw())  # noqa: PLW0108 - clicked hands on a boolean
        panel.body.addLayout(row(withdraw, None))
        return panel

    def _charge(self) -> QHBoxLayout:
        """Return who is to close it and until when, to be changed in place."""
        self.owner, self.due = TextField(self.tr("Owner")), TextField(self.tr("Due"))
        self.owner.set_text(self._item.owner)
        self.due.set_text(self._shown_due())
        self.due.setMaximumWidth(_DUE_WIDTH)
        self.owner.edit.editingFinished.connect(self._charged)
        self.due.edit.editingFinished.connect(self._charged)
        both = row(gap=SPACE_2)
        for field in (self.owner, self.due):
            both.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        return both

    def _shown_due(self) -> str:
        day = shown_day(self._item.due)
        return QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy") if day else ""

    def _charged(self) -> None:
        if self.owner.text() and self.owner.text() != self._item.owner:
            self._say(owner=self.owner.text())
        if self.due.text() == self._shown_due():
            return
        due = read_day(self.due.text(), date.max, month_names())
        self.due.show_error(None if due else self.tr("Type day month year."))
        if due and due != self._item.due:
            self._say(due=due)

    def _counts(self) -> Flow:
        flow = Flow(SPACE_2)
        self.affected, self.sampled = self._count(self._item.affected), self._count(self._item.sampled)
        self.affected.setAccessibleName(self.tr("How many were affected"))
        self.sampled.setAccessibleName(self.tr("Of how many that were seen"))
        of = Label(self.tr("of"))
        of.setFixedHeight(TARGET_SMALL)
        for part in (self.affected, of, self.sampled):
            flow.addWidget(part)
        return flow

    def _count(self, number: int | None) -> QLineEdit:
        field = QLineEdit("" if number is None else str(number))
        field.setFixedSize(64, TARGET_SMALL)
        field.setMaxLength(6)
        field.setStyleSheet("QLineEdit { padding: 0px 8px; } QLineEdit:focus { padding: 0px 7px; }")
        field.editingFinished.connect(self._counted)
        return field

    def _counted(self) -> None:
        affected, sampled = self.affected.text().strip(), self.sampled.text().strip()
        standing = tuple("" if one is None else str(one) for one in (self._item.affected, self._item.sampled))
        if (affected, sampled) != standing and all(text.isdecimal() for text in (affected, sampled) if text):
            self._say(affected=affected, sampled=sampled)

    def _choices(
        self, words: Sequence[str], standing: str, chosen: Callable[[str], None], shown: Callable[[str], str]
    ) -> QWidget:
        flow = Flow(SPACE_2)
        for word in words:
            button = Button(
                shown(word), small=True, tone=wording.severity_tone(word) if word in wording.SEVERITIES else "accent"
            )
            button.setCheckable(True)
            button.setChecked(word == standing)
            button.clicked.connect(partial(_pressed, button, word, standing, chosen))
            flow.addWidget(button)
        made = QWidget()
        made.setLayout(flow)
        return made

    def _chose_severity(self, word: str) -> None:
        ranks = list(wording.SEVERITIES)
        lower = ranks.index(word) > ranks.index(self._item.proposed) if self._item.proposed in ranks else False
        if not lower:
            self._say(severity=word)
            return
        self._ask_lower(word)

    def _ask_lower(self, word: str, *, take_keyboard: bool = True) -> None:
        question = self.tr("Why {severity}, lower than proposed?").format(severity=wording.severity(word))
        self._ask(
            question,
            lambda reason: self._say(severity=word, severity_reason=reason),
            self._lower_as(word),
            take_keyboard,
        )

    def _ask_withdraw(self, *, take_keyboard: bool = True) -> None:
        self._ask(self.tr("Why does it not stand?"), self.withdrawn.emit, self._withdraw_as(), take_keyboard)

    def _lower_as(self, word: str) -> str:
        return f"severity/{self._item.id}/{word}"

    def _withdraw_as(self) -> str:
        return f"withdraw/{self._item.id}"

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Open again what was half typed when the program locked."""
        super().showEvent(event)
        store, record = half_typed_of(self)
        if store is None or self._item.withdrawn:
            return
        if store.has(record, half_typed_as(self._item.id)):
            self._open(take_keyboard=False)
        for word in wording.SEVERITIES:
            if store.has(record, self._lower_as(word)):
                self._ask_lower(word, take_keyboard=False)
        if store.has(record, self._withdraw_as()):
            self._ask_withdraw(take_keyboard=False)

    def _say(self, **fields: str) -> None:
        self.said.emit(FindingChange(**fields))

    # what is done about it

    def _actions_panel(self) -> Panel:
        panel = Panel(self.tr("Actions"), gap=SPACE_2)
        for action in self._item.actions:
            card = ActionCard(action)
            card.advanced.connect(self.advanced)
            panel.body.addWidget(card)
        if not self._item.actions:
            panel.body.addWidget(Label(self._said_none(), muted=True, wrap=True))
        if not self._item.withdrawn:
            self.open = Button(self.tr("Open an action"), icon="plus", small=True)
            self.open.clicked.connect(lambda: self._open())  # noqa: PLW0108 - clicked hands on a boolean
            panel.body.addLayout(row(self.open, None))
        return panel

    def _said_none(self) -> str:
        if self._item.severity == "critical":
            return self.tr("No action yet. A critical finding needs one before the audit can be signed as complete.")
        return self.tr("No action yet.")

    def _open(self, *, take_keyboard: bool = True) -> None:
        if self.form is not None:
            return
        due = self._item.due or (wording.today() + timedelta(days=30)).isoformat()
        self.form = ActionForm(self._item.id, self._item.advice, self._item.owner, due)
        self.form.made.connect(self.action_made)
        self.form.given_up.connect(self._close_form)
        self._actions.body.addWidget(self.form)
        self.form.show()
        if take_keyboard:
            self.form.text.setFocus()

    def _close_form(self) -> None:
        if self.form is not None:
            self._actions.body.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None

    def _ask(self, question: str, given: Callable[[str], None], kept: str, take_keyboard: bool) -> None:
        if self.reason is not None:
            self._severity_body.removeWidget(self.reason)
            self.reason.hide()
            self.reason.deleteLater()
        self.reason = ReasonLine(invitation=question, kept=kept)
        self.reason.given.connect(given)
        self.reason.given_up.connect(self._close_reason)
        self._severity_body.addWidget(self.reason)
        self.reason.show()
        if take_keyboard:
            self.reason.field.setFocus()

    def _close_reason(self) -> None:
        if self.reason is not None:
            self.reason.hide()
            self.reason.deleteLater()
            self.reason = None


def _pressed(button: Button, word: str, standing: str, chosen: Callable[[str], None]) -> None:
    """Leave the mark where it stands until the choice is saved."""
    button.setChecked(word == standing)
    if word != standing:
        chosen(word)
