"""What lists need of very many records, in one statement for all of them instead of several for each."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from fieldaudit.audit.cells import Cell
from fieldaudit.audit.events import StoredEvent
from fieldaudit.vault import driver

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from fieldaudit.vault.rows import StreamHead

_AROUND = 120  # names and salt of a carriage
_CELLS = (
    "SELECT r.id, c.slot, c.value, e.hash, e.kind, s.seat, e.lamport, e.time, e.audience FROM records r"
    " JOIN writes c ON c.rec = r.key AND {slots} AND c.live JOIN events e ON e.key = c.event"
    " JOIN streams s ON s.key = e.stream"
    " WHERE r.type = ? ORDER BY r.key, c.slot, e.hash"
)


def cells(
    connection: Connection, kind: str, slots: Iterable[str] = (), prefixes: Iterable[str] = ()
) -> dict[str, list[Cell]]:
    """Return the live heads of these slots, and of those that start so, in every record of a kind that has any."""
    found: dict[str, list[Cell]] = defaultdict(list)
    # one statement for each range: joined by OR they would be looked for in every slot of a record
    for low, high in (*((slot, slot) for slot in slots), *((prefix, prefix + chr(0x10FFFF)) for prefix in prefixes)):
        where = "c.slot = ?" if low == high else "c.slot >= ? AND c.slot < ?"
        values = (low, kind) if low == high else (low, high, kind)
        rows = driver.run(connection, _CELLS.format(slots=where), values).fetchall()
        said = json.loads("[" + ",".join(row[2] for row in rows) + "]")  # one reading for all of them
        for (record, slot, _, *rest), value in zip(rows, said, strict=True):
            found[record].append(Cell(record, slot, value, *rest))
    return found


def lines(connection: Connection, head: StreamHead, after: int, room: int) -> list[StoredEvent]:
    """Return the lines of a stream after sequence `after`, at least one, until they weigh `room` bytes."""
    keys = driver.column(
        connection,
        "SELECT e.key FROM records r JOIN streams s ON s.rec = r.key"
        " JOIN events e ON e.key IN (SELECT event FROM writes WHERE rec = r.key) AND e.stream = s.key"
        " WHERE r.id = ? AND s.seat = ? AND s.inc = ? AND e.seq > ? ORDER BY e.seq, e.hash",
        (head.record, head.seat, head.inc, after),
    )
    stored = "SELECT line, salt, payload, sealed, signature, seq FROM events WHERE key = ?"
    found: list[StoredEvent] = []
    seq = 0
    for key in keys:
        *carried, number = driver.run(connection, stored, (key,)).fetchone()
        if room <= 0 and number != seq:
            break
        found.append(StoredEvent(*carried))
        room, seq = room - weight(found[-1]), number
    return found


def weight(event: StoredEvent) -> int:
    """Return about how many bytes an event takes in a package before they are compressed."""
    carried = len(event.payload or b"") + (len(event.sealed or b"") + len(event.signature or b"")) * 4 // 3
    return len(event.line) + carried + _AROUND


def having(connection: Connection, kind: str, prefix: str) -> set[str]:
    """Return the records of a kind that have any slot that starts so."""
    found = driver.column(
        connection,
        "SELECT r.id FROM records r WHERE r.type = ?"
        " AND EXISTS (SELECT 1 FROM writes c WHERE c.rec = r.key AND c.slot >= ? AND c.slot < ? AND c.live)",
        (kind, prefix, prefix + chr(0x10FFFF)),
    )
    return set(found)


def changed(connection: Connection, kind: str, record: str | None = None) -> dict[str, str]:
    """Return when each record of a kind, or that `record`, was changed last: UTC, ISO."""
    found = driver.run(
        connection,
        "SELECT r.id, MAX(t.time) FROM records r JOIN streams s ON s.rec = r.key JOIN tips t ON t.stream = s.key"
        " WHERE r.type = ? AND r.id = COALESCE(?, r.id) GROUP BY r.key",
        (kind, record),
    )
    return dict(found.fetchall())


def confirmed(connection: Connection, kind: str) -> set[str]:
    """Return the events in the slots `kind/` that receipts say head office has: those at or before what it has."""
    found = driver.column(
        connection,
        "SELECT e.hash FROM confirmed h JOIN records r ON r.id = h.record"
        " JOIN writes c ON c.rec = r.key AND c.live AND c.slot >= ? AND c.slot < ? JOIN events e ON e.key = c.event"
        " JOIN streams s ON s.key = e.stream AND s.seat = h.seat AND s.inc = h.inc WHERE e.seq <= h.seq",
        (f"{kind}/", f"{kind}/{chr(0x10FFFF)}"),
    )
    return set(found)


def settings(connection: Connection, prefix: str) -> dict[str, str]:
    """Return the small values whose keys start so, by what follows, as JSON."""
    found = driver.run(
        connection, "SELECT key, value FROM meta WHERE key >= ? AND key < ?", (prefix, prefix + chr(0x10FFFF))
    )
    return {key[len(prefix) :]: value for key, value in found}
