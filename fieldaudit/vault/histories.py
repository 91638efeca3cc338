"""What is remarkable about how a record was written: copies of one vault side by side, clocks that were set back."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fieldaudit.audit.events import Event
    from fieldaudit.vault.vault import Vault

_ADJUSTED = timedelta(minutes=2)  # computers set their own clocks by so much without anybody's doing


@dataclass(frozen=True)
class Branch:
    """One end of what one person wrote, where there are several: another copy of their vault, or a fork of a stream.

    `since` and `until` are the times of its first and last line; `parent` is the line that another life goes on from.
    """

    seat: str
    inc: str
    seq: int
    hash: str
    since: str
    until: str
    parent: str
    forked: bool


@dataclass(frozen=True)
class SetBack:
    """Entries made while a computer's clock stood behind: `time` is what it said at the first, `behind` that before."""

    seat: str
    time: str
    behind: str
    entries: int


def side_by_side(vault: Vault, record: str) -> list[Branch]:
    """Return the branches of each person who wrote to the record from more than one, the first that began on top."""
    events = vault.events(record)
    first = {(event.seat, event.inc): event for event in reversed(events) if event.seq == 1}
    by_hash = {event.hash: event for event in events}
    heads = vault.streams([record])
    writers, streams = Counter(head.seat for head in heads), Counter((head.seat, head.inc) for head in heads)
    found = []
    for head in heads:
        begun, last = first.get((head.seat, head.inc)), by_hash.get(head.hash)
        if writers[head.seat] > 1 and begun is not None and last is not None:
            forked = streams[head.seat, head.inc] > 1
            found.append(Branch(head.seat, head.inc, head.seq, head.hash, begun.time, last.time, begun.parent, forked))
    return sorted(found, key=lambda branch: (branch.since, branch.until, branch.hash))


def set_back(vault: Vault, record: str) -> list[SetBack]:
    """Return each time that the clock of a computer was set back while the record was written, oldest first.

    Lines are marked as they are written (`late`); several marked ones in a row count as one, and those that a clock was
    merely adjusted by as none. A first line of a stream is never marked: it has nothing before it.
    """
    found: list[SetBack] = []
    for events in _by_stream(vault.events(record)).values():
        greatest, began = "", ""
        for event in events:
            late = event.late and _moment(greatest) - _moment(event.time) > _ADJUSTED
            if late and began:
                last = found.pop()
                found.append(SetBack(last.seat, last.time, last.behind, last.entries + 1))
            elif late:
                began = event.time
                found.append(SetBack(event.seat, event.time, greatest, 1))
            else:
                began = ""
            greatest = max(greatest, event.time)
    return sorted(found, key=lambda one: (one.time, one.seat))


def _moment(time: str) -> datetime:
    return datetime.fromisoformat(time)


def _by_stream(events: list[Event]) -> dict[tuple[str, str], list[Event]]:
    streams: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        streams[event.seat, event.inc].append(event)
    return streams
