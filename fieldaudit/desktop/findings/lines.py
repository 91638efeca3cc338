"""What the findings screen shows, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

STATES = ("open", "in_progress", "submitted", "closed", "ineffective")
METHODS = ("desktop", "followup", "interview", "document")


@dataclass(frozen=True)
class ActionItem:
    """A corrective action; `following` are the states that this seat may set next."""

    id: str
    kind: str
    text: str
    owner: str
    due: str
    state: str
    note: str = ""
    verified: str = ""
    following: tuple[str, ...] = ()


@dataclass(frozen=True)
class FindingItem:
    """A finding with its actions; dates are ISO, counts None where unknown, `withdrawn` says why it does not stand."""

    id: str
    audit: str
    ref: str
    number: str
    title: str
    severity: str
    proposed: str
    site: str = ""
    instrument: str = ""
    clause: str = ""
    affected: int | None = None
    sampled: int | None = None
    spread: str = ""
    root_cause: str = ""
    owner: str = ""
    due: str = ""
    advice: str = ""
    note: str = ""
    evidence: int = 0
    reasons: tuple[str, ...] = ()
    severity_reason: str = ""
    withdrawn: str = ""
    restricted: bool = False
    actions: tuple[ActionItem, ...] = ()

    @property
    def stage(self) -> str:
        """Where it stands as a whole: withdrawn, no_action, closed, ineffective, or open."""
        if self.withdrawn:
            return "withdrawn"
        if not self.actions:
            return "no_action"
        states = {action.state for action in self.actions}
        return "ineffective" if "ineffective" in states else "closed" if states == {"closed"} else "open"


@dataclass(frozen=True)
class FindingChange:
    """What a person says about a finding; None leaves a field as it is."""

    affected: str | None = None
    sampled: str | None = None
    severity: str | None = None
    severity_reason: str | None = None
    spread: str | None = None
    root_cause: str | None = None
    owner: str | None = None
    due: str | None = None


@dataclass(frozen=True)
class Step:
    """An action's next state, with what it needs: a note, and for closed or ineffective how it was verified."""

    state: str
    note: str = ""
    method: str = ""
    by: str = ""
    seen: str = ""
