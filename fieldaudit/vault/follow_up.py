"""Corrective actions, for both desks: opened for a finding, moved from state to state, verified by who looked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit import actions
from fieldaudit.audit.events import NewEvent, Subject
from fieldaudit.errors import ActionIncomplete
from fieldaudit.vault import records
from fieldaudit.vault.opening import readable_cells
from fieldaudit.vault.records import standing

if TYPE_CHECKING:
    from fieldaudit.audit.actions import ActionView, Verification
    from fieldaudit.audit.finding_view import FindingView
    from fieldaudit.vault.vault import Vault


@dataclass(frozen=True)
class NewAction:
    """What is to be done about a finding: `kind` as in audit.actions.KINDS, `owner` a function, `due` an ISO date."""

    kind: str
    text: str
    owner: str
    due: str


def open_action(vault: Vault, finding: FindingView, action: NewAction) -> str:
    """Open an action for a finding; returns its id. Raises ActionIncomplete."""
    missing = next((name for name in ("text", "owner", "due") if not getattr(action, name).strip()), "")
    if missing:
        raise ActionIncomplete(what={"text": "what is to be done", "owner": "who does it", "due": "by when"}[missing])
    record = records.new_id()
    payload = {"finding": finding.id, "audit": finding.audit} | {
        name: value.strip() for name, value in vars(action).items()
    }
    subject = Subject(finding.audit, finding.audit) if finding.audience == "restricted" else None
    vault.append([NewEvent(record, "action", "action.opened", payload, finding.audience, seal_to=subject)])
    return record


def advance(
    vault: Vault,
    action: ActionView,
    following: str,
    role: str,
    note: str = "",
    verification: Verification | None = None,
) -> None:
    """Move an action to its next state; raises ActionRefused for a step not allowed or without its verification."""
    actions.check(action.state, following, note=note, verification=verification, role=role)
    cells = readable_cells(vault, action.id, action.audit)
    restricted = any(cell.audience == "restricted" for cell in cells)
    payload = {
        "state": following,
        "note": note.strip(),
        "verification": verification.payload() if verification else None,
    }
    event = NewEvent(
        action.id,
        "action",
        "action.state",
        payload,
        cells[0].audience if cells else "headoffice",
        replaces=standing(cells, ["state"]),
        seal_to=Subject(action.audit, action.audit) if restricted else None,
    )
    vault.append([event])
