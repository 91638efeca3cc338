"""The cells of a record, kept beside its events in the same transaction: which events are the live heads of each slot.

`apply` is incremental; `replay` is the pure computation of audit.slots over all events, which it must always equal.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fieldaudit.audit import slots
from fieldaudit.audit.cells import Cell, from_entries
from fieldaudit.audit.slots import OPAQUE, Entry, Write
from fieldaudit.vault import driver, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from fieldaudit.audit.events import Event

_END = chr(0x10FFFF)
_encode = json.JSONEncoder(ensure_ascii=False).encode
_TAKE_DOWN = (  # from one slot, what the event with this row replaces
    "DELETE FROM cells WHERE rec = ? AND slot = ? AND EXISTS"
    " (SELECT 1 FROM events e JOIN replaced r ON r.target = e.hash WHERE e.key = cells.event AND r.event = ?)"
)
_NEW_CELL = "INSERT INTO cells (rec, slot, event, value) VALUES (?, ?, ?, ?)"


def apply(
    connection: Connection, key: int, rec: int, event: Event, payload: Mapping[str, Any] | None, *, own: bool
) -> None:
    """Bring the cells of record `rec` up to date with `event`, just stored as row `key`.

    An event of this seat's `own` making is so new that no other can name it.
    """
    made = _store(connection, key, rec, event, payload)
    if event.replaces:
        driver.run_many(
            connection, "INSERT INTO replaced (target, event) VALUES (?, ?)", [(t, key) for t in event.replaces]
        )
    if event.cancels or (not own and _is_named(connection, event.hash)):
        recompute(connection, rec, _touched(connection, rec, event))
    else:
        _put_on_top(connection, key, rec, event, made)


def _store(
    connection: Connection, key: int, rec: int, event: Event, payload: Mapping[str, Any] | None
) -> list[tuple[Write, str]]:
    found = _made(event, payload)
    if found:
        driver.run_many(
            connection,
            "INSERT INTO writes (rec, slot, event, clears, value) VALUES (?, ?, ?, ?, ?)",
            [(rec, write.slot, key, write.clears, value) for write, value in found],
        )
    return found


def _made(event: Event, payload: Mapping[str, Any] | None) -> list[tuple[Write, str]]:
    # a write that only clears has nothing to clear when the event replaces nothing
    made = [write for write in slots.writes(event, payload) if event.replaces or not write.clears]
    return [(write, _encode(write.value)) for write in made]


def said(event: Event, payload: Mapping[str, Any] | None) -> list[tuple[str, bool, str]]:
    """Return what is kept of an event's writes: slot, whether it only clears, and the value as JSON."""
    return [(write.slot, write.clears, value) for write, value in _made(event, payload)]


def _is_named(connection: Connection, event_hash: str) -> bool:
    """Whether an event that came earlier replaces or cancels this one."""
    return bool(
        driver.value(
            connection,
            "SELECT EXISTS (SELECT 1 FROM replaced WHERE target = ?)"
            " OR EXISTS (SELECT 1 FROM events WHERE cancels = ? AND cancels != '')",
            (event_hash, event_hash),
        )
    )


def _put_on_top(connection: Connection, key: int, rec: int, event: Event, made: list[tuple[Write, str]]) -> None:
    """Make a new event that nobody names yet a head of its slots, in place of those that it replaces."""
    if event.replaces:  # an opaque slot is replaced by whatever names its event
        slots_ = [*(write.slot for write, _ in made), *(OPAQUE + target for target in event.replaces)]
        driver.run_many(connection, _TAKE_DOWN, [(rec, slot, key) for slot in slots_])
    new = [(rec, write.slot, key, value) for write, value in made if not write.clears]
    if new:
        driver.run_many(connection, _NEW_CELL, new)


def _touched(connection: Connection, rec: int, event: Event) -> set[str]:
    """Return every slot whose heads may change with `event`: its own, and what it cancels to any depth."""
    found: set[str] = set()
    key, cancels = rows.event_key(connection, event.hash), event.cancels
    while key is not None:
        found.update(driver.column(connection, "SELECT slot FROM writes WHERE rec = ? AND event = ?", (rec, key)))
        targets = driver.column(connection, "SELECT target FROM replaced WHERE event = ?", (key,))
        found.update(OPAQUE + target for target in targets)
        key = rows.event_key(connection, cancels)
        cancels = driver.value(connection, "SELECT cancels FROM events WHERE key = ?", (key,)) or ""
    return found


def recompute(connection: Connection, rec: int, touched: Iterable[str]) -> None:
    """Compute the heads of the `touched` slots of a record from all that its events say about them."""
    for slot in touched:
        said = driver.run(
            connection,
            "SELECT w.event, w.clears, w.value, e.hash FROM writes w JOIN events e ON e.key = w.event"
            " WHERE w.rec = ? AND w.slot = ?",
            (rec, slot),
        ).fetchall()
        live = set(_live_heads(connection, rec, slot, {by: bool(clears) for _, clears, _, by in said}))
        driver.run(connection, "DELETE FROM cells WHERE rec = ? AND slot = ?", (rec, slot))
        new = [(rec, slot, event, value) for event, _, value, by in said if by in live]
        if new:
            driver.run_many(connection, _NEW_CELL, new)


def _live_heads(connection: Connection, rec: int, slot: str, said: Mapping[str, bool]) -> tuple[str, ...]:
    replacers = {target: _replacers(connection, rec, target) for target in said}
    dead = cancelled(connection, rec, {*said, *(by for found in replacers.values() for by in found)})
    writers = [event for event, clears in said.items() if not clears and event not in dead]
    return slots.slot_heads(
        slot, writers, set(said) - dead, {target: found - dead for target, found in replacers.items()}
    )


def _replacers(connection: Connection, rec: int, target: str) -> set[str]:
    found = driver.column(
        connection,
        "SELECT e.hash FROM replaced r JOIN events e ON e.key = r.event WHERE r.target = ? AND e.rec = ?",
        (target, rec),
    )
    return set(found)


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


def refill(connection: Connection, key: int, rec: int, event: Event, payload: Mapping[str, Any] | None) -> None:
    """Project an event anew whose payload came after its line, or went."""
    before = _touched(connection, rec, event)
    driver.run(connection, "DELETE FROM writes WHERE rec = ? AND event = ?", (rec, key))
    _store(connection, key, rec, event, payload)
    recompute(connection, rec, before | _touched(connection, rec, event))


def cells(connection: Connection, record: str, prefix: str = "") -> list[Cell]:
    """Return the live heads of the record's slots that start with `prefix`, by slot."""
    found = driver.run(
        connection,
        "SELECT c.slot, c.value, e.hash, e.kind, s.seat, e.lamport, e.time, e.audience"
        " FROM records r JOIN cells c ON c.rec = r.key JOIN events e ON e.key = c.event"
        " JOIN streams s ON s.key = e.stream"
        " WHERE r.id = ? AND c.slot >= ? AND c.slot < ? ORDER BY c.slot, e.hash",
        (record, prefix, prefix + _END),
    )
    return [Cell(record, slot, json.loads(value), *rest) for slot, value, *rest in found]


def replay(connection: Connection, record: str) -> list[Cell]:
    """Return what `cells` must return, computed from the events alone by the pure functions of audit.slots."""
    return from_entries(
        Entry(event, slots.writes(event, rows.clear_payload(stored)))
        for event, stored in rows.stored_events(connection, record)
    )
