"""Lists of audits and actions, for both desks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit.audit_view import AuditView, overall_state
from fieldaudit.audit.views import PartyView, SiteView, VisitView
from fieldaudit.errors import FormMissing
from fieldaudit.vault.opening import readable_cells
from fieldaudit.vault.reading import findings_of, read_audit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldaudit.vault.vault import Vault

PROGRESS = "progress/"


@dataclass(frozen=True)
class AuditRow:
    """What lists show of an audit; `findings` counts standing findings by severity, `state` is draft to confirmed."""

    id: str
    site: str
    site_id: str
    party: str
    form_title: str
    form_id: str
    announcement: str
    started: str
    due: str
    auditor: str
    branch: str
    answered: int
    total: int
    findings: Mapping[str, int]
    state: str
    outcome: str
    restricted: int
    updated: str


def list_audits(vault: Vault) -> list[AuditRow]:
    """Return every audit, the one changed last first."""
    rows = [audit_row(vault, record.id) for record in vault.records("audit")]
    return sorted(rows, key=lambda row: row.updated, reverse=True)


def audit_row(vault: Vault, audit: str) -> AuditRow:
    """Return what lists show of one audit."""
    view = AuditView.of(readable_cells(vault, audit))
    visit = VisitView.of(vault.cells(view.visit))
    site = SiteView.of(vault.cells(view.field("site")))
    party = PartyView.of(vault.cells(site.party)) if site.party else None
    answered, total = progress(vault, audit)
    standing = [finding.severity for finding in findings_of(vault, view) if not finding.withdrawn]
    return AuditRow(
        id=audit,
        site=site.name,
        site_id=site.id,
        party=party.name if party else "",
        form_title=view.field("form_title"),
        form_id=view.field("form_id"),
        announcement=visit.announcement,
        started=view.field("started"),
        due=view.field("due"),
        auditor=view.field("auditor"),
        branch=view.branch,
        answered=answered,
        total=total,
        findings=Counter(standing),
        state=state_of(vault, view),
        outcome=view.closing.outcome if view.closing else "",
        restricted=view.sealed,
        updated=max((cell.time for register in view.slots.values() for cell in register), default=""),
    )


def state_of(vault: Vault, view: AuditView) -> str:
    """Return draft, in_progress, signed, sent or confirmed: the closing, and what receipts say of it."""
    closing = view.closing
    if closing is None:
        return view.state
    sent = any(
        view.id in package.detail.get("audits", ())
        and package.detail.get("purpose") == "audits"
        and package.time >= closing.time
        for package in vault.exchange_log.packages("out")
    )
    heads = {(head.record, head.seat, head.inc): head.seq for head in vault.exchange_log.confirmed(view.id)}
    event = next(event for event in vault.events(view.id) if event.hash == closing.hash)
    confirmed = heads.get((view.id, event.seat, event.inc), 0) >= event.seq
    return overall_state(view.state, sent=sent or confirmed, confirmed=confirmed)


def progress(vault: Vault, audit: str) -> tuple[int, int]:
    """Return (questions dealt with, questions that apply), as last counted; counted now where that was never done."""
    known = vault.get(PROGRESS + audit)
    if known is None:
        try:
            known = list(read_audit(vault, audit).progress())
        except FormMissing:  # one audit that cannot be counted keeps no list from being shown
            return 0, 0
        vault.put(PROGRESS + audit, known)
    answered, total = known
    return int(answered), int(total)
