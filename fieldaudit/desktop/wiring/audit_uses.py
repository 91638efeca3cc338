"""Reading audits and writing their reports, on the vault."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from fieldaudit.audit import differences
from fieldaudit.desktop import wording
from fieldaudit.desktop.audits.presenter import (
    AnswerLine,
    AuditDetail,
    ConsentAsk,
    ConsentDone,
    EvidenceLine,
    PackAsk,
    PackDone,
    SectionLine,
)
from fieldaudit.desktop.run.history import read_history
from fieldaudit.desktop.run.markup import plain
from fieldaudit.desktop.wiring import packs, remarks, respondents
from fieldaudit.desktop.wiring.asking import Asking
from fieldaudit.desktop.wiring.closings import closing_parts
from fieldaudit.desktop.wiring.lines import as_moment, audit_line, audit_lines, finding_line
from fieldaudit.exchange import membership
from fieldaudit.headoffice import given
from fieldaudit.reports import audit_report, page_count
from fieldaudit.reports.gather import gather
from fieldaudit.vault import attachments, files
from fieldaudit.vault.contested import contested_audits
from fieldaudit.vault.history import findings_at, read_audit_at
from fieldaudit.vault.listing import audit_row
from fieldaudit.vault.reading import findings_of, read_audit
from fieldaudit.vault.statements import statements_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fieldaudit.audit.sheet import SheetRow
    from fieldaudit.audit.views import AuditView
    from fieldaudit.desktop.audits.presenter import Profile
    from fieldaudit.desktop.lines import AuditLine
    from fieldaudit.desktop.run.history import History
    from fieldaudit.vault import Vault
    from fieldaudit.vault.reading import AuditReading
    from fieldaudit.vault.statements import Statement

_SAID = ("site_closing/", "statement/")
_STATES = {"open": "unanswered", "missing": "unanswered", "invalid": "answered"}


class AuditsUses:
    """Audits of one vault, to read."""

    def __init__(self, vault: Vault, language: str = "en") -> None:
        """Work on one vault; reports are written in `language`."""
        self._vault, self._language = vault, language

    def audits(self) -> Sequence[AuditLine]:
        """Return every audit that is here."""
        return audit_lines(self._vault, with_person=True)

    def audit(self, audit: str, at: str = "") -> AuditDetail:
        """Return one audit with everything that stands in it, or that stood in it after the event `at`."""
        reading = read_audit_at(self._vault, audit, at) if at else read_audit(self._vault, audit)
        findings = findings_at(self._vault, reading.view, at) if at else findings_of(self._vault, reading.view)
        sheet = reading.sheet()
        labels = {row.ref: f"{row.number} {row.label}".strip() for row in sheet.rows}
        erased = bool(reading.view.withdrawn)
        asked = Asking(self._vault, audit)
        return AuditDetail(
            line=audit_line(audit_row(self._vault, audit), with_person=True),
            facts=(*_facts(reading), *remarks.facts(self._vault, audit)),
            sections=tuple(
                SectionLine(part.title, tuple(asked.about(_answer(row, erased=erased)) for row in part.questions))
                for part in sheet.sections
                if part.questions
            ),
            findings=tuple(finding_line(one) for one in findings if not one.withdrawn),
            evidence=tuple(_evidence(reading.view, labels)),
            closing=closing_parts(reading.view, _said(self._vault, reading.view, at)),
            restricted=reading.view.sealed,
            differ=0 if at else self._differ(audit, reading),
        )

    def _differ(self, audit: str, reading: AuditReading) -> int:
        """Return how much differs in an audit, what can be read only here or lies in its findings and actions too."""
        return max(len(differences.of_audit(reading.view)), contested_audits(self._vault).get(audit, 0))

    def ask(self, audit: str, ref: str, label: str, text: str) -> None:
        """Return the audit to its auditor with a question about an answer."""
        given.ask(self._vault, audit, ref, label, text)

    def history(self, audit: str, ref: str = "") -> History:
        """Return who changed what about a question, or in the whole audit."""
        reading = read_audit(self._vault, audit)
        labels = (
            {row.ref: f"{row.number} {plain(row.label)}".strip() for row in reading.sheet().rows} if not ref else {}
        )
        return read_history(self._vault, audit, reading.session, ref, labels)

    def evidence(self, blob: str) -> bytes:
        """Return the content of a photo or file."""
        return attachments.read(self._vault, blob)

    def consent(self, audit: str) -> ConsentAsk:
        """Return what withdrawing each respondent's consent would erase."""
        return respondents.ask(self._vault, audit)

    def withdraw(self, audit: str, subject: str, reason: str) -> ConsentDone:
        """Erase what a respondent said."""
        return respondents.withdraw(self._vault, audit, subject, reason)

    def report(self, audit: str, profile: Profile, file: Path) -> int:
        """Write the report as PDF."""
        organisation = membership.organisation(self._vault).name
        pdf = audit_report(gather(self._vault, audit, profile, self._language, organisation=organisation), profile)
        files.write_asked(file, pdf)
        return page_count(pdf)

    def pack_contents(self, audit: str, profile: Profile) -> PackAsk:
        """Return what a client pack would hold."""
        return packs.ask(self._vault, audit, profile)

    def pack(self, audit: str, profile: Profile, file: Path) -> PackDone:
        """Write a client pack."""
        return packs.write(self._vault, audit, profile, file, self._language)


def _said(vault: Vault, view: AuditView, at: str) -> Sequence[Statement]:
    """Return what people said of the closings; of a former state what stood in the audit itself."""
    found = statements_of(vault, view.id)
    then = {cell.event for slot, heads in view.slots.items() if slot.startswith(_SAID) for cell in heads}
    return [one for one in found if not at or one.event in then]


def _answer(row: SheetRow, *, erased: bool) -> AnswerLine:
    failed = row.severity if row.verdict == "noncompliant" else ""
    state = "erased" if erased and row.state == "sealed" else _STATES.get(row.state, row.state)
    text = row.reason if state == "not_checked" else _worded(row)
    return AnswerLine(row.number, row.label, text, state, row.note, failed, row.evidence, row.ref, row.conflict)


def _worded(row: SheetRow) -> str:
    if row.type in ("date", "dateTime") and row.value:
        when = datetime.fromisoformat(row.value)
        return wording.day(when.date()) if row.type == "date" else wording.moment(when)
    return row.text


def _evidence(view: AuditView, labels: dict[str, str]) -> list[EvidenceLine]:
    return [
        EvidenceLine(
            item.blob, item.name, labels.get(item.ref, ""), as_moment(item.taken), item.media_type.startswith("image/")
        )
        for items in view.evidence.values()
        for item in items
    ]


def _facts(reading: AuditReading) -> tuple[tuple[str, str], ...]:
    translate = QCoreApplication.translate
    started = as_moment(reading.started)
    visit = " · ".join(
        part
        for part in (wording.day(started.date()) if started else "", wording.announcement(reading.visit.announcement))
        if part
    )
    return (
        (translate("audit", "Site"), reading.site.name),
        (translate("audit", "Company"), reading.party.name),
        (translate("audit", "Visit"), visit),
        (translate("audit", "Auditor"), reading.view.field("auditor")),
        (translate("audit", "Team"), reading.visit.field("team")),
        (translate("audit", "Purpose"), reading.visit.field("purpose")),
        (translate("audit", "Consent withdrawn"), "; ".join(reading.view.withdrawn.values())),
    )
