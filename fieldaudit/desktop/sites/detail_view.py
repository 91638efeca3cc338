"""One site: its facts, its audits, its findings."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal

from fieldaudit.desktop import wording
from fieldaudit.desktop.line_rows import finding_badges
from fieldaudit.desktop.lines import AuditLine, FindingLine
from fieldaudit.desktop.sites.presenter import History, SiteLine
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import (
    Badge,
    Cell,
    Column,
    EmptyState,
    Facts,
    Label,
    Panel,
    QuietButton,
    Row,
    RowTable,
    column,
    page,
    row,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout


class SiteDetail(Panel):
    """`start(site)`, `open_workers(site)`, `open_audit(audit)`, `open_finding(finding)`."""

    start = Signal(str)
    open_workers = Signal(str)
    open_audit = Signal(str)
    open_finding = Signal(str)

    def __init__(self, *, can_start: bool = True) -> None:
        super().__init__(padding=1)
        self._site, self._can_start = "", can_start
        self._name = Label("", "title", bold=True, wrap=True)
        self._facts = Facts()
        self._start = QuietButton(self.tr("Start an audit here"), icon="plus")
        self._start.clicked.connect(lambda: self.start.emit(self._site))
        self.workers = QuietButton(self.tr("Workers…"), icon="users")
        self.workers.clicked.connect(lambda: self.open_workers.emit(self._site))
        self.audits = RowTable(
            [Column("", 150, 2), Column("", 96)],
            EmptyState("", self.tr("No audit here yet"), compact=True),
            name=self.tr("Audits of this site"),
            click_opens=True,
            quiet=True,
        )
        self.audits.opened.connect(self.open_audit)
        self.findings = RowTable(
            [Column("", 84), Column("", 150, 1)],
            EmptyState("", self.tr("No findings here yet"), compact=True),
            name=self.tr("Findings of this site"),
            click_opens=True,
            quiet=True,
        )
        self.findings.opened.connect(self.open_finding)
        inner: QVBoxLayout = column(
            self._name,
            self._facts,
            row(self._start, self.workers, None, gap=SPACE_2),
            SPACE_2,
            Label(self.tr("Audits"), bold=True),
            self.audits,
            Label(self.tr("Findings"), bold=True),
            self.findings,
            None,
            gap=12,
        )
        self.body.addWidget(page(inner, margins=(20, 18, 20, 18)))

    def show_site(self, site: SiteLine | None, history: History | None) -> None:
        """Show a site and what happened there."""
        self._site = site.id if site else ""
        self._start.setVisible(site is not None and self._can_start)
        self.workers.setVisible(site is not None)
        self._name.setText(site.name if site else self.tr("No site chosen"))
        self._facts.show_facts(_facts(site) if site else [])
        shown = history or History()
        self.audits.show_rows([_audit_row(line) for line in shown.audits])
        self.findings.show_rows([_finding_row(line) for line in shown.findings])


def _facts(site: SiteLine) -> list[tuple[str, str]]:
    translate = QCoreApplication.translate
    return [
        (translate("sites", "Company"), site.party),
        (translate("sites", "Country"), wording.country(site.country)),
        (translate("sites", "Address"), site.address),
        (translate("sites", "Law"), site.jurisdiction),
        (translate("sites", "Risk"), site.risk),
    ]


def _audit_row(line: AuditLine) -> Row:
    when = wording.day(line.started) if line.started else ""
    progress = f"{line.answered} / {line.total}" if line.total else ""
    return Row(
        line.id,
        (
            Cell(line.instrument, " · ".join(part for part in (when, progress) if part), bold=True),
            Cell(badges=finding_badges(line)[:1]),
        ),
    )


def _finding_row(line: FindingLine) -> Row:
    badge = Cell(badges=(Badge(wording.severity(line.severity), wording.severity_tone(line.severity)),))
    return Row(line.id, (badge, Cell(line.title, " · ".join(part for part in (line.clause, line.detail) if part))))
