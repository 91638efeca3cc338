"""Field to head office: audits, or one finding that cannot wait, as a signed and sealed package."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fieldaudit.audit import strictjson
from fieldaudit.audit.events import parse_line
from fieldaudit.errors import NothingToSend, NotJoined
from fieldaudit.exchange import clock, having, membership, relay
from fieldaudit.exchange.manifest import ALERT, AUDITS, TEAM
from fieldaudit.exchange.related import audit_of_finding, loose_records, raising_events, records_of, records_of_all
from fieldaudit.exchange.volumes import in_parts
from fieldaudit.exchange.writer import Plan, Turn, Written, write_package
from fieldaudit.vault import PackageRow, StreamHead, blobs, bulk, codebook, instruments
from fieldaudit.vault.written import began

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.audit.events import Event, StoredEvent
    from fieldaudit.exchange.relay import Known, Segment
    from fieldaudit.vault import Vault

OUTBOX = "outbox"
SENT, RECEIVED = "sent", "received"


@dataclass(frozen=True)
class Way:
    """How a package leaves: where to, when, in parts of at most how many bytes (0: whole), and who watches."""

    out: Path
    now: datetime
    max_size: int = 0
    progress: Callable[[int, int], None] | None = None


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

    What this seat said about no audit of its own (a closing that it countersigned) goes along. With `again` all of it
    goes, as if nothing had been confirmed: for a head office that lost what it had. What colleagues wrote and signed
    goes along as it came; of whom head office would not believe now only with `again`, or where the audit does not
    stand without them (`left_out` names whose did not). What is too much for one package goes on in `more` of it. A
    seat that is not certified yet may write one about no audit: it brings its request. With `max_size` packages are
    cut into parts of at most so many bytes. Raises AuditUnknown, NothingToSend, PartsTooSmall, PackageTooLarge,
    FileUnwritable, BlobMissing.
    """
    way, written = Way(out, now or clock.now(), max_size, progress), list["Written"]()
    for plan in _plans(vault, audit_ids, way.now, again=again):
        _add_carried(vault, plan)
        written.append(_send(vault, plan, way))
    if not written and not audit_ids and not again and asks_for_certificate(vault):
        written.append(_send(vault, _plan(vault, AUDITS, ()), way))
    if not written:
        raise NothingToSend
    return replace(written[0], more=tuple(written[1:]))


def asks_for_certificate(vault: Vault) -> bool:
    """Whether a package is worth writing though nothing else is to be sent: it brings the signing request."""
    return vault.get(membership.REQUEST) is not None and vault.get(membership.CERTIFICATE) is None


def _plans(vault: Vault, audit_ids: Sequence[str], now: datetime, *, again: bool) -> Iterator[Plan]:
    """Yield what to send in packages that a reader can hold in memory, each once the one before was written."""
    belonging = records_for(vault, audit_ids)
    about = [record for found in belonging.values() for record in found]
    heads = vault.streams(dict.fromkeys((*about, *loose_records(vault))))
    office = membership.office_seat(vault)

    def known(record: str, seat: str, inc: str) -> tuple[int, str]:
        return (0, "") if again else _confirmed(vault, StreamHead(record, seat, inc, 0, ""))

    def begin() -> Plan:
        return _plan(vault, AUDITS, ())

    others = [head for head in heads if head.seat not in (vault.seat, office)]
    asked = {head.seat for head in others} if again else _needed(vault, audit_ids)
    relayed, left_out = relay.segments(vault, others, audit_ids, known, now, asked)
    for plan in gather(vault, [head for head in heads if head.seat == vault.seat], relayed, known, begin):
        plan.left_out = left_out
        yield _about(plan, belonging)


def _needed(vault: Vault, audit_ids: Iterable[str]) -> set[str]:
    """Return who began one of these audits of which head office has no beginning: without it nothing of it stands."""
    found = ((began(vault, audit), vault.exchange_log.confirmed(audit)) for audit in audit_ids)
    return {seat for seat, confirmed in found if seat not in {row.seat for row in confirmed}}


