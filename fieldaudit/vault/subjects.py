"""The keys of those whom restricted payloads are about, and reading what was sealed to them.

A key lies in the author's vault, in a table of its own, and travels in a `subject.key` event that is sealed to the
protection officer alone: destroying the row destroys it for the author, whatever copies of the event there are. Events
written before that was so are sealed to their author's lasting key too, and are read by it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from fieldaudit.audit.events import (
    MAX_PAYLOAD,
    SALT_SIZE,
    Event,
    StoredEvent,
    Subject,
    commitment,
    read_payload,
    write_payload,
)
from fieldaudit.errors import EventRefused, NotSealedForThisKey, SealBroken, SealTooLarge
from fieldaudit.trust import sealing
from fieldaudit.vault import driver, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from fieldaudit.trust.sealing import Identity

KEY = "subject.key"
_SALT_TAG = b"fieldaudit subject salt 1\n"
_SECRETS = "SELECT secret FROM subjects WHERE record = ? AND subject = ?"


def find(connection: Connection, subject: Subject) -> Identity | None:
    """Return the identity that the subject has now, when this vault made one."""
    *_, present = _lines(driver.value(connection, _SECRETS, (subject.record, subject.name)))
    return sealing.identity(present) if present else None


def kept(connection: Connection, subject: Subject) -> list[str]:
    """Return the secrets of all identities that the subject had here, the first one first."""
    found = _lines(driver.value(connection, _SECRETS, (subject.record, subject.name)))
    return [secret for secret in found if secret]


def keep(connection: Connection, subject: Subject, made: Identity) -> None:
    """Keep a subject's identity for its author."""
    driver.run(
        connection,
        "INSERT INTO subjects (record, subject, secret) VALUES (?, ?, ?)"
        " ON CONFLICT (record, subject) DO UPDATE SET secret = secret || excluded.secret",
        (subject.record, subject.name, made.secret),
    )


def begin_new(connection: Connection) -> None:
    """Have every subject's next payload sealed to a new identity; what was sealed before stays readable."""
    driver.run(connection, "UPDATE subjects SET secret = secret || char(10) WHERE secret NOT LIKE '%' || char(10)")


def forget(connection: Connection, subject: Subject) -> None:
    """Take all identities of a subject away: what is sealed to them opens here no more."""
    driver.run(connection, "DELETE FROM subjects WHERE record = ? AND subject = ?", (subject.record, subject.name))


def key_event(subject: str, secret: str) -> tuple[bytes, bytes]:
    """Return salt and payload of the event that carries a subject's secret.

    The salt follows from the secret, so that whoever holds that finds the event by its commitment, without opening it.
    """
    salt = hashlib.sha256(_SALT_TAG + secret.encode("ascii")).digest()
    return salt, write_payload({"subject": subject, "secret": secret})


def key_events(connection: Connection, subject: Subject) -> list[str]:
    """Return the hashes of the events that carry the identities which the subject had here."""
    commits = {commitment(*key_event(subject.name, secret)) for secret in kept(connection, subject)}
    events = _of_kind(connection, subject.record, keys=True) if commits else ()
    return [event.hash for event, _ in events if event.commit in commits]


def unsealed(
    connection: Connection, record: str, secrets: Sequence[str], audit: str = ""
) -> list[tuple[Event, dict[str, Any]]]:
    """Return the record's sealed events that this vault's subjects, or `secrets`, open, with their payloads.

    `audit` names the record whose subject.key events are to be read, when it is another (a finding's audit).
    `secrets` are age secrets of readers: the author's own, or the protection officer's. What is broken stays closed:
    see `broken`.
    """
    if not _any_sealed(connection, record):  # as in most: no line needs to be parsed to know
        return []
    opened = _open_all(_of_kind(connection, record, keys=False), _keys(connection, record, secrets, audit))
    return [(event, payload) for event, payload in opened if payload is not None]


def _any_sealed(connection: Connection, record: str) -> bool:
    """Whether any event of the record but those that carry keys is sealed, by the slots that such events write."""
    found = driver.value(
        connection,
        "SELECT EXISTS (SELECT 1 FROM records r JOIN writes w ON w.rec = r.key AND w.slot >= 'sealed/'"
        " AND w.slot < 'sealed0' WHERE r.id = ?) OR EXISTS (SELECT 1 FROM records r JOIN writes w ON w.rec = r.key"
        " AND w.slot = '' JOIN events e ON e.key = w.event WHERE r.id = ? AND e.sealed IS NOT NULL AND e.kind != ?)",
        (record, record, KEY),
    )
    return bool(found)


def opened(events: Iterable[tuple[Event, StoredEvent]], secrets: Sequence[str]) -> list[tuple[Event, dict[str, Any]]]:
    """Return those of sealed events that `secrets` open, with their payloads."""
    return [(event, payload) for event, payload in _open_all(events, secrets) if payload is not None]


def own_secrets(connection: Connection) -> dict[str, list[str]]:
    """Return the secrets that were made here, by the record that they are about."""
    found: dict[str, list[str]] = {}
    for record, text in driver.run(connection, "SELECT record, secret FROM subjects").fetchall():
        found.setdefault(record, []).extend(secret for secret in _lines(text) if secret)
    return found


def broken(connection: Connection, record: str, secrets: Sequence[str]) -> list[Event]:
    """Return the sealed events that are damaged, or hold another payload than their line commits to."""
    opened = _open_all(_of_kind(connection, record, keys=False), _keys(connection, record, secrets, record))
    return [event for event, payload in opened if payload is None]


def strayed(connection: Connection, record: str, seat: str, secrets: Sequence[str]) -> bool:
    """Whether a subject's secret kept here is none that this seat's own subject.key events carry."""
    found = driver.run(connection, "SELECT subject, secret FROM subjects WHERE record = ?", (record,)).fetchall()
    here = {(subject, secret) for subject, text in found for secret in _lines(text) if secret}
    if not here:
        return False
    own = [(event, stored) for event, stored in _of_kind(connection, record, keys=True) if event.seat == seat]
    opened = {str(payload["secret"]) for _, payload in _open_all(own, secrets) if payload is not None}
    commits = {event.commit for event, _ in own}
    return any(
        secret not in opened and commitment(*key_event(subject, secret)) not in commits for subject, secret in here
    )


def _lines(text: str | None) -> list[str]:
    """Return what the table holds of a subject: secrets, the present one last, "" where it is still to be made."""
    return (text or "").split("\n")


def _keys(connection: Connection, record: str, secrets: Sequence[str], audit: str) -> list[str]:
    """Return the subjects' secrets that are kept here or that `secrets` open."""
    own = driver.column(connection, "SELECT secret FROM subjects WHERE record = ?", (audit or record,))
    carried = _open_all(_of_kind(connection, audit or record, keys=True), secrets)
    here = [secret for text in own for secret in _lines(text) if secret]
    return [*here, *(str(payload["secret"]) for _, payload in carried if payload is not None)]


def _of_kind(connection: Connection, record: str, *, keys: bool) -> Iterable[tuple[Event, StoredEvent]]:
    """Give the events that carry subjects' keys, or all others."""
    return (pair for pair in rows.stored_events(connection, record) if (pair[0].kind == KEY) == keys)


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
