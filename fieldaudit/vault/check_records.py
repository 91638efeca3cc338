"""Verification of each record: what is shown of it, and every row made of its lines, against the lines themselves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.audit import closing, slots
from fieldaudit.audit.cells import from_entries
from fieldaudit.audit.slots import Entry
from fieldaudit.errors import EventRefused, SignatureBroken
from fieldaudit.trust import certificates, keys
from fieldaudit.vault import driver, projection, rows, subjects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from fieldaudit.audit.events import Event, StoredEvent


@dataclass(frozen=True)
class Reader:
    """Whose vault it is, what opens what is sealed to it, and whose signatures it can verify (public PEM by seat)."""

    seat: str
    secrets: Sequence[str]
    keys: Mapping[str, bytes]


@dataclass(frozen=True)
class _Record:
    """A record with all its events and their payloads as they travel in clear."""

    id: str
    type: str
    pairs: Sequence[tuple[Event, StoredEvent]]
    payloads: Mapping[str, dict[str, Any] | None]

    def __str__(self) -> str:
        return f"the {self.type} {self.id}"


def problems(
    connection: Connection, reader: Reader, progress: Callable[[int, int], None] | None = None
) -> Iterator[str]:
    """Give one sentence for everything about a record that its history does not say; `progress` counts records."""
    verifiers, awaited = {**_certified(connection), **reader.keys}, _awaited(connection)
    unreadable, types = _unreadable(connection), rows.record_types(connection)
    counts = _counts(connection)
    for number, (record, kind) in enumerate(types.items()):
        if progress:
            progress(number, len(types))
        if record in unreadable:
            yield f"The {kind} {record} cannot be replayed: its history is not kept as bytes"
            continue
        try:
            pairs = list(rows.stored_events(connection, record))
            payloads = {event.hash: rows.clear_payload(stored) for event, stored in pairs}
            known = _Record(record, kind, pairs, payloads)
            if counts.get(record, 0) != len(pairs):
                yield f"Not all entries of {known} are found by what they say."
            yield from _shown(connection, known, awaited)
            yield from _sealed(connection, known, reader)
            for version, problem in _closings(connection, known, reader.seat, verifiers):
                yield f"Closing {version} of {known} {problem}"
        except EventRefused as refused:
            yield f"The {kind} {record} cannot be replayed: {refused}"


def _unreadable(connection: Connection) -> set[str]:
    """Return the records with a row that this program never wrote: SQLite lets text stand where bytes belong."""
    found = driver.column(
        connection,
        "SELECT r.id FROM events e JOIN streams s ON s.key = e.stream JOIN records r ON r.key = s.rec"
        " WHERE typeof(e.line) != 'blob' OR typeof(coalesce(e.salt, x'')) != 'blob'"
        " OR typeof(coalesce(e.payload, x'')) != 'blob' OR typeof(coalesce(e.sealed, x'')) != 'blob'"
        " OR typeof(coalesce(e.signature, x'')) != 'blob'",
    )
    return set(found)


def _counts(connection: Connection) -> dict[str, int]:
    """Return how many events each record has: what `rows.stored_events` gives is found by what they say."""
    found = "SELECT r.id, COUNT(*) FROM events e JOIN records r ON r.key = e.rec GROUP BY e.rec"
    return dict(driver.run(connection, found))


def _shown(connection: Connection, record: _Record, awaited: Mapping[str, set[str]]) -> Iterator[str]:
    entries = [Entry(event, slots.replayed(event, record.payloads[event.hash])) for event, _ in record.pairs]
    if projection.cells(connection, record.id) != from_entries(entries):
        yield f"What is shown of {record} is not what its history says."
    if _columns(connection, record.id) != {_columns_of(event) for event, _ in record.pairs}:
        yield f"The index of the history of {record} is not what its lines say."
    if any(awaited.get(event.hash, set()) != projection.awaited(connection, event) for event, _ in record.pairs):
        yield f"What replaces what in {record} is not what its lines say."
    said = {
        (event.hash, *row) for event, _ in record.pairs for row in projection.said(event, record.payloads[event.hash])
    }
    if not _keeps(connection, record.id, said):
        yield f"What the entries of {record} say is not kept as their lines have it."
    if not record.pairs:
        yield f"Nothing is left of the history of {record}."


def _columns_of(event: Event) -> tuple[object, ...]:
    return (event.hash, event.seq, event.kind, event.lamport, event.time, event.audience, event.cancels, event.type, 1)


def _columns(connection: Connection, record: str) -> set[tuple[object, ...]]:
    found = driver.run(
        connection,
        "SELECT e.hash, e.seq, e.kind, e.lamport, e.time, e.audience, e.cancels, r.type,"
        " e.rec = r.key AND s.rec = r.key FROM records r JOIN events e"
        " ON e.key IN (SELECT event FROM writes WHERE rec = r.key) LEFT JOIN streams s ON s.key = e.stream"
        " WHERE r.id = ?",
        (record,),
    )
    return set(found.fetchall())


def _awaited(connection: Connection) -> dict[str, set[str]]:
    """Return by event what it is kept to replace once it comes, of all records: the table has its targets' order."""
    found: dict[str, set[str]] = defaultdict(set)
    said = "SELECT e.hash, p.target FROM awaited p LEFT JOIN events e ON e.key = p.event"
    for by, target in driver.run(connection, said):
        found[by].add(target)
    return found


