"""Ctrl+Z: a new event that cancels what this person did last in an audit; and the cancellation of that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fieldaudit.audit.events import NewEvent, parse_line, read_payload
from fieldaudit.audit.slots import cancelled
from fieldaudit.audit.steps import CANCELLED, SIGNING, Step, begins, steps, to_redo, to_undo
from fieldaudit.errors import AuditIsSigned, NothingToRedo, NothingToUndo
from fieldaudit.vault.listing import PROGRESS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fieldaudit.audit.events import Event
    from fieldaudit.field.work import AuditWork, Saved

UNDO, REDO = "undo", "redo"
_PLACE = "place/"  # a removed row keeps its place: that alone does not make its adding stand


@dataclass(frozen=True)
class Thing:
    """What a person did: the kind of the event that says it, and its payload."""

    kind: str
    said: Mapping[str, Any]


def undo(work: AuditWork) -> tuple[str, Saved]:
    """Take back what this seat did last and still stands; returns its reference, and what came of it.

    Everything stands again as it was before; `Saved.thing` names what was undone. Raises AuditIsSigned, NothingToUndo.
    """
    story = _Story(work)
    standing = {event for slot, heads in work.heads.items() if not slot.startswith(_PLACE) for event in heads}
    step = to_undo(story.steps, story.dead, standing)
    if step is None:
        raise NothingToUndo
    return story.ref(step), _cancel(work, story, step, step.parts, UNDO)


def take_back(work: AuditWork, event: str) -> Saved:
    """Take back the thing that this event of this seat says, however long ago; raises AuditIsSigned, NothingToUndo."""
    story = _Story(work)
    step = next((step for step in story.steps if step.event.hash == event and event not in story.dead), None)
    if step is None:
        raise NothingToUndo
    return _cancel(work, story, step, step.parts, UNDO)


def redo(work: AuditWork) -> tuple[str, Saved]:
    """Bring back what was undone last, unless something else was done since; raises AuditIsSigned, NothingToRedo."""
    story = _Story(work)
    step = to_redo(story.steps, story.dead)
    if step is None:
        raise NothingToRedo
    return story.ref(step), _cancel(work, story, step, step.undone, REDO)


def _cancel(work: AuditWork, story: _Story, step: Step, targets: Sequence[Event], reason: str) -> Saved:
    # a payload that says only "undo" is no secret of anybody's, so it needs no seal
    made = [
        NewEvent(work.id, "audit", CANCELLED, {"reason": reason}, "site", cancels=target.hash)
        for target in targets
        if target.hash not in story.dead
    ]
    try:
        with work.vault.transaction():
            events = work.vault.append(made, puts={PROGRESS + work.id: None})
            work.reload()
            settled = work.settle()
    except BaseException:
        work.reload()  # the whole transaction was undone, what went well in it too
        raise
    thing = Thing(step.event.kind, story.said[step.event.hash])
    return replace(settled, time=settled.time or events[-1].time, thing=thing)


class _Story:
    """What this seat said in an audit, along the line of its incarnations, as things done and undone."""

    def __init__(self, work: AuditWork) -> None:
        if work.signed:
            raise AuditIsSigned
        events = work.vault.events(work.id)
        self.dead = cancelled(events)
        mine = {event.hash for event in line_of(events, work.vault.seat, work.vault.incarnation)}
        told = [event for event in events if event.hash in mine or event.kind in SIGNING]
        self.said = _payloads(work, told)
        before: dict[str, tuple[Event, Mapping[str, Any]]] = {
            event.hash: (event, self.said[event.hash]) for event in told if event.hash in self.said
        }
        counted = _counted(work)
        leads = {
            event.hash for event in told if begins(event, self.said.get(event.hash), before.get(event.prev), counted)
        }
        self.steps = steps(told, leads)

    def ref(self, step: Step) -> str:
        """Return what a thing is about: a question, or a row by its stable reference."""
        said = self.said[step.event.hash]
        if "repeat" in said:
            return f"{said['repeat']}[{said['row']}]"
        return str(said.get("ref") or str(said.get("slot", "")).partition("/")[2])


def line_of(events: Sequence[Event], seat: str, inc: str) -> list[Event]:
    """Return what a seat said as this life of its vault knows it: its own stream, and those that it goes on from.

    What the same person says at the same time on another copy is not in it, and not to be undone from here.
    """
    mine = {event.hash: event for event in events if event.seat == seat}
    own = [event for event in mine.values() if event.inc == inc] or list(mine.values())
    at = max(own, key=lambda event: (event.lamport, event.seq), default=None)
    found: list[Event] = []
    while at is not None:
        found.append(at)
        at = mine.get(at.prev or at.parent)
    return found[::-1]


def _payloads(work: AuditWork, events: Sequence[Event]) -> dict[str, Mapping[str, Any]]:
    """Return what the events say, as far as this seat can read it."""
    wanted = {event.hash for event in events}
    streams = {(event.seat, event.inc) for event in events}
    stored = (each for stream in streams for each in work.vault.lines(work.id, *stream))
    found: dict[str, Mapping[str, Any]] = {
        event.hash: read_payload(each.payload)
        for each in stored
        if each.payload is not None and (event := parse_line(each.line)).hash in wanted
    }
    if any(event.sealed for event in events):
        found |= {event.hash: said for event, said in work.vault.unsealed(work.id) if event.hash in wanted}
    return found


def _counted(work: AuditWork) -> frozenset[str]:
    """Return the repeats whose rows come from a count, as template references."""
    every = (control for top in work.session.form.body for control in top.walk())
    return frozenset(control.ref for control in every if control.count is not None)
