"""Verification of the journal: each line's hash, place and forerunner, and where the streams end.

Each line is compared with what it should start with, byte for byte, and with what it hashes to; one that does not fit
is looked at more closely, and what is wrong is said there. Verified is: that a line is the one its hash names; that it
stands in its writer's stream and at its number; that it names the line right before it, or one that a fork starts from;
that the streams end where the tables say (and, in `wrong_counts`, that what stands beside the lines is theirs). The
payloads that lines commit to are verified after them (chains_payloads.py). What a line says besides, and whether it
keeps to the format at all, is verified where lines are replayed (check_records.py), which parses every one;
`fieldaudit vault check` does all of it, and opens what is sealed to this seat.
"""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fieldaudit.audit.events import LINE_TAG, line_hash, parse_line
from fieldaudit.errors import EventRefused
from fieldaudit.vault import driver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import Connection

    from fieldaudit.audit.events import Event


@dataclass(slots=True)
class _Chain:
    """One stream as far as it was read: what its lines start with, its last line, other ends, altered lines."""

    key: int
    record: str
    seat: str
    inc: str
    start: str
    last: str = ""
    seq: int = 0
    others: tuple[tuple[str, int], ...] = ()  # with the number of each
    altered: frozenset[str] = frozenset()


_QUOTES = 20  # in the start of a line
_AT_ONCE = 100  # rows: few enough to stay in the processor's own memory (of thousands each takes three times as long)


class _Row(NamedTuple):
    key: int
    stream: int
    hash: str
    seq: int
    line: bytes


def problems(connection: Connection, progress: Callable[[int, int], None] | None = None) -> Iterator[str]:
    """Give one sentence for everything that is wrong with the journal.

    `progress` hears how far of the journal it came, in rows; what it raises ends the verification. One loop, without a
    call of our own for a row that is as it should be: this is all that a journal of any size waits for.
    """
    chains, sha256, tag = _chains(connection), hashlib.sha256, LINE_TAG
    done, rows_in_all = 0, driver.value(connection, "SELECT COUNT(*) FROM events")
    found = driver.run(connection, "SELECT stream, seq, hash, line FROM events ORDER BY key")
    with closing(found):  # left in the middle, it would keep the next check from the database
        while rows := found.fetchmany(_AT_ONCE):
            for stream, seq, digest, line in rows:
                chain = chains.get(stream)
                if (
                    chain is not None
                    and chain.seq + 1 == seq
                    and type(line) is bytes
                    and sha256(tag + line).hexdigest() == digest
                    and line.startswith(f'{chain.start}{seq},"prev":"{chain.last}",'.encode())
                ):
                    chain.seq, chain.last = seq, digest
                else:
                    yield from _of_row(connection, chains, digest)
            done += len(rows)
            if progress:
                progress(done, rows_in_all)
    yield from _wrong_tips(connection, chains)


def _of_row(connection: Connection, chains: Mapping[int, _Chain], digest: object) -> Iterator[str]:
    row = _Row._make(
        driver.run(
            connection,
            "SELECT key, stream, hash, seq, CAST(coalesce(line, '') AS BLOB) FROM events WHERE hash = ?",
            (digest,),
        ).fetchone()
    )
    chain = chains.get(row.stream)
    if chain is None:
        yield f"Line {row.seq} of a stream that is not there lies in the wrong place."
        return
    where = f"Line {row.seq} of {chain.seat[:8]} in record {chain.record}"
    yield from (f"{where} {problem}" for problem in _look_closer(connection, chain, row))


def _look_closer(connection: Connection, chain: _Chain, row: _Row) -> Iterator[str]:
    """Say what is wrong with a line, if anything is: forks, sealed payloads and another order of keys are not."""
    if line_hash(row.line) != row.hash:
        chain.altered |= {row.hash}
        yield "was altered."
        return
    try:
        event = parse_line(row.line)
    except EventRefused as refused:
        yield f"is not a line of a journal: {refused}"
        return
    if (event.record, event.seat, event.inc, event.seq) != (chain.record, chain.seat, chain.inc, row.seq):
        yield "lies in the wrong place."
    ends = {**dict(chain.others), chain.last: chain.seq}
    if event.prev and ends.get(event.prev) != event.seq - 1 and not _forks(connection, chain, row, event):
        yield "does not follow the line before it."
    chain.others = tuple((end, seq) for end, seq in ends.items() if end not in (event.prev, ""))
    chain.last, chain.seq = row.hash, event.seq


def _chains(connection: Connection) -> dict[int, _Chain]:
    """Return the streams by their rows' keys."""
    found = driver.run(
        connection, "SELECT s.key, r.id, r.type, s.seat, s.inc FROM streams s JOIN records r ON r.key = s.rec"
    )
    return {
        stream: _Chain(stream, record, seat, inc, _start(record, kind, seat, inc))
        for stream, record, kind, seat, inc in found
    }


def _start(record: str, kind: str, seat: str, inc: str) -> str:
    """Return what the lines of a stream start with, up to their number."""
    start = f'{{"v":1,"record":"{record}","type":"{kind}","seat":"{seat}","inc":"{inc}","seq":'
    return start if start.count('"') == _QUOTES else "\n"  # a name that would say more than itself: no line starts so


def _forks(connection: Connection, chain: _Chain, row: _Row, event: Event) -> bool:
    """Whether the line before this one is there, though another follows it already."""
    return event.prev not in chain.altered and bool(
        driver.value(
            connection,
            "SELECT EXISTS (SELECT 1 FROM events WHERE stream = ? AND hash = ? AND seq = ? AND key < ?)",
            (row.stream, event.prev, event.seq - 1, row.key),
        )
    )


def _wrong_tips(connection: Connection, chains: Mapping[int, _Chain]) -> Iterator[str]:
    known = driver.run(connection, "SELECT stream, hash FROM tips").fetchall()
    ends = [(chain.key, end) for chain in chains.values() if chain.last for end in (chain.last, *dict(chain.others))]
    if len(known) != len(ends) or set(known) != set(ends):
        yield "The ends of the streams are not where the journal says."


def wrong_counts(connection: Connection) -> Iterator[str]:
    """Compare what stands beside the lines with them: their record, and what the next is numbered and dated by.

    A stream's time is the greatest in it.
    """
    strayed = "SELECT e.seq FROM events e JOIN streams s ON s.key = e.stream WHERE s.rec IS NOT e.rec ORDER BY e.key"
    for seq in driver.column(connection, strayed):
        yield f"Line {seq} of a stream that is not this record's lies in the wrong place."
    wrong = driver.value(
        connection,
        "SELECT COUNT(*) FROM tips t JOIN events e ON e.hash = t.hash"
        " WHERE e.seq != t.seq OR e.time > t.time OR e.lamport > t.lamport",
    )
    unlike = driver.value(
        connection,
        "SELECT COUNT(*) FROM (SELECT stream, MAX(time) AS time, MAX(lamport) AS lamport FROM events GROUP BY stream) e"
        " JOIN (SELECT stream, MAX(time) AS time, MAX(lamport) AS lamport FROM tips GROUP BY stream) t"
        " ON t.stream = e.stream WHERE t.time != e.time OR t.lamport != e.lamport",
    )
    if wrong or unlike:
        yield f"The numbers or times of {max(wrong, unlike)} ends of streams are not those of their lines."
