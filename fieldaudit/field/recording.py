"""Turning what changed in a live session into the events that record it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.audit.events import NewEvent
from fieldaudit.audit.steps import BY_THE_FORM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fieldaudit.audit.events import Event
    from fieldaudit.checklist import Changes, Session

MOST_VALUES_IN_AN_EVENT = 400


@dataclass
class Heads:
    """The standing events of every slot of one audit, as its author sees them: what a new event says it replaces."""

    slots: dict[str, tuple[str, ...]]

    def of(self, *slots: str) -> tuple[str, ...]:
        """Return the events that stand in any of `slots`, each once."""
        return tuple(dict.fromkeys(event for slot in slots for event in self.slots.get(slot, ())))

    def below(self, rows: Iterable[str]) -> bool:
        """Return whether anything stands below one of these rows (stable references)."""
        starts = tuple(row + "/" for row in rows)
        return bool(starts) and any(slot.partition("/")[2].startswith(starts) for slot in self.slots)

    def took(self, event: Event, slots: Iterable[str], cleared: Iterable[str] = ()) -> None:
        """Note that `event`, just appended, now stands alone in `slots` and has emptied `cleared`."""
        for slot in slots:
            self.slots[slot] = (event.hash,)
        for slot in cleared:
            self.slots.pop(slot, None)


@dataclass(frozen=True)
class Entry:
    """An event about to be appended, with the slots it will stand in and those it empties."""

    event: NewEvent
    slots: tuple[str, ...]
    cleared: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recorder:
    """Makes an audit's events: names what each replaces and keeps the form's digest beside it."""

    audit: str
    form: str
    heads: Heads

    def entry(
        self, kind: str, payload: Mapping[str, Any], audience: str, slots: Iterable[str], cleared: Iterable[str] = ()
    ) -> Entry:
        """Return one event that takes the place of whatever stands in `slots` and `cleared`."""
        slots, cleared = tuple(slots), tuple(cleared)
        replaces = self.heads.of(*slots, *cleared)
        event = NewEvent(self.audit, "audit", kind, payload, audience, replaces=replaces, form=self.form)
        return Entry(event, slots, cleared)

    def answer(self, ref: str, value: str, audience: str) -> Entry:
        """Return the event that a question was answered (or cleared, with an empty value)."""
        return self.entry("answer.set", {"ref": ref, "value": value}, audience, [f"answer/{ref}"], [f"skip/{ref}"])

    def skip(self, ref: str, reason: str, audience: str) -> Entry:
        """Return the event that a question was not checked, and why."""
        return self.entry(
            "answer.skipped", {"ref": ref, "reason": reason}, audience, [f"skip/{ref}"], [f"answer/{ref}"]
        )

    def note(self, ref: str, text: str, audience: str) -> Entry:
        """Return the event that a note was written beside a question."""
        return self.entry("note.set", {"ref": ref, "text": text}, audience, [f"note/{ref}"])

    def row_events(self, session: Session, changes: Changes) -> Iterator[Entry]:
        """Yield the events for rows that came or went."""
        yield from self.rows_added(session, _with_inner_rows(session, changes.added))
        for removed in changes.removed:
            repeat, row = split_row(removed)
            saw = list(self.heads.of(*(slot for slot in self.heads.slots if removed + "/" in slot)))
            yield self.entry("row.removed", {"repeat": repeat, "row": row, "saw": saw}, "site", [f"row/{repeat}/{row}"])

    def rows_added(self, session: Session, added: Iterable[str]) -> Iterator[Entry]:
        """Yield the events for rows that came, given their stable references."""
        for ref in added:
            repeat, row = split_row(ref)
            payload = {"repeat": repeat, "row": row, "after": _row_before(session, ref)}
            yield self.entry("row.added", payload, "site", [f"row/{repeat}/{row}", f"place/{repeat}/{row}"])

    def computed(self, values: Mapping[str, str], audiences: Mapping[str, str]) -> Iterator[Entry]:
        """Yield the events that hold computed `values`, one per audience (several when there are very many).

        One that takes the place of an answer stands in the answer's own slot, or the answer would come back.
        """
        by_audience: dict[str, dict[str, str]] = defaultdict(dict)
        for ref, value in values.items():
            if self.heads.of(f"answer/{ref}"):
                payload = {"slot": f"answer/{ref}", "value": value, "reason": BY_THE_FORM}
                yield self.entry("conflict.resolved", payload, audiences[ref], [f"answer/{ref}"])
            else:
                by_audience[audiences[ref]][ref] = value
        for audience, mine in sorted(by_audience.items()):
            refs = sorted(mine)
            for start in range(0, len(refs), MOST_VALUES_IN_AN_EVENT):
                part = {ref: mine[ref] for ref in refs[start : start + MOST_VALUES_IN_AN_EVENT]}
                yield self.entry("computed", {"values": part}, audience, [f"computed/{ref}" for ref in part])


def _with_inner_rows(session: Session, added: tuple[str, ...]) -> Iterator[str]:
    """Give rows that came, each with the rows that lie in it from the start, so that all have their place."""
    if not added:
        return
    inside = [f"{repeat}[{row}]" for repeat, rows in session.rows().items() for row in rows]
    starts = tuple(row + "/" for row in added)
    there = dict.fromkeys((*added, *(row for row in inside if row.startswith(starts))))
    yield from (row for row in there if session.has(row))


def split_row(ref: str) -> tuple[str, str]:
    """Return (repeat's stable ref, row id) of a row's stable ref."""
    repeat, _, row = ref.removesuffix("]").rpartition("[")
    return repeat, row


def _row_before(session: Session, ref: str) -> str:
    """Return the id of the row before `ref` in its repeat, "" for the first."""
    positional = session.positional(ref)
    base, _, position = positional.removesuffix("]").rpartition("[")
    if int(position) == 1:
        return ""
    return split_row(session.stable(f"{base}[{int(position) - 1}]"))[1]
