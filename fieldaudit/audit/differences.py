"""What people said of one thing apart, side by side: which counts until one of them decides, and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit.actions import FROM_DONE
from fieldaudit.audit.audit_view import differ
from fieldaudit.audit.severity import rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fieldaudit.audit.audit_view import AuditView
    from fieldaudit.audit.cells import Cell, Register
    from fieldaudit.audit.events import Event

#: What `Difference.what` can be; what was computed is settled by whoever goes on with the audit, not by a choice.
KINDS = ("answer", "note", "row", "finding", "state", "field", "branch", "closing")
#: Why one of them counts now.
WORSE, LATER, KEPT, NOT_DONE = "worse", "later", "kept", "not_done"


@dataclass(frozen=True)
class Difference:
    """One thing with several heads; `about` is the question, row, finding or field. The latest is first in `sides`.

    In a row the sides are its removals and what was said in it, or its adding, without knowing of them.
    """

    record: str
    slot: str
    what: str
    about: str
    sides: Register

    @property
    def key(self) -> str:
        """What names it as long as it is not settled."""
        return f"{self.record}/{self.slot}"


def of_audit(view: AuditView) -> list[Difference]:
    """Return what differs in an audit, answers first."""
    found = [Difference(view.id, f"answer/{ref}", "answer", ref, heads) for ref, heads in view.disputed.items()]
    rows = {slot: heads for slot, heads in view.conflicts.items() if slot.startswith("row/")}
    for slot, cells in view.unseen.items():
        rows[slot] = (*view.slots[slot], *cells)
    found += [Difference(view.id, slot, "row", row_ref(slot), cells) for slot, cells in rows.items()]
    others = {slot: heads for slot, heads in view.slots.items() if not slot.startswith(("row/", "closing/"))}
    others |= _closings(view)
    return sorted(found + of_record(view.id, others), key=lambda one: (KINDS.index(one.what), one.slot))


def _closings(view: AuditView) -> dict[str, Register]:
    """Return the last version's closings where nobody chose between them; the next version would settle it too."""
    version = view.next_version - 1
    slot = f"closing/{version}"
    return {slot: view.slots[slot]} if slot in view.slots and not view.chosen_closing(version) else {}


def of_record(record: str, slots: Mapping[str, Register]) -> list[Difference]:
    """Return what differs in a record, given its slots; what is said of questions and rows is left to `of_audit`."""
    found = []
    for slot, heads in slots.items():
        what, _, about = slot.partition("/")
        if len(heads) > 1 and what in KINDS and differ(slot, heads):
            found.append(Difference(record, slot, what, about, heads))
    return found


def row_ref(slot: str) -> str:
    """Return the stable reference of the row that a slot is about."""
    repeat, _, row = slot.removeprefix("row/").rpartition("/")
    return f"{repeat}[{row}]"


def removes(cell: Cell) -> bool:
    """Whether this side takes away a row."""
    return cell.slot.startswith("row/") and bool(cell.value["removed"])


def counting(difference: Difference, severities: Mapping[str, str]) -> tuple[str, str]:
    """Return the side (its event) that counts until a person decides, and why: worse, later, kept or not_done.

    `severities` are those of the findings that each answer raises, by its event.
    """
    sides, what = difference.sides, difference.what
    if what == "row":
        there = [cell for cell in sides if not removes(cell)]
        return (there or sides)[0].event, KEPT
    if what == "state":
        return min(sides, key=lambda cell: FROM_DONE.get(cell.value["state"], 0)).event, NOT_DONE
    if what == "closing":
        return max(sides, key=lambda cell: (cell.time, cell.event)).event, LATER
    worse = [_rank(cell, difference, severities) for cell in sides]
    if len(set(worse)) > 1:
        return sides[worse.index(max(worse))].event, WORSE
    return sides[0].event, LATER


def _rank(cell: Cell, difference: Difference, severities: Mapping[str, str]) -> int:
    if difference.what == "answer":
        return rank(severities.get(cell.event, ""))
    if difference.what == "finding":
        return -2 if "withdrawn" in cell.value else rank(str(cell.value.get("severity", "")))
    return rank(cell.value) if difference.slot == "field/severity" else 0


@dataclass(frozen=True)
class Ending:
    """One end of what a seat wrote to a record, where it has several: a copy of its vault, or a fork of a stream.

    `own` are the events that no other end of that seat has behind it, oldest first.
    """

    seat: str
    name: str
    own: tuple[Event, ...]


def endings(events: Iterable[Event]) -> list[Ending]:
    """Return the ends of every seat that has several, named A, B, ... by who went apart first."""
    by_seat: dict[str, dict[str, Event]] = defaultdict(dict)
    for event in events:
        by_seat[event.seat][event.hash] = event
    found = [own for mine in by_seat.values() for own in _apart(mine)]
    found.sort(key=lambda own: (own[0].time, own[0].hash))
    return [Ending(own[0].seat, _name(place), own) for place, own in enumerate(found)]


def _apart(mine: Mapping[str, Event]) -> list[tuple[Event, ...]]:
    followed = {before for event in mine.values() for before in (event.prev, event.parent)}
    lines = [_line(mine, event) for event in mine.values() if event.hash not in followed]
    if len(lines) < 2:  # noqa: PLR2004 - one line has nothing beside it
        return []
    shared = set.intersection(*map(set, lines))
    return [tuple(mine[each] for each in reversed(line) if each not in shared) for line in lines]


def _line(mine: Mapping[str, Event], last: Event) -> list[str]:
    """Return an event and all that lies before it on its own line, the latest first."""
    found, at = [], mine.get(last.hash)
    while at is not None:
        found.append(at.hash)
        at = mine.get(at.prev or at.parent)
    return found


def _name(place: int) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return letters[place] if place < len(letters) else str(place + 1)
