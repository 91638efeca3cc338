"""Verification of what lines commit to: each payload in clear is the one that its line's commitment was made from.

As with the lines (chains.py), a pack is compared as a whole, and one that does not fit is looked at row by row. A line
that is no line is said where it is verified, not here.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from fieldaudit.audit.events import PAYLOAD_TAG, commitment, parse_line
from fieldaudit.errors import EventRefused
from fieldaudit.vault import chains_packs, driver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from fieldaudit.vault.chains_packs import Payloads


def problems(connection: Connection) -> Iterator[str]:
    """Give one sentence for each payload that is not the one its line commits to."""
    with ThreadPoolExecutor(1) as thread:  # the connection is that thread's alone until the journal is read
        for pack in chains_packs.payloads(connection, thread):
            if not _fits(pack):
                yield from thread.submit(_row_by_row, connection, pack).result()


def _fits(pack: Payloads) -> bool:
    """Whether each line that has a payload in clear ends with the commitment to it."""
    texts = (PAYLOAD_TAG + pack.payloads).split(chains_packs.SEPARATOR) if pack.rows else []
    if len(texts) != pack.rows or texts.count(PAYLOAD_TAG) != len(pack.left_out):
        return False
    sha256, others = hashlib.sha256, iter(pack.left_out)
    commitments = [sha256(text).hexdigest() if text != PAYLOAD_TAG else next(others) for text in texts]
    before, after = chains_packs.TAIL
    return pack.ends == "".join([f"{before}{one}{after}" for one in commitments]).encode()


def _row_by_row(connection: Connection, pack: Payloads) -> list[str]:
    found = driver.run(
        connection,
        "SELECT s.seat, r.id, e.seq, CAST(coalesce(e.line, '') AS BLOB), CAST(coalesce(e.salt, '') AS BLOB),"
        " CAST(e.payload AS BLOB) FROM events e JOIN streams s ON s.key = e.stream JOIN records r ON r.key = s.rec"
        " WHERE e.key BETWEEN ? AND ? AND e.payload IS NOT NULL ORDER BY e.key",
        (pack.first, pack.last),
    )
    return [
        f"Line {seq} of {seat[:8]} in record {record} carries another payload than it commits to."
        for seat, record, seq, line, salt, payload in found
        if _committed(line) not in (None, commitment(salt, payload))
    ]


def _committed(line: bytes) -> str | None:
    try:
        return parse_line(line).commit
    except EventRefused:
        return None
