"""Corrective actions: their states, who may move them, and what closing one takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.audit import authority
from fieldaudit.audit.cells import Register, conflicts, fields_of, registers
from fieldaudit.errors import ActionRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fieldaudit.audit.cells import Cell

STATES = ("open", "in_progress", "submitted", "closed", "ineffective")
KINDS = ("containment", "corrective", "preventive", "remedy")
METHODS = ("desktop", "followup", "interview", "document")
_NEXT: Mapping[str, tuple[str, ...]] = {
    "": ("open",),
    "open": ("in_progress", "submitted"),
    "in_progress": ("submitted",),
    "submitted": ("closed", "in_progress"),
    "closed": ("ineffective",),
    "ineffective": ("in_progress", "submitted"),
}
_VERIFIED = ("closed", "ineffective")
#: Of concurrent states the one farthest from done counts
FROM_DONE = {"ineffective": 0, "open": 1, "in_progress": 2, "submitted": 3, "closed": 4}


@dataclass(frozen=True)
class Verification:
    """How it was verified, by whom, and what was seen."""

    method: str
    by: str
    seen: str

    def payload(self) -> dict[str, str]:
        """Return it as an action.state event holds it."""
        return {"method": self.method, "by": self.by, "seen": self.seen}


@dataclass(frozen=True)
class ActionView:
    """An action as it stands; several heads of a field or of the state are kept in `conflicts`."""

    id: str
    finding: str
    audit: str
    kind: str
    text: str
    owner: str
    due: str
    audience: str
    state: str
    note: str
    verification: Verification | None
    updated: str
    fields: Mapping[str, str]
    conflicts: Mapping[str, Register]
    slots: Mapping[str, Register]


def view(cells: Iterable[Cell]) -> ActionView:
    """Assemble an action from its cells; of concurrent states the one farthest from closed counts."""
    slots = registers(cells)
    fields = fields_of(slots)
    heads = sorted(slots.get("state", ()), key=lambda cell: FROM_DONE.get(cell.value["state"], 0))
    state: dict[str, Any] = heads[0].value if heads else {"state": "", "note": "", "verification": None}
    verified = state["verification"]
    return ActionView(
        id=next((register[0].record for register in slots.values()), ""),
        audience=heads[0].audience if heads else "headoffice",
        **{name: fields.get(name, "") for name in ("finding", "audit", "kind", "text", "owner", "due")},
        state=state["state"],
        note=state["note"],
        verification=Verification(**verified) if verified else None,
        updated=heads[0].time if heads else "",
        fields=fields,
        conflicts=conflicts(slots),
        slots=slots,
    )


def next_states(state: str) -> tuple[str, ...]:
    """Return the states that an action can go to from `state` ("" before it is opened)."""
    return _NEXT.get(state, ())


def allowed_states(state: str, role: str) -> tuple[str, ...]:
    """Return the next states that a person of this role may set."""
    return tuple(following for following in next_states(state) if authority.allowed(f"action.state:{following}", role))


def check(
    state: str, following: str, *, note: str = "", verification: Verification | None = None, role: str | None = None
) -> None:
    """Raise ActionRefused unless the step is allowed, to `role` where it is given, and has what it needs."""
    if following not in next_states(state):
        raise ActionRefused(state=following, reason=f"it is {state or 'not opened yet'}")
    if role is not None and not authority.allowed(f"action.state:{following}", role):
        raise ActionRefused(state=following, reason=f"a seat with the role {role} may not do that")
    if following in _VERIFIED:
        _check_verification(following, verification)
    if (state, following) == ("submitted", "in_progress") and not note.strip():
        raise ActionRefused(state=following, reason="what is still missing was not said")


def _check_verification(following: str, verification: Verification | None) -> None:
    if verification is None or verification.method not in METHODS:
        raise ActionRefused(state=following, reason="how it was verified is missing")
    if not verification.by.strip() or not verification.seen.strip():
        raise ActionRefused(state=following, reason="who verified it and what was seen is missing")
