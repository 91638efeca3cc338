"""The closing as the site sees it, turned to its representative or to the agency's supervisor, for their answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.half_typed import KeptForm
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.review.signature_pad import SignaturePad
from fieldaudit.desktop.review.site_panels import finding_panel, said_panel
from fieldaudit.desktop.run.answers.base import AnswerButton
from fieldaudit.desktop.run.note_field import NoteField
from fieldaudit.desktop.run.typed import shown_day
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3, SPACE_4
from fieldaudit.desktop.widgets import (
    Button,
    Facts,
    Label,
    Panel,
    PrimaryButton,
    TextField,
    clear,
    column,
    page,
    row,
)

if TYPE_CHECKING:
    from fieldaudit.desktop.review.closing_presenter import ClosingPresenter, ClosingState
    from fieldaudit.desktop.review.points import Party, SiteView

_WIDEST = 860


class ClosingScreen(Screen):
    """`opened(audit id)` for the site's representative, `opened({"audit", "party": "supervisor"})` for a supervisor."""

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
        self._half = KeptForm(self, "", {**said, "authority": self.authority, **self._answers})
        self._done = Label("", "question", bold=True, tone="good", wrap=True)
        self._said = column(gap=SPACE_3)
        content = column(self._done, self._about, gap=SPACE_4)
        content.addLayout(self._findings)
        content.addLayout(self._said)
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
        wanted = argument if isinstance(argument, dict) else {"audit": argument}
        audit = wanted.get("audit")
        party: Party = "supervisor" if wanted.get("party") == "supervisor" else "site"
        if isinstance(audit, str):
            self._clear()
            self._presenter.open(audit, party)
            self._half.begin("closing" if party == "site" else "closing/supervisor")

    def place(self) -> object:
        """Return the audit."""
        return {"audit": self._presenter.state.audit, "party": self._presenter.state.party}

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
        self._show_party(state)
        can = state.view is not None and state.view.signed and not state.saved
        self.save.setEnabled(can and not state.busy)
        if state.saved:
            self._half.done()
        self._answer.setHidden(not can)
        for word, button in self._answers.items():
            button.setChecked(state.entry.answer == word)
        missing = state.missing
        self.name.show_error(self.tr("Write their name.") if "name" in missing else None)
        self.function.show_error(self.tr("Write what they do.") if "function" in missing else None)
        self._answer_error.setHidden("answer" not in missing)
        self._comment_error.setHidden("comment" not in missing)
        self._done.setText(self._said_state(state))
        self._done.setHidden(not self._done.text())
        self._done.set_tone("good" if state.saved else "major")

    def _show_party(self, state: ClosingState) -> None:
        """Ask the one or the other: a site disputes, a supervisor of the agency dissents."""
        site, declined = state.party == "site", state.entry.answer == "declined"
        self.bar.set_title(self.tr("Closing with the site") if site else self.tr("The supervisor's statement"))
        self._heading.setText(self.tr("The site's answer") if site else self.tr("The supervisor's statement"))
        self.agree.setText(self.tr("We agree") if site else self.tr("Agrees"))
        for word, button in self._answers.items():
            button.setVisible(word in ("agree", "declined") or (word == "dispute") == site)
        self.authority.setVisible(site and not declined)
        for part in (self.pad, self._typed, self._clear_pad):
            part.setVisible(not declined)
        by = state.view.by if state.view else ""
        self._witness.setText(
            self.tr("Recorded as witnessed by {name}: it is never shown as the supervisor's own signature.").format(
                name=by or self.tr("you")
            )
        )
        self._witness.setVisible(not site)

    def _said_state(self, state: ClosingState) -> str:
        if state.saved and state.party == "supervisor":
            return self.tr("The supervisor's statement is recorded beside the auditor's signature, as witnessed.")
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
            self._findings.addWidget(finding_panel(finding))
        clear(self._said)
        for line in view.said:
            self._said.addWidget(said_panel(line))

    def _answer_panel(self) -> Panel:
        panel = Panel(gap=SPACE_3)
        self._heading, self._witness = Label("", "question", bold=True), Label("", "secondary", muted=True, wrap=True)
        panel.body.addLayout(column(self._heading, self._witness, gap=SPACE_2))
        self.agree, self.dispute = AnswerButton(self.tr("We agree")), AnswerButton(self.tr("We dispute"))
        self.dissent = AnswerButton(self.tr("Dissents"))
        self.declined = AnswerButton(self.tr("Asked, declined to sign"))
        self._answers = {
            "agree": self.agree,
            "dispute": self.dispute,
            "dissent": self.dissent,
            "declined": self.declined,
        }
        self.agree.tone = "good"
        for word, button in self._answers.items():
            if word != "agree":
                button.tone = "major"
            button.clicked.connect(lambda _=False, word=word: self._presenter.say(answer=word))
        panel.body.addLayout(row(*self._answers.values(), None))
        self._answer_error = Label(self.tr("Choose one of them."), "secondary", tone="critical")
        panel.body.addWidget(self._answer_error)
        self.comment = NoteField(self.tr("What they want to say; needed where they do not agree"))
        self.comment.committed.connect(lambda text: self._presenter.say(comment=text))
        panel.body.addWidget(self.comment)
        lacks = self.tr("Write what they do not agree with, and why.")
        self._comment_error = Label(lacks, "secondary", tone="critical")
        panel.body.addWidget(self._comment_error)
        self.name, self.function = TextField(self.tr("Name")), TextField(self.tr("Function"))
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
        self._clear_pad = Button(self.tr("Clear the signature"), "plain", small=True)
        self._clear_pad.clicked.connect(self.pad.clear)
        panel.body.addWidget(self.pad)
        stands = self.tr("Without a signature the typed name stands for it.")
        self._typed = Label(stands, "secondary", muted=True, wrap=True)
        line = row(gap=SPACE_2)
        line.addWidget(self._typed, 1)
        line.addWidget(self._clear_pad)
        panel.body.addLayout(line)
        return panel

    def _save(self) -> None:
        self.comment.flush()
        self._presenter.say(signature=self.pad.png())
        self._presenter.save()
