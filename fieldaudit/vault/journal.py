"""Appending this seat's events and taking in those of others: chains, commitments, sealing, one row per line."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.audit.events import (
    SALT_SIZE,
    Event,
    NewEvent,
    StoredEvent,
    StreamPart,
    Subject,
    commitment,
    parse_line,
    read_payload,
    write_line,
    write_payload,
)
from fieldaudit.errors import EventRefused, NoSeatYet, StreamGap
from fieldaudit.trust import sealing
from fieldaudit.vault import blobs, driver, erasure, projection, rows, subjects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from fieldaudit.trust.sealing import Identity

_LAST_LAMPORT = 2**53 - 1
_KNOWN = "journal.ends"
_ENDS = (
    "SELECT r.key, r.type, s.key, s.seat, s.inc, t.seq, t.hash, t.time, t.lamport FROM records r"
    " JOIN streams s ON s.rec = r.key JOIN tips t ON t.stream = s.key WHERE r.id = ?"
)


@dataclass(frozen=True)
class Writer:
    """Who appends: the seat, the incarnation, the clock (aware datetimes), and whom a subject's key is sealed to."""

    seat: str
    inc: str
    clock: Callable[[], datetime]
    readers: Callable[[], Sequence[str]]  # raises RestrictedCollectionOff


@dataclass
class _Stream:
    """Where the writer's stream in one record stands; `tip` is its end as the database has it, "" when it is new."""

    rec: int
    type: str
    key: int
    tip: str
    seq: int
    prev: str
    time: str
    lamport: int
    parent: str
    moved: bool = False


def append(connection: Connection, writer: Writer, new_events: Iterable[NewEvent]) -> list[Event]:
    """Store new events of `writer` in the order given, within the caller's transaction; returns them with their lines.

    Raises EventRefused for a payload that its kind does not allow, RestrictedCollectionOff, NoSeatYet.
    """
    if not writer.seat:
        raise NoSeatYet
    streams = _known_ends(connection, writer)
    made = [_append_one(connection, writer, streams, new) for new in new_events]
    moved = {record: stream for record, stream in streams.items() if stream.moved}
    _keep_ends(connection, moved)
    connection.info[_KNOWN] = writer.seat, writer.inc, moved
    return made


def _append_one(connection: Connection, writer: Writer, streams: dict[str, _Stream], new: NewEvent) -> Event:
    salt, payload = secrets.token_bytes(SALT_SIZE), write_payload(new.payload)
    recipients: Sequence[str] = ()
    if new.subject:
        recipients = [_identity(connection, writer, streams, new.subject).recipient]
    return _write(connection, writer, streams, new, (salt, payload), recipients)


def subject_identity(connection: Connection, writer: Writer, subject: Subject) -> Identity:
    """Return the subject's identity, made with its subject.key event on first use; raises RestrictedCollectionOff."""
    if not writer.seat:
        raise NoSeatYet
    streams: dict[str, _Stream] = {}
    found = _identity(connection, writer, streams, subject)
    _keep_ends(connection, streams)
    return found


def _identity(connection: Connection, writer: Writer, streams: dict[str, _Stream], subject: Subject) -> Identity:
    known = subjects.find(connection, subject)
    if known is not None:
        return known
    readers = writer.readers()
    made = sealing.new_identity()
    kind = driver.value(connection, "SELECT type FROM records WHERE id = ?", (subject.record,)) or "audit"
    new = NewEvent(subject.record, kind, subjects.KEY, {}, audience="restricted")
    _write(connection, writer, streams, new, subjects.key_event(subject.name, made.secret), readers)
    subjects.keep(connection, subject, made)
    return made


def _write(
    connection: Connection,
    writer: Writer,
    streams: dict[str, _Stream],
    new: NewEvent,
    clear: tuple[bytes, bytes],
    recipients: Sequence[str],
) -> Event:
    stream = streams.get(new.record)
    if stream is None:
        stream = streams[new.record] = _open_stream(connection, writer, new)
    _check_type(stream.type, new.type)
    salt, payload = clear
    event = _line(writer, stream, new, commitment(salt, payload), sealed=bool(recipients))
    if recipients:
        carried = StoredEvent(event.line, sealed=sealing.seal(salt + payload, recipients))
    else:
        carried = StoredEvent(event.line, salt, payload)
    _store(connection, stream.rec, stream.key, event, carried, None if recipients else new.payload, own=True)
    stream.seq, stream.prev, stream.time = event.seq, event.hash, max(stream.time, event.time)
    stream.lamport, stream.parent, stream.moved = event.lamport, "", True
    return event


def _line(writer: Writer, stream: _Stream, new: NewEvent, commit: str, *, sealed: bool) -> Event:
    now = writer.clock()
    time = _utc(now).isoformat(timespec="milliseconds")[:23] + "Z"
    return write_line(
        {
            "record": new.record,
            "type": new.type,
            "seat": writer.seat,
            "inc": writer.inc,
            "seq": stream.seq + 1,
            "prev": stream.prev,
            "parent": stream.parent,
            "kind": new.kind,
            "lamport": min(stream.lamport + 1, _LAST_LAMPORT),
            "time": time,
            "offset": _offset(now),
            "late": time < stream.time,
            "form": new.form,
            "audience": new.audience,
            "replaces": list(new.replaces),
            "cancels": new.cancels,
            "commit": commit,
            "sealed": sealed,
        }
    )


