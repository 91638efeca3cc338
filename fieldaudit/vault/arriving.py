"""Taking in parts of streams that a package brought, in bulk: their lines were parsed when it was verified.

What an ordinary part does to the rows is the same as when `journal.absorb` takes it in line by line (a test compares
them). Whatever is not ordinary goes that way: lines that are known, forks, undoing, withdrawn consent, what was erased.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import groupby, islice, pairwise
from typing import TYPE_CHECKING, Any

from fieldaudit.audit import slots
from fieldaudit.audit.events import Event, StoredEvent, StreamPart, read_payload
from fieldaudit.vault import blobs, driver, erasure, journal, projection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from fieldaudit.vault.vault import Vault

_ALL_OF = " (SELECT value FROM json_each(?))"
_EVENT = (
    "INSERT INTO events (key, hash, rec, stream, seq, kind, lamport, time, audience, cancels,"
    " line, salt, payload, sealed, signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_WRITE = "INSERT INTO writes (rec, slot, event, live, value) VALUES (?, ?, ?, ?, ?)"
_TAKE_DOWN = "UPDATE writes SET live = 0 WHERE rec = ? AND slot = ? AND event = ? AND live"
_PIECE = 512 * 1024


@dataclass
class _Rows:
    """What a run of events puts into the tables; `writes` by slot and event, `here` the rows of the events by hash."""

    events: list[tuple[Any, ...]] = field(default_factory=list)
    writes: dict[tuple[str, int], list[Any]] = field(default_factory=dict)
    here: dict[str, int] = field(default_factory=dict)
    opaque: set[int] = field(default_factory=set)
    before: list[tuple[int, str, Sequence[str]]] = field(default_factory=list)


def take_in(vault: Vault, parts: Iterable[StreamPart], events: Iterable[Event]) -> list[Event]:
    """Take verified parts in, as `absorb` does, in one transaction."""
    with vault.transaction() as connection:
        return absorb(connection, parts, events)


def absorb(connection: Connection, parts: Iterable[StreamPart], events: Iterable[Event]) -> list[Event]:
    """Take in verified parts, `events` being their lines parsed, in order; returns what was new here.

    Raises EventRefused and StreamGap, as `journal.absorb` does, within the caller's transaction.
    """
    coming = iter(events)
    return [new for part in parts for new in _absorb_part(connection, part, list(islice(coming, len(part.events))))]


def _absorb_part(connection: Connection, part: StreamPart, events: Sequence[Event]) -> Iterator[Event]:
    erased = _erased(connection, part, events)
    pairs = zip(events, part.events, strict=True)
    for plain, run in groupby(pairs, key=lambda pair: _is_plain(pair[0]) and pair[0].hash not in erased):
        for found in _pieces(run):
            place = _place(connection, [event for event, _ in found]) if plain else None
            if place is None:
                stored = tuple(stored for _, stored in found)
                yield from journal.absorb(connection, [StreamPart(part.record, part.seat, part.inc, stored)])
            else:
                _store(connection, *place, found)
                yield from (event for event, _ in found)


def _pieces(run: Iterable[tuple[Event, StoredEvent]]) -> Iterator[list[tuple[Event, StoredEvent]]]:
    """Yield a run in pieces of at most one payload above `_PIECE`: in memory a slot takes far more than its bytes."""
    found: list[tuple[Event, StoredEvent]] = []
    size = 0
    for pair in run:
        found.append(pair)
        size += len(pair[1].payload or b"")
        if size >= _PIECE:
            yield found
            found, size = [], 0
    if found:
        yield found


def _is_plain(event: Event) -> bool:
    return not event.cancels and event.kind != erasure.KIND


def _erased(connection: Connection, part: StreamPart, events: Sequence[Event]) -> set[str]:
    """Return which events' payloads were erased here before they came."""
    sealed = [event.hash for event, stored in zip(events, part.events, strict=True) if stored.sealed is not None]
    if not sealed:
        return set()
    query = f"SELECT hash FROM erased WHERE seat = ? AND hash IN{_ALL_OF}"  # noqa: S608 - a constant
    return set(driver.column(connection, query, (part.seat, json.dumps(sealed))))


def _place(connection: Connection, events: Sequence[Event]) -> tuple[int, int] | None:
    """Return the rows of the record and stream that this run of lines goes on in, None when it is not ordinary."""
    first = events[0]
    if any(after.prev != before.hash or after.seq != before.seq + 1 for before, after in pairwise(events)):
        return None
    if len({(event.record, event.type, event.seat, event.inc) for event in events}) > 1:
        return None
    known = driver.run(connection, "SELECT key, type FROM records WHERE id = ?", (first.record,)).fetchone()
    if known is None:
        return _new_record(connection, first) if not first.prev and first.seq == 1 else None
    rec, kind = known
    if kind != first.type or _are_named(connection, events):
        return None
    return _goes_on(connection, rec, first)


