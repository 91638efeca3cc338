"""Erasing what was said by someone who withdrew their consent: keys, sealed payloads, attachments, and their traces.

Rows go in the transaction of the event that says so. What SQLite leaves of them (slack within pages, freed pages, older
pages in the write-ahead log) goes right after it, see scrub.py. Until that is done a mark stands in the database, and
opening the vault does it again.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.audit.events import MAX_PAYLOAD, SALT_SIZE, Event, StoredEvent, Subject, read_payload
from fieldaudit.errors import DiskFull, DiskTrouble, EventRefused, NotSealedForThisKey, SealBroken, SealTooLarge
from fieldaudit.trust import sealing
from fieldaudit.trust.keys import SigningKey
from fieldaudit.vault import blobs, brought, driver, files, rows, scrub, settings, subjects, trouble, version_copies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from fieldaudit.vault.vault import Vault

KIND = "consent.withdrawn"
KEPT = "withdrawn/"  # by its hash, each withdrawal that was carried out here: see withdrawals.py
WAITING = "erasure.waiting"  # {"blobs": [id]} from the erasing transaction until no trace is left
_IDENTITY, _SIGNING_KEY = "seat.identity", "seat.signing_key"  # where the vault keeps its seat's keys


@dataclass(frozen=True)
class Belonging:
    """What this vault can open of one subject: the events whose payloads are sealed to it, and its attachments."""

    events: tuple[str, ...]
    blobs: tuple[str, ...]


def belonging(connection: Connection, subject: Subject, secrets: Sequence[str]) -> Belonging:
    """Return what belongs to the subject as far as this vault, or `secrets` of readers, can open it."""
    return belongings(connection, subject.record, [subject.name], secrets)[subject.name]


def belongings(
    connection: Connection, record: str, names: Sequence[str], secrets: Sequence[str]
) -> dict[str, Belonging]:
    """Return what belongs to each of several respondents of one record, in one pass over what is sealed.

    An entry is opened with the key of whom the one before was of; else it is looked for whether any key opens it, and
    then whose. So it costs about one opening for each entry, however many respondents there are.
    """
    found: dict[str, list[str]] = {}
    attached: dict[str, list[str]] = {name: [] for name in names}
    identities: dict[str, list[str]] = {}
    carried = _carried(connection, record, secrets)
    for name in names:
        keys = {event: secret for event, said, secret in carried if said == name}
        subject = Subject(record, name)
        found[name] = list(dict.fromkeys([*keys, *subjects.key_events(connection, subject)]))
        mine = [*keys.values(), *subjects.kept(connection, subject)]
        if mine:
            identities[name] = mine
    opening = _Opening(identities)
    for event_hash, sealed in _sealed(connection) if identities else ():
        opened = opening.whose(sealed)
        if opened is not None:
            name, payload = opened
            found[name].append(event_hash)
            attached[name] += [str(payload["blob"])] if {"blob", "secret"} <= payload.keys() else []
    return {name: Belonging(tuple(found[name]), tuple(attached[name])) for name in names}


class _Opening:
    """Finds whose an entry is among several respondents, by their keys."""

    def __init__(self, identities: Mapping[str, Sequence[str]]) -> None:
        self._identities = dict(identities)
        self._last = next(iter(identities), "")

    def whose(self, sealed: bytes) -> tuple[str, dict[str, Any]] | None:
        """Return the respondent and the payload, {} where it is damaged; None where it is nobody's of them."""
        payload = _payload(sealed, self._identities[self._last])
        others = [name for name in self._identities if name != self._last]
        if payload is None and others:
            payload = _payload(sealed, self._of(others))
            if payload is not None:
                self._last = self._one_of(sealed, others)
        return None if payload is None else (self._last, payload)

    def _one_of(self, sealed: bytes, names: list[str]) -> str:
        """Return whose an entry is that is one's of `names`: by halves."""
        while len(names) > 1:
            half = names[: len(names) // 2]
            names = half if _payload(sealed, self._of(half)) is not None else names[len(names) // 2 :]
        return names[0]

    def _of(self, names: Iterable[str]) -> list[str]:
        return [secret for name in names for secret in self._identities[name]]


def _sealed(connection: Connection) -> Iterator[tuple[str, bytes]]:
    """Give every sealed payload but those that carry keys; findings' and actions' records belong to subjects too."""
    yield from driver.run(
        connection, "SELECT hash, sealed FROM events WHERE sealed IS NOT NULL AND kind != 'subject.key'"
    ).fetchall()


def _carried(connection: Connection, record: str, secrets: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return the subject.key events of a record, each with the subject's name and the identity that it carries."""
    if not secrets:
        return []
    found = driver.run(
        connection,
        "SELECT e.hash, e.sealed FROM events e JOIN records r ON r.key = e.rec"
        " WHERE r.id = ? AND e.kind = 'subject.key' AND e.sealed IS NOT NULL",
        (record,),
    ).fetchall()
    opened = ((event_hash, _payload(sealed, secrets)) for event_hash, sealed in found)
    return [
        (event_hash, str(payload.get("subject", "")), str(payload.get("secret", "")))
        for event_hash, payload in opened
        if payload is not None
    ]


def _payload(sealed: bytes, secrets: Sequence[str]) -> dict[str, Any] | None:
    """Return what is sealed to any of `secrets`, {} where it is and is damaged, None where it is for others."""
    if not secrets:
        return None
    try:
        return read_payload(sealing.unseal(sealed, secrets, MAX_PAYLOAD + SALT_SIZE)[SALT_SIZE:])
    except NotSealedForThisKey:
        return None
    except (SealBroken, SealTooLarge, EventRefused):
        return {}


def erase(
    connection: Connection, subject: Subject | None, seat: str, events: Iterable[str], attached: Iterable[str] = ()
) -> None:
    """Take the subject's identity, the payloads of `events` by `seat`, and attachments away, in the open transaction.

    `subject` is None where the identity that is kept here under its name is this vault's own, and stays. Events that
    are not here are remembered: their payloads are not taken in when they come. Lines, and so the chains, stay whole.
    `finish` must follow the commit.
    """
    attached = list(attached)
    for event_hash in events:
        driver.run(connection, "INSERT OR IGNORE INTO erased (hash, seat) VALUES (?, ?)", (event_hash, seat))
        driver.run(
            connection,
            "UPDATE events SET salt = NULL, payload = NULL, sealed = NULL WHERE hash = ? AND sealed IS NOT NULL"
            " AND stream IN (SELECT key FROM streams WHERE seat = ?)",
            (event_hash, seat),
        )
    for blob in attached:
        driver.run(connection, "DELETE FROM attachments WHERE blob = ?", (blob,))
        driver.run(connection, "DELETE FROM blobs WHERE id = ?", (blob,))
    if subject is not None:
        subjects.forget(connection, subject)
    before = settings.get(connection, WAITING) or {"blobs": []}
    settings.put(connection, {WAITING: {"blobs": [*before["blobs"], *attached]}})
    scrub.must_follow(connection)
    connection.info[WAITING] = True


def honour(connection: Connection, event: Event, payload: dict[str, Any] | None) -> None:
    """Erase what an arriving withdrawal names, of its own writer's sealed payloads alone, within the transaction.

    What this vault can open of the subject goes too when the writer is this seat in another life (a copy, a restored
    backup), and the drafts of the audit. The attachments that it names (`blobs`) go where nobody here can open them and
    its writer alone brought them; what comes later of them is not let in.
    """
    if event.kind != KIND or payload is None:
        return
    remember(connection, event, payload)
    named = brought.only_by(connection, event.seat, payload.get("blobs", ()))
    brought.keep_out(connection, event.seat, payload.get("blobs", ()))
    brought.forget(connection, named)
    own = [secret for secret in [settings.get(connection, _IDENTITY)] if secret]
    subject = Subject(event.record, str(payload["subject"]))
    mine = belonging(connection, subject, own)
    written = [one for one in mine.events if _seat_of(connection, one) == event.seat]
    if written or event.seat == _own_seat(connection):
        driver.run(connection, "DELETE FROM drafts WHERE record = ?", (event.record,))
    if written:
        erase(connection, subject, event.seat, [*payload["erased"], *written], [*mine.blobs, *named])
    else:
        erase(connection, None, event.seat, payload["erased"], named)


def remember(connection: Connection, event: Event, payload: Mapping[str, Any], here: str = "") -> None:
    """Note a withdrawal that is carried out in this transaction; `here` is when this vault heard of it (UTC)."""
    if settings.get(connection, KEPT + event.hash) is None:
        about = {"record": event.record, "seat": event.seat, "subject": str(payload["subject"])}
        said = {"reason": str(payload["reason"]), "said": event.time, "here": here}
        settings.put(connection, {KEPT + event.hash: {**about, **said}})


def _own_seat(connection: Connection) -> str:
    pem = settings.get(connection, _SIGNING_KEY)
    return SigningKey.from_pem(pem.encode()).seat if pem else ""


def _seat_of(connection: Connection, event_hash: str) -> str:
    found = driver.value(
        connection, "SELECT s.seat FROM events e JOIN streams s ON s.key = e.stream WHERE e.hash = ?", (event_hash,)
    )
    return str(found or "")


def as_left(connection: Connection, event: Event, stored: StoredEvent) -> StoredEvent:
    """Return an arriving event without its payload when that was erased here before it came."""
    if stored.sealed is None:
        return stored
    gone = driver.value(connection, "SELECT 1 FROM erased WHERE hash = ? AND seat = ?", (event.hash, event.seat))
    return StoredEvent(stored.line, signature=stored.signature) if gone else stored


def belonging_to(vault: Vault, record: str, names: Sequence[str]) -> dict[str, Belonging]:
    """Return what belongs to each respondent of a record as far as this seat can open it."""
    own = vault.identity
    with vault.reading() as connection:
        return belongings(connection, record, names, [own.secret] if own else [])


def withdraw(
    vault: Vault, subject: Subject, found: Belonging, others: Iterable[str] = (), said: Iterable[Event] = ()
) -> None:
    """Erase what belongs to the subject, and `others` of the attachments, in the vault's open transaction.

    `said` are the events that this seat has just said it with.
    """
    with vault.transaction() as connection:
        for event in said:
            stored = rows.stored_event(connection, event.hash)
            remember(connection, event, read_payload(stored.payload or b"") if stored else {}, event.time)
        brought.keep_out(connection, vault.seat, found.blobs)
        for seat in dict.fromkeys(_seat_of(connection, one) for one in found.events):
            mine = [one for one in found.events if _seat_of(connection, one) == seat]
            erase(connection, subject, seat, mine, [])
        erase(connection, subject, vault.seat, [], [*found.blobs, *others])


def unfinished(vault: Vault) -> bool:
    """Whether traces of something erased are still to be removed."""
    with vault.reading() as connection:
        return settings.get(connection, WAITING) is not None


def finish(connection: Connection, database: Path) -> None:
    """Remove the traces of what was erased, outside any transaction; a second time does nothing.

    Raises DiskFull and DiskTrouble, and then the mark stays.
    """
    waiting = settings.get(connection, WAITING)
    if waiting is None:
        connection.info.pop(WAITING, None)
        return
    with trouble.told(database):
        for blob in waiting["blobs"]:
            blobs.path_of(database.parent, blob).unlink(missing_ok=True)
        files.sync_folder(database.parent / blobs.FOLDER)
        version_copies.drop(database.parent)
        if scrub.finish(connection):
            settings.put(connection, {WAITING: None})
            connection.info.pop(WAITING, None)


def resume(connection: Connection, database: Path) -> None:
    """Finish what waits where that can be done now; on a full disk it goes on waiting, and `check` says so."""
    with suppress(DiskFull, DiskTrouble):
        finish(connection, database)
