"""The withdrawn consents that this vault knows of: those in its journal, and those that came by themselves.

Each was carried out in the transaction that made it known. Beside the journal it is kept by its event's hash alone, so
that a purge, which removes the audit's lines, does not forget that what they said must not come back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.audit.events import Event, StoredEvent, parse_line, read_payload
from fieldaudit.vault import bulk, driver, erasure, rows, settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from fieldaudit.vault.vault import Vault

_COUNTED = "withdrawals.counted"
_JOURNAL = "SELECT line, payload FROM events WHERE kind = ? AND payload IS NOT NULL"


@dataclass(frozen=True)
class Withdrawal:
    """A withdrawn consent: whose, in which record, who wrote it and when (UTC); `here` is when this vault heard of it.

    `here` is "" where that was not noted: before this program kept it, or in the vault of its author.
    """

    event: str
    record: str
    seat: str
    subject: str
    reason: str
    said: str
    here: str


def known(vault: Vault, record: str = "") -> list[Withdrawal]:
    """Return all, or those about one record, the first that was said first."""
    _count(vault)
    with vault.reading() as connection:
        kept = bulk.settings(connection, erasure.KEPT)
    found = [Withdrawal(event, **json.loads(text)) for event, text in kept.items()]
    wanted = [one for one in found if one.record == record or not record]
    return sorted(wanted, key=lambda one: (one.said, one.event))


def _count(vault: Vault) -> None:
    """Note, once, those that came before this program noted them."""
    if vault.get(_COUNTED):
        return
    with vault.transaction() as connection:
        for line, payload in driver.run(connection, _JOURNAL, (erasure.KIND,)).fetchall():
            erasure.remember(connection, parse_line(line), read_payload(payload))
        settings.put(connection, {_COUNTED: True})


def stored(vault: Vault, event: str) -> StoredEvent | None:
    """Return a withdrawal's line with its payload and its author's signature, None where it lacks any of them."""
    with vault.reading() as connection:
        found = rows.stored_event(connection, event)
        if found is None or found.payload is None or found.signature is None:
            return None
        return found


def heard(vault: Vault, events: Iterable[str], time: str) -> None:
    """Note when (UTC) withdrawals among these events came here."""
    with vault.transaction() as connection:
        for event in events:
            kept = settings.get(connection, erasure.KEPT + event)
            if kept is not None and not kept["here"]:
                settings.put(connection, {erasure.KEPT + event: {**kept, "here": time}})


def take(vault: Vault, event: Event, payload: Mapping[str, Any], time: str) -> bool:
    """Carry out a verified withdrawal that came without the lines before it; returns whether it was new here.

    Its line is not kept: the stream that it belongs to may not be here. What it names is remembered, and never let in.
    """
    with vault.transaction() as connection:
        if settings.get(connection, erasure.KEPT + event.hash) is not None:
            return False
        erasure.honour(connection, event, dict(payload))
    heard(vault, [event.hash], time)
    return True


def others_in(vault: Vault, kinds: Iterable[str], seats: Iterable[str]) -> list[str]:
    """Return the records of these kinds in which other seats than these wrote, as far as it is here."""
    with vault.reading() as connection:
        return _others_in(connection, list(kinds), list(seats))


def _others_in(connection: Connection, kinds: list[str], seats: list[str]) -> list[str]:
    query = (
        "SELECT DISTINCT r.id FROM streams s JOIN records r ON r.key = s.rec"
        " WHERE r.type IN (SELECT value FROM json_each(?)) AND s.seat NOT IN (SELECT value FROM json_each(?))"
        " ORDER BY r.id"
    )
    return driver.column(connection, query, (json.dumps(kinds), json.dumps(seats)))


def seats_in(vault: Vault, record: str) -> list[str]:
    """Return the seats that wrote in a record, as far as it is here."""
    with vault.reading() as connection:
        query = "SELECT DISTINCT s.seat FROM streams s JOIN records r ON r.key = s.rec WHERE r.id = ? ORDER BY s.seat"
        return driver.column(connection, query, (record,))
