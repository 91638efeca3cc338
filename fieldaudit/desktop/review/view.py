"""Review and sign as it is seen: what to look at, and beside it outcome, score and signature."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from fieldaudit.audit.outcomes import OUTCOMES
from fieldaudit.desktop import wording
from fieldaudit.desktop.half_typed import KeptForm
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.review.confirm import ConfirmSigning
from fieldaudit.desktop.review.site_panels import said_lines
from fieldaudit.desktop.review.words import outcome, outcome_hint, point_badge, point_said
from fieldaudit.desktop.run.answers.base import AnswerButton
from fieldaudit.desktop.run.note_field import NoteField
from fieldaudit.desktop.run.reason_line import ReasonLine
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3, SPACE_4, SPACE_6
from fieldaudit.desktop.widgets import (
    Badge,
    Button,
    Cell,
    Column,
    EmptyState,
    Facts,
    Label,
    Panel,
    Pill,
    PrimaryButton,
    QuietButton,
    Row,
    RowTable,
    clear,
    column,
    holder,
    page,
    row,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from fieldaudit.desktop.review.points import Point, Review, Signed
    from fieldaudit.desktop.review.presenter import ReviewPresenter, ReviewState

_SIDE_WIDTH = 420
_AMENDING = "amend"


class ReviewScreen(Screen):
    """`opened(audit id)`, or what `place` returned."""

    def __init__(self, presenter: ReviewPresenter) -> None:
        super().__init__("", back=True)
        self._presenter = presenter
        self._said: tuple[object, ...] = ()
        self.bar.set_title(self.tr("Review and sign"))
        self.findings = self.bar.add(QuietButton(self.tr("Findings"), icon="flag", small=True))
        self.findings.clicked.connect(lambda: self.go.emit("findings", {"audit": presenter.state.audit, "finding": ""}))
        self.sign = self.bar.add_primary(PrimaryButton(self.tr("Sign"), icon="pen-line"))
        self.sign.clicked.connect(self._ask)
        self._empty = EmptyState(
            "circle-check", self.tr("Nothing is open"), self.tr("Every question that applies has an answer.")
        )
        columns = [Column("", 132), Column("", 56), Column("", 260, 1)]
        self.table = RowTable(columns, self._empty, name=self.tr("To look at before signing"), fits=False)
        self.table.opened.connect(self._jump)
        self._heading, self._lead = Label("", "question", bold=True), Label("", muted=True, wrap=True)
        self._score, self._side = Panel(gap=SPACE_2), column(gap=SPACE_4)
        self._outcome = self._outcome_panel()
        self._half = KeptForm(self, "", {"reason": self.reason, **self._outcomes})
        self._standing, self._before = Panel(gap=SPACE_3), Panel(gap=SPACE_3)
        for part in (self._score, self._outcome, self._standing, self._before):
            self._side.addWidget(part)
        self._side.addStretch(1)
        area = page(self._side, margins=(0, 0, 4, 0))
        area.setFixedWidth(_SIDE_WIDTH)
        left = column(self._heading, self._lead, gap=SPACE_2)
        left.addSpacing(SPACE_2)
        left.addWidget(self.table, 1)
        both = row(gap=SPACE_6, margins=(SPACE_6, SPACE_4, SPACE_6 - 4, SPACE_4))
        both.addLayout(left, 1)
        both.addWidget(area)
        self._content = holder(both)
        self.set_content(self._content)
        presenter.show_in(self._show)
        self.destroyed.connect(presenter.show_nowhere)

    def opened(self, argument: object = None) -> None:
        """Read the audit as it stands now."""
        wanted = argument if isinstance(argument, dict) else {"audit": argument}
        audit = wanted.get("audit")
        if isinstance(audit, str):
            if audit != self._presenter.state.audit:
                self.reason.setPlainText("")
            self._presenter.open(audit, str(wanted.get("chosen", "")))
            self._half.begin("review")

    def leaving(self) -> None:
        """Keep the reason that is half typed."""
        self.reason.flush()

    def place(self) -> object:
        """Return the audit and the point that one looks at."""
        return {"audit": self._presenter.state.audit, "chosen": self.table.current_key()}

    def record(self) -> str:
        """Return the audit."""
        return self._presenter.state.audit

    def first_focus(self) -> QWidget:
        """Begin with what is open."""
        return self.table

    def _show(self, state: ReviewState) -> None:
        self.banner.show_error(state.error)
        review = state.review
        self._content.setHidden(review is None)
        self.sign.setEnabled(state.ready)
        self.sign.setHidden(review is not None and review.signed is not None)
        for word, button in self._outcomes.items():
            button.setChecked(word == state.outcome)
        self._hint.setText(outcome_hint(state.outcome))
        for part in (self.reason, self._reason_label):
            part.setHidden(state.outcome == "complete")
        self._blocking.setText(self._said_blocking(state))
        self._blocking.setHidden(not self._blocking.text())
        if state.just_signed:
            self._half.done()
        said = (review, state.just_signed)
        if review is not None and said != self._said:
            self._said = said
            self._show_review(review, state)

    def _show_review(self, review: Review, state: ReviewState) -> None:
        header = review.header
        self.bar.set_title(self.tr("Review and sign"), " · ".join(part for part in (header.title, header.site) if part))
        self._heading.setText(
            self.tr("To look at before signing") if review.signed is None else self.tr("What was open")
        )
        self._lead.setText(self._said_lead(review))
        self.table.show_rows([self._row(point) for point in review.points])
        if state.chosen:
            self.table.choose(state.chosen)
        self._show_score(review)
        self._outcome.setHidden(review.signed is not None)
        self._standing.setHidden(review.signed is None)
        self._before.setHidden(not review.before)
        clear(self._before.body)
        self._before.body.addWidget(Label(self.tr("What was said of earlier versions"), bold=True, wrap=True))
        for line in review.before:
            self._before.body.addLayout(said_lines(line))
        if review.signed is not None:
            self._show_signed(review.signed, fresh=state.just_signed)

    def _said_lead(self, review: Review) -> str:
        answered = self.tr("{done} of {total} questions are dealt with.")
        words = answered.format(done=review.answered, total=review.total)
        return f"{words} {self.tr('Enter goes to the question.')}" if review.points else words

    def _row(self, point: Point) -> Row:
        words, tone, sign = point_badge(point)
        return Row(
            point.ref,
            (
                Cell(badges=(Badge(words, tone, sign),), wide_badge=True),
                Cell(point.number, muted=True),
                Cell(point.label, point_said(point), bold=point.blocks),
            ),
        )

    def _show_score(self, review: Review) -> None:
        clear(self._score.body)
        self._score.body.addWidget(Label(self.tr("Score, and what it cannot outweigh"), bold=True, wrap=True))
        percent = self.tr("{percent} %").format(percent=review.percent) if review.percent is not None else "-"
        criticals = str(review.open_criticals)
        tone = "critical" if review.open_criticals else "good"
        facts = row(gap=SPACE_6)
        for figure, words, coloured in (
            (percent, self.tr("of what was checked is met"), None),
            (criticals, self.tr("open criticals"), tone),
            (str(review.findings), self.tr("findings"), None),
        ):
            number = Label(figure, "heading", bold=True, tone=coloured)  # type: ignore[arg-type]  # a tone or None
            facts.addLayout(column(number, Label(words, "secondary", muted=True, wrap=True), gap=0), 1)
        self._score.body.addLayout(facts)

    def _outcome_panel(self) -> Panel:
        panel = Panel(self.tr("Outcome"), gap=SPACE_2)
        self._outcomes: dict[str, AnswerButton] = {}
        for word in OUTCOMES:
            button = AnswerButton(outcome(word))
            button.clicked.connect(lambda _=False, word=word: self._presenter.choose_outcome(word))
            self._outcomes[word] = button
        for words in (OUTCOMES[:2], OUTCOMES[2:4], OUTCOMES[4:]):
            panel.body.addLayout(row(*(self._outcomes[word] for word in words), None, gap=SPACE_2))
        self._hint = Label("", "secondary", muted=True, wrap=True)
        self._reason_label = Label(self.tr("Why"), bold=True)
        self.reason = NoteField(self.tr("What happened, who decided it, what was left out"))
        self.reason.textChanged.connect(lambda: self._presenter.give_reason(self.reason.text()))
        self._blocking = Label("", "secondary", tone="major", wrap=True)
        for part in (self._hint, self._reason_label, self.reason, self._blocking):
            panel.body.addWidget(part)
        return panel

    def _said_blocking(self, state: ReviewState) -> str:
        if state.review is None or state.review.signed is not None:
            return ""
        blocking = state.review.blocking
        if state.outcome == "complete" and blocking:
            one = self.tr("1 point stands in the way of “complete”.")
            return (
                one
                if blocking == 1
                else self.tr("{count} points stand in the way of “complete”.").format(count=blocking)
            )
        if state.outcome != "complete" and not state.reason.strip():
            return self.tr("Write why, then it can be signed.")
        return ""

    def _show_signed(self, signed: Signed, *, fresh: bool) -> None:
        clear(self._standing.body)
        said = self.tr("Signed just now.") if fresh else self.tr("Signed.")
        head = row(Label(said, "question", bold=True, tone="good"), gap=SPACE_2)
        if signed.against:
            head.addWidget(Pill(wording.against(signed.against), "major", icon="circle-alert"))
        head.addStretch(1)
        self._standing.body.addLayout(head)
        when = wording.moment(datetime.fromisoformat(signed.time)) if signed.time else ""
        facts = [
            (self.tr("Outcome"), outcome(signed.outcome)),
            (self.tr("Reason"), signed.reason),
            (self.tr("Signed by"), f"{signed.by}, {when}".strip(", ")),
            (self.tr("Version"), str(signed.version)),
        ]
        if not any(line.party == "site" for line in signed.said):
            facts.append((self.tr("The site"), self.tr("has not answered yet")))
        self._standing.body.addWidget(Facts(facts))
        for line in signed.said:
            self._standing.body.addLayout(said_lines(line))
        closing = Button(self.tr("Show it to the site"), icon="users", small=True)
        closing.clicked.connect(lambda: self.go.emit("closing", self._presenter.state.audit))
        supervisor = Button(self.tr("Supervisor's statement"), icon="pen-line", small=True)
        asked = {"audit": self._presenter.state.audit, "party": "supervisor"}
        supervisor.clicked.connect(lambda: self.go.emit("closing", asked))
        send = Button(self.tr("Send it"), icon="send", small=True)
        send.clicked.connect(lambda: self.go.emit("exchange", None))
        self._standing.body.addLayout(row(closing, send, None, gap=SPACE_2))
        self._standing.body.addLayout(row(supervisor, None))
        amend = Button(self.tr("Amend with a reason"), "plain", icon="rotate-ccw", small=True)
        amend.clicked.connect(lambda: self._ask_amend())  # noqa: PLW0108 - clicked hands on a boolean
        self._standing.body.addLayout(row(amend, None))
        if self.half_typed.has(self.record(), _AMENDING):
            self._ask_amend(take_keyboard=False)

    def _ask_amend(self, *, take_keyboard: bool = True) -> None:
        line = ReasonLine(invitation=self.tr("Why is it amended?"), kept=_AMENDING)
        line.given.connect(self._presenter.amend)
        line.given_up.connect(line.deleteLater)
        self._standing.body.addWidget(line)
        line.show()
        if take_keyboard:
            line.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _jump(self, ref: str) -> None:
        self._presenter.choose(ref)
        self.go.emit("run", {"audit": self._presenter.state.audit, "section": 0, "ref": ref})

    def _ask(self) -> None:
        state = self._presenter.state
        if state.review is None or not state.ready:
            return
        dialog = ConfirmSigning(state.review, state.outcome, self)
        dialog.accepted.connect(self._sign)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _sign(self) -> None:
        self._presenter.sign()
        self.status_stale.emit()
