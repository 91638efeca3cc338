"""What a closing says: which heads its author saw, and a digest over the commitments that stand."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.audit.slots import cancelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fieldaudit.audit.events import Event
    from fieldaudit.audit.score import Score

STANDING_KINDS = frozenset(
    {
        "answer.set",
        "answer.skipped",
        "note.set",
        "evidence.attached",
        "evidence.removed",
        "finding.raised",
        "finding.withdrawn",
        "conflict.resolved",
    }
)
Head = tuple[str, str, str, int, str]  # record, seat, inc, seq, hash


@dataclass(frozen=True)
class Closing:
    """What the author of a closing decides and saw."""

    outcome: str
    reason: str
    heads: Sequence[Head]
    form: str
    commitments: str
    version: int
    score: Score

    def payload(self) -> dict[str, Any]:
        """Return the payload of the closing.signed event."""
        return {
            "outcome": self.outcome,
            "reason": self.reason,
            "heads": [list(head) for head in sorted(self.heads)],
            "form": self.form,
            "commitments": self.commitments,
            "version": self.version,
            "score": self.score.payload(),
        }


def commitments(events: Iterable[Event]) -> str:
    """Return the digest over the commitments of an audit's standing events, 64 hex digits.

    It needs the lines alone, no payload, so it comes out the same after redaction and erasure.
    """
    standing = sorted(event.commit for event in _standing(list(events)))
    return hashlib.sha256(b"fieldaudit commitments 1\n" + "\n".join(standing).encode()).hexdigest()


def _standing(events: Sequence[Event]) -> list[Event]:
    dead = cancelled(events)
    live = [event for event in events if event.hash not in dead]
    replaced = {target for event in live for target in event.replaces}
    return [event for event in live if event.kind in STANDING_KINDS and event.hash not in replaced]


def seen_by(events: Iterable[Event], heads: Iterable[Head]) -> list[Event]:
    """Return those of a record's events that `heads` cover: each head and what lies before it in its stream."""
    by_hash = {event.hash: event for event in events}
    found: dict[str, Event] = {}
    for *_, at in heads:
        event = by_hash.get(at)
        while event is not None and event.hash not in found:
            found[event.hash] = event
            event = by_hash.get(event.prev)
    return list(found.values())


def holds(payload: dict[str, Any], events: Iterable[Event]) -> bool:
    """Whether the closing's digest is that of the audit's events that its heads cover."""
    said: str = payload["commitments"]
    return commitments(seen_by(events, [tuple(head) for head in payload["heads"]])) == said
