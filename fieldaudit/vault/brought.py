"""Attachments that nobody here can open: which seats brought them, and which are not let in since their consent went.

Head office, and a colleague, pass restricted attachments on unread. A withdrawal names those that belong to it
(`blobs`); a file goes when nobody but its writer can have attached it. Somebody else's word removes nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fieldaudit.vault import driver, settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from fieldaudit.vault.vault import Vault

_BROUGHT = "brought/"
_BLOB = re.compile(r"[0-9a-f]{64}")


def keep_out(connection: Connection, seat: str, blobs: Iterable[object]) -> None:
    """Note that a seat's attachments are erased: they are not let in again, whichever package brings them."""
    rows = [(blob, seat) for blob in proper(blobs)]
    driver.run_many(connection, "INSERT OR IGNORE INTO erased (hash, seat) VALUES (?, ?)", rows)


def proper(blobs: Iterable[object]) -> list[str]:
    """Return what can be the name of an attachment."""
    return [blob for blob in blobs if isinstance(blob, str) and _BLOB.fullmatch(blob)]


def only_by(connection: Connection, seat: str, blobs: Iterable[object]) -> list[str]:
    """Return those of `blobs` that nobody here can open and that nobody but this seat can have attached."""
    return [
        blob
        for blob in proper(blobs)
        if _is_closed(connection, blob) and settings.get(connection, _BROUGHT + blob) == [seat]
    ]


def let_in(vault: Vault, seats: Iterable[str], blobs: Sequence[str]) -> set[str]:
    """Return which attachments may come in, and note who brought those that nobody here can open.

    `seats` are those whose sealed entries of the same package attach files. What all of them erased stays out. Call it
    in the transaction that takes the package in, once its entries are in.
    """
    writers = sorted(set(seats))
    if not writers or not blobs:
        return set(blobs)
    with vault.transaction() as connection:
        wanted = set(blobs)
        for blob in (blob for blob in blobs if _is_closed(connection, blob)):
            if set(writers) <= _erased_by(connection, blob):
                wanted.discard(blob)
                continue
            # its writer is among those of every package that brings it: of several packages who is in all of them
            known = settings.get(connection, _BROUGHT + blob)
            settings.put(
                connection, {_BROUGHT + blob: sorted({*writers}.intersection(writers if known is None else known))}
            )
    return wanted


def withdrawn(connection: Connection) -> set[str]:
    """Return the closed attachments that stay though one of those who can have attached them withdrew them.

    They came with entries of several seats, so that nobody here can tell whose they are; the key went with the entry.
    """
    closed = "SELECT e.hash, e.seat FROM erased e JOIN blobs b ON b.id = e.hash WHERE COALESCE(b.secret, '') = ''"
    said = driver.run(connection, closed).fetchall()
    return {blob for blob, seat in said if seat in (settings.get(connection, _BROUGHT + blob) or ())}


def forget(connection: Connection, blobs: Iterable[str]) -> None:
    """Take away what is noted of attachments that are gone."""
    settings.put(connection, {_BROUGHT + blob: None for blob in blobs})


def _erased_by(connection: Connection, blob: str) -> set[str]:
    return set(driver.column(connection, "SELECT seat FROM erased WHERE hash = ?", (blob,)))


def _is_closed(connection: Connection, blob: str) -> bool:
    return not driver.value(connection, "SELECT secret FROM blobs WHERE id = ?", (blob,))
