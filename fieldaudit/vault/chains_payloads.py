"""Verification of what lines commit to: each payload in clear is the one that its line's commitment was made from.

A line ends with its commitment, so it is compared there, byte for byte; one that does not fit is parsed. A line that is
no line is said where it is verified, not here.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from fieldaudit.audit.events import PAYLOAD_TAG, commitment, parse_line
from fieldaudit.errors import EventRefused
from fieldaudit.vault import driver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

_AT_ONCE = 100  # rows, as in chains.py


def problems(connection: Connection) -> Iterator[str]:
    """Give one sentence for each payload that is not the one its line commits to."""
    sha256, tag = hashlib.sha256, PAYLOAD_TAG
    found = driver.run(
        connection,
        "SELECT key, CAST(coalesce(line, '') AS BLOB), CAST(coalesce(salt, '') AS BLOB), CAST(payload AS BLOB)"
        " FROM events WHERE payload IS NOT NULL ORDER BY key",
    )
    while rows := found.fetchmany(_AT_ONCE):
        for key, line, salt, payload in rows:
            end = _end(sha256(tag + salt + payload).hexdigest())
            if not line.endswith(end) and _committed(line) not in (None, commitment(salt, payload)):
                yield _sentence(connection, key)


def _end(commit: str) -> bytes:
    """Return what a line with this commitment ends with."""
    return f',"commit":"{commit}","sealed":false}}'.encode()


def _committed(line: bytes) -> str | None:
    try:
        return parse_line(line).commit
    except EventRefused:
        return None


def _sentence(connection: Connection, key: int) -> str:
    found = driver.run(
        connection,
        "SELECT s.seat, r.id, e.seq FROM events e JOIN streams s ON s.key = e.stream JOIN records r ON r.key = s.rec"
        " WHERE e.key = ?",
        (key,),
    ).fetchone()
    if found is None:  # whose stream was altered as well
        return f"Line {key} of the journal carries another payload than it commits to."
    seat, record, seq = found
    return f"Line {seq} of {seat[:8]} in record {record} carries another payload than it commits to."
