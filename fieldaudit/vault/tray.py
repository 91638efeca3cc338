"""Files attached to an audit here: how much room they take, and those not assigned to a question yet (the tray).

What waits in the tray is sealed like every attachment and in no event: it becomes evidence when it is assigned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.errors import BlobMissing
from fieldaudit.vault import blobs, driver

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from fieldaudit.vault.blobs import Sealed
    from fieldaudit.vault.vault import Vault


@dataclass(frozen=True)
class Item:
    """A file that waits to be assigned; `taken` is when a photo says that it was taken, "" when it does not."""

    blob: str
    name: str
    media_type: str
    size: int
    sha256: str
    taken: str
    added: str


def waiting(vault: Vault, record: str) -> tuple[Item, ...]:
    """Return what is not assigned in a record, in the order in which it came."""
    with vault.reading() as connection:
        found = driver.run(
            connection,
            "SELECT b.id, b.name, b.media_type, b.size, b.sha256, a.taken, a.added FROM attachments a"
            " JOIN blobs b ON b.id = a.blob WHERE a.record = ? AND NOT a.assigned ORDER BY a.added, a.rowid",
            (record,),
        ).fetchall()
    return tuple(Item(*row) for row in found)


def used(vault: Vault, record: str) -> int:
    """Return how many bytes the files that were attached to a record here had, those that wait included."""
    with vault.reading() as connection:
        total = driver.value(
            connection,
            "SELECT COALESCE(SUM(b.size), 0) FROM attachments a JOIN blobs b ON b.id = a.blob WHERE a.record = ?",
            (record,),
        )
    return int(total)


def keep(vault: Vault, record: str, sealed: Sealed, *, taken: str, added: str, assigned: bool) -> None:
    """Name a sealed file in the database, for a question or for the tray; `sealed.name` is "" for a restricted one."""
    with vault.transaction() as connection:
        blobs.enter(connection, sealed)
        driver.run(
            connection,
            "INSERT INTO attachments (blob, record, taken, added, assigned) VALUES (?, ?, ?, ?, ?)",
            (sealed.id, record, taken, added, assigned),
        )


def find(vault: Vault, record: str, blob: str) -> Item:
    """Return one file that waits; raises BlobMissing."""
    found = next((item for item in waiting(vault, record) if item.blob == blob), None)
    if found is None:
        raise BlobMissing(name=blob)
    return found


def assign(vault: Vault, blob: str, *, name: str) -> None:
    """Take a file out of the tray, for a question now; `name` is "" from here on where it is restricted."""
    with vault.transaction() as connection:
        driver.run(connection, "UPDATE attachments SET assigned = 1 WHERE blob = ?", (blob,))
        driver.run(connection, "UPDATE blobs SET name = ? WHERE id = ?", (name, blob))


def drop(vault: Vault, record: str, blob: str) -> None:
    """Take a file that waits away for good, its key first; raises BlobMissing."""
    find(vault, record, blob)
    with vault.transaction() as connection:
        _forget(connection, blob)
    blobs.path_of(vault.home, blob).unlink(missing_ok=True)


def _forget(connection: Connection, blob: str) -> None:
    driver.run(connection, "DELETE FROM attachments WHERE blob = ?", (blob,))
    driver.run(connection, "DELETE FROM blobs WHERE id = ?", (blob,))
