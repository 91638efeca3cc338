"""Actions that are this person's to carry out and come from audits of others, of which nothing else is here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit import actions
from fieldaudit.errors import ActionRefused
from fieldaudit.exchange import membership, supervisors
from fieldaudit.vault import follow_up

if TYPE_CHECKING:
    from fieldaudit.audit.actions import ActionView
    from fieldaudit.vault import Vault

#: As far as who carries it out may bring it; whether it was done is for others to verify.
STATES = ("in_progress", "submitted")
_OPEN, _SUBMITTED = "open", "submitted"  # who submitted it waits: whoever verifies it sends it back


@dataclass(frozen=True)
class MyAction:
    """An action to carry out; `due` is ISO or "", `note` the last word about its state, `next` where it can go."""

    id: str
    text: str
    kind: str
    due: str
    site: str
    about: str
    state: str
    note: str
    next: tuple[str, ...]


def mine(vault: Vault) -> list[MyAction]:
    """Return them, what is open first, by when they are due."""
    me, types = membership.member(vault), vault.record_types()
    views = [_view(vault, row.id) for row in vault.records(supervisors.ACTION)]
    found = [
        _row(view)
        for view in views
        if types.get(view.audit) != "audit" and supervisors.owns(view.owner, me.name, me.seat)
    ]
    return sorted(found, key=lambda one: (not one.next, one.due or "9999", one.id))


def move(vault: Vault, action: str, state: str, note: str) -> None:
    """Say that an action is in progress, or done and submitted for verification; raises ActionRefused."""
    known = next((one for one in mine(vault) if one.id == action), None)
    if known is None:
        raise ActionRefused(state=state, reason="no such action is assigned to you here")
    if state not in known.next:
        raise ActionRefused(state=state, reason=f"it is {known.state.replace('_', ' ')}")
    follow_up.advance(vault, _view(vault, action), state, membership.member(vault).role, note)


def _view(vault: Vault, action: str) -> ActionView:
    return actions.view(vault.cells(action))


def _row(view: ActionView) -> MyAction:
    state = view.state or _OPEN
    return MyAction(
        id=view.id,
        text=view.text,
        kind=view.kind,
        due=view.due,
        site=view.fields.get("site_name", ""),
        about=view.fields.get("about", ""),
        state=state,
        note=view.note,
        next=() if state == _SUBMITTED else tuple(one for one in actions.next_states(state) if one in STATES),
    )