def _utc(moment: datetime) -> datetime:
    return moment - (moment.utcoffset() or moment - moment)


def _offset(moment: datetime) -> str:
    offset = moment.utcoffset()
    return f"{round(offset.total_seconds() / 60) if offset else 0:+d}"


def _open_stream(connection: Connection, writer: Writer, new: NewEvent) -> _Stream:
    ends = driver.run(connection, _ENDS, (new.record,)).fetchall()
    lamport = max((end[-1] for end in ends), default=0)  # of all streams: what is known here came before
    mine = [end for end in ends if end[3] == writer.seat and end[4] == writer.inc]
    if mine:
        # one that was forked goes on from its longest end
        rec, kind, key, _, _, seq, tip, time, _ = min(mine, key=lambda end: (-end[5], end[6]))
        return _Stream(rec, kind, key, tip, seq, tip, time, lamport, "")
    rec = _record(connection, new.record, new.type)
    key = _stream(connection, rec, writer.seat, writer.inc)
    return _Stream(rec, new.type, key, "", 0, "", "", lamport, _parent(connection, rec, writer.seat))


def _known_ends(connection: Connection, writer: Writer) -> dict[str, _Stream]:
    """Return where the streams of the last `append` end, by record, where it was this writer's and nothing came since.

    One answer follows the other in the same audit: what is known need not be looked up.
    """
    seat, inc, streams = connection.info.pop(_KNOWN, ("", "", {}))
    return dict(streams) if (seat, inc) == (writer.seat, writer.inc) else {}


def forget_ends(connection: Connection) -> None:
    """Look the ends of streams up again: what was appended is undone, or others' entries came, or some are gone."""
    connection.info.pop(_KNOWN, None)


def _keep_ends(connection: Connection, streams: Mapping[str, _Stream]) -> None:
    """Store where the streams that were written to end now."""
    for stream in streams.values():
        move_end(connection, stream.tip, (stream.prev, stream.seq, stream.time, stream.lamport, stream.key))
        stream.tip, stream.moved = stream.prev, False


def move_end(connection: Connection, tip: str, end: tuple[str, int, str, int, int]) -> None:
    """Move a stream's end from `tip` (hash, seq, time, Lamport time, stream); add one where nothing ends there."""
    forget_ends(connection)
    moved = driver.run(
        connection,
        "UPDATE tips SET hash = ?, seq = ?, time = MAX(time, ?), lamport = MAX(lamport, ?)"
        " WHERE stream = ? AND hash = ?",
        (*end, tip),
    )
    if not moved.rowcount:  # the first end of a stream, or that of a fork
        driver.run(connection, "INSERT INTO tips (hash, seq, time, lamport, stream) VALUES (?, ?, ?, ?, ?)", end)


def _parent(connection: Connection, rec: int, seat: str) -> str:
    """Return the last event that this seat wrote to the record in a former incarnation, "" when there is none."""
    found = driver.value(
        connection,
        "SELECT t.hash FROM tips t JOIN streams s ON s.key = t.stream JOIN events e ON e.hash = t.hash"
        " WHERE s.rec = ? AND s.seat = ? ORDER BY e.lamport DESC, t.hash LIMIT 1",
        (rec, seat),
    )
    return found or ""


def _record(connection: Connection, record: str, kind: str) -> int:
    """Return the record's row, made when it is new; raises EventRefused when its type is another."""
    found = driver.run(connection, "SELECT key, type FROM records WHERE id = ?", (record,)).fetchone()
    if found is None:
        return int(driver.run(connection, "INSERT INTO records (id, type) VALUES (?, ?)", (record, kind)).lastrowid)
    key, known = found
    _check_type(known, kind)
    return int(key)


def _check_type(known: str, kind: str) -> None:
    if known != kind:
        raise EventRefused(reason=f"a record of type {known} is called {kind}")


def _stream(connection: Connection, rec: int, seat: str, inc: str) -> int:
    found: int | None = driver.value(
        connection, "SELECT key FROM streams WHERE rec = ? AND seat = ? AND inc = ?", (rec, seat, inc)
    )
    if found is None:
        made = driver.run(connection, "INSERT INTO streams (rec, seat, inc) VALUES (?, ?, ?)", (rec, seat, inc))
        found = int(made.lastrowid)
    return found


def _store(  # noqa: PLR0913 - where it goes, what it is and what it says
    connection: Connection,
    rec: int,
    stream: int,
    event: Event,
    stored: StoredEvent,
    payload: Mapping[str, Any] | None,
    *,
    own: bool,
) -> None:
    """Insert an event whose place in its chain was checked, and project its payload, None when that is not in clear."""
    made = driver.run(
        connection,
        "INSERT INTO events (hash, rec, stream, seq, kind, lamport, time, audience, cancels,"
        " line, salt, payload, sealed, signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(event.hash, rec, stream, event.seq, event.kind, event.lamport, event.time, event.audience),
            *(event.cancels, stored.line, stored.salt, stored.payload, stored.sealed, stored.signature),
        ),
    )
    projection.apply(connection, made.lastrowid, rec, event, payload, own=own)
    _learn(connection, event, payload)


