"""Verification of the journal: each line's hash, place, forerunner and commitment, and where the streams end.

A line that this program wrote has its keys in the order of event-format.md, so its start and its end are known and are
compared as bytes; any other line is parsed. Whether lines keep to the format at all is seen where they are replayed
(check.py), which parses every one.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from fieldaudit.audit.events import LINE_TAG, PAYLOAD_TAG, commitment, line_hash, parse_line
from fieldaudit.errors import EventRefused
from fieldaudit.vault import driver

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Connection

_AT_ONCE = 1000


@dataclass(slots=True)
class _Chain:
    """One stream as far as it was read: what its lines start with, its last line, other ends, altered lines."""

    rec: int
    record: str
    seat: str
    inc: str
    start: str
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
    while rows := found.fetchmany(_AT_ONCE):
        for values in _unusual(chains, rows):
            row = _Row(*values)
            chain = chains.get(row.stream)
            if chain is None or chain.rec != row.rec:
                yield f"Line {row.seq} of a stream that is not this record's lies in the wrong place."
                continue
            where = f"Line {row.seq} of {chain.seat[:8]} in record {chain.record}"
            yield from (f"{where} {problem}" for problem in _look_closer(connection, chain, row))
    yield from _wrong_tips(connection, chains)


def _unusual(chains: Mapping[int, _Chain], rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Give the rows that are not what most are: a line as it was, in its place, right after the last, with its payload.

    One loop without a call of our own for each line: this is all that a journal of any size waits for.
    """
    sha256, line_tag, payload_tag = hashlib.sha256, LINE_TAG, PAYLOAD_TAG
    for row in rows:
        _, rec, stream, digest, seq, line, salt, payload = row
        chain = chains.get(stream)
        if chain is None or chain.rec != rec or payload is None:
            yield row
            continue
        text = line.decode("latin-1")
        if (
            text.startswith(f'{chain.start}{seq},"prev":"{chain.last}",')
            and text.endswith(f',"commit":"{sha256(payload_tag + salt + payload).hexdigest()}","sealed":false}}')
            and sha256(line_tag + line).hexdigest() == digest
        ):
            chain.last = digest
        else:
            yield row


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


def _chains(connection: Connection) -> dict[int, _Chain]:
    """Return the streams by their rows."""
    found = driver.run(
        connection, "SELECT s.key, r.key, r.id, r.type, s.seat, s.inc FROM streams s JOIN records r ON r.key = s.rec"
    )
    return {
        stream: _Chain(
            rec,
            record,
            seat,
            inc,
            f'{{"v":1,"record":"{record}","type":"{kind}","seat":"{seat}","inc":"{inc}","seq":',
        )
        for stream, rec, record, kind, seat, inc in found
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


def _wrong_tips(connection: Connection, chains: Mapping[int, _Chain]) -> Iterator[str]:
    known: dict[int, set[str]] = defaultdict(set)
    for stream, tip in driver.run(connection, "SELECT stream, hash FROM tips"):
        known[stream].add(tip)
    if known != {stream: {*chain.others, chain.last} for stream, chain in chains.items() if chain.last}:
        yield "The ends of the streams are not where the journal says."
    yield from _wrong_counts(connection)


def _wrong_counts(connection: Connection) -> Iterator[str]:
    """Compare what the next line is numbered and dated by with the lines: a stream's time is the greatest in it."""
    wrong = driver.value(
        connection,
        "SELECT COUNT(*) FROM tips t JOIN events e ON e.hash = t.hash WHERE e.seq != t.seq OR e.time > t.time"
        " OR NOT EXISTS (SELECT 1 FROM events o WHERE o.stream = t.stream AND o.time = t.time)",
    )
    if wrong:
        yield f"The numbers or times of {wrong} ends of streams are not those of their lines."
    behind = driver.value(
        connection,
        "SELECT COUNT(*) FROM (SELECT rec, MAX(lamport) AS most FROM events GROUP BY rec) m"
        " JOIN records r ON r.key = m.rec WHERE r.lamport < m.most",
    )
    if behind:
        yield f"{behind} records lag behind the order of their own history."
