"""After something was removed for good: no trace of it stays in the database's pages, its free list or its log.

`secure_delete` overwrites what is deleted, but not what earlier changes left in the gaps of a page, so the whole file
is written anew (VACUUM) and the log overwritten and emptied. That it is still to be done is noted in the transaction
that removes; a crash in between is made good at the next opening.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit.vault import settings, version_copies

if TYPE_CHECKING:
    from sqlalchemy import Connection

_PENDING = "scrub.pending"
_PIECE = 1 << 20


def must_follow(connection: Connection) -> None:
    """Note, in the transaction that removes something, that the pages are to be written anew after it."""
    settings.put(connection, {_PENDING: True})


def waits(connection: Connection) -> bool:
    """Whether the pages are still to be written anew."""
    return bool(settings.get(connection, _PENDING))


def finish(connection: Connection) -> bool:
    """Write the pages anew where that is still to be done; returns whether nothing is left to do.

    Outside any transaction. It needs room for a second database for as long as it takes.
    """
    if not settings.get(connection, _PENDING):
        return True
    connection.exec_driver_sql("VACUUM")
    if not _empty_log(connection):
        return False  # somebody still reads the old pages
    settings.put(connection, {_PENDING: None})
    return True


def _empty_log(connection: Connection) -> bool:
    """Bring the log into the database, overwrite its file, and cut it to nothing; returns whether it is."""
    if connection.exec_driver_sql("PRAGMA wal_checkpoint(RESTART)").scalar():
        return False
    # all of it is in the database and synced: what the log's file holds now, nobody reads any more
    database = connection.exec_driver_sql("SELECT file FROM pragma_database_list WHERE name = 'main'").scalar()
    version_copies.drop(Path(str(database)).parent)  # a copy of it in an older version holds what was removed
    log = Path(str(database) + "-wal")
    if log.exists():
        _overwrite(log)
    return not connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()


def _overwrite(path: Path) -> None:
    size = path.stat().st_size
    handle = os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "wb", buffering=0) as file:  # over what is there: the handle was opened without truncating
        for start in range(0, size, _PIECE):
            file.write(bytes(min(_PIECE, size - start)))
        os.fsync(file.fileno())