def records_for(vault: Vault, audit_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the records of each audit, with those that came with it and cannot be told to belong; AuditUnknown."""
    here, rosters = vault.record_types(), codebook.by_site(vault)
    belonging = records_of_all(vault, audit_ids)
    for found in belonging.values():
        found += [record for site in found for record in rosters.get(site, ())]  # who works there, names sealed
    return {
        audit: [*dict.fromkeys((*found, *(one for one in relay.carried(vault, audit).records if one in here)))]
        for audit, found in belonging.items()
    }


def gather(
    vault: Vault, own: Iterable[StreamHead], relayed: Sequence[Segment], known: Known, begin: Callable[[], Plan]
) -> Iterator[Plan]:
    """Yield plans filled with what `known` does not have of this seat's streams, and with relayed lines.

    A package holds one checkpoint of each seat, so what stands under another one of theirs goes on in the next.
    """
    plan = begin()
    for head in own:
        after, _ = known(head.record, head.seat, head.inc)
        while after < head.seq:
            if plan.is_full():
                yield plan
                plan = begin()
            with vault.reading() as connection:
                events = bulk.lines(connection, head, after, plan.room())
            add_events(vault, plan, events)
            after = plan.streams[-1].last
    for segment in relayed:
        if plan.streams and (plan.is_full() or segment.weight > plan.room() or plan.has_other(segment.under)):
            yield plan
            plan = begin()
        add_events(vault, plan, segment.events)
        plan.relay(segment.under)
    if plan.streams:
        yield plan


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
            add_events(vault, plan, _unconfirmed(vault, head))
    return _send(vault, plan, Way(out, now or clock.now()))


def sent_packages(vault: Vault) -> list[PackageRow]:
    """Return what was sent from here to head office, newest first; `state` is sent or received."""
    return [row for row in vault.exchange_log.packages("out") if row.detail.get("purpose") != TEAM]


def loose_unconfirmed(vault: Vault) -> int:
    """Return how many statements and actions of no audit here hold something that head office has not confirmed."""
    return sum(_unconfirmed_in(vault, [record]) > 0 for record in loose_records(vault))


def unconfirmed_by_audit(vault: Vault, audits: Iterable[str]) -> dict[str, int]:
    """Return how many of this seat's events about each audit head office has not confirmed: they are only here."""
    return {audit: _unconfirmed_in(vault, records) for audit, records in records_of_all(vault, audits).items()}


def _unconfirmed_in(vault: Vault, records: Sequence[str]) -> int:
    heads = [head for head in vault.streams(records) if head.seat == vault.seat]
    return sum(head.seq - _confirmed(vault, head)[0] for head in heads)


def _plan(vault: Vault, purpose: str, audits: Iterable[str]) -> Plan:
    headoffice = vault.get(membership.HEAD_OFFICE)
    if headoffice is None:
        raise NotJoined
    return Plan(purpose, headoffice["seat"], (headoffice["recipient"],), tuple(dict.fromkeys(audits)))


def _confirmed(vault: Vault, head: StreamHead) -> tuple[int, str]:
    """Return up to where head office has a stream: a number and a hash."""
    known = [row for row in vault.exchange_log.confirmed(head.record) if (row.seat, row.inc) == (head.seat, head.inc)]
    return (known[0].seq, known[0].hash) if known else (0, "")


def _unconfirmed(vault: Vault, head: StreamHead) -> list[StoredEvent]:
    return list(vault.lines(head.record, head.seat, head.inc, _confirmed(vault, head)[0]))


def _add_carried(vault: Vault, plan: Plan) -> None:
    """Add the attachments that came from colleagues and that nobody here can name, where their lines go along."""
    if plan.relayed:
        add_carried(vault, plan, plan.audits)


def add_carried(vault: Vault, plan: Plan, audits: Iterable[str]) -> None:
    """Add the sealed attachments of colleagues that nobody here can name, with the entries that name them."""
    for blob in (blob for audit in audits for blob in relay.carried(vault, audit).going_with(plan.streams)):
        if blob not in plan.blobs and blobs.path_of(vault.home, blob).is_file():
            plan.blobs[blob] = blobs.path_of(vault.home, blob)


def add_events(vault: Vault, plan: Plan, events: Sequence[StoredEvent]) -> None:
    """Add events with the forms they were made under and the files they attached."""
    if not events:
        return
    plan.add_stream(events)
    parsed = [parse_line(stored.line) for stored in events]
    for digest in dict.fromkeys(event.form for event in parsed if event.form):
        add_form(vault, plan, digest)
    _add_blobs(vault, plan, parsed)


def add_form(vault: Vault, plan: Plan, digest: str) -> None:
    """Add a form that is not in the plan yet."""
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
        stored if event.hash in shown else stored.closed()
        for event, stored in zip(parsed[: last + 1], events, strict=False)
    ]
    plan.add_stream(cut)
    for digest in dict.fromkeys(event.form for event in parsed if event.hash in shown and event.form):
        add_form(vault, plan, digest)


def _send(vault: Vault, plan: Plan, way: Way) -> Written:
    add_checkpoint(vault, plan)
    _add_having(vault, plan, way.now)
    return write_next(vault, plan, OUTBOX, way)


def write_next(vault: Vault, plan: Plan, series: str, way: Way) -> Written:
    """Write the next package of a series (the setting that holds its number and the one before) and log it."""
    before = vault.get(series) or {"sequence": 0, "previous": ""}
    sequence = before["sequence"] + 1
    written = write_package(vault, plan, Turn(sequence, before["previous"], way.now), way.out, way.progress)
    written = in_parts(written, way.max_size)
    about = {"purpose": plan.purpose, "to": plan.to, "audits": list(plan.audits)}
    detail = {**about, "file": written.path.name, "size": written.size}
    row = PackageRow(written.manifest_sha256, "out", sequence, vault.seat, SENT, "", clock.stamp(way.now), detail)
    with vault.transaction():
        vault.put(series, {"sequence": sequence, "previous": written.manifest_sha256})
        vault.exchange_log.put_package(row)
    return written


def _add_having(vault: Vault, plan: Plan, now: datetime) -> None:
    document = having.document(vault, now)
    if document is not None:
        plan.add_message(having.HAVE, document, membership.own_key(vault).sign(document))


def add_checkpoint(vault: Vault, plan: Plan, more: Iterable[StreamHead] = ()) -> None:
    """Sign the heads of this seat's own streams in a plan, and those of `more` that the reader has."""
    own = [StreamHead(part.record, part.seat, part.inc, part.last, part.hash) for part in plan.streams]
    heads = [head.row for head in (*own, *more) if head.seat == vault.seat]
    document = strictjson.dumps(heads)
    plan.add_checkpoint(vault.seat, document, membership.own_key(vault).sign(document))
