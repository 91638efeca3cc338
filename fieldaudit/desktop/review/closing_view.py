"""The site's closing as it is seen: turned to the representative, made of what is for the site's eyes alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.half_typed import KeptForm
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.review.signature_pad import SignaturePad
from fieldaudit.desktop.run.answers.base import AnswerButton
from fieldaudit.desktop.run.note_field import NoteField
from fieldaudit.desktop.run.typed import shown_day
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3, SPACE_4
from fieldaudit.desktop.widgets import (
    Button,
    Facts,
    Label,
    Panel,
    Pill,
    PrimaryButton,
    TextField,
    clear,
    column,
    page,
    row,
)

if TYPE_CHECKING:
    from fieldaudit.desktop.review.closing_presenter import ClosingPresenter, ClosingState
    from fieldaudit.desktop.review.points import SiteFinding, SiteView

_WIDEST = 860


class ClosingScreen(Screen):
    """`opened(audit id)`."""

    def __init__(self, presenter: ClosingPresenter) -> None:
        super().__init__("", back=True)
        self._presenter = presenter
        self._shown: SiteView | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.bar.set_title(self.tr("Closing with the site"))
        self.save = self.bar.add_primary(PrimaryButton(self.tr("Record the answer"), icon="check"))
        self.save.clicked.connect(self._save)
        self._about = Panel(gap=SPACE_3)
        self._findings = column(gap=SPACE_3)
        self._answer = self._answer_panel()
        said = {"comment": self.comment, "name": self.name.edit, "function": self.function.edit}
        self._half = KeptForm(
            self, "", {**said, "authority": self.authority, "agree": self.agree, "dispute": self.dispute}
        )
        self._done = Label("", "question", bold=True, tone="good", wrap=True)
        content = column(self._done, self._about, gap=SPACE_4)
        content.addLayout(self._findings)
        content.addWidget(self._answer)
        content.addStretch(1)
        inner = QWidget()
        inner.setLayout(content)
        inner.setMaximumWidth(_WIDEST)
        across = row(None)
        across.addWidget(inner, 100)
        across.addStretch(1)
        self.set_content(page(across))
        presenter.show_in(self._show)
        self.destroyed.connect(presenter.show_nowhere)

    def opened(self, argument: object = None) -> None:
        """Read what the site may see."""
        audit = argument.get("audit") if isinstance(argument, dict) else argument
        if isinstance(audit, str):
            self._clear()
            self._presenter.open(audit)
            self._half.begin("closing")

    def place(self) -> object:
        """Return the audit."""
        return {"audit": self._presenter.state.audit}

    def record(self) -> str:
        """Return the audit."""
        return self._presenter.state.audit

    def first_focus(self) -> QWidget | None:
        """Begin with the answer, where one can be given."""
        return self if self._answer.isHidden() else self.agree

    def _clear(self) -> None:
        for field in (self.name, self.function):
            field.set_text("")
        self.comment.show_text("")
        self.authority.setChecked(False)
        self.pad.clear()

    def _show(self, state: ClosingState) -> None:
        self.banner.show_error(state.error)
        if state.view is not None and state.view is not self._shown:
            self._shown = state.view
            self._show_view(state.view)
        can = state.view is not None and state.view.signed and not state.saved
        self.save.setEnabled(can and not state.busy)
        if state.saved:
            self._half.done()
        self._answer.setHidden(not can)
        self.agree.setChecked(state.entry.answer == "agree")
        self.dispute.setChecked(state.entry.answer == "dispute")
        missing = state.missing
        self.name.show_error(self.tr("Write the representative's name.") if "name" in missing else None)
        self.function.show_error(self.tr("Write what they do at the site.") if "function" in missing else None)
        self._answer_error.setHidden("answer" not in missing)
        self._comment_error.setHidden("comment" not in missing)
        self._done.setText(self._said_state(state))
        self._done.setHidden(not self._done.text())
        self._done.set_tone("good" if state.saved else "major")

    def _said_state(self, state: ClosingState) -> str:
        if state.saved:
            return self.tr("The site's answer is recorded beside the auditor's signature.")
        if state.view is not None and not state.view.signed:
            return self.tr("The audit is not signed yet. Sign it first, then the site answers to what is frozen.")
        return ""

    def _show_view(self, view: SiteView) -> None:
        header = view.header
        clear(self._about.body)
        day = shown_day(header.day)
        self._about.body.addWidget(Label(header.title, "heading", bold=True, wrap=True))
        facts = [
            (self.tr("Site"), header.site),
            (
                self.tr("Visit"),
                ", ".join(
                    part
                    for part in (wording.long_day(day) if day else "", wording.announcement(header.announcement))
                    if part
                ),
            ),
            (self.tr("Auditor"), view.auditor),
        ]
        self._about.body.addWidget(Facts(facts))
        clear(self._findings)
        count = len(view.findings)
        title = self.tr("1 finding") if count == 1 else self.tr("{count} findings").format(count=count)
        self._findings.addWidget(
            Label(title if count else self.tr("Nothing was found against the site."), "title", bold=True)
        )
        for finding in view.findings:
            self._findings.addWidget(self._finding(finding))

    def _finding(self, finding: SiteFinding) -> Panel:
        panel = Panel(gap=SPACE_2)
        words = wording.severity(finding.severity)
        pill = Pill(words[:1].upper() + words[1:], wording.severity_tone(finding.severity), icon="flag")
        head = row(gap=SPACE_3)
        head.addWidget(Label(finding.title, "question", wrap=True), 1)
        head.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
        panel.body.addLayout(head)
        if finding.note:
            panel.body.addWidget(Label(finding.note, wrap=True))
        due = shown_day(finding.due)
        seen = self.tr("{n} of {m}").format(n=finding.seen[0], m=finding.seen[1]) if finding.seen else ""
        facts = [
            (self.tr("Seen at"), seen),
            (self.tr("Clause"), finding.clause),
            (self.tr("Owner"), finding.owner[:1].upper() + finding.owner[1:]),
            (self.tr("Close by"), wording.day(due) if due else ""),
        ]
        for text, owner, until in finding.actions:
            by = shown_day(until)
            said = " · ".join(part for part in (text, owner, wording.day(by) if by else "") if part)
            facts.append((self.tr("Action"), said))
        panel.body.addWidget(Facts(facts))
        return panel

    def _answer_panel(self) -> Panel:
        panel = Panel(self.tr("The site's answer"), gap=SPACE_3)
        self.agree, self.dispute = AnswerButton(self.tr("We agree")), AnswerButton(self.tr("We dispute"))
        self.agree.tone, self.dispute.tone = "good", "major"
        self.agree.clicked.connect(lambda: self._presenter.say(answer="agree"))
        self.dispute.clicked.connect(lambda: self._presenter.say(answer="dispute"))
        panel.body.addLayout(row(self.agree, self.dispute, None))
        self._answer_error = Label(self.tr("Choose one of the two."), "secondary", tone="critical")
        panel.body.addWidget(self._answer_error)
        self.comment = NoteField(self.tr("What the site wants to say; needed for a dispute"))
        self.comment.committed.connect(lambda text: self._presenter.say(comment=text))
        panel.body.addWidget(self.comment)
        self._comment_error = Label(self.tr("Write what is disputed and why."), "secondary", tone="critical")
        panel.body.addWidget(self._comment_error)
        self.name = TextField(self.tr("Name of the representative"))
        self.function = TextField(self.tr("Function at the site"))
        for field, key in ((self.name, "name"), (self.function, "function")):
            field.edit.textEdited.connect(lambda text, key=key: self._presenter.say(**{key: text}))
        both = row(gap=SPACE_4)
        both.addWidget(self.name, 1)
        both.addWidget(self.function, 1)
        panel.body.addLayout(both)
        self.authority = QCheckBox(self.tr("Has the authority to carry these actions out"))
        self.authority.toggled.connect(lambda on: self._presenter.say(authority=on))
        panel.body.addWidget(self.authority)
        self.pad = SignaturePad()
        clear_button = Button(self.tr("Clear the signature"), "plain", small=True)
        clear_button.clicked.connect(self.pad.clear)
        panel.body.addWidget(self.pad)
        typed = Label(self.tr("Without a signature the typed name stands for it."), "secondary", muted=True, wrap=True)
        line = row(gap=SPACE_2)
        line.addWidget(typed, 1)
        line.addWidget(clear_button)
        panel.body.addLayout(line)
        return panel

    def _save(self) -> None:
        self.comment.flush()
        self._presenter.say(signature=self.pad.png())
        self._presenter.save()
