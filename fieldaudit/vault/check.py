"""Verification of a whole vault: pages, this life, chains, each record against its history, what lies beside, blobs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.vault import blobs, chains, check_beside, check_records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from fieldaudit.vault.incarnation import Incarnation


@dataclass(frozen=True)
class Known:
    """What a vault knows beside its tables: its seat, what opens what is sealed to it, signing keys, its life."""

    seat: str
    secrets: Sequence[str]
    keys: Mapping[str, bytes]  # public, PEM, by seat
    life: Incarnation


def check(connection: Connection, home: Path, known: Known) -> list[str]:
    """Return one sentence for everything that is wrong."""
    return [
        *_pages(connection),
        *_life(connection, known.life),
        *chains.problems(connection),
        *check_records.problems(connection, check_records.Reader(known.seat, known.secrets, known.keys)),
        *check_beside.problems(connection),
        *_files(connection, home),
    ]


def _pages(connection: Connection) -> Iterator[str]:
    # an uncheckpointed log would raise false alarms
    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    for found in connection.exec_driver_sql("PRAGMA cipher_integrity_check").scalars():
        yield f"The database is damaged: {found}."
    # the whole one: a page of an index that was put back to an older state is sound in itself
    for found in connection.exec_driver_sql("PRAGMA integrity_check").scalars():
        if found != "ok":
            yield f"The database is damaged: {found}."
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if lost:
        yield f"The database is damaged: {len(lost)} rows belong to something that is gone."


def _life(connection: Connection, life: Incarnation) -> Iterator[str]:
    if not life.holds(connection):
        yield "The history in this vault is not the one that was written on this computer."


def _files(connection: Connection, home: Path) -> Iterator[str]:
    for blob, name in connection.exec_driver_sql("SELECT id, name FROM blobs WHERE present").all():
        path = blobs.path_of(home, blob)
        if not path.is_file():
            yield f"The file of the attachment {name or blob} is missing."
        elif hashlib.sha256(path.read_bytes()).hexdigest() != blob:
            yield f"The file of the attachment {name or blob} was altered."
