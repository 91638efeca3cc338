"""What events say about slots, kept beside them in the same transaction: the live rows are the cells of a record.

`apply` is incremental; `replay` is the pure computation of audit.slots over all events, which it must always equal.
What replaces what is read from the lines where it must be known again, which is seldom: kept for each answer, it cost
a page of the database.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from fieldaudit.audit import slots
from fieldaudit.audit.cells import Cell, from_entries
from fieldaudit.audit.events import parse_line, read_payload
from fieldaudit.audit.slots import OPAQUE, Entry, Write
from fieldaudit.vault import driver, rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from fieldaudit.audit.events import Event

_END = chr(0x10FFFF)
_encode = json.JSONEncoder(ensure_ascii=False).encode
_NOWHERE = ""  # the slot of an event that writes none: without a row it would not be found by its record
_FEW = 4
_NEW = "INSERT INTO writes (rec, slot, event, live, value) VALUES (?, ?, ?, ?, ?)"
_TAKE_DOWN = "UPDATE writes SET live = 0 WHERE rec = ? AND slot = ? AND event = ? AND live"


def apply(
    connection: Connection, key: int, rec: int, event: Event, payload: Mapping[str, Any] | None, *, own: bool
) -> None:
    """Bring the cells of record `rec` up to date with `event`, just stored as row `key`.

    An event of this seat's `own` making is so new that no other can name it.
    """
    named = bool(event.cancels) or (not own and _is_named(connection, event.hash))
    made = slots.writes(event, payload)
    _store(connection, key, rec, made, live=not named)
    if event.replaces:
        _take_place(connection, key, rec, event, [write.slot for write in made])
    if named:
        driver.run(connection, "DELETE FROM awaited WHERE target = ?", (event.hash,))
        recompute(connection, rec, _touched(connection, rec, event))


def _take_place(connection: Connection, key: int, rec: int, event: Event, in_slots: Sequence[str]) -> None:
    """Take what `event` replaces down from the slots that it writes or clears; what is not here yet is awaited."""
    known: list[int] = []
    gone: list[tuple[int, str, int]] = []
    for target in event.replaces:
        found = driver.run(connection, "SELECT key, payload IS NULL FROM events WHERE hash = ?", (target,)).fetchone()
        if found is None:
            driver.run(connection, "INSERT INTO awaited (target, event) VALUES (?, ?)", (target, key))
            continue
        known.append(found[0])
        if found[1]:  # an opaque slot is replaced by whatever names its event
            gone.append((rec, OPAQUE + target, found[0]))
    for slot in in_slots:
        gone += [(rec, slot, one) for one in _standing(connection, rec, slot, known)]
    driver.run_many(connection, _TAKE_DOWN, gone)


def _standing(connection: Connection, rec: int, slot: str, events: Sequence[int]) -> Iterable[int]:
    """Return those of `events` that may stand in a slot; which do is looked up where trying them all takes longer."""
    if len(events) <= _FEW:
        return events
    live = driver.column(connection, "SELECT event FROM writes WHERE rec = ? AND slot = ? AND live", (rec, slot))
    return set(live).intersection(events)


def _store(connection: Connection, key: int, rec: int, made: Iterable[Write], *, live: bool) -> None:
    rows_ = [(rec, slot, key, live and slot != _NOWHERE, value) for slot, value in _kept(made)]
    driver.run_many(connection, _NEW, rows_)


def said(event: Event, payload: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Return what is kept of an event's writes: slot and value as JSON."""
    return _kept(slots.replayed(event, payload))


def said_in(event: Event, payload: bytes | None) -> tuple[list[tuple[str, str]], list[str]]:
    """Return what is kept of an event whose payload nobody has read yet, and all slots that it writes or clears.

    Raises EventRefused for a payload that is not what its kind needs.
    """
    plain = None if payload is None else slots.plain_answer(event, payload)
    if plain is not None:
        ref, value = plain
        return [(f"answer/{ref}", f'"{value}"')], [f"answer/{ref}", f"skip/{ref}"]
    made = slots.writes(event, None if payload is None else read_payload(payload))
    return _kept(made), [write.slot for write in made]


def _kept(made: Iterable[Write]) -> list[tuple[str, str]]:
    kept = [(write.slot, _encode(write.value)) for write in made if not write.clears]
    return kept or [(_NOWHERE, _encode(None))]


def awaited(connection: Connection, event: Event) -> set[str]:
    """Return what `event` replaces that is not here."""
    return {target for target in event.replaces if rows.event_key(connection, target) is None}


def _is_named(connection: Connection, event_hash: str) -> bool:
    """Whether an event that came earlier replaces or cancels this one."""
    return bool(
        driver.value(
            connection,
            "SELECT EXISTS (SELECT 1 FROM awaited WHERE target = ?)"
            " OR EXISTS (SELECT 1 FROM events WHERE cancels = ? AND cancels != '')",
            (event_hash, event_hash),
        )
    )


def _touched(connection: Connection, rec: int, event: Event) -> set[str]:
    """Return every slot whose heads may change with `event`: its own, and what it cancels to any depth."""
    found: set[str] = set()
    key, replaces, cancels = rows.event_key(connection, event.hash), event.replaces, event.cancels
    while key is not None:
        own = driver.column(connection, "SELECT slot FROM writes WHERE rec = ? AND event = ?", (rec, key))
        found.update(own, map(slots.opposite, own), (OPAQUE + target for target in replaces))
        key = rows.event_key(connection, cancels)
        if key is not None:
            target = parse_line(driver.value(connection, "SELECT line FROM events WHERE key = ?", (key,)))
            replaces, cancels = target.replaces, target.cancels
    return found - {_NOWHERE}


