"""What a person did, one thing at a time, as undo knows it: the event that says it, and those that followed from it.

A stream does not say where a thing begins, and need not: its kind and payload tell. What followed (computed values,
findings that rules raised or withdrew, rows that a count gave) belongs to the thing before it. Undoing a thing cancels
all of it, so that what stood before stands again, exactly; bringing it back cancels those cancellations.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from fieldaudit.audit.events import Event

#: The reason that a `conflict.resolved` has where a form overwrote an answer by itself.
BY_THE_FORM = "computed by the form"
CANCELLED = "event.cancelled"
#: A thing cannot be undone once somebody signed what came of it.
SIGNING = ("closing.signed", "closing.site", "closing.statement", "audit.amended")
_SAID_BY_A_PERSON = ("answer.skipped", "note.set", "evidence.attached", "evidence.removed")
_FOLLOWS = ("computed", "conflict.resolved", "finding.raised", "finding.withdrawn", "row.added", "row.removed")
_MADE = 5  # the version of the ids that rows of a template or a count have


@dataclass
class Step:
    """One thing that a person did: `event` says it, `done` are the events of it, `undone` those that took it back."""

    event: Event
    begun: int
    done: list[Event] = field(default_factory=list)
    undone: list[Event] = field(default_factory=list)
    taken_back: int = -1

    @property
    def parts(self) -> list[Event]:
        """The events to cancel so that it is undone: the one that says it first, without the bringings back."""
        return [event for event in self.done if event.kind != CANCELLED]


def begins(
    event: Event,
    payload: Mapping[str, Any] | None,
    before: tuple[Event, Mapping[str, Any] | None] | None = None,
    counted: Collection[str] = (),
) -> bool:
    """Return whether a person said this event; `before` is the one before it in its stream.

    `counted` are the template references of repeats whose rows come from a count. An unreadable payload says nothing.
    """
    if payload is None:
        return False
    by_a_count = _template(str(payload.get("repeat", ""))) in counted
    says: dict[str, Callable[[], bool]] = {
        "answer.set": lambda: not _names_the_file(payload, before),
        "conflict.resolved": lambda: payload.get("reason") != BY_THE_FORM,
        "finding.withdrawn": lambda: bool(payload.get("dismissed")),
        # one that a template made is added again, in place of its removal, by a person alone
        "row.added": lambda: not _made(str(payload.get("row", ""))) or (bool(event.replaces) and not by_a_count),
        "row.removed": lambda: not by_a_count,
    }
    said = says.get(event.kind)
    return event.kind in _SAID_BY_A_PERSON if said is None else said()


def _names_the_file(payload: Mapping[str, Any], before: tuple[Event, Mapping[str, Any] | None] | None) -> bool:
    """Whether an answer is the name of the file that was attached just before it: both are one thing."""
    if before is None or before[0].kind != "evidence.attached" or before[1] is None:
        return False
    return (payload.get("ref"), payload.get("value")) == (before[1].get("ref"), before[1].get("name"))


def _made(row: str) -> bool:
    try:
        return UUID(row).version == _MADE
    except ValueError:
        return False


def _template(ref: str) -> str:
    parts = (part.partition("]") for part in ref.split("["))
    return "".join(behind if bracket else plain for plain, bracket, behind in parts)


def steps(events: Sequence[Event], leads: Collection[str]) -> list[Step]:
    """Return what a person did, oldest first, given the events of their streams in order and those that begin a thing.

    `leads` are the hashes for which `begins` holds. Things from before a signature are left out.
    """
    found: dict[str, Step] = {}
    at: dict[str, tuple[Step, bool]] = {}  # by hash of what begins, takes back or brings back a thing
    now: tuple[Step, bool] | None = None
    for place, event in enumerate(events):
        if event.kind in SIGNING:
            found, at, now = {}, {}, None
        elif event.hash in leads:
            step = found[event.hash] = Step(event, place)
            now = at[event.hash] = (step, True)
            step.done.append(event)
        elif event.cancels in at:
            step, was_done = at[event.cancels]
            now = at[event.hash] = (step, not was_done)
            _side(now).append(event)
            step.taken_back = place if was_done else step.taken_back
        elif now is not None and event.kind in (*_FOLLOWS, CANCELLED):
            _side(now).append(event)
    return list(found.values())


def _side(where: tuple[Step, bool]) -> list[Event]:
    return where[0].done if where[1] else where[0].undone


def to_undo(found: Iterable[Step], dead: Collection[str], standing: Collection[str]) -> Step | None:
    """Return the last thing that still stands; what somebody else replaced since is theirs, and left alone.

    `dead` are the cancelled events of the record, `standing` the heads of its slots.
    """
    alive = [step for step in found if step.event.hash not in dead and step.event.hash in standing]
    return alive[-1] if alive else None


def to_redo(found: Sequence[Step], dead: Collection[str]) -> Step | None:
    """Return the thing that was undone last, unless something else was done since."""
    last = found[-1].begun if found else -1
    taken = [step for step in found if step.event.hash in dead and step.taken_back > last]
    return max(taken, key=lambda step: step.taken_back) if taken else None