def _learn(connection: Connection, event: Event, payload: Mapping[str, Any] | None) -> None:
    if event.kind == "evidence.attached" and payload is not None:
        blobs.learn(connection, payload)


def sign(connection: Connection, event_hash: str, signature: bytes) -> None:
    """Keep the signature over the event's line, in its carriage."""
    driver.run(connection, "UPDATE events SET signature = ? WHERE hash = ?", (signature, event_hash))


def absorb(connection: Connection, parts: Iterable[StreamPart]) -> list[Event]:
    """Take in lines as they are, within the caller's transaction; returns the events that were new here.

    What is known is skipped, a payload that was missing is added. A line whose forerunner differs from the one known
    is a fork: both branches are kept, `rows.stream_heads` lists them. Raises EventRefused, StreamGap.
    """
    return [event for part in parts for event in _absorb_part(connection, part)]


def _absorb_part(connection: Connection, part: StreamPart) -> Iterator[Event]:
    """Take in one stream's lines and give the new ones; its end is stored when they stop following each other."""
    end: _Stream | None = None
    kind = ""
    for stored in part.events:
        event = parse_line(stored.line)
        if (event.record, event.seat, event.inc) != (part.record, part.seat, part.inc):
            raise EventRefused(reason="it does not belong to the stream that carries it")
        payload = _check_carriage(event, stored)
        left = erasure.as_left(connection, event, stored)
        known = rows.stored_event(connection, event.hash)
        if known is not None:
            _complete(connection, event, known, left)
            continue
        if end is None or (event.type, event.prev, event.seq) != (kind, end.prev, end.seq + 1):
            _keep_ends(connection, {} if end is None else {part.record: end})
            end, kind = _end_before(connection, event), event.type
        _store(connection, end.rec, end.key, event, left, payload, own=False)
        end.prev, end.seq, end.time = event.hash, event.seq, max(end.time, event.time)
        end.lamport = max(end.lamport, event.lamport)
        erasure.honour(connection, event, payload)
        yield event
    _keep_ends(connection, {} if end is None else {part.record: end})


def _end_before(connection: Connection, event: Event) -> _Stream:
    """Return the stream of an event that came as it is just before it; raises EventRefused, StreamGap."""
    rec = _record(connection, event.record, event.type)
    stream = _stream(connection, rec, event.seat, event.inc)
    if event.prev:
        _check_forerunner(connection, stream, event)
    return _Stream(rec, event.type, stream, event.prev, event.seq - 1, event.prev, "", 0, "")


def _check_forerunner(connection: Connection, stream: int, event: Event) -> None:
    seq = driver.value(connection, "SELECT seq FROM events WHERE hash = ? AND stream = ?", (event.prev, stream))
    if seq is None:
        have = driver.value(connection, "SELECT MAX(seq) FROM tips WHERE stream = ?", (stream,))
        raise StreamGap(seat=event.seat, have=have or 0, got=event.seq)
    if seq != event.seq - 1:
        raise EventRefused(reason="its number does not follow the line before it")


def _check_carriage(event: Event, stored: StoredEvent) -> dict[str, Any] | None:
    """Return the payload when it travels in clear; raises EventRefused for one that is not what the line says."""
    clear = stored.payload is not None or stored.salt is not None
    if (event.sealed and clear) or (not event.sealed and stored.sealed is not None):
        raise EventRefused(reason="its payload does not travel as the line says")
    if not clear:
        return None
    salt, payload = stored.salt or b"", stored.payload or b""
    if len(salt) != SALT_SIZE or commitment(salt, payload) != event.commit:
        raise EventRefused(reason="its payload is not the one that the line commits to")
    return read_payload(payload)


def _complete(connection: Connection, event: Event, known: StoredEvent, stored: StoredEvent) -> None:
    """Add what this copy of a known line carries and the one here lacks."""
    if stored.signature is not None and known.signature is None:
        sign(connection, event.hash, stored.signature)
    if known.payload is not None or known.sealed is not None or (stored.payload is None and stored.sealed is None):
        return
    key, rec = driver.run(connection, "SELECT key, rec FROM events WHERE hash = ?", (event.hash,)).fetchone()
    driver.run(
        connection,
        "UPDATE events SET salt = ?, payload = ?, sealed = ? WHERE key = ?",
        (stored.salt, stored.payload, stored.sealed, key),
    )
    project_anew(connection, rec, [(key, event, rows.clear_payload(stored))])


def project_anew(connection: Connection, rec: int, said: Sequence[tuple[int, Event, Mapping[str, Any] | None]]) -> None:
    """Show what events of a record say (row, event, payload) that could not be read when they came."""
    projection.refill(connection, rec, said)
    for _, event, payload in said:
        _learn(connection, event, payload)
