"""One audit to read, as it is seen, now or as of a past change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QStackedWidget, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.audits.answers_view import AnswersPage
from fieldaudit.desktop.audits.ask_panel import AskPanel
from fieldaudit.desktop.audits.closing_page import ClosingPage
from fieldaudit.desktop.audits.consent_panel import ConsentPanel
from fieldaudit.desktop.audits.evidence_view import EvidencePage
from fieldaudit.desktop.audits.pack_panel import PackPanel
from fieldaudit.desktop.audits.report_panel import ReportPanel
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.run.history_overlay import HistoryOverlay
from fieldaudit.desktop.theme.tokens import SPACE_4, SPACE_6
from fieldaudit.desktop.widgets import (
    Badge,
    Cell,
    Column,
    CountTabs,
    EmptyState,
    PrimaryButton,
    QuietButton,
    Row,
    RowTable,
    column,
    page,
)

if TYPE_CHECKING:
    from fieldaudit.desktop.audits.presenter import AuditPresenter, AuditState, Page
    from fieldaudit.desktop.run.history import History


class AuditScreen(Screen):
    """Tabs: answers by section, findings, evidence, and how it was closed."""

    def __init__(self, presenter: AuditPresenter) -> None:
        super().__init__("", back=True)
        self._presenter = presenter
        self.report_button = self.bar.add_primary(PrimaryButton(self.tr("Report"), icon="file-text"))
        self.report_button.clicked.connect(lambda: presenter.ask_report(not presenter.state.reporting))
        self.past_button = self.bar.add(QuietButton(self.tr("As of…"), icon="clock", small=True))
        self.past_button.setAccessibleName(self.tr("Show the audit as it was at a past moment (Alt+H)"))
        self.past_button.setShortcut(QKeySequence("Alt+H"))
        self.past_button.clicked.connect(lambda: presenter.ask_history())  # noqa: PLW0108 - clicked hands on a boolean
        self.consent_button = self.bar.add(QuietButton(self.tr("Consent…"), small=True))
        self.consent_button.setAccessibleName(self.tr("Withdraw a respondent's consent"))
        self.consent_button.clicked.connect(lambda _: presenter.ask_consent())
        self.workers_button = self.bar.add(QuietButton(self.tr("Workers…"), icon="users", small=True))
        self.workers_button.setAccessibleName(self.tr("Workers of this site, and who of them was interviewed"))
        self.workers_button.clicked.connect(lambda: self.go.emit("roster", {"audit": presenter.state.audit}))
        self.compare_button = self.bar.add(QuietButton("", icon="git-fork", small=True))
        self.compare_button.clicked.connect(lambda: self.go.emit("compare", presenter.state.audit))
        self._pages: dict[str, Page] = {
            "answers": "answers",
            "findings": "findings",
            "evidence": "evidence",
            "closing": "closing",
        }
        self.tabs = CountTabs(
            [
                ("answers", self.tr("Answers")),
                ("findings", self.tr("Findings")),
                ("evidence", self.tr("Evidence")),
                ("closing", self.tr("Closing")),
            ]
        )
        self.tabs.chosen.connect(lambda name: presenter.show_page(self._pages[name]))
        self.report_panel = ReportPanel(presenter)
        self.consent_panel = ConsentPanel(presenter)
        self.pack_panel = PackPanel(presenter)
        self.answers = AnswersPage(presenter)
        self.findings = RowTable(
            [
                Column(self.tr("Severity"), 120),
                Column(self.tr("Finding"), 240, 3),
                Column(self.tr("Clause"), 100, 1, 560),
                Column(self.tr("Due"), 110, 1),
            ],
            EmptyState(
                "flag",
                self.tr("No findings"),
                self.tr("Every rule of the instrument was met, or could not be verified."),
            ),
            name=self.tr("Findings"),
            chevron=False,
            quiet=True,
        )
        self.evidence = EvidencePage(presenter)
        self.closing = ClosingPage()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.answers)
        self._stack.addWidget(page(column(self.findings, None), margins=(0, 0, 0, 0)))
        self._stack.addWidget(self.evidence)
        self._stack.addWidget(self.closing)
        self.ask_panel = AskPanel(presenter)
        self._stack.addWidget(page(column(self.consent_panel, None), margins=(0, 0, 0, 0)))
        self._stack.addWidget(page(column(self.pack_panel, None), margins=(0, 0, 0, 0)))
        panels = (self.report_panel, self.ask_panel)
        content = column(self.tabs, *panels, gap=SPACE_4, margins=(SPACE_6, 20, SPACE_6, 20))
        content.addWidget(self._stack, 1)
        self.set_content(content)
        self.history = HistoryOverlay(self, choosing=True)
        self.history.closed.connect(presenter.close_history)
        self.history.closed.connect(lambda: self.first_focus().setFocus())
        self.history.chosen.connect(presenter.show_as_of)
        self.banner.action.connect(presenter.show_now)
        self.banner.dismissed.connect(self._dismissed)
        self._history: History | None = None
        presenter.show_in(self._show)

    def opened(self, argument: object = None) -> None:
        """Read the audit whose id came, alone or with the question to stand on."""
        if isinstance(argument, dict):
            self._presenter.open(str(argument["audit"]), str(argument.get("ref", "")))
        if isinstance(argument, str) and argument:
            self._presenter.open(argument)

    def first_focus(self) -> QWidget:
        """Begin at the tabs."""
        return self.tabs.tab(self.tabs.current() or "answers")

    def place(self) -> object:
        """Return to the same audit."""
        return self._presenter.state.audit

    def record(self) -> str:
        """Return the audit."""
        return self._presenter.state.audit

    def _show_past(self, state: AuditState) -> None:
        """Say as of when the audit is shown, and the way back; a failure comes first."""
        line = state.as_of
        if state.error is not None or line is None:
            self.banner.show_error(state.error)
            return
        when = f"{wording.day(line.when.date())} {line.when:%H:%M}"
        who = line.who or self.tr("someone on another computer")
        self.banner.say(
            "information",
            self.tr("As it was on {when}, after a change by {who}.").format(when=when, who=who),
            self.tr("Only to read: nothing can be changed here. Site and visit are as they are now."),
            button=self.tr("Back to now"),
        )

    def _dismissed(self) -> None:
        """Go back to now where the message that said so is closed: a past state is never shown unmarked."""
        if self._presenter.state.as_of is not None:
            self._presenter.show_now()

    def _show_differences(self, count: int) -> None:
        self.compare_button.setVisible(bool(count))
        differs = self.tr("1 thing differs") if count == 1 else self.tr("{count} things differ").format(count=count)
        self.compare_button.set_text(differs)

    def _show(self, state: AuditState) -> None:
        self._show_past(state)
        if state.history is not None and state.history is not self._history:
            self.history.open_with(state.history, "" if state.history.ref else self.tr("Choose a past moment."))
        self._history = state.history
        self.tabs.choose(state.page)
        self._stack.setCurrentIndex(list(self._pages).index(state.page))
        detail = state.detail
        self.report_button.setEnabled(detail is not None and state.as_of is None)
        self.past_button.setEnabled(detail is not None)
        self.report_panel.show_state(state)
        self.ask_panel.show_state(state)
        self.workers_button.setEnabled(detail is not None)
        self.consent_button.setEnabled(detail is not None and state.as_of is None)
        self._show_differences(detail.differ if detail is not None else 0)
        if state.erased is not None:
            self.half_typed.forget_record(state.audit)
        self.consent_panel.show_state(state)
        self.pack_panel.show_state(state)
        if state.pack is not None or state.packed is not None:
            self._stack.setCurrentIndex(len(self._pages) + 1)
        if state.consent is not None or state.erased is not None:
            self._stack.setCurrentIndex(len(self._pages))  # nothing else while something is to be destroyed
        if detail is None:
            self.bar.set_title(self.tr("Audit"), self.tr("Reading…") if state.error is None else "")
            return
        line = detail.line
        parts = (
            line.site,
            line.who,
            wording.day(line.started) if line.started else "",
            wording.announcement(line.announcement),
        )
        self.bar.set_title(line.instrument, " · ".join(part for part in parts if part))
        total = sum(len(section.answers) for section in detail.sections)
        self.tabs.set_counts({"answers": total, "findings": len(detail.findings), "evidence": len(detail.evidence)})
        self.answers.show_state(state)
        self.evidence.show_evidence(detail.evidence)
        self.closing.show_detail(detail)
        today = wording.today()
        rows = [
            Row(
                finding.id,
                (
                    Cell(badges=(Badge(wording.severity(finding.severity), wording.severity_tone(finding.severity)),)),
                    Cell(finding.title, finding.detail, bold=True),
                    Cell(finding.clause, muted=True),
                    Cell(
                        wording.due(finding.due, today) if finding.due else wording.NOTHING, muted=finding.due is None
                    ),
                ),
            )
            for finding in detail.findings
        ]
        if rows != list(self.findings.rows()):
            self.findings.show_rows(rows)
