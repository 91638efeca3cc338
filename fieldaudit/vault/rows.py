"""Reading the journal's rows: records, streams and their tips, events with their carriage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.audit.events import Event, StoredEvent, parse_line, read_payload
from fieldaudit.vault import driver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


@dataclass(frozen=True)
class RecordRow:
    """A record as lists show it; branch and audience are those of its creation, "" and headoffice before it."""

    id: str
    type: str
    branch: str
    audience: str


@dataclass(frozen=True)
class StreamHead:
    """The last event of a stream; a stream that was forked has several."""

    record: str
    seat: str
    inc: str
    seq: int
    hash: str

    @property
    def row(self) -> tuple[str, str, str, int, str]:
        """Its fields in their order, as closings, checkpoints and receipts write a head."""
        return self.record, self.seat, self.inc, self.seq, self.hash


@dataclass(frozen=True)
class Sealed:
    """A payload that travels sealed: the age file."""

    data: bytes


def records(connection: Connection, kind: str) -> list[RecordRow]:
    """Return the records of type `kind`, in the order in which they came to this vault."""
    found = driver.run(
        connection,
        "SELECT r.id, r.type, COALESCE(json_extract(c.value, '$'), ''), COALESCE(e.audience, 'headoffice')"
        " FROM records r LEFT JOIN writes c ON c.rec = r.key AND c.slot = 'branch' AND c.event ="
        " (SELECT MIN(event) FROM writes WHERE rec = r.key AND slot = 'branch' AND live)"
        " LEFT JOIN events e ON e.key = c.event WHERE r.type = ? ORDER BY r.key",
        (kind,),
    )
    return [RecordRow(*row) for row in found]


def record_types(connection: Connection) -> dict[str, str]:
    """Return the type of every record by its id."""
    return dict(driver.run(connection, "SELECT id, type FROM records ORDER BY key"))


def event_key(connection: Connection, event_hash: str) -> int | None:
    """Return the row of the event with this hash, None when it is not here."""
    key: int | None = driver.value(connection, "SELECT key FROM events WHERE hash = ?", (event_hash,))
    return key


_STORED = "SELECT e.line, e.salt, e.payload, e.sealed, e.signature FROM events e"
_OF_RECORD = "e.key IN (SELECT w.event FROM writes w JOIN records r ON r.key = w.rec WHERE r.id = ?)"


def stored_event(connection: Connection, event_hash: str) -> StoredEvent | None:
    """Return the line with this hash and what it carries."""
    found = driver.run(connection, _STORED + " WHERE e.hash = ?", (event_hash,)).fetchone()
    return StoredEvent(*found) if found else None


def stored_events(connection: Connection, record: str) -> Iterator[tuple[Event, StoredEvent]]:
    """Give the record's events, parsed and as stored, in the order in which they came."""
    found = driver.run(connection, f"{_STORED} WHERE {_OF_RECORD} ORDER BY e.key", (record,))
    for row in found.fetchall():
        stored = StoredEvent(*row)
        yield parse_line(stored.line), stored


def lines(connection: Connection, record: str, seat: str, inc: str, after_seq: int = 0) -> list[StoredEvent]:
    """Return a stream's lines after sequence `after_seq`, all branches of it when it was forked."""
    found = driver.run(
        connection,
        f"{_STORED} JOIN streams s ON s.key = e.stream WHERE {_OF_RECORD}"
        " AND s.seat = ? AND s.inc = ? AND e.seq > ? ORDER BY e.seq, e.hash",
        (record, seat, inc, after_seq),
    )
    return [StoredEvent(*row) for row in found]


def stream_heads(connection: Connection, record: str) -> list[StreamHead]:
    """Return the last events of every stream of the record."""
    found = driver.run(
        connection,
        "SELECT r.id, s.seat, s.inc, t.seq, t.hash FROM records r JOIN streams s ON s.rec = r.key"
        " JOIN tips t ON t.stream = s.key WHERE r.id = ? ORDER BY s.seat, s.inc, t.seq, t.hash",
        (record,),
    )
    return [StreamHead(*row) for row in found]


def clear_payload(stored: StoredEvent) -> dict[str, Any] | None:
    """Return the payload when it travels in clear, None when it is sealed, redacted or erased."""
    return None if stored.payload is None else read_payload(stored.payload)
