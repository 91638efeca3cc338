"""What one seat wrote, across all records: the ends of its streams, found without going through every record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.vault import driver
from fieldaudit.vault.rows import StreamHead

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fieldaudit.vault.vault import Vault

_HEADS = (
    "SELECT r.id, s.seat, s.inc, t.seq, t.hash FROM streams s JOIN tips t ON t.stream = s.key"
    " JOIN records r ON r.key = s.rec WHERE s.seat = ? ORDER BY r.key, s.inc, t.seq, t.hash"
)
_SINCE = (
    "SELECT DISTINCT r.id, r.type FROM streams s JOIN tips t ON t.stream = s.key JOIN records r ON r.key = s.rec"
    " JOIN events e ON e.hash = t.hash WHERE s.seat = ? AND e.time > ?"
)

_SHARED = (
    "SELECT r.id, s.seat FROM records r JOIN streams s ON s.rec = r.key WHERE r.type = ? AND s.seat != ?"
    " AND EXISTS (SELECT 1 FROM streams o WHERE o.rec = r.key AND o.seat NOT IN (s.seat, ?))"
)
_BEGAN = (
    "SELECT s.seat FROM writes w JOIN records r ON r.key = w.rec JOIN events e ON e.key = w.event"
    " JOIN streams s ON s.key = e.stream WHERE r.id = ? AND w.slot = 'branch' AND e.kind = 'record.created'"
    " ORDER BY e.key LIMIT 1"
)
_SAYING = (
    "SELECT DISTINCT w.slot, s.seat FROM records r JOIN writes w ON w.rec = r.key AND w.slot >= ? AND w.slot < ?"
    " JOIN events e ON e.key = w.event JOIN streams s ON s.key = e.stream WHERE r.id = ?"
)
# ends that a copy holds, of streams of which it holds all that is not erased
_WHOLE = (
    "SELECT r.id, s.seat, s.inc, t.seq, t.hash FROM records r JOIN streams s ON s.rec = r.key"
    " JOIN tips t ON t.stream = s.key JOIN events e ON e.hash = t.hash WHERE r.id = ? AND e.key <= ?"
    " AND NOT EXISTS (SELECT 1 FROM events p WHERE p.key IN (SELECT event FROM writes WHERE rec = r.key)"
    " AND p.stream = s.key AND p.payload IS NULL AND p.sealed IS NULL AND p.hash NOT IN (SELECT hash FROM erased))"
)


def heads_by(vault: Vault, seat: str) -> list[StreamHead]:
    """Return the last events of every stream that a seat wrote."""
    with vault.reading() as connection:
        return [StreamHead(*row) for row in driver.run(connection, _HEADS, (seat,))]


def shared(vault: Vault, kind: str) -> dict[str, list[str]]:
    """Return the records of a type that several seats wrote to, this vault's aside, by each of those seats."""
    found: dict[str, list[str]] = {}
    with vault.reading() as connection:
        for record, seat in driver.run(connection, _SHARED, (kind, vault.seat, vault.seat)).fetchall():
            found.setdefault(seat, []).append(record)
    return {seat: list(dict.fromkeys(records)) for seat, records in found.items()}


def began(vault: Vault, record: str) -> str:
    """Return the seat that began a record, by what came first here; "" where that is not here."""
    with vault.reading() as connection:
        return str(driver.value(connection, _BEGAN, (record,)) or "")


def saying(vault: Vault, record: str, prefix: str) -> set[tuple[str, str]]:
    """Return which seats ever wrote which slots of a record that start so, by what follows: (rest, seat)."""
    with vault.reading() as connection:
        found = driver.run(connection, _SAYING, (prefix, prefix + chr(0x10FFFF), record)).fetchall()
    return {(slot.removeprefix(prefix), seat) for slot, seat in found}


def whole_heads(vault: Vault, records: Iterable[str], newest: int) -> list[StreamHead]:
    """Return the ends of these records' streams that a copy whose newest event has the row `newest` holds whole."""
    with vault.reading() as connection:
        return [
            StreamHead(*row)
            for record in records
            for row in driver.run(connection, _WHOLE, (record, newest)).fetchall()
        ]


def records_since(vault: Vault, seat: str, time: str) -> dict[str, str]:
    """Return the records, with their types, to which a seat wrote last after a moment (UTC, as lines write it)."""
    with vault.reading() as connection:
        return dict(driver.run(connection, _SINCE, (seat, time)).fetchall())


def wrote_in(vault: Vault, seat: str, kind: str) -> list[str]:
    """Return the records of a type in which a seat wrote."""
    with vault.reading() as connection:
        found = driver.run(
            connection,
            "SELECT DISTINCT r.id FROM streams s JOIN records r ON r.key = s.rec WHERE s.seat = ? AND r.type = ?"
            " ORDER BY r.key",
            (seat, kind),
        )
        return [row[0] for row in found]


def naming_finding(vault: Vault, finding: str) -> list[str]:
    """Return the audits in which a finding stands."""
    with vault.reading() as connection:
        found = driver.run(
            connection,
            "SELECT DISTINCT r.id FROM writes c JOIN records r ON r.key = c.rec WHERE c.slot = ? AND c.live",
            (f"finding/{finding}",),
        )
        return [row[0] for row in found]
