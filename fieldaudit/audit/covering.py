"""What a closing says to one audience: a digest over the lines that are for it, and nothing of any other line.

The `heads` of a closing name records that not everybody may know of, so its payload cannot be shown to all. An event
`closing.covers` for each audience, right before the closing in its stream, says the same for that audience alone
(docs/event-format.md, Closing; docs/decisions/0017-client-pack.md).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from fieldaudit.audit.outline import template
from fieldaudit.audit.slots import cancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from fieldaudit.audit.closing import Closing
    from fieldaudit.audit.events import Event

COVERS = "closing.covers"
#: Who gets a statement of their own, in the order in which they are written: each names the one before by `prev`.
COVERED = ("client", "site")
_ROWS = ("row.added", "row.removed")
_UNMARKED = "headoffice"
# each of them writes one slot, so what replaces it leaves nothing of it standing
_WHOLE = frozenset(
    {
        "answer.set",
        "answer.skipped",
        "note.set",
        "evidence.attached",
        "finding.raised",
        "finding.withdrawn",
        "conflict.resolved",
        "action.state",
    }
)


def digest(hashes: Iterable[str]) -> str:
    """Return the digest over the hashes of lines, each followed by a line break, sorted; 64 hex digits."""
    said = "".join(f"{one}\n" for one in sorted(hashes))
    return hashlib.sha256(b"fieldaudit covers 1\n" + said.encode()).hexdigest()


def payload(
    closed: Closing, audience: str, hashes: Iterable[str], evidence: Iterable[tuple[str, str]]
) -> dict[str, Any]:
    """Return the payload of the event that says to `audience` what a closing says and which lines it covers.

    `evidence` are the lines that attach a file, each with the SHA-256 of the original: the payload of such a line holds
    the key that opens the file, so it is not for outsiders.
    """
    found = list(hashes)
    return {
        "audience": audience,
        "version": closed.version,
        "outcome": closed.outcome,
        "reason": closed.reason,
        "form": closed.form,
        "score": closed.score.payload(),
        "count": len(found),
        "lines": digest(found),
        "evidence": sorted([list(one) for one in evidence]),
    }


def audience_of(
    event: Event,
    others: Mapping[str, Event],
    said: Callable[[Event], Mapping[str, Any]],
    marked: Callable[[Event, str], str],
) -> str:
    """Return for whom the line itself is, which can be fewer than its payload says.

    A line that a row came, or that something was undone, tells of what it is about: it is for those whom the
    repeat, or the event that was undone, is for. `others` are the record's events by hash, `said` gives a payload
    (empty where there is none), `marked` the audience that the event's form gives to a template reference.
    """
    while event.kind == "event.cancelled":
        if event.cancels not in others:
            return _UNMARKED
        event = others[event.cancels]
    if event.kind in _ROWS:
        return marked(event, template(str(said(event).get("repeat", ""))))
    return event.audience


def open_ones(events: Iterable[Event]) -> set[str]:
    """Return the hashes of those of a record's events whose payload still says something: not undone, not replaced."""
    told = list(events)
    dead = cancelled(told)
    live = [event for event in told if event.hash not in dead]
    replaced = {target for event in live for target in event.replaces}
    return {event.hash for event in live if event.hash not in replaced or event.kind not in _WHOLE}