def _new_record(connection: Connection, first: Event) -> tuple[int, int]:
    made = driver.run(connection, "INSERT INTO records (id, type) VALUES (?, ?)", (first.record, first.type))
    return made.lastrowid, _new_stream(connection, made.lastrowid, first)


def _new_stream(connection: Connection, rec: int, first: Event) -> int:
    made = driver.run(connection, "INSERT INTO streams (rec, seat, inc) VALUES (?, ?, ?)", (rec, first.seat, first.inc))
    return int(made.lastrowid)


def _goes_on(connection: Connection, rec: int, first: Event) -> tuple[int, int] | None:
    """Return the rows where a run begins a stream or follows an end of it, so that none of its lines is known."""
    stream = driver.value(
        connection, "SELECT key FROM streams WHERE rec = ? AND seat = ? AND inc = ?", (rec, first.seat, first.inc)
    )
    if stream is None:
        begins = not first.prev and first.seq == 1
        return (rec, _new_stream(connection, rec, first)) if begins else None
    follows = driver.value(connection, "SELECT seq FROM tips WHERE stream = ? AND hash = ?", (stream, first.prev))
    return (rec, stream) if follows == first.seq - 1 else None


def _are_named(connection: Connection, events: Sequence[Event]) -> bool:
    """Whether an event that came earlier replaces or cancels one of these."""
    hashes = json.dumps([event.hash for event in events])
    return bool(
        driver.value(
            connection,
            f"SELECT EXISTS (SELECT 1 FROM awaited WHERE target IN{_ALL_OF})"  # noqa: S608 - a constant
            f" OR EXISTS (SELECT 1 FROM events WHERE cancels != '' AND cancels IN{_ALL_OF})",
            (hashes, hashes),
        )
    )


def _store(connection: Connection, rec: int, stream: int, found: Sequence[tuple[Event, StoredEvent]]) -> None:
    rows = _Rows()
    first = driver.value(connection, "SELECT COALESCE(MAX(key), 0) + 1 FROM events")
    for key, (event, stored) in enumerate(found, start=first):
        place = key, event.hash, rec, stream, event.seq
        rows.events.append((*place, event.kind, event.lamport, event.time, event.audience, event.cancels, *stored))
        _project(rows, rec, key, event, stored.payload)
        if event.kind == "evidence.attached" and stored.payload is not None:
            blobs.learn(connection, read_payload(stored.payload))
    driver.run_many(connection, _EVENT, rows.events)
    driver.run_many(connection, _WRITE, sorted(rows.writes.values()))
    for key, target, in_slots in rows.before:
        _take_down(connection, rec, key, target, in_slots)
    last = found[-1][0]
    time, lamport = max(event.time for event, _ in found), max(event.lamport for event, _ in found)
    journal.move_end(connection, found[0][0].prev, (last.hash, last.seq, time, lamport, stream))


def _project(rows: _Rows, rec: int, key: int, event: Event, payload: bytes | None) -> None:
    """Note what an event says that nobody names yet, and take down what it replaces of those that came with it."""
    kept, in_slots = projection.said_in(event, payload)
    for target in event.replaces:
        other = rows.here.get(target)
        if other is None:
            rows.before.append((key, target, in_slots))
            continue
        for slot in (*in_slots, slots.OPAQUE + target) if other in rows.opaque else in_slots:
            if (slot, other) in rows.writes:
                rows.writes[slot, other][3] = 0
    for slot, value in kept:
        rows.writes[slot, key] = [rec, slot, key, 1 if slot else 0, value]
    rows.here[event.hash] = key
    if payload is None:
        rows.opaque.add(key)


def _take_down(connection: Connection, rec: int, key: int, target: str, in_slots: Sequence[str]) -> None:
    """Take what an event replaces that came earlier down; what is not here yet is awaited."""
    known = driver.run(connection, "SELECT key, payload IS NULL FROM events WHERE hash = ?", (target,)).fetchone()
    if known is None:
        driver.run(connection, "INSERT INTO awaited (target, event) VALUES (?, ?)", (target, key))
        return
    slots_ = (*in_slots, slots.OPAQUE + target) if known[1] else in_slots
    driver.run_many(connection, _TAKE_DOWN, [(rec, slot, known[0]) for slot in slots_])