def _keeps(connection: Connection, record: str, said: set[tuple[str, str, str]]) -> bool:
    """Whether just this is kept of what a record's entries say: compared row by row, for there may be very many."""
    found = driver.run(
        connection,
        "SELECT e.hash, w.slot, w.value FROM records r JOIN writes w ON w.rec = r.key"
        " LEFT JOIN events e ON e.key = w.event WHERE r.id = ?",
        (record,),
    )
    count = 0
    for row in found:
        if row not in said:
            return False
        count += 1
    return count == len(said)


def _sealed(connection: Connection, record: _Record, reader: Reader) -> Iterator[str]:
    if all(stored.sealed is None for _, stored in record.pairs):
        return
    for event in subjects.broken(connection, record.id, reader.secrets):
        yield f"A restricted entry of {event.time[:10]} in {record} is damaged."
    if subjects.strayed(connection, record.id, reader.seat, reader.secrets):
        yield f"A key for restricted entries of {record} is not the one in its history."


def _closings(
    connection: Connection, record: _Record, seat: str, verifiers: Mapping[str, bytes]
) -> Iterator[tuple[int, str]]:
    """Give the version of each closing that does not hold, and what is wrong with it."""
    events = {event.hash: event for event, _ in record.pairs}
    for event, stored in record.pairs:
        payload = record.payloads[event.hash] if event.kind == "closing.signed" else None
        if payload is None:
            continue
        version, heads = int(payload["version"]), payload["heads"]
        here = all(head[0] != record.id or head[4] in events for head in heads)
        if here and not closing.holds(payload, events.values()):
            yield version, "does not match the answers that it signs."
        if event.seat == seat and not all(rows.event_key(connection, head[4]) for head in heads):
            yield version, "signs entries that are gone from this vault."
        if stored.signature is not None and not _verifies(verifiers.get(event.seat), stored):
            yield version, "carries a signature that does not fit."


def _verifies(key: bytes | None, stored: StoredEvent) -> bool:
    """Whether the signature is that of the key, or nobody can say: of somebody whose certificate is not here."""
    if key is None or stored.signature is None:
        return True
    try:
        keys.verify(key, stored.signature, stored.line)
    except SignatureBroken:
        return False
    return True


def _certified(connection: Connection) -> dict[str, bytes]:
    """Return the public keys in the certificates here, by the seats that they make: an id is a key's digest."""
    found = driver.column(connection, "SELECT pem FROM certificates")
    return dict(certificates.key_in(pem) for pem in found)
