"""Removing from this computer what head office has: which audits may go, and what stays of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fieldaudit.audit import actions
from fieldaudit.audit.audit_view import AuditView
from fieldaudit.audit.given import NOTE
from fieldaudit.audit.team import TEAM
from fieldaudit.errors import NothingToPurge
from fieldaudit.exchange import membership, purging
from fieldaudit.exchange.related import records_of_all
from fieldaudit.vault import blobs, drafts, purge
from fieldaudit.vault.listing import list_audits
from fieldaudit.vault.opening import readable_cells
from fieldaudit.vault.purge import Removal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fieldaudit.vault import StreamHead, Vault
    from fieldaudit.vault.listing import AuditRow

_GO = ("audit", "finding", "action", "interview", TEAM, NOTE)
Hindrance = Literal["", "not_secured", "open_actions", "half_typed"]
NOT_SECURED: Hindrance = "not_secured"
OPEN_ACTIONS: Hindrance = "open_actions"
HALF_TYPED: Hindrance = "half_typed"


@dataclass(frozen=True)
class Purgeable:
    """A confirmed audit: what removing it takes away, and `hindrance`, why it must stay for now ("" when it may go)."""

    audit: str
    site: str
    site_id: str
    form_title: str
    date: str
    closing: str
    records: tuple[str, ...]
    attachments: int
    size: int
    hindrance: Hindrance = ""


@dataclass(frozen=True)
class Purged:
    """What stays of an audit that was removed; `receipt` is the digest of head office's message that allowed it."""

    audit: str
    site: str
    date: str
    closing: str
    receipt: str
    time: str


def candidates(vault: Vault) -> list[Purgeable]:
    """Return every confirmed audit, with why it must stay where it must."""
    confirmed = [row for row in list_audits(vault) if row.state == "confirmed"]
    secured, types = purging.secured(vault), vault.record_types()
    belonging = records_of_all(vault, [row.id for row in confirmed])
    visits = purge.visits(vault)
    candidates = []
    for row in confirmed:
        going = _going(row, belonging[row.id], types, visits)
        acted = [record for record in belonging[row.id] if types.get(record) == "action"]
        candidates.append(_candidate(vault, row, going, (secured, acted)))
    return candidates


def purge_audits(
    vault: Vault,
    audits: Sequence[str],
    progress: Callable[[int, int], None] | None = None,
    *,
    open_actions: bool = False,
) -> list[Purgeable]:
    """Remove audits from this computer for good; returns them. Raises NothingToPurge, CopyUnderWay, DiskFull.

    The site, its party and the form stay. That they were here, when, and under which closing stays too, signed. With
    `open_actions` a person confirmed once more that audits go whose actions are still followed up: at head office then.
    """
    allowed = ("", OPEN_ACTIONS) if open_actions else ("",)
    known = {found.audit: found for found in candidates(vault)}
    for audit in audits:
        if audit not in known or known[audit].hindrance not in allowed:
            raise NothingToPurge(reason=_reason(known[audit].hindrance if audit in known else ""))
    right = purging.right(vault)
    if not audits or right is None:
        raise NothingToPurge(reason=_reason(NOT_SECURED))
    chosen = [known[audit] for audit in dict.fromkeys(audits)]
    purge.purge(vault, [_removal(found, right) for found in chosen], progress)
    return chosen


def purged(vault: Vault) -> list[Purged]:
    """Return what was removed from here, the last first."""
    found = []
    for row in vault.records(purge.TYPE):
        cells = {cell.slot.removeprefix("field/"): cell for cell in vault.cells(row.id, "field/")}
        said = {name: str(cell.value) for name, cell in cells.items()}
        audit, site, date, closing, receipt = (
            said.get(name, "") for name in ("audit", "site_name", "date", "closing", "receipt")
        )
        time = next(iter(cells.values())).time if cells else ""
        found.append(Purged(audit, site, date, closing, receipt, time))
    return found[::-1]


def _reason(hindrance: Hindrance) -> str:
    return {
        NOT_SECURED: "head office has not said that it keeps them in a verified backup of its own",
        OPEN_ACTIONS: "actions of theirs are still open",
        HALF_TYPED: "something in them is half typed, or a file in the tray belongs to no answer yet",
    }.get(hindrance, "head office has not confirmed them")


def _going(
    row: AuditRow, records: Sequence[str], types: Mapping[str, str], visits: Mapping[str, int]
) -> tuple[str, ...]:
    """Return the records that go with an audit: its visit too where no other audit was part of it."""
    return tuple(
        record
        for record in records
        if record == row.id or types.get(record) in _GO or (types.get(record) == "visit" and visits.get(record) == 1)
    )


def _candidate(
    vault: Vault,
    row: AuditRow,
    records: tuple[str, ...],
    known: tuple[Mapping[tuple[str, str, str], StreamHead], Sequence[str]],
) -> Purgeable:
    """Return what is known of a confirmed audit; `known` is what head office secured, and the audit's actions."""
    view = AuditView.of(vault.cells(row.id, "closing/"))
    files = [blobs.path_of(vault.home, blob) for blob in purge.attached(vault, records, row.id)]
    return Purgeable(
        audit=row.id,
        site=row.site,
        site_id=row.site_id,
        form_title=row.form_title,
        date=row.started[:10],
        closing=view.closing.hash if view.closing else "",
        records=records,
        attachments=len(files),
        size=sum(path.stat().st_size for path in files if path.is_file()),
        hindrance=_hindrance(vault, row.id, records, known),
    )


def _hindrance(
    vault: Vault,
    audit: str,
    records: Sequence[str],
    known: tuple[Mapping[tuple[str, str, str], StreamHead], Sequence[str]],
) -> Hindrance:
    """Return why an audit must stay: every end of every stream has to be the one that head office keeps.

    What head office wrote itself came from there.
    """
    secured, acted = known
    office = membership.office_seat(vault)
    for head in vault.streams(records):
        if head.seat != office and secured.get((head.record, head.seat, head.inc)) != head:
            return NOT_SECURED
    seen = (actions.view(readable_cells(vault, record, audit)) for record in acted)
    if any(action.audit == audit and action.state != "closed" for action in seen):
        return OPEN_ACTIONS
    half = any(drafts.of(vault, record) for record in records) or purge.has_unassigned(vault, audit)
    return HALF_TYPED if half else ""


def _removal(found: Purgeable, right: purging.Right) -> Removal:
    fields = {
        "audit": found.audit,
        "site": found.site_id,
        "site_name": found.site,
        "form_title": found.form_title,
        "date": found.date,
        "closing": found.closing,
        "receipt": right.digest,
        "records": " ".join(found.records),
    }
    return Removal(found.audit, found.records, fields)
