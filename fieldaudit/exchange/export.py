"""Field to head office: audits, or one finding that cannot wait, as a signed and sealed package."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fieldaudit.audit import strictjson
from fieldaudit.audit.events import parse_line
from fieldaudit.errors import FieldAuditError, NothingToSend, NotJoined
from fieldaudit.exchange import clock, having, membership
from fieldaudit.exchange.manifest import ALERT, AUDITS
from fieldaudit.exchange.related import audit_of_finding, raising_events, records_of, records_of_all
from fieldaudit.exchange.volumes import in_parts
from fieldaudit.exchange.writer import Plan, Turn, Written, write_package
from fieldaudit.vault import PackageRow, blobs, bulk, instruments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.audit.events import Event, StoredEvent
    from fieldaudit.vault import StreamHead, Vault

OUTBOX = "outbox"
SENT, RECEIVED = "sent", "received"


def export_audits(  # noqa: PLR0913 - what goes where, how large, when, and who watches
    vault: Vault,
    audit_ids: Sequence[str],
    out: Path,
    *,
    again: bool = False,
    max_size: int = 0,
    now: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Written:
    """Write everything about these audits that head office has not confirmed, signed, and sealed to head office.

    With `again` all of it goes, as if nothing had been confirmed: for a head office that lost what it had. What is too
    much for one package goes on in `more` of it. With `max_size` packages are cut into parts of at most so
    many bytes. Raises AuditUnknown, NothingToSend, PartsTooSmall, PackageTooLarge, FileUnwritable, BlobMissing.
    """
    when, written = now or clock.now(), list["Written"]()
    for plan in _plans(vault, audit_ids, again=again):
        written.append(_send(vault, plan, out, when, progress, max_size))
    if not written:
        raise NothingToSend
    return replace(written[0], more=tuple(written[1:]))


def _plans(vault: Vault, audit_ids: Sequence[str], *, again: bool) -> Iterator[Plan]:
    """Yield what to send in packages that a reader can hold in memory, each once the one before was written."""
    belonging = records_of_all(vault, audit_ids)
    records = dict.fromkeys(record for found in belonging.values() for record in found)
    plan = _plan(vault, AUDITS, ())
    for head in vault.streams(records):
        confirmed = 0 if again else _confirmed(vault, head)
        after = confirmed if head.seat == vault.seat else head.seq
        while after < head.seq:
            if plan.is_full():
                yield _about(plan, belonging)
                plan = _plan(vault, AUDITS, ())
            with vault.reading() as connection:
                events = bulk.lines(connection, head, after, plan.room())
            _add_events(vault, plan, events)
            after = plan.streams[-1].last
    if plan.streams:
        yield _about(plan, belonging)


def _about(plan: Plan, belonging: Mapping[str, Sequence[str]]) -> Plan:
    """Return the plan with the audits that its streams belong to."""
    records = {part.record for part in plan.streams}
    plan.audits = tuple(audit for audit, found in belonging.items() if not records.isdisjoint(found))
    return plan


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
    return _send(vault, plan, out, now or clock.now(), None, 0)


def sent_packages(vault: Vault) -> list[PackageRow]:
    """Return what was sent from here, newest first; `state` is sent or received."""
    return vault.exchange_log.packages("out")


def unconfirmed_by_audit(vault: Vault, audits: Iterable[str]) -> dict[str, int]:
    """Return how many of this seat's events about each audit head office has not confirmed: they are only here."""
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
            plan.blobs[payload["blob"]] = blobs.file_of(vault.home, payload["blob"])


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


def _send(
    vault: Vault,
    plan: Plan,
    out: Path,
    now: datetime,
    progress: Callable[[int, int], None] | None,
    max_size: int,
) -> Written:
    _add_checkpoint(vault, plan)
    _add_having(vault, plan, now)
    outbox = vault.get(OUTBOX) or {"sequence": 0, "previous": ""}
    sequence = outbox["sequence"] + 1
    written = write_package(vault, plan, Turn(sequence, outbox["previous"], now), out, progress)
    try:
        written = in_parts(written, max_size)
    except FieldAuditError:
        written.path.unlink(missing_ok=True)
        raise
    detail = {"audits": list(plan.audits), "purpose": plan.purpose, "file": written.path.name, "size": written.size}
    row = PackageRow(written.manifest_sha256, "out", sequence, vault.seat, SENT, "", clock.stamp(now), detail)
    with vault.transaction():
        vault.put(OUTBOX, {"sequence": sequence, "previous": written.manifest_sha256})
        vault.exchange_log.put_package(row)
    return written


def _add_having(vault: Vault, plan: Plan, now: datetime) -> None:
    document = having.document(vault, now)
    if document is not None:
        plan.add_message(having.HAVE, document, membership.own_key(vault).sign(document))


def _add_checkpoint(vault: Vault, plan: Plan) -> None:
    heads = [[part.record, part.seat, part.inc, part.last, part.hash] for part in plan.streams]
    document = strictjson.dumps(heads)
    plan.add_checkpoint(vault.seat, document, membership.own_key(vault).sign(document))
