"""What several screens show in lists, as plain data: an audit, a finding, an action."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Stage = Literal["due", "in_progress", "ready", "sent", "confirmed"]
ASSIGNED = "task:"  # begins the id of a line that is an assignment: its audit does not exist yet
STAGES: tuple[Stage, ...] = ("in_progress", "due", "ready", "sent", "confirmed")


@dataclass(frozen=True)
class AuditLine:
    """An audit in a list; `findings` counts the standing ones by severity."""

    id: str
    site: str
    instrument: str
    stage: Stage
    party: str = ""
    place: str = ""
    announcement: str = ""
    started: date | None = None
    due: date | None = None
    answered: int = 0
    total: int = 0
    findings: Mapping[str, int] = field(default_factory=dict)
    who: str = ""
    outcome: str = ""
    differs: int = 0  # what people said apart in it and nobody chose between yet
    against: str = ""  # the gravest of what people said against its closing: dispute, dissent, declined


@dataclass(frozen=True)
class FindingLine:
    """A finding in a list."""

    id: str
    audit: str
    title: str
    severity: str
    clause: str = ""
    detail: str = ""
    due: date | None = None


@dataclass(frozen=True)
class ActionLine:
    """An action that is open."""

    id: str
    text: str
    site: str = ""
    due: date | None = None
    finding: str = ""


def matches(line: AuditLine, words: str) -> bool:
    """Return whether every word typed is somewhere in what the line shows."""
    shown = f"{line.site} {line.instrument} {line.party} {line.place} {line.who}".casefold()
    return all(word in shown for word in words.casefold().split())
