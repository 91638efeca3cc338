"""Lists of audits and actions, for both desks."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from fieldaudit.audit import finding_view
from fieldaudit.audit.audit_view import AuditView, overall_state
from fieldaudit.audit.events import parse_line
from fieldaudit.audit.record_views import RecordView
from fieldaudit.audit.views import PartyView, SiteView, VisitView
from fieldaudit.errors import AuditUnknown, FormMissing, FormRefused
from fieldaudit.vault import bulk
from fieldaudit.vault.opening import readable_cells
from fieldaudit.vault.reading import findings_of, read_audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fieldaudit.audit.cells import Cell
    from fieldaudit.audit.finding_view import FindingView
    from fieldaudit.vault.vault import Vault

PROGRESS = "progress/"
SIGNED_STATES = ("signed", "sent", "confirmed")
_NO_SITE, _NO_VISIT = SiteView.of(()), VisitView.of(())
_View = TypeVar("_View", bound=RecordView)


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
    form: str = ""


@dataclass(frozen=True)
class _Parts:
    """What a row is made of; `sent` says when each audit was sent last."""

    id: str
    audit: AuditView
    visit: VisitView
    site: SiteView
    party: PartyView | None
    findings: Iterable[FindingView]
    progress: tuple[int, int]
    sent: Mapping[str, str]
    confirmed: bool
    updated: str


def list_audits(vault: Vault) -> list[AuditRow]:
    """Return every audit, the one changed last first."""
    rows = [_row(parts) for parts in _all_parts(vault)]
    return sorted(rows, key=lambda row: row.updated, reverse=True)


def audit_row(vault: Vault, audit: str) -> AuditRow:
    """Return what lists show of one audit."""
    return _row(_parts(vault, audit, _sent(vault)))


def _row(parts: _Parts) -> AuditRow:
    view, closing = parts.audit, parts.audit.closing
    answered, total = parts.progress
    sent = parts.confirmed or (closing is not None and parts.sent.get(parts.id, "") >= closing.time)
    return AuditRow(
        id=parts.id,
        site=parts.site.name,
        site_id=parts.site.id,
        party=parts.party.name if parts.party else "",
        form_title=view.field("form_title"),
        form_id=view.field("form_id"),
        announcement=parts.visit.announcement,
        started=view.field("started"),
        due=view.field("due"),
        auditor=view.field("auditor"),
        branch=view.branch,
        answered=answered,
        total=total,
        findings=Counter(finding.severity for finding in parts.findings if not finding.withdrawn),
        state=overall_state(view.state, sent=sent, confirmed=parts.confirmed),
        outcome=closing.outcome if closing else "",
        restricted=view.sealed,
        updated=parts.updated,
        form=view.form,
    )


def _parts(vault: Vault, audit: str, sent: Mapping[str, str]) -> _Parts:
    """Read one audit, whatever of it is sealed too."""
    view = AuditView.of(readable_cells(vault, audit))
    site = SiteView.of(vault.cells(view.field("site")))
    with vault.reading() as connection:
        updated = bulk.changed(connection, "audit", audit).get(audit, "")
    return _Parts(
        id=audit,
        audit=view,
        visit=VisitView.of(vault.cells(view.visit)),
        site=site,
        party=PartyView.of(vault.cells(site.party)) if site.party else None,
        findings=findings_of(vault, view),
        progress=progress(vault, audit),
        sent=sent,
        confirmed=_is_confirmed(vault, view),
        updated=updated,
    )


def _is_confirmed(vault: Vault, view: AuditView) -> bool:
    """Whether a receipt says that head office has the closing that stands."""
    if view.closing is None:
        return False
    heads = {(head.seat, head.inc): head.seq for head in vault.exchange_log.confirmed(view.id)}
    signed = vault.stored(view.closing.hash) if heads else None
    if signed is None:
        return False
    event = parse_line(signed.line)
    return heads.get((event.seat, event.inc), 0) >= event.seq


def _sent(vault: Vault) -> dict[str, str]:
    """Return when each audit was sent last."""
    found: dict[str, str] = {}
    for package in vault.exchange_log.packages("out"):
        if package.detail.get("purpose") == "audits":
            for audit in package.detail.get("audits", ()):
                found[audit] = max(found.get(audit, ""), package.time)
    return found


_PREFIXES = ("field/", "finding/", "closing/", "amendment/")
_STARTED = ("answer/", "skip/", "evidence/")


def _all_parts(vault: Vault) -> Iterator[_Parts]:
    """Read all audits together; those with anything sealed one by one, for it may be readable here."""
    sent = _sent(vault)
    with vault.reading() as connection:
        known = bulk.cells(connection, "audit", ["branch"], _PREFIXES)
        started = {prefix: bulk.having(connection, "audit", prefix) for prefix in _STARTED}
        sealed = bulk.having(connection, "audit", "sealed/")
        updated = bulk.changed(connection, "audit")
        counted = bulk.settings(connection, PROGRESS)
        confirmed = bulk.confirmed(connection, "closing")
        visits = _views(VisitView, bulk.cells(connection, "visit", ["field/announcement"]))
        sites = _views(SiteView, bulk.cells(connection, "site", ["branch", "field/name", "field/party"]))
        parties = _views(PartyView, bulk.cells(connection, "party", ["field/name"]))
        severities = bulk.cells(connection, "finding", ["field/severity"])
        opaque = bulk.having(connection, "finding", "sealed/")
    for record in vault.records("audit"):
        view = AuditView.of(known.get(record.id, ()))
        if record.id in sealed or not opaque.isdisjoint(view.findings):
            yield _parts(vault, record.id, sent)
            continue
        marks = {prefix: () for prefix, having in started.items() if record.id in having}
        site = sites.get(view.field("site"), _NO_SITE)
        yield _Parts(
            id=record.id,
            audit=replace(view, slots={**view.slots, **marks}),
            visit=visits.get(view.visit, _NO_VISIT),
            site=site,
            party=parties.get(site.party),
            findings=[
                finding_view.view(finding, view.slots[f"finding/{finding}"], severities.get(finding, ()))
                for finding in view.findings
            ],
            progress=_counted(vault, record.id, counted),
            sent=sent,
            confirmed=view.closing is not None and view.closing.hash in confirmed,
            updated=updated.get(record.id, ""),
        )


def _views(kind: type[_View], cells: Mapping[str, list[Cell]]) -> dict[str, _View]:
    return {record: kind.of(found) for record, found in cells.items()}


def _counted(vault: Vault, audit: str, counted: Mapping[str, str]) -> tuple[int, int]:
    if audit not in counted:
        return progress(vault, audit)
    answered, total = json.loads(counted[audit])
    return int(answered), int(total)


def progress(vault: Vault, audit: str) -> tuple[int, int]:
    """Return (questions dealt with, questions that apply), as last counted; counted now where that was never done."""
    known = vault.get(PROGRESS + audit)
    if known is None:
        try:
            known = list(read_audit(vault, audit).progress())
        except (FormMissing, FormRefused, AuditUnknown):  # what cannot be counted keeps no list from being shown
            return 0, 0
        vault.put(PROGRESS + audit, known)
    answered, total = known
    return int(answered), int(total)
