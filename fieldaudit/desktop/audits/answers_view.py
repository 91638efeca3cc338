"""The answers of an audit: the sections at one side, one section's answers at the other."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.audits.presenter import AnswerLine, AuditPresenter, AuditState, SectionLine
from fieldaudit.desktop.run.history_panel import at_start
from fieldaudit.desktop.run.markup import plain
from fieldaudit.desktop.run.rich_label import RichLabel
from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_PANEL, SPACE_2, SPACE_3, SPACE_4
from fieldaudit.desktop.widgets import (
    Cell,
    Column,
    EmptyState,
    IconButton,
    Label,
    Pill,
    Row,
    RowTable,
    clear,
    column,
    page,
    row,
)
from fieldaudit.desktop.widgets.painting import rounded

_SECTIONS_WIDTH = 336
_NUMBER_WIDTH = 64


class AnswersPage(QWidget):
    """One section at a time, so that a form of hundreds of questions opens at once."""

    def __init__(self, presenter: AuditPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self.sections = RowTable(
            [Column("", 120, 1), Column("", 44)],
            EmptyState("list-checks", self.tr("No sections")),
            name=self.tr("Sections"),
            chevron=False,
        )
        self.sections.chosen.connect(lambda key: presenter.show_section(int(key)) if key else None)
        self.sections.setFixedWidth(_SECTIONS_WIDTH)
        self._title = at_start(Label("", "title", bold=True, wrap=True))
        self._answers = QVBoxLayout()
        self._answers.setSpacing(SPACE_2)
        content = column(self._title, self._answers, None, gap=SPACE_3)
        layout = row(column(self.sections, None), gap=SPACE_4)
        layout.addWidget(page(content, margins=(0, 0, 4, 0)), 1)
        self.setLayout(layout)
        self._shown: SectionLine | None = None
        self.cards: list[AnswerCard] = []

    def show_state(self, state: AuditState) -> None:
        """Show the sections and the chosen one's answers."""
        if state.detail is None:
            return
        rows = [
            Row(
                str(place),
                (
                    Cell(section.title or self.tr("Questions"), self._flags(section)),
                    Cell(f"{section.answered()}/{len(section.answers)}", muted=True),
                ),
            )
            for place, section in enumerate(state.detail.sections)
        ]
        if rows != list(self.sections.rows()):
            self.sections.show_rows(rows)
        self.sections.choose(str(state.section))
        if state.section < len(state.detail.sections):
            self._show_section(state.detail.sections[state.section])

    def _show_section(self, section: SectionLine) -> None:
        if section == self._shown:
            return
        self._shown = section
        self._title.setText(section.title)
        clear(self._answers)
        self.cards = [AnswerCard(line) for line in section.answers]
        for card in self.cards:
            card.history_asked.connect(self._presenter.ask_history)
            card.question_asked.connect(self._presenter.ask_about)
            self._answers.addWidget(card)

    def _flags(self, section: SectionLine) -> str:
        count = section.flags()
        if not count:
            return ""
        return self.tr("1 finding") if count == 1 else self.tr("{count} findings").format(count=count)


class AnswerCard(QWidget):
    """A question, its answer, its note, its finding; `history_asked(ref)` by its clock, `question_asked(line)`."""

    history_asked = Signal(str)
    question_asked = Signal(object)

    def __init__(self, line: AnswerLine) -> None:
        super().__init__()
        self._severity = line.severity
        question = RichLabel(line.question)
        number = Label(line.number, muted=True)
        number.setFixedWidth(_NUMBER_WIDTH)
        answer = at_start(
            Label(self._answer(line), bold=line.state == "answered", muted=line.state != "answered", wrap=True)
        )
        top = row(gap=SPACE_2)
        top.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        sealed = Pill(self._answer(line), "neutral", icon="lock") if line.state in ("sealed", "erased") else None
        words = column(question, sealed or answer, gap=4)
        if sealed is not None:
            words.setAlignment(sealed, Qt.AlignmentFlag.AlignLeading)
        if line.note:
            words.addWidget(at_start(Label(line.note, "secondary", muted=True, wrap=True)))
        if line.asked:
            words.addWidget(at_start(Label(line.asked, "secondary", tone="major", wrap=True)))
        top.addLayout(words, 1)
        if line.evidence:
            top.addWidget(Pill(str(line.evidence), "neutral", icon="camera"), 0, Qt.AlignmentFlag.AlignTop)
        if line.severity:
            top.addWidget(
                Pill(wording.severity(line.severity), wording.severity_tone(line.severity), icon="flag"),
                0,
                Qt.AlignmentFlag.AlignTop,
            )
        if line.conflict:
            top.addWidget(Pill(self.tr("Two answers"), "major", icon="git-fork"), 0, Qt.AlignmentFlag.AlignTop)
        self.clock = IconButton("clock", self.tr("History"), kind="plain", small=True)
        self.clock.setAccessibleName(self.tr("History of {number}").format(number=line.number or plain(line.question)))
        self.clock.clicked.connect(lambda: self.history_asked.emit(line.ref))
        if not line.ref:
            self.clock.hide()
        top.addWidget(self.clock, 0, Qt.AlignmentFlag.AlignTop)
        self.asker = IconButton("message-square", self.tr("Ask the auditor"), kind="plain", small=True)
        self.asker.setAccessibleName(self.tr("Ask about {number}").format(number=line.number or plain(line.question)))
        self.asker.clicked.connect(lambda: self.question_asked.emit(line))
        if not line.can_ask:
            self.asker.hide()
        top.addWidget(self.asker, 0, Qt.AlignmentFlag.AlignTop)
        top.setContentsMargins(SPACE_4, SPACE_3, SPACE_3, SPACE_3)
        self.setLayout(top)
        self.setAccessibleName(f"{line.number} {plain(line.question)} {self._answer(line)}")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the card, with an edge in its finding's tone."""
        tokens, painter = tokens_of(self), QPainter(self)
        box = QRectF(self.rect())
        rounded(painter, box, RADIUS_PANEL, tokens.panel, tokens.hairline)
        if self._severity:
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            edge = QRectF(box.right() - 3 if mirrored else 0, RADIUS_PANEL, 3, box.height() - 2 * RADIUS_PANEL)
            painter.fillRect(edge, QColor(tokens.tone(wording.severity_tone(self._severity)).strong))

    def _answer(self, line: AnswerLine) -> str:
        if line.state == "erased":
            return self.tr("Erased after consent was withdrawn")
        if line.state == "sealed":
            return self.tr("Restricted: for the protection officer")
        if line.state == "unanswered":
            return self.tr("no answer")
        if line.state == "not_checked":
            return self.tr("not checked: {reason}").format(reason=line.answer)
        return line.answer
