"""Verification of a whole vault: pages, this life, chains, each record against its history, what lies beside, blobs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from fieldaudit.vault import (
    blobs,
    brought,
    chains,
    chains_payloads,
    check_beside,
    check_records,
    driver,
    erasure,
    scrub,
    settings,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
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


#: What pages, this life, the chains and the records take of a hundred, and how much faster attachments are hashed.
_SHARES, _FASTER = (15, 3, 12, 70), 100


def check(
    connection: Connection, home: Path, known: Known, progress: Callable[[int, int], None] | None = None
) -> list[str]:
    """Return one sentence for everything that is wrong.

    `progress` hears (done, of) in a measure of its own; what it raises ends the check, which changes nothing.
    """
    pages, life, lines, records, files = _tellers(progress, connection)
    reader = check_records.Reader(known.seat, known.secrets, known.keys)
    found = list(_undone(connection))
    pages(0, 1)
    found += _pages(connection)
    life(0, 1)
    found += _life(connection, known.life)
    found += chains.problems(connection, lines)
    found += chains.wrong_counts(connection)
    found += chains_payloads.problems(connection)
    found += check_records.problems(connection, reader, records)
    found += check_beside.problems(connection)
    found += _files(connection, home, files)
    files(1, 1)
    return found


def _tellers(progress: Callable[[int, int], None] | None, connection: Connection) -> list[Callable[[int, int], None]]:
    """Return what tells how far each part of the check is, as a part of the whole: so long as its bytes take."""
    database = driver.value(connection, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    attached = driver.value(connection, "SELECT COALESCE(SUM(size), 0) FROM blobs WHERE present")
    sizes = [*(int(database) * share // 100 for share in _SHARES), int(attached) // _FASTER]

    def teller(before: int, size: int) -> Callable[[int, int], None]:
        def tell(done: int, total: int) -> None:
            if progress:
                progress(before + (size * done // total if total else size), sum(sizes))

        return tell

    return [teller(before, size) for before, size in zip(accumulate(sizes, initial=0), sizes, strict=False)]


def _undone(connection: Connection) -> Iterator[str]:
    if settings.get(connection, erasure.WAITING) is not None or scrub.waits(connection):
        yield (
            "Last traces of what was erased wait to be removed:"
            " free some disk space, then lock and open the vault again."
        )


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


def _files(connection: Connection, home: Path, tell: Callable[[int, int], None]) -> Iterator[str]:
    present = driver.run(connection, "SELECT id, name, size FROM blobs WHERE present").fetchall()
    withdrawn = brought.withdrawn(connection)
    done, total = 0, sum(size for *_, size in present)
    for blob, name, size in present:
        tell(done, total)
        path = blobs.path_of(home, blob)
        gone = ", which was withdrawn and which nobody opens," if blob in withdrawn else ""
        what = f"{name or blob}{gone}"
        if not path.is_file():
            yield f"The file of the attachment {what} is missing."
        elif hashlib.sha256(path.read_bytes()).hexdigest() != blob:
            yield f"The file of the attachment {what} was altered."
        done += size