def recompute(connection: Connection, rec: int, touched: Iterable[str]) -> None:
    """Compute the heads of the `touched` slots of a record from all that its events say about them."""
    for slot in touched:
        writers = dict(_saying(connection, rec, slot))
        heads = set(_live_heads(connection, rec, slot, writers.values()))
        live = driver.column(connection, "SELECT event FROM writes WHERE rec = ? AND slot = ? AND live", (rec, slot))
        changed = {key for key, event in writers.items() if event.hash in heads} ^ set(live)
        driver.run_many(
            connection,
            "UPDATE writes SET live = NOT live WHERE rec = ? AND slot = ? AND event = ?",
            [(rec, slot, key) for key in changed],
        )


def _saying(connection: Connection, rec: int, slot: str) -> Iterator[tuple[int, Event]]:
    """Give the events that write a slot, by their rows."""
    found = driver.run(
        connection,
        "SELECT e.key, e.line FROM writes w JOIN events e ON e.key = w.event WHERE w.rec = ? AND w.slot = ?",
        (rec, slot),
    )
    for key, line in found.fetchall():
        yield key, parse_line(line)


def _live_heads(connection: Connection, rec: int, slot: str, writers: Collection[Event]) -> tuple[str, ...]:
    """Return the heads of a slot among its `writers`."""
    if slot.startswith(OPAQUE):  # any event of the record replaces there
        others = [by for one in writers for by in _naming(connection, rec, one.hash)]
    else:
        opposite = slots.opposite(slot)
        others = [by for _, by in _saying(connection, rec, opposite) if slots.clears(by)] if opposite else []
    said = {event.hash: event for event in (*writers, *others)}
    dead = cancelled(connection, rec, said)
    replaced_by: dict[str, set[str]] = defaultdict(set)
    for by in said.values():
        for target in by.replaces if by.hash not in dead else ():
            replaced_by[target].add(by.hash)
    live = [event.hash for event in writers if event.hash not in dead]
    return slots.slot_heads(slot, live, said.keys() - dead, replaced_by)


def _naming(connection: Connection, rec: int, target: str) -> list[Event]:
    """Return the events of a record that replace `target`."""
    lines = driver.column(
        connection,
        "SELECT line FROM events WHERE key IN (SELECT event FROM writes WHERE rec = ?) AND instr(line, ?)",
        (rec, target.encode()),
    )
    return [event for event in map(parse_line, lines) if target in event.replaces]


def cancelled(connection: Connection, rec: int, events: Iterable[str]) -> frozenset[str]:
    """Return which of `events` (and of what cancels them) are cancelled."""
    cancellers: dict[str, list[str]] = {}
    waiting = list(events)
    while waiting:
        target = waiting.pop()
        if target not in cancellers:
            cancellers[target] = _cancellers(connection, rec, target)
            waiting.extend(cancellers[target])
    return slots.resolve_cancels(cancellers)


def _cancellers(connection: Connection, rec: int, target: str) -> list[str]:
    return driver.column(
        connection,
        "SELECT c.hash FROM events c JOIN streams cs ON cs.key = c.stream"
        " JOIN events t ON t.hash = c.cancels JOIN streams ts ON ts.key = t.stream"
        " WHERE c.cancels = ? AND c.cancels != '' AND c.rec = ? AND t.rec = c.rec AND cs.seat = ts.seat",
        (target, rec),
    )


def refill(connection: Connection, rec: int, said: Iterable[tuple[int, Event, Mapping[str, Any] | None]]) -> None:
    """Project events of a record anew (row, event, payload): it came after the line, went, or was not understood."""
    touched: set[str] = set()
    for key, event, payload in said:
        touched |= _touched(connection, rec, event)
        driver.run(connection, "DELETE FROM writes WHERE rec = ? AND event = ?", (rec, key))
        _store(connection, key, rec, slots.replayed(event, payload), live=False)
        touched |= _touched(connection, rec, event)
    recompute(connection, rec, touched)


def cells(connection: Connection, record: str, prefix: str = "") -> list[Cell]:
    """Return the live heads of the record's slots that start with `prefix`, by slot."""
    found = driver.run(
        connection,
        "SELECT c.slot, c.value, e.hash, e.kind, s.seat, e.lamport, e.time, e.audience"
        " FROM records r JOIN writes c ON c.rec = r.key JOIN events e ON e.key = c.event"
        " JOIN streams s ON s.key = e.stream"
        " WHERE r.id = ? AND c.slot >= ? AND c.slot < ? AND c.live ORDER BY c.slot, e.hash",
        (record, prefix, prefix + _END),
    )
    once: dict[str, str] = {}  # one event may stand in very many slots: what they have in common is kept once
    return [
        Cell(
            record, slot, json.loads(value), once.setdefault(event, event), once.setdefault(kind, kind),
            once.setdefault(seat, seat), lamport, once.setdefault(time, time), once.setdefault(audience, audience),
        )
        for slot, value, event, kind, seat, lamport, time, audience in found
    ]  # fmt: skip


def replay(connection: Connection, record: str) -> list[Cell]:
    """Return what `cells` must return, computed from the events alone by the pure functions of audit.slots."""
    return from_entries(
        Entry(event, slots.replayed(event, rows.clear_payload(stored)))
        for event, stored in rows.stored_events(connection, record)
    )
