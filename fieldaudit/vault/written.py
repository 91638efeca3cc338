"""What one seat wrote, across all records: the ends of its streams, found without going through every record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.vault import driver
from fieldaudit.vault.rows import StreamHead

if TYPE_CHECKING:
    from fieldaudit.vault.vault import Vault

_HEADS = (
    "SELECT r.id, s.seat, s.inc, t.seq, t.hash FROM streams s JOIN tips t ON t.stream = s.key"
    " JOIN records r ON r.key = s.rec WHERE s.seat = ? ORDER BY r.key, s.inc, t.seq, t.hash"
)
_SINCE = (
    "SELECT DISTINCT r.id, r.type FROM streams s JOIN tips t ON t.stream = s.key JOIN records r ON r.key = s.rec"
    " JOIN events e ON e.hash = t.hash WHERE s.seat = ? AND e.time > ?"
)


def heads_by(vault: Vault, seat: str) -> list[StreamHead]:
    """Return the last events of every stream that a seat wrote."""
    with vault.reading() as connection:
        return [StreamHead(*row) for row in driver.run(connection, _HEADS, (seat,))]


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
            "SELECT DISTINCT r.id FROM cells c JOIN records r ON r.key = c.rec WHERE c.slot = ?",
            (f"finding/{finding}",),
        )
        return [row[0] for row in found]
