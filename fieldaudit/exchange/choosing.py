"""The event by which one of several sides holds, in place of all, and which events are such a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fieldaudit.audit import differences
from fieldaudit.audit.steps import BY_THE_FORM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldaudit.audit.cells import Cell
    from fieldaudit.audit.differences import Difference
    from fieldaudit.audit.history import Said

_CHOSEN = "chosen by a person"
#: Events that may be a choice; what a form wrote by itself and what replaced a single one is none.
_CHOOSING = (
    "conflict.resolved",
    "row.added",
    "row.removed",
    "action.state",
    "finding.raised",
    "finding.withdrawn",
    "closing.chosen",
)


def said(
    one: Difference, chosen: Cell, reason: str, cells: Sequence[Cell]
) -> tuple[str, dict[str, Any], tuple[str, ...]]:
    """Return kind, payload and what it replaces of the event that lets one side hold."""
    sides = tuple(cell.event for cell in one.sides)
    if one.what == "closing":
        version, slot = int(one.about), f"closing_choice/{one.about}"
        payload = {"version": version, "closing": chosen.event, "reason": reason}
        return "closing.chosen", payload, tuple(cell.event for cell in cells if cell.slot == slot)
    if one.what == "row":
        return _row_said(one, chosen, reason, cells)
    if one.what == "state":
        return "action.state", dict(chosen.value) | {"chosen": reason}, sides
    if one.what == "finding":
        said = {name: value for name, value in chosen.value.items() if name != "withdrawn"} | {"chosen": reason}
        return "finding.raised" if stands(chosen) else "finding.withdrawn", said, sides
    return "conflict.resolved", {"slot": chosen.slot, "value": str(chosen.value), "reason": reason or _CHOSEN}, sides


def _row_said(
    one: Difference, chosen: Cell, reason: str, cells: Sequence[Cell]
) -> tuple[str, dict[str, Any], tuple[str, ...]]:
    repeat, _, row = one.slot.removeprefix("row/").rpartition("/")
    place = f"place/{repeat}/{row}"
    about = {"repeat": repeat, "row": row, "chosen": reason}
    standing = tuple(cell.event for cell in cells if cell.slot == one.slot)
    if differences.removes(chosen):
        saw = [cell.event for cell in cells if one.about + "/" in cell.slot]
        return "row.removed", about | {"saw": list(dict.fromkeys(saw))}, standing
    places = [cell for cell in cells if cell.slot == place]
    after = str(places[0].value) if places else ""
    return "row.added", about | {"after": after}, (*standing, *(cell.event for cell in places))


def stands(cell: Cell) -> bool:
    """Whether this says that a finding was raised."""
    return "withdrawn" not in cell.value


def is_choice(each: Said) -> bool:
    """Whether a person chose between several with this event."""
    if each.event.kind == "closing.chosen":
        return True
    payload = each.payload or {}
    several = len(each.event.replaces) > 1 or each.event.kind.startswith("row.")
    marked = "chosen" in payload or (each.event.kind == "conflict.resolved" and payload.get("reason") != BY_THE_FORM)
    return each.event.kind in _CHOOSING and several and marked
