"""Verification of the journal: each line's hash, place and forerunner, and where the streams end.

Rows come in packs (chains_packs.py), and a pack is compared as a whole: what its lines hash to, and what they should
start with, against what is there, byte for byte. A pack that does not fit is looked at row by row, and what is wrong is
said there. Both ways verify the same: that a line is the one its hash names; that it stands in its record, its writer's
stream and at its number; that it names the line right before it, or one that a fork starts from; that the streams end
where the tables say. The payloads that lines commit to are verified after them (chains_payloads.py). What a line says
besides, and whether it keeps to the format at all, is verified where lines are replayed (check_records.py), which
parses every one; `fieldaudit vault check` does all of it, and opens what is sealed to this seat.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby, repeat
from typing import TYPE_CHECKING, NamedTuple

from fieldaudit.audit.events import LINE_TAG, line_hash, parse_line
from fieldaudit.errors import EventRefused
from fieldaudit.vault import chains_packs, driver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import Connection

    from fieldaudit.audit.events import Event
    from fieldaudit.vault.chains_packs import Lines


@dataclass(slots=True)
class _Chain:
    """One stream as far as it was read: what its lines start with, its last line, other ends, altered lines."""

    key: int
    rec: int
    record: str
    seat: str
    inc: str
    start: bytes
    last: str = ""
    seq: int = 0
    others: tuple[tuple[str, int], ...] = ()  # with the number of each
    altered: frozenset[str] = frozenset()


_QUOTES = 20  # in the start of a line


class _Row(NamedTuple):
    key: int
    rec: int
    stream: int
    hash: str
    seq: int
    line: bytes


def problems(connection: Connection, progress: Callable[[int, int], None] | None = None) -> Iterator[str]:
    """Give one sentence for everything that is wrong with the journal.

    `progress` hears how far of the journal it came, in rows; what it raises ends the verification.
    """
    chains = _chains(connection)
    newest = driver.value(connection, "SELECT MAX(key) FROM events") or 0
    with ThreadPoolExecutor(1) as thread:  # the connection is that thread's alone until the journal is read
        for pack in chains_packs.lines(connection, thread):
            ends = _ends_of(chains, pack)
            if ends is None:
                yield from thread.submit(_row_by_row, connection, chains, pack).result()
            for stream, end in (ends or {}).items():
                chains[stream].seq, chains[stream].last = end
            if progress:
                progress(min(pack.last, newest), newest)
    yield from _wrong_tips(connection, chains)


def _ends_of(chains: Mapping[str, _Chain], pack: Lines) -> dict[str, tuple[int, str]] | None:
    """Return the number and hash of the last line of each stream in a pack that is as it should be, None for another.

    That is: each line is what it was, in its place, right after the last of its stream. One loop for each of these
    without a call of our own for each line: this is all that a journal of any size waits for.
    """
    lines = (LINE_TAG + pack.lines).split(chains_packs.END)
    streams, seqs = pack.streams.decode("latin-1").split(","), pack.seqs.split(b",")
    if not len(lines) == len(streams) == len(seqs) == pack.rows or pack.odd:
        return None
    here = {stream: chains.get(stream.partition(" ")[0]) for stream in set(streams)}
    sha256 = hashlib.sha256
    if ",".join([sha256(line).hexdigest() for line in lines]).encode() != pack.hashes:
        return None
    hashes = pack.hashes.split(b",")
    ends: dict[str, tuple[int, bytes]] = {}
    at = 0
    for stream, of_run in groupby(streams):  # who writes an audit writes many lines on end
        until = at + len(list(of_run))
        chain = here[stream]
        if chain is None or stream != f"{chain.key} {chain.rec}":
            return None
        seq, last = ends.get(stream) or (chain.seq, chain.last.encode())
        prevs = [last, *hashes[at : until - 1]]
        starts = zip(repeat(chain.start), seqs[at:until], repeat(b',"prev":"'), prevs, repeat(b'",'), strict=False)
        if seqs[at:until] != _numbers(seq + 1, seq + 1 + until - at):
            return None
        if not all(map(bytes.startswith, lines[at:until], map(b"".join, starts))):
            return None
        ends[stream], at = (seq + until - at, hashes[until - 1]), until
    return {stream.partition(" ")[0]: (seq, last.decode()) for stream, (seq, last) in ends.items()}


def _numbers(first: int, end: int) -> list[bytes]:
    return str(list(range(first, end)))[1:-1].encode().split(b", ")


def _row_by_row(connection: Connection, chains: Mapping[str, _Chain], pack: Lines) -> list[str]:
    """Say what is wrong with the rows of a pack, if anything is; the chains then stand at its end."""
    found = driver.run(
        connection,
        "SELECT key, rec, stream, hash, seq, CAST(coalesce(line, '') AS BLOB) FROM events"
        " WHERE key BETWEEN ? AND ? ORDER BY key",
        (pack.first, pack.last),
    )
    return [sentence for values in found for sentence in _of_row(connection, chains, _Row(*values))]


def _of_row(connection: Connection, chains: Mapping[str, _Chain], row: _Row) -> Iterator[str]:
    chain = chains.get(str(row.stream))
    if chain is None or chain.rec != row.rec:
        yield f"Line {row.seq} of a stream that is not this record's lies in the wrong place."
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


def _chains(connection: Connection) -> dict[str, _Chain]:
    """Return the streams by their rows' keys, as text."""
    found = driver.run(
        connection, "SELECT s.key, r.key, r.id, r.type, s.seat, s.inc FROM streams s JOIN records r ON r.key = s.rec"
    )
    return {
        str(stream): _Chain(stream, rec, record, seat, inc, _start(record, kind, seat, inc))
        for stream, rec, record, kind, seat, inc in found
    }


def _start(record: str, kind: str, seat: str, inc: str) -> bytes:
    """Return what the lines of a stream start with, their tag included, up to their number."""
    start = f'{{"v":1,"record":"{record}","type":"{kind}","seat":"{seat}","inc":"{inc}","seq":'
    if start.count('"') != _QUOTES:  # a name that would say more than itself: no line starts so
        return b"\n"
    return LINE_TAG + start.encode()


def _forks(connection: Connection, chain: _Chain, row: _Row, event: Event) -> bool:
    """Whether the line before this one is there, though another follows it already."""
    return event.prev not in chain.altered and bool(
        driver.value(
            connection,
            "SELECT EXISTS (SELECT 1 FROM events WHERE stream = ? AND hash = ? AND seq = ? AND key < ?)",
            (row.stream, event.prev, event.seq - 1, row.key),
        )
    )


def _wrong_tips(connection: Connection, chains: Mapping[str, _Chain]) -> Iterator[str]:
    known = driver.run(connection, "SELECT stream, hash FROM tips").fetchall()
    ends = [(chain.key, end) for chain in chains.values() if chain.last for end in (chain.last, *dict(chain.others))]
    if sorted(known, key=str) != sorted(ends, key=str):
        yield "The ends of the streams are not where the journal says."


def wrong_counts(connection: Connection) -> Iterator[str]:
    """Compare what the next line is numbered and dated by with the lines: a stream's time is the greatest in it."""
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
