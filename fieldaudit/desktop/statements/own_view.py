"""What a supervisor is to sign and to do: lists at one side, what the closing says to the site at the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.half_typed import KeptForm
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.review.signature_pad import SignaturePad
from fieldaudit.desktop.review.site_panels import finding_panel
from fieldaudit.desktop.run.answers.base import AnswerButton
from fieldaudit.desktop.run.note_field import NoteField
from fieldaudit.desktop.statements.words import do_row, state_words, to_sign_row
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3, SPACE_4, SPACE_6
from fieldaudit.desktop.widgets import (
    Button,
    Column,
    CountTabs,
    EmptyState,
    Facts,
    Label,
    Panel,
    Pill,
    PrimaryButton,
    RowTable,
    TextField,
    clear,
    column,
    holder,
    page,
    row,
)

if TYPE_CHECKING:
    from fieldaudit.desktop.statements.lines import DoLine, Reading, ToSignLine
    from fieldaudit.desktop.statements.presenter import OwnPresenter, OwnState, Page

_LIST_WIDTH = 420
_WIDEST = (1 << 24) - 1  # QWIDGETSIZE_MAX


class OwnScreen(Screen):
    """`opened(id)` stands on that closing or action."""

    def __init__(self, presenter: OwnPresenter) -> None:
        super().__init__("")
        self._presenter = presenter
        self.bar.set_title(self.tr("To sign"))
        self.sign = self.bar.add_primary(PrimaryButton(self.tr("Sign"), icon="pen-line"))
        self._pages: dict[str, Page] = {"closings": "closings", "actions": "actions"}
        self.tabs = CountTabs([("closings", self.tr("To countersign")), ("actions", self.tr("My actions"))])
        self.tabs.chosen.connect(lambda name: presenter.show_page(self._pages[name]))
        self._empty = EmptyState("pen-line", self.tr("Reading…"))
        columns = [Column("", 180, 3), Column("", 140, 1)]
        self.table = RowTable(columns, self._empty, name=self.tr("To sign"), chevron=False, fits=False)
        self.table.chosen.connect(presenter.choose)
        self.send = SendLine(presenter)
        self._left = left = QWidget()
        left.setObjectName("page")
        lists = column(self.tabs, gap=SPACE_3)
        lists.addWidget(self.table, 1)
        lists.addWidget(self.send)
        left.setLayout(lists)
        left.setMinimumWidth(_LIST_WIDTH)
        self.closing, self.action = ClosingSide(presenter), ActionSide(presenter)
        self.sign.clicked.connect(self.closing.sign)
        self.sides = QStackedWidget()
        self.sides.addWidget(self.closing)
        self.sides.addWidget(holder(row(self.action, margins=(0, 0, SPACE_6, 0))))
        self._both = both = row(gap=20)
        both.addWidget(left)
        both.addWidget(self.sides, 1)
        self._share_width(empty=True)
        self.set_content(both)
        presenter.show_in(self._show)
        self.destroyed.connect(presenter.show_nowhere)

    def opened(self, argument: object = None) -> None:
        """Read everything anew."""
        self._presenter.load(argument if isinstance(argument, str) else "")

    def place(self) -> object:
        """Return the chosen line."""
        return self._presenter.state.chosen

    def first_focus(self) -> QWidget:
        """Begin in the list."""
        return self.table

    def _show(self, state: OwnState) -> None:
        self.banner.show_error(state.error)
        self.tabs.choose(state.page)
        waiting = sum(line.waits for line in state.closings)
        self.tabs.set_counts({"closings": waiting, "actions": sum(bool(line.next) for line in state.actions)})
        if state.loaded:
            self._empty.say(*self._empty_words(state.page))
        today = wording.today()
        closings = state.page == "closings"
        signing, doing = map(to_sign_row, state.closings), (do_row(line, today) for line in state.actions)
        rows = list(signing if closings else doing)
        if rows != list(self.table.rows()):
            self.table.show_rows(rows)
        if state.chosen:
            self.table.choose(state.chosen)
        self.sides.setCurrentIndex(0 if closings else 1)
        self.sides.setVisible(bool(rows))
        self._share_width(empty=not rows)
        line = state.closing()
        self.sign.setVisible(closings and line is not None and line.waits)
        self.sign.setEnabled(state.can_sign)
        self.closing.show_state(state)
        self.action.show_line(state.action() if not closings else None, busy=state.busy)
        self.send.show_state(state)

    def _share_width(self, *, empty: bool) -> None:
        """Let an empty list have the whole width; else what is read beside it has, up to the page's edge."""
        self._left.setMaximumWidth(_WIDEST if empty else _LIST_WIDTH)
        self._both.setContentsMargins(SPACE_6, 20, SPACE_6 if empty else 0, 20)

    def _empty_words(self, shown: Page) -> tuple[str, str]:
        if shown == "closings":
            return (
                self.tr("Nothing to countersign"),
                self.tr("When head office asks you to sign what an audit found, it comes with its package."),
            )
        return self.tr("No actions"), self.tr("Actions that are assigned to you by name appear here.")


