"""Verification of what lies beside the journal: what receipts are said to confirm, instruments, known attachments."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fieldaudit.checklist.parsing.form import digest_of
from fieldaudit.vault import driver, forms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


def problems(connection: Connection) -> Iterator[str]:
    """Give one sentence for everything that is wrong beside the journal."""
    yield from _confirmed(connection)
    yield from _instruments(connection)
    yield from _attachments(connection)


def _confirmed(connection: Connection) -> Iterator[str]:
    """Compare what counts as confirmed with the receipts, and the journal with both.

    A line that counts as confirmed is not sent again, and may be purged: nothing may count so that no receipt names.
    """
    signed = {
        (*head[:3], head[3], head[4])
        for document in driver.column(connection, "SELECT document FROM receipts")
        for head in json.loads(document)["have"]
    }
    found = driver.run(
        connection,
        "SELECT c.record, c.seat, c.inc, c.seq, c.hash, e.seq FROM confirmed c LEFT JOIN events e ON e.hash = c.hash",
    )
    for *head, here in found.fetchall():
        record, seq = head[0], head[3]
        if tuple(head) not in signed:
            yield f"Line {seq} in record {record} counts as confirmed, and no receipt says so."
        elif here != seq:
            yield f"Line {seq} in record {record}, which a receipt confirms, is not here."


def _instruments(connection: Connection) -> Iterator[str]:
    for digest in forms.digests(connection):
        if digest_of(*forms.get(connection, digest)) != digest:
            yield f"The form {digest[:8]} was altered."


def _attachments(connection: Connection) -> Iterator[str]:
    """Compare the list of attachments with the entries that attached them, where those can be read."""
    found = driver.run(
        connection,
        "SELECT DISTINCT a.blob, a.name, a.secret, b.secret FROM (SELECT json_extract(payload, '$.blob') AS blob,"
        " json_extract(payload, '$.name') AS name, json_extract(payload, '$.secret') AS secret"
        " FROM (SELECT CAST(payload AS TEXT) AS payload FROM events WHERE kind = 'evidence.attached')"
        " WHERE json_valid(payload)) a LEFT JOIN blobs b ON b.id = a.blob",
    )
    for blob, name, said, kept in found.fetchall():
        if said and said != kept:
            yield f"The key of the attachment {name or blob} is not the one in its history."
