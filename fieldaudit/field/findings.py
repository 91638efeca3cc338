"""What a person says about a finding after the rules raised it: how many, how severe, or that it does not stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fieldaudit.audit import severity
from fieldaudit.audit.events import NewEvent, Subject
from fieldaudit.errors import DueDayUnclear, ReasonMissing
from fieldaudit.vault import records
from fieldaudit.vault.opening import readable_cells
from fieldaudit.vault.records import standing

if TYPE_CHECKING:
    from fieldaudit.audit.finding_view import FindingView
    from fieldaudit.vault import Vault


@dataclass(frozen=True)
class FindingDetails:
    """What can be set on a finding; None leaves a field as it is. Counts are whole numbers."""

    affected: int | None = None
    sampled: int | None = None
    severity: str | None = None
    severity_reason: str | None = None
    spread: str | None = None  # isolated or systemic
    root_cause: str | None = None
    contribution: str | None = None  # caused, contributed, linked, none
    note: str | None = None
    owner: str | None = None
    due: str | None = None  # ISO


def proposed_severity(finding: FindingView, details: FindingDetails | None = None) -> str:
    """Return what the program proposes for a finding with its counts as they are, or as `details` would make them."""
    affected = finding.affected if details is None or details.affected is None else details.affected
    sampled = finding.sampled if details is None or details.sampled is None else details.sampled
    repeat = severity.REPEAT in finding.reasons
    return severity.propose(finding.rule_severity, affected, sampled, repeat=repeat)[0]


def update(vault: Vault, finding: FindingView, details: FindingDetails) -> None:
    """Record what a person says about a finding; lowering its severity needs a written reason."""
    if details.severity is not None:
        severity.check_change(proposed_severity(finding, details), details.severity, details.severity_reason or "")
    if details.due and not _is_day(details.due):
        raise DueDayUnclear(due=details.due)
    fields = {name: str(value).strip() for name, value in vars(details).items() if value is not None}
    if not fields:
        return
    if details.severity is None and "severity_reason" not in finding.fields:
        fields["severity"] = proposed_severity(finding, details)
    vault.append([records.fields_set(vault, finding.id, "finding", fields, finding.audience, subject_of(finding))])


def withdraw(vault: Vault, finding: FindingView, reason: str) -> None:
    """Record that a finding does not stand, and why; it is kept, as withdrawn, until its rule says something else."""
    if not reason.strip():
        raise ReasonMissing(what="a finding that is withdrawn")
    slot = f"finding/{finding.id}"
    [said] = [
        cell.value for cell in readable_cells(vault, finding.audit) if cell.slot == slot and cell.event == finding.event
    ]
    payload = dict(said) | {"reason": reason.strip(), "dismissed": True}
    event = NewEvent(
        finding.audit,
        "audit",
        "finding.withdrawn",
        payload,
        finding.audience,
        replaces=standing(readable_cells(vault, finding.audit), [slot]),
        seal_to=subject_of(finding),
    )
    vault.append([event])


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def subject_of(finding: FindingView) -> Subject | None:
    """Return whom a restricted finding's payloads are sealed to: its audit's own subject."""
    return Subject(finding.audit, finding.audit) if finding.audience == "restricted" else None
