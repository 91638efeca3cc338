"""Verification of the journal: each line's hash, place, forerunner and commitment, and where the streams end.

A line that this program wrote has its keys in the order of event-format.md, so its start and its end are known and are
compared as bytes; any other line is parsed. Whether lines keep to the format at all is seen where they are replayed
(check.py), which parses every one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from fieldaudit.audit.events import commitment, line_hash, parse_line
from fieldaudit.errors import EventRefused
from fieldaudit.vault import driver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


@dataclass
class _Chain:
    """One stream as far as it was read: what its lines start with, its last line, other ends, altered lines."""

    record: str
    seat: str
    inc: str
    start: bytes
    last: str = ""
    others: set[str] = field(default_factory=set)
    altered: set[str] = field(default_factory=set)


class _Row(NamedTuple):
    key: int
    rec: int
    stream: int
    hash: str
    seq: int
    line: bytes
    salt: bytes
    payload: bytes | None


def problems(connection: Connection) -> Iterator[str]:
    """Give one sentence for everything that is wrong with the journal."""
    chains = _chains(connection)
    found = driver.run(connection, "SELECT key, rec, stream, hash, seq, line, salt, payload FROM events ORDER BY key")
    for values in found:
        row = _Row(*values)
        chain = chains.get((row.rec, row.stream))
        if chain is None:
            yield f"Line {row.seq} of a stream that is not this record's lies in the wrong place."
        elif _goes_on(chain, row):
            chain.last = row.hash
        else:
            where = f"Line {row.seq} of {chain.seat[:8]} in record {chain.record}"
            yield from (f"{where} {problem}" for problem in _look_closer(connection, chain, row))
    yield from _wrong_tips(connection, chains)


def _goes_on(chain: _Chain, row: _Row) -> bool:
    """Whether an ordinary line is what it was, in its place, right after the last one, with its own payload."""
    if row.payload is None:
        return False
    start = b'%b%d,"prev":"%b",' % (chain.start, row.seq, chain.last.encode())
    end = b',"commit":"%b","sealed":false}' % commitment(row.salt, row.payload).encode()
    return row.line.startswith(start) and row.line.endswith(end) and line_hash(row.line) == row.hash


def _look_closer(connection: Connection, chain: _Chain, row: _Row) -> Iterator[str]:
    """Say what is wrong with a line, if anything is: forks, sealed payloads and another order of keys are not."""
    if line_hash(row.line) != row.hash:
        chain.altered.add(row.hash)
        yield "was altered."
        return
    try:
        event = parse_line(row.line)
    except EventRefused as refused:
        yield f"is not a line of a journal: {refused}"
        return
    if (event.record, event.seat, event.inc, event.seq) != (chain.record, chain.seat, chain.inc, row.seq):
        yield "lies in the wrong place."
    if event.prev not in (chain.last, *chain.others) and event.prev and not _forks(connection, chain, row, event.prev):
        yield "does not follow the line before it."
    if row.payload is not None and commitment(row.salt, row.payload) != event.commit:
        yield "carries another payload than it commits to."
    chain.others = {*chain.others, chain.last} - {event.prev, ""}
    chain.last = row.hash


def _chains(connection: Connection) -> dict[tuple[int, int], _Chain]:
    """Return the streams by the rows of their record and of themselves."""
    found = driver.run(
        connection, "SELECT r.key, s.key, r.id, r.type, s.seat, s.inc FROM streams s JOIN records r ON r.key = s.rec"
    )
    return {
        (rec, stream): _Chain(
            record,
            seat,
            inc,
            f'{{"v":1,"record":"{record}","type":"{kind}","seat":"{seat}","inc":"{inc}","seq":'.encode(),
        )
        for rec, stream, record, kind, seat, inc in found
    }


def _forks(connection: Connection, chain: _Chain, row: _Row, prev: str) -> bool:
    """Whether the line before this one is there, though another follows it already."""
    return prev not in chain.altered and bool(
        driver.value(
            connection,
            "SELECT EXISTS (SELECT 1 FROM events WHERE stream = ? AND hash = ? AND seq = ? AND key < ?)",
            (row.stream, prev, row.seq - 1, row.key),
        )
    )


def _wrong_tips(connection: Connection, chains: dict[tuple[int, int], _Chain]) -> Iterator[str]:
    known: dict[int, set[str]] = defaultdict(set)
    for stream, tip in driver.run(connection, "SELECT stream, hash FROM tips"):
        known[stream].add(tip)
    if known != {stream: {*chain.others, chain.last} for (_, stream), chain in chains.items() if chain.last}:
        yield "The ends of the streams are not where the journal says."
