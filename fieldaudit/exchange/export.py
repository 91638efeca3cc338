"""Field to head office: audits, or one finding that cannot wait, as a signed and sealed package."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fieldaudit.audit import strictjson
from fieldaudit.audit.events import parse_line
from fieldaudit.errors import NothingToSend, NotJoined
from fieldaudit.exchange import clock, membership
from fieldaudit.exchange.manifest import ALERT, AUDITS
from fieldaudit.exchange.related import audit_of_finding, raising_events, records_of, records_of_all
from fieldaudit.exchange.writer import Plan, Turn, Written, write_package
from fieldaudit.vault import PackageRow, instruments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.audit.events import Event, StoredEvent
    from fieldaudit.vault import StreamHead, Vault

OUTBOX = "outbox"
SENT, RECEIVED = "sent", "received"


def export_audits(
    vault: Vault,
    audit_ids: Sequence[str],
    out: Path,
    *,
    now: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Written:
    """Write everything about these audits that head office has not confirmed, signed, and sealed to head office.

    Raises AuditUnknown, NothingToSend, PackageTooLarge, FileUnwritable, BlobMissing.
    """
    plan = _plan(vault, AUDITS, audit_ids)
    belonging = records_of_all(vault, audit_ids).values()
    records = dict.fromkeys(record for found in belonging for record in found)
    for head in vault.streams(records):
        if head.seat == vault.seat:
            _add_events(vault, plan, _unconfirmed(vault, head))
    if not plan.streams:
        raise NothingToSend
    return _send(vault, plan, out, now or clock.now(), progress)


def export_alert(vault: Vault, finding: str, out: Path, *, now: datetime | None = None) -> Written:
    """Write one finding of an audit that need not be signed: its history up to the finding, other payloads left out.

    What else is in the audit stays here: its lines go along with their commitments only. Site and party go whole.
    Raises FindingUnknown, NothingToSend, FileUnwritable.
    """
    audit = audit_of_finding(vault, finding)
    told = set(raising_events(vault, audit, finding))
    plan = _plan(vault, ALERT, [audit])
    for head in vault.streams([audit]):
        if head.seat == vault.seat:
            _add_alert(vault, plan, _unconfirmed(vault, head), told)
    if not plan.streams:
        raise NothingToSend
    types = vault.record_types()
    place = [record for record in records_of(vault, audit) if types[record] in ("site", "party")]
    for head in vault.streams([*place, *([finding] if finding in types else [])]):
        if head.seat == vault.seat:
            _add_events(vault, plan, _unconfirmed(vault, head))
    return _send(vault, plan, out, now or clock.now(), None)


def sent_packages(vault: Vault) -> list[PackageRow]:
    """Return what was sent from here, newest first; `state` is sent or received."""
    return vault.exchange_log.packages("out")


def unconfirmed_events(vault: Vault, audit: str) -> int:
    """Return how many of this seat's events about an audit head office has not confirmed: they are only here."""
    return unconfirmed_by_audit(vault, [audit])[audit]


def unconfirmed_by_audit(vault: Vault, audits: Iterable[str]) -> dict[str, int]:
    """Return the same for several audits, in one pass over what belongs to them."""
    return {audit: _unconfirmed_in(vault, records) for audit, records in records_of_all(vault, audits).items()}


def _unconfirmed_in(vault: Vault, records: Sequence[str]) -> int:
    heads = [head for head in vault.streams(records) if head.seat == vault.seat]
    return sum(head.seq - _confirmed(vault, head) for head in heads)


def _plan(vault: Vault, purpose: str, audits: Iterable[str]) -> Plan:
    headoffice = vault.get(membership.HEAD_OFFICE)
    if headoffice is None:
        raise NotJoined
    return Plan(purpose, headoffice["seat"], (headoffice["recipient"],), tuple(dict.fromkeys(audits)))


def _confirmed(vault: Vault, head: StreamHead) -> int:
    known = [row for row in vault.exchange_log.confirmed(head.record) if (row.seat, row.inc) == (head.seat, head.inc)]
    return known[0].seq if known else 0


def _unconfirmed(vault: Vault, head: StreamHead) -> list[StoredEvent]:
    return list(vault.lines(head.record, head.seat, head.inc, _confirmed(vault, head)))


def _add_events(vault: Vault, plan: Plan, events: Sequence[StoredEvent]) -> None:
    """Add events with the forms they were made under and the files they attached."""
    if not events:
        return
    plan.add_stream(events)
    parsed = [parse_line(stored.line) for stored in events]
    for digest in dict.fromkeys(event.form for event in parsed if event.form):
        _add_form(vault, plan, digest)
    _add_blobs(vault, plan, parsed)


def _add_form(vault: Vault, plan: Plan, digest: str) -> None:
    if all(form.digest != digest for form in plan.forms):
        form = instruments.form_of(vault, digest)
        plan.add_form(digest, form.id, form.version, form.xform, form.attachments)


def _add_blobs(vault: Vault, plan: Plan, events: Sequence[Event]) -> None:
    attached = {event.hash for event in events if event.kind == "evidence.attached"}
    if not attached:
        return
    readable = {event.hash: payload for event, payload in vault.unsealed(events[0].record)}
    for event_hash in attached:
        payload = readable.get(event_hash) or vault.payload(event_hash)
        if isinstance(payload, dict):
            plan.blobs[payload["blob"]] = vault.blob_file(payload["blob"])


def _add_alert(vault: Vault, plan: Plan, events: Sequence[StoredEvent], told: set[str]) -> None:
    parsed = [parse_line(stored.line) for stored in events]
    last = max((place for place, event in enumerate(parsed) if event.hash in told), default=-1)
    if last < 0:
        return
    shown = {event.hash for event in parsed if event.hash in told or event.kind in ("record.created", "subject.key")}
    cut = [
        stored if event.hash in shown else replace(stored, salt=None, payload=None, sealed=None, signature=None)
        for event, stored in zip(parsed[: last + 1], events, strict=False)
    ]
    plan.add_stream(cut)
    for digest in dict.fromkeys(event.form for event in parsed if event.hash in shown and event.form):
        _add_form(vault, plan, digest)


def _send(vault: Vault, plan: Plan, out: Path, now: datetime, progress: Callable[[int, int], None] | None) -> Written:
    _add_checkpoint(vault, plan)
    outbox = vault.get(OUTBOX) or {"sequence": 0, "previous": ""}
    sequence = outbox["sequence"] + 1
    written = write_package(vault, plan, Turn(sequence, outbox["previous"], now), out, progress)
    detail = {"audits": list(plan.audits), "purpose": plan.purpose, "file": written.path.name, "size": written.size}
    row = PackageRow(written.manifest_sha256, "out", sequence, vault.seat, SENT, "", clock.stamp(now), detail)
    with vault.transaction():
        vault.put(OUTBOX, {"sequence": sequence, "previous": written.manifest_sha256})
        vault.exchange_log.put_package(row)
    return written


def _add_checkpoint(vault: Vault, plan: Plan) -> None:
    heads = [[part.record, part.seat, part.inc, part.last, part.hash] for part in plan.streams]
    document = strictjson.dumps(heads)
    plan.add_checkpoint(vault.seat, document, membership.own_key(vault).sign(document))
