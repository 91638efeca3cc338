"""The journal in packs: SQLite puts some hundred rows together in C, in a thread of its own, one pack ahead.

Fetching rows one by one holds Python's lock; a pack is one row of the driver's, and while SQLite puts it together (and
SQLCipher decrypts its pages) the lock is free for whoever checks the pack before. A pack stays small: its texts are
then in memory that is used again and again (measured: packs of thousands of rows cost more to read).
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from fieldaudit.audit.events import LINE_TAG, PAYLOAD_TAG, commitment
from fieldaudit.vault import driver

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor

    from sqlalchemy import Connection

P = TypeVar("P")

#: Between two lines; what holds one is none, and makes one piece more than there are rows.
END = b"\x00"
#: Between two payloads, whose salts may hold any byte: it overlaps with itself nowhere, so it too can but add a piece.
SEPARATOR = b"\x00\x01\x02\x03"
_ROWS = 1000
_LONGEST_LINE, _LONGEST_PAYLOAD = 4096, 2048  # bytes in a pack: what is longer is read by itself
_LAST_KEY = 2**63 - 1
#: What the end of a line is with the commitment in it, and how many bytes that takes.
TAIL = ',"commit":"', '","sealed":false}'
TAIL_SIZE = len("".join(TAIL)) + 64


class Lines(NamedTuple):
    """The lines from one key to another with what is kept beside them, each column as one text in the order of keys.

    `streams` have the record's key behind a space. `lines` have END and their tag between them; those that are too long
    are left out: their piece is empty. `odd` rows have a key, a number or a hash that is not kept as one, which these
    texts do not show.
    """

    first: int
    last: int
    rows: int
    odd: int
    streams: bytes
    seqs: bytes
    hashes: bytes
    lines: bytes


class Payloads(NamedTuple):
    """The payloads in clear from one key to another, salt first, beside the ends of the lines that commit to them.

    `payloads` have SEPARATOR and their tag between them; those that are empty or too long are left out: their piece is
    the bare tag, and `left_out` has the commitments to them, in order.
    """

    first: int
    last: int
    rows: int
    ends: bytes
    payloads: bytes
    left_out: list[str]


_BETWEEN_LINES, _BETWEEN_PAYLOADS = (f"x'{data.hex()}'" for data in (END + LINE_TAG, SEPARATOR + PAYLOAD_TAG))
_FOLLOWING = "(SELECT MIN(key) FROM events WHERE key > ?2) FROM events WHERE key BETWEEN ?1 AND ?2"
_LINES = f"""
SELECT COUNT(*),
SUM(hash >= x'' OR stream >= '' OR seq >= '' OR rec >= ''),
CAST(group_concat(coalesce(stream || ' ' || rec, ''), ',') AS BLOB),
CAST(group_concat(seq, ',') AS BLOB), CAST(group_concat(hash, ',') AS BLOB),
CAST(group_concat(CASE WHEN length(line) <= {_LONGEST_LINE} THEN line ELSE '' END, {_BETWEEN_LINES}) AS BLOB),
{_FOLLOWING}
"""
_SHORT = f"length(payload) BETWEEN 1 AND {_LONGEST_PAYLOAD}"
_PAYLOADS = f"""
SELECT COUNT(payload),
CAST(coalesce(group_concat(CASE WHEN payload IS NOT NULL THEN substr(line, -{TAIL_SIZE}) END, ''), '') AS BLOB),
CAST(coalesce(group_concat(CASE WHEN {_SHORT} THEN coalesce(salt, '') || payload
 WHEN payload IS NOT NULL THEN '' END, {_BETWEEN_PAYLOADS}), '') AS BLOB),
group_concat(CASE WHEN payload IS NOT NULL AND NOT {_SHORT} THEN key END, ','),
{_FOLLOWING}
"""


def lines(connection: Connection, thread: Executor) -> Iterator[Lines]:
    """Give the lines of the whole journal in the order of its keys; only `thread` uses the connection meanwhile."""
    return _ahead(_lines(connection), thread)


def payloads(connection: Connection, thread: Executor) -> Iterator[Payloads]:
    """Give the payloads of the whole journal in the order of its keys; only `thread` uses the connection meanwhile."""
    return _ahead(_payloads(connection), thread)


def _ahead(found: Iterator[P], thread: Executor) -> Iterator[P]:
    """Ask for two ahead: the thread must find its next task without waiting for Python's lock, held by who checks."""
    ahead = deque(thread.submit(next, found, None) for _ in range(2))
    while (pack := ahead.popleft().result()) is not None:
        ahead.append(thread.submit(next, found, None))
        yield pack


def _lines(connection: Connection) -> Iterator[Lines]:
    for first, last, columns in _columns(connection, _LINES):
        yield Lines._make((first, last, *columns))


def _payloads(connection: Connection) -> Iterator[Payloads]:
    for first, last, (rows, ends, texts, left_out) in _columns(connection, _PAYLOADS):
        keys = map(int, left_out.split(",") if left_out else ())
        yield Payloads(first, last, rows, ends, texts, [_commitment(connection, key) for key in keys])


def _columns(connection: Connection, statement: str) -> Iterator[tuple[int, int, list[Any]]]:
    first: int | None = driver.value(connection, "SELECT MIN(key) FROM events")
    while first is not None:
        last = min(first + _ROWS - 1, _LAST_KEY)
        *columns, following = driver.run(connection, statement, (first, last)).fetchone()
        yield first, last, columns
        first = following


def _commitment(connection: Connection, key: int) -> str:
    """Return the commitment to the payload in the row with this key."""
    salt, payload = driver.run(
        connection, "SELECT CAST(salt AS BLOB), CAST(payload AS BLOB) FROM events WHERE key = ?", (key,)
    ).fetchone()
    return commitment(salt or b"", payload)
