"""One audit to read, as it is seen."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.audits.answers_view import AnswersPage
from fieldaudit.desktop.audits.closing_page import ClosingPage
from fieldaudit.desktop.audits.evidence_view import EvidencePage
from fieldaudit.desktop.audits.presenter import AuditPresenter, AuditState, Page
from fieldaudit.desktop.audits.report_panel import ReportPanel
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.theme.tokens import SPACE_4, SPACE_6
from fieldaudit.desktop.widgets import (
    Badge,
    Cell,
    Column,
    CountTabs,
    EmptyState,
    PrimaryButton,
    Row,
    RowTable,
    column,
    page,
)


class AuditScreen(Screen):
    """Tabs: answers by section, findings, evidence, and how it was closed."""

    def __init__(self, presenter: AuditPresenter) -> None:
        super().__init__("", back=True)
        self._presenter = presenter
        self.report_button = self.bar.add_primary(PrimaryButton(self.tr("Report"), icon="file-text"))
        self.report_button.clicked.connect(lambda: presenter.ask_report(not presenter.state.reporting))
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
        content = column(self.tabs, self.report_panel, gap=SPACE_4, margins=(SPACE_6, 20, SPACE_6, 20))
        content.addWidget(self._stack, 1)
        self.set_content(content)
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

    def _show(self, state: AuditState) -> None:
        self.banner.show_error(state.error)
        self.tabs.choose(state.page)
        self._stack.setCurrentIndex(list(self._pages).index(state.page))
        detail = state.detail
        self.report_button.setEnabled(detail is not None)
        self.report_panel.show_state(state)
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
