"""Removing records for good: rows, projections, keys and pages, then the sealed files; a signed record stays of it.

Everything that decides is one transaction: before it all is there, after it nothing opens any more. Files whose keys
are gone are swept at the next opening when a crash left them, and pages are written anew (see scrub.py).
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit.events import NewEvent
from fieldaudit.vault import blobs, bulk, copying, driver, schema, scrub, trouble, version_copies
from fieldaudit.vault.records import new_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from fieldaudit.vault.vault import Vault

TYPE = "purge"
_JOURNAL = ("events", "tips", "streams", "records")
_NAMED_BY = (("events", "rec"), ("events", "stream"), ("tips", "stream"), ("writes", "event"), ("awaited", "event"))
_EVIDENCE = "evidence/"


@dataclass(frozen=True)
class Removal:
    """An audit to remove: its records, and the fields of the record that stays of it."""

    audit: str
    records: tuple[str, ...]
    fields: Mapping[str, str]


def purge(vault: Vault, removals: Sequence[Removal], progress: Callable[[int, int], None] | None = None) -> None:
    """Remove records whose removal was decided before (field/purging.py); `progress` may raise, and nothing was done.

    Raises CopyUnderWay, DiskFull, DiskTrouble.
    """
    with copying.alone(vault.home), trouble.told(vault.home):
        gone: list[str] = []
        with vault.shrinking(), vault.transaction() as connection:
            with _found_quickly(connection):
                for number, removal in enumerate(removals, start=1):
                    gone += _remove(vault, connection, removal)
                    if progress:
                        progress(number, len(removals))
            _keep_signed(vault, removals)
            scrub.must_follow(connection)
        for blob in gone:
            with suppress(OSError):  # it opens no more, and what the disk keeps now is swept at the next opening
                blobs.path_of(vault.home, blob).unlink(missing_ok=True)
        version_copies.drop(vault.home)  # kept while an older vault was brought up to this version
        with vault.reading() as connection:
            scrub.finish(connection)


@contextmanager
def _found_quickly(connection: Connection) -> Iterator[None]:
    """Have indexes of what names records, streams and events while some are removed, which nothing else needs.

    Without them each event that goes costs a look at every row of `writes`, and each record and stream one at every
    event: for our own statements, and for the foreign keys. Where the block raises, the transaction takes them back.
    """
    for table, column in _NAMED_BY:
        driver.run(connection, f"CREATE INDEX removing_{table}_{column} ON {table} ({column})")
    yield
    for table, column in _NAMED_BY:
        driver.run(connection, f"DROP INDEX removing_{table}_{column}")


def _keep_signed(vault: Vault, removals: Iterable[Removal]) -> None:
    """Append one record for each audit that is removed, signed by this seat."""
    key = vault.signing_key
    events = [
        NewEvent(new_id(), TYPE, "record.created", {"branch": "", "fields": dict(removal.fields)})
        for removal in removals
    ]
    for event in vault.append(events):
        if key is not None:
            vault.sign_event(event.hash, key.sign(event.line))


def attached(vault: Vault, records: Iterable[str], audit: str) -> set[str]:
    """Return the attachments of records, restricted ones that this seat can read included."""
    found: set[str] = set()
    with vault.reading() as connection:
        for record in records:
            slots = driver.column(
                connection,
                "SELECT DISTINCT w.slot FROM writes w JOIN records r ON r.key = w.rec"
                " WHERE r.id = ? AND w.slot >= ? AND w.slot < ?",
                (record, _EVIDENCE, "evidence0"),
            )
            found.update(slot.rpartition("/")[2] for slot in slots)
    for record in records:
        for event, payload in vault.unsealed(record, audit=audit):
            if event.kind == "evidence.attached":
                found.add(str(payload["blob"]))
    return found


def visits(vault: Vault) -> Counter[str]:
    """Return how many audits name each visit."""
    with vault.reading() as connection:
        found = bulk.cells(connection, "audit", slots=["field/visit"])
    return Counter(value for cells in found.values() for value in {str(cell.value) for cell in cells})


def has_unassigned(vault: Vault, record: str) -> bool:
    """Whether files wait in the tray of an audit: they belong to no answer yet, and were sent nowhere."""
    with vault.reading() as connection:
        query = "SELECT EXISTS (SELECT 1 FROM attachments WHERE record = ? AND NOT assigned)"
        return bool(driver.value(connection, query, (record,)))


def _remove(vault: Vault, connection: Connection, removal: Removal) -> list[str]:
    """Delete the rows of records and of attachments that nothing else names; returns those attachments."""
    mine = attached(vault, removal.records, removal.audit)
    for record in removal.records:
        key = driver.value(connection, "SELECT key FROM records WHERE id = ?", (record,))
        if key is not None:
            _delete_journal(connection, key)
        _delete_beside(connection, record)
    gone = sorted(blob for blob in mine if not _is_named(connection, blob))
    driver.run_many(connection, "DELETE FROM blobs WHERE id = ?", [(blob,) for blob in gone])
    return gone


def _delete_journal(connection: Connection, rec: int) -> None:
    for table in schema.metadata.sorted_tables[::-1]:
        if table.name in _JOURNAL:
            continue
        if "event" in table.c:
            events = "SELECT key FROM events WHERE rec = ?"
            driver.run(connection, f"DELETE FROM {table.name} WHERE event IN ({events})", (rec,))  # noqa: S608 - our own tables
        if "rec" in table.c:
            driver.run(connection, f"DELETE FROM {table.name} WHERE rec = ?", (rec,))  # noqa: S608 - as above
    driver.run(connection, "DELETE FROM events WHERE rec = ?", (rec,))
    driver.run(connection, "DELETE FROM tips WHERE stream IN (SELECT key FROM streams WHERE rec = ?)", (rec,))
    driver.run(connection, "DELETE FROM streams WHERE rec = ?", (rec,))
    driver.run(connection, "DELETE FROM records WHERE key = ?", (rec,))


def _delete_beside(connection: Connection, record: str) -> None:
    """Delete what is kept about a record beside the journal: drafts, keys of respondents, counts.

    What head office confirmed of it stays in the receipts themselves.
    """
    for table in schema.metadata.sorted_tables:
        for column in ("record", "audit"):
            if column in table.c and table.name not in _JOURNAL:
                driver.run(connection, f"DELETE FROM {table.name} WHERE {column} = ?", (record,))  # noqa: S608 - our own tables
    driver.run(connection, "DELETE FROM meta WHERE instr(key, ?)", (record,))


def _is_named(connection: Connection, blob: str) -> bool:
    """Whether what is left still names an attachment."""
    return bool(
        driver.value(
            connection,
            "SELECT EXISTS (SELECT 1 FROM writes WHERE slot >= ? AND slot < ? AND slot LIKE ?)",
            (_EVIDENCE, "evidence0", f"%/{blob}"),
        )
    )
