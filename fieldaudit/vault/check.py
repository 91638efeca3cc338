"""Verification of a whole vault: the database's pages, chains and commitments, projections against replay, blobs."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from fieldaudit.audit import closing
from fieldaudit.errors import EventRefused
from fieldaudit.vault import blobs, chains, projection, rows, subjects

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Connection


def check(connection: Connection, home: Path, secrets: Sequence[str] = ()) -> list[str]:
    """Return one sentence for everything that is wrong; `secrets` open what was sealed to this seat."""
    return [
        *_pages(connection),
        *chains.problems(connection),
        *_projections(connection, secrets),
        *_files(connection, home),
    ]


def _pages(connection: Connection) -> Iterator[str]:
    # an uncheckpointed log would raise false alarms
    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    for found in connection.exec_driver_sql("PRAGMA cipher_integrity_check").scalars():
        yield f"The database is damaged: {found}."
    for found in connection.exec_driver_sql("PRAGMA quick_check").scalars():
        if found != "ok":
            yield f"The database is damaged: {found}."


def _projections(connection: Connection, secrets: Sequence[str]) -> Iterator[str]:
    """Check each record's cells against a replay, and what is sealed to `secrets` against its commitments."""
    for record, kind in rows.record_types(connection).items():
        try:
            if projection.cells(connection, record) != projection.replay(connection, record):
                yield f"What is shown of the {kind} {record} is not what its history says."
            for event in subjects.broken(connection, record, secrets):
                yield f"A restricted entry of {event.time[:10]} in the {kind} {record} is damaged."
            for version in _false_closings(connection, record):
                yield f"Closing {version} of the {kind} {record} does not match the answers that it signs."
        except EventRefused as refused:
            yield f"The {kind} {record} cannot be replayed: {refused}"


def _false_closings(connection: Connection, record: str) -> Iterator[int]:
    """Give the versions of closings whose digest is not that of what they cover, where all of that is here."""
    pairs = list(rows.stored_events(connection, record))
    events = {event.hash: event for event, _ in pairs}
    for event, stored in pairs:
        payload = rows.clear_payload(stored) if event.kind == "closing.signed" else None
        if payload is None or any(head[0] == record and head[4] not in events for head in payload["heads"]):
            continue
        if not closing.holds(payload, events.values()):
            yield payload["version"]


def _files(connection: Connection, home: Path) -> Iterator[str]:
    for blob, name in connection.exec_driver_sql("SELECT id, name FROM blobs WHERE present").all():
        path = blobs.path_of(home, blob)
        if not path.is_file():
            yield f"The file of the attachment {name or blob} is missing."
        elif hashlib.sha256(path.read_bytes()).hexdigest() != blob:
            yield f"The file of the attachment {name or blob} was altered."
