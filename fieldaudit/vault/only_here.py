"""What lies nowhere but on this computer: neither confirmed by head office nor in a copy on another disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from fieldaudit.vault.vault import Vault

_OF_NO_AUDIT = ("worker", "placement", "site", "party")
# `record.created` of type purge stays here: it says what was removed, and nobody else needs it
_ENTRIES = (
    "SELECT r.id, r.type, count(*), sum(e.kind IN ('answer.set', 'answer.skipped', 'note.set')), min(e.time)"
    " FROM events e JOIN streams s ON s.key = e.stream"
    " JOIN records r ON r.key = e.rec"
    " LEFT JOIN confirmed c ON c.record = r.id AND c.seat = s.seat AND c.inc = s.inc AND NOT ?"
    " WHERE e.key > ? AND (? OR s.seat = ?) AND e.seq > COALESCE(c.seq, 0) AND r.type != 'purge' GROUP BY e.rec"
)


@dataclass(frozen=True)
class OnlyHere:
    """How many audits have something that is only here, how many answers that is, and since when (UTC, or "")."""

    audits: int = 0
    answers: int = 0
    entries: int = 0
    since: str = ""


def only_here(vault: Vault, copied: int, *, everything: bool) -> OnlyHere:
    """Return what is only here: `copied` is the newest event that a copy elsewhere holds.

    `everything` counts what other seats wrote and what was confirmed too: at head office receipts are given, not got.
    """
    seat = vault.seat
    with vault.reading() as connection:
        found = connection.exec_driver_sql(_ENTRIES, (everything, copied, everything, seat)).all()
        audits = {audit for record, kind, *_ in found for audit in _audits(connection, record, kind)}
    entries, answers = sum(row[2] for row in found), sum(row[3] for row in found)
    return OnlyHere(len(audits), answers, entries, min((row[4] for row in found), default=""))


def newest(vault: Vault) -> int:
    """Return what rises with every event that is written or comes here."""
    with vault.reading() as connection:
        return int(connection.exec_driver_sql("SELECT COALESCE(max(key), 0) FROM events").scalar_one())


def _audits(connection: Connection, record: str, kind: str) -> list[str]:
    """Return the audits that a record belongs to, itself included; none for a site or a party."""
    if kind == "audit":
        return [record]
    if kind in _OF_NO_AUDIT:
        return []
    if kind == "finding":
        return list(
            _named(
                connection,
                "SELECT r.id FROM writes c JOIN records r ON r.key = c.rec WHERE c.slot = ? AND c.live",
                f"finding/{record}",
            )
        )
    query = (
        "SELECT json_extract(c.value, '$') FROM writes c JOIN records r ON r.key = c.rec"
        " WHERE c.slot = 'field/audit' AND c.live AND r.id = ?"
    )
    return list(_named(connection, query, record))


def _named(connection: Connection, query: str, value: str) -> list[str]:
    return [str(row[0]) for row in connection.exec_driver_sql(query, (value,))]
