"""The keys of those whom restricted payloads are about, and reading what was sealed to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fieldaudit.audit.events import MAX_PAYLOAD, SALT_SIZE, Event, StoredEvent, Subject, commitment, read_payload
from fieldaudit.errors import EventRefused, NotSealedForThisKey, SealBroken, SealTooLarge
from fieldaudit.trust import sealing
from fieldaudit.vault import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from fieldaudit.trust.sealing import Identity


def find(connection: Connection, subject: Subject) -> Identity | None:
    """Return the subject's identity when this seat made it."""
    secret = connection.exec_driver_sql(
        "SELECT secret FROM subjects WHERE record = ? AND subject = ?", (subject.record, subject.name)
    ).scalar()
    return sealing.identity(secret) if secret else None


def keep(connection: Connection, subject: Subject, made: Identity) -> None:
    """Keep a subject's identity for its author."""
    connection.exec_driver_sql(
        "INSERT INTO subjects (record, subject, secret) VALUES (?, ?, ?)", (subject.record, subject.name, made.secret)
    )


def unsealed(
    connection: Connection, record: str, secrets: Sequence[str], audit: str = ""
) -> list[tuple[Event, dict[str, Any]]]:
    """Return the record's sealed events that this vault's subjects, or `secrets`, open, with their payloads.

    `audit` names the record whose subject.key events are to be read, when it is another (a finding's audit).
    `secrets` are age secrets of readers: the author's own, or the protection officer's. What is broken stays closed:
    see `broken`.
    """
    opened = _open_all(_of_kind(connection, record, keys=False), _keys(connection, record, secrets, audit))
    return [(event, payload) for event, payload in opened if payload is not None]


def broken(connection: Connection, record: str, secrets: Sequence[str]) -> list[Event]:
    """Return the sealed events that are damaged, or hold another payload than their line commits to."""
    opened = _open_all(_of_kind(connection, record, keys=False), _keys(connection, record, secrets, record))
    return [event for event, payload in opened if payload is None]


def strayed(connection: Connection, record: str, seat: str, secrets: Sequence[str]) -> bool:
    """Whether a subject's secret kept here is none that this seat's own subject.key events carry."""
    own = ((event, stored) for event, stored in _of_kind(connection, record, keys=True) if event.seat == seat)
    carried = {str(payload["secret"]) for _, payload in _open_all(own, secrets) if payload is not None}
    kept = connection.exec_driver_sql("SELECT secret FROM subjects WHERE record = ?", (record,)).scalars()
    return bool(carried) and not carried.issuperset(kept)


def _keys(connection: Connection, record: str, secrets: Sequence[str], audit: str) -> list[str]:
    """Return the subjects' secrets that are kept here or that `secrets` open."""
    own = connection.exec_driver_sql("SELECT secret FROM subjects WHERE record = ?", (audit or record,)).scalars()
    carried = _open_all(_of_kind(connection, audit or record, keys=True), secrets)
    return [*own, *(str(payload["secret"]) for _, payload in carried if payload is not None)]


def _of_kind(connection: Connection, record: str, *, keys: bool) -> Iterable[tuple[Event, StoredEvent]]:
    """Give the events that carry subjects' keys, or all others."""
    return (pair for pair in rows.stored_events(connection, record) if (pair[0].kind == "subject.key") == keys)


def _open_all(
    events: Iterable[tuple[Event, StoredEvent]], secrets: Sequence[str]
) -> Iterable[tuple[Event, dict[str, Any] | None]]:
    """Give the sealed events that are for `secrets`, with their payload, None for a broken one."""
    for event, stored in events:
        if stored.sealed is None or not secrets:
            continue
        try:
            yield event, _open(event, sealing.unseal(stored.sealed, secrets, MAX_PAYLOAD + SALT_SIZE))
        except NotSealedForThisKey:
            continue
        except (SealBroken, SealTooLarge, EventRefused):
            yield event, None


def _open(event: Event, opened: bytes) -> dict[str, Any]:
    salt, payload = opened[:SALT_SIZE], opened[SALT_SIZE:]
    if commitment(salt, payload) != event.commit:
        raise EventRefused(reason="a sealed payload is not the one that its line commits to")
    return read_payload(payload)