class SendLine(Panel):
    """What head office does not have yet, and the button that writes it into a package."""

    def __init__(self, presenter: OwnPresenter) -> None:
        super().__init__(gap=SPACE_2)
        self._presenter = presenter
        self._said = Label("", wrap=True)
        self.write = Button(self.tr("Write the package…"), icon="send")
        self.write.clicked.connect(self._choose)
        self.body.addWidget(self._said)
        self.body.addLayout(row(self.write, None))

    def show_state(self, state: OwnState) -> None:
        """Show how much waits, or what was written."""
        self.setHidden(not state.unsent and state.wrote is None)
        one = self.tr("1 entry of yours is not with head office yet.")
        many = self.tr("{count} entries of yours are not with head office yet.").format(count=state.unsent)
        said = one if state.unsent == 1 else many
        if state.wrote is not None:
            said = self.tr("Written: {file}. Bring it to head office, and take in the package that comes back.").format(
                file=state.wrote.name
            )
        self._said.setText(said)
        self.write.setEnabled(not state.busy)

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Where should the package go?"))
        if folder:
            self._presenter.write(Path(folder))


class ClosingSide(QWidget):
    """What a closing says to the site, and the statement below it."""

    def __init__(self, presenter: OwnPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._shown: Reading | None = None
        self._line = ""
        self._about, self._found, self._answers = Panel(gap=SPACE_3), column(gap=SPACE_3), Panel(gap=SPACE_3)
        self._done, self._comment = Label("", "question", bold=True, wrap=True), Label("", wrap=True)
        self.statement = self._statement_panel()
        content = column(self._done, self._comment, self._about, gap=SPACE_4)
        content.addLayout(self._found)
        content.addWidget(self._answers)
        content.addWidget(self.statement)
        content.addStretch(1)
        self._area = page(content, margins=(0, 0, SPACE_6, 0))
        self.setLayout(column(self._area))
        said = {"comment": self.comment, "function": self.function.edit}
        self._half = KeptForm(self, "", {**said, "agree": self.agree, "dissent": self.dissent})
        presenter.signed = self._signed

    def show_state(self, state: OwnState) -> None:
        """Show the chosen closing; what is typed stays until another one is chosen."""
        line, reading = state.closing(), state.reading
        if line is not None and line.id != self._line:
            self._half.flush()
            self._line = line.id
            self._empty()
            self._half.begin(f"countersign/{line.id}")
        for part in (self._about, self._answers):
            part.setHidden(reading is None)
        if reading is not self._shown:
            self._shown = reading
            clear(self._found)
            if reading is not None:
                self._show_reading(reading)
        self._show_done(line)
        self.statement.setHidden(reading is None or line is None or not line.waits)
        self.agree.setChecked(state.entry.answer == "agree")
        self.dissent.setChecked(state.entry.answer == "dissent")
        missing = state.missing
        self._answer_error.setHidden("answer" not in missing)
        self._comment_error.setHidden("comment" not in missing)
        self.function.show_error(self.tr("Write what you do at the site.") if "function" in missing else None)

    def sign(self) -> None:
        """Sign what was read."""
        self.comment.flush()
        self._presenter.say(signature=self.pad.png())
        self._presenter.sign()
        if self._presenter.state.missing:
            QTimer.singleShot(0, self, self._show_statement)

    def _show_statement(self) -> None:
        """Bring into sight what is lacking: the statement stands below all that one reads."""
        self._area.ensureWidgetVisible(self.pad)
        self._area.ensureWidgetVisible(self.agree)

    def _show_done(self, line: ToSignLine | None) -> None:
        said = ""
        if line is not None and line.answer:
            said = self.tr("You signed this: {answer}.").format(answer=wording.statement(line.answer))
        elif line is not None and line.withdrawn:
            said = self.tr("Head office withdrew this on {day}. There is nothing to sign.").format(
                day=wording.day(line.withdrawn)
            )
        elif line is not None and line.newer:
            said = self.tr("A later version of this audit waits for you. This one is no longer to be signed.")
        comment = line.comment if line is not None and line.answer else ""
        for label, text in ((self._done, said), (self._comment, comment)):
            label.setText(text)
            label.setHidden(not text)

    def _show_reading(self, reading: Reading) -> None:
        clear(self._about.body)
        self._about.body.addWidget(Label(reading.title, "heading", bold=True, wrap=True))
        self._about.body.addWidget(Facts(reading.facts))
        checked = self.tr("Checked on this computer: every line below is what the auditor's signature covers.")
        line = row(Pill(self.tr("verified"), "good", icon="shield-check"), gap=SPACE_3)
        line.addWidget(Label(checked, "secondary", muted=True, wrap=True), 1)
        self._about.body.addLayout(line)
        count = len(reading.findings)
        title = self.tr("1 finding") if count == 1 else self.tr("{count} findings").format(count=count)
        words = title if count else self.tr("Nothing was found against the site.")
        self._found.addWidget(Label(words, "title", bold=True))
        for finding in reading.findings:
            self._found.addWidget(finding_panel(finding))
        clear(self._answers.body)
        self._answers.body.addWidget(Label(self.tr("What was answered"), "question", bold=True))
        for one in reading.answers:
            self._answers.body.addWidget(Label(f"{one.number} {one.label}".strip(), "secondary", muted=True, wrap=True))
            self._answers.body.addWidget(Label(" · ".join(part for part in (one.text, one.note) if part), wrap=True))
        files = reading.files
        if files:
            said = self.tr("1 photo or file is attached, which stays with the auditor and head office.")
            many = self.tr("{count} photos and files are attached, which stay with the auditor and head office.")
            self._answers.body.addWidget(
                Label(said if files == 1 else many.format(count=files), "secondary", muted=True, wrap=True)
            )

    def _statement_panel(self) -> Panel:
        panel = Panel(self.tr("Your statement"), gap=SPACE_3)
        self.agree, self.dissent = AnswerButton(self.tr("I agree")), AnswerButton(self.tr("I dissent"))
        self.agree.tone, self.dissent.tone = "good", "major"
        self.agree.clicked.connect(lambda: self._presenter.say(answer="agree"))
        self.dissent.clicked.connect(lambda: self._presenter.say(answer="dissent"))
        self._answer_error = Label(self.tr("Choose one of the two."), "secondary", tone="critical")
        self.comment = NoteField(self.tr("What you want to say; needed for a dissent"))
        self.comment.committed.connect(lambda text: self._presenter.say(comment=text))
        self._comment_error = Label(self.tr("Write what is wrong."), "secondary", tone="critical")
        self.function = TextField(self.tr("Your function"))
        self.function.edit.textEdited.connect(lambda text: self._presenter.say(function=text))
        self.pad = SignaturePad()
        erase = Button(self.tr("Clear the signature"), "plain", small=True)
        erase.clicked.connect(self.pad.clear)
        stays = self.tr(
            "It is signed with the key of this computer and stands beside the auditor's signature for good: "
            "nothing takes its place. You may leave the field for handwriting empty."
        )
        panel.body.addLayout(row(self.agree, self.dissent, None))
        for part in (self._answer_error, self.comment, self._comment_error, self.function, self.pad):
            panel.body.addWidget(part)
        line = row(gap=SPACE_2)
        line.addWidget(Label(stays, "secondary", muted=True, wrap=True), 1)
        line.addWidget(erase, 0, Qt.AlignmentFlag.AlignTop)
        panel.body.addLayout(line)
        return panel

    def _empty(self) -> None:
        self.comment.show_text("")
        self.function.set_text("")
        self.pad.clear()

    def _signed(self) -> None:
        self._half.done()
        self._empty()


class ActionSide(Panel):
    """One action: what is to be done, and how far it is."""

    def __init__(self, presenter: OwnPresenter) -> None:
        super().__init__(padding=20)
        self._text, self._facts = Label("", "title", bold=True, wrap=True), Facts()
        self.note = NoteField(self.tr("What was done, and how one can see it"))
        self.begin = Button(self.tr("In progress"), icon="hourglass")
        self.submit = PrimaryButton(self.tr("Done: submit it"), icon="check")
        self.begin.clicked.connect(lambda: presenter.move("in_progress", self.note.text()))
        self.submit.clicked.connect(lambda: presenter.move("submitted", self.note.text()))
        for part in (self._text, self._facts, self.note):
            self.body.addWidget(part)
        self.body.addLayout(row(self.submit, self.begin, None, gap=SPACE_2))
        self.body.addStretch(1)
        self._shown: tuple[str, str] = ("", "")
        self._half = KeptForm(self, "", {"note": self.note})

    def show_line(self, line: DoLine | None, *, busy: bool) -> None:
        """Show the chosen action; what is typed stays until it moved or another one is chosen."""
        if line is None:
            return
        shown = (line.id, line.state)
        if shown != self._shown:
            self._half.done() if shown[0] == self._shown[0] else self._half.flush()
            self._shown = shown
            self.note.setPlainText("")
            self._half.begin(f"action/{line.id}")
        self._text.setText(line.text)
        self._facts.show_facts(
            [
                (self.tr("Site"), line.site),
                (self.tr("Finding"), line.about),
                (self.tr("Close by"), wording.day(line.due) if line.due else ""),
                (self.tr("State"), state_words(line.state)),
                (self.tr("Said last"), line.note),
            ]
        )
        self.note.setVisible(bool(line.next))
        for state, button in (("in_progress", self.begin), ("submitted", self.submit)):
            button.setVisible(state in line.next)
            button.setEnabled(not busy)
