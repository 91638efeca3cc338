"""The findings screen's use cases on a vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.audit import actions
from fieldaudit.audit.actions import Verification
from fieldaudit.audit.outline import outline, places
from fieldaudit.desktop.findings.lines import ActionItem, FindingItem
from fieldaudit.errors import FindingUnknown
from fieldaudit.exchange import membership
from fieldaudit.field import findings
from fieldaudit.field.findings import FindingDetails
from fieldaudit.vault import follow_up
from fieldaudit.vault.reading import actions_of, findings_of, read_audit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldaudit.audit.actions import ActionView
    from fieldaudit.audit.finding_view import FindingView
    from fieldaudit.desktop.findings.lines import FindingChange, Step
    from fieldaudit.desktop.run.uses import ActionEntry
    from fieldaudit.vault import Vault
    from fieldaudit.vault.reading import AuditReading


class FieldFindings:
    """`FindingsUses` on a vault; every method is called on the worker."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault

    def findings(self, audit: str) -> Sequence[FindingItem]:
        """Return the findings of an audit, of all for ""."""
        audits = [audit] if audit else [row.id for row in self._vault.records("audit")]
        role = membership.member(self._vault).role
        return [item for one in audits for item in self._of(read_audit(self._vault, one), role)]

    def change(self, audit: str, finding: str, change: FindingChange) -> None:
        """Record what is said about a finding."""
        details = FindingDetails(
            affected=_count(change.affected),
            sampled=_count(change.sampled),
            severity=change.severity,
            severity_reason=change.severity_reason,
            spread=change.spread,
            root_cause=change.root_cause,
            owner=change.owner,
            due=change.due,
        )
        findings.update(self._vault, self._finding(audit, finding), details)

    def withdraw(self, audit: str, finding: str, reason: str) -> None:
        """Record that a finding does not stand."""
        findings.withdraw(self._vault, self._finding(audit, finding), reason)

    def open_action(self, audit: str, finding: str, entry: ActionEntry) -> None:
        """Open an action."""
        new = follow_up.NewAction(entry.kind, entry.text, entry.owner, entry.due)
        follow_up.open_action(self._vault, self._finding(audit, finding), new)

    def advance(self, audit: str, action: str, step: Step) -> None:
        """Move an action on."""
        [found] = [one for one in actions_of(self._vault, audit) if one.id == action]
        verified = Verification(step.method, step.by, step.seen) if step.method else None
        role = membership.member(self._vault).role
        follow_up.advance(self._vault, found, step.state, role, step.note, verified)

    def _of(self, reading: AuditReading, role: str) -> list[FindingItem]:
        by_finding: dict[str, list[ActionView]] = {}
        for action in actions_of(self._vault, reading.id):
            by_finding.setdefault(action.finding, []).append(action)
        numbers = _numbers(reading)
        return [
            _item(finding, reading, numbers, by_finding.get(finding.id, []), role)
            for finding in findings_of(self._vault, reading.view)
        ]

    def _finding(self, audit: str, finding: str) -> FindingView:
        reading = read_audit(self._vault, audit)
        found = [one for one in findings_of(self._vault, reading.view) if one.id == finding]
        if not found:
            raise FindingUnknown(finding=finding)
        return found[0]


def _item(
    finding: FindingView, reading: AuditReading, numbers: dict[str, str], its: list[ActionView], role: str
) -> FindingItem:
    return FindingItem(
        id=finding.id,
        audit=reading.id,
        ref=finding.ref,
        number=numbers.get(finding.ref, ""),
        title=finding.title,
        severity=finding.severity,
        proposed=findings.proposed_severity(finding),
        site=reading.site.name,
        instrument=reading.session.form.title,
        clause=finding.clause,
        affected=finding.affected,
        sampled=finding.sampled,
        spread=finding.spread,
        root_cause=finding.root_cause,
        owner=finding.owner,
        due=finding.due,
        advice=finding.advice,
        note=reading.notes.get(finding.ref, "") or finding.note,
        evidence=reading.evidence.get(finding.ref, 0),
        reasons=finding.reasons,
        severity_reason=finding.severity_reason,
        withdrawn=finding.withdrawn,
        restricted=finding.audience == "restricted",
        actions=tuple(_action(action, role) for action in its),
    )


def _action(action: ActionView, role: str) -> ActionItem:
    seen = action.verification
    return ActionItem(
        id=action.id,
        kind=action.kind,
        text=action.text,
        owner=action.owner,
        due=action.due,
        state=action.state,
        note=action.note,
        verified=f"{seen.by}: {seen.seen}" if seen else "",
        following=actions.allowed_states(action.state, role),
    )


def _numbers(reading: AuditReading) -> dict[str, str]:
    return {
        place.node.stable: place.number
        for section in outline(reading.session.form)
        for place in places(reading.session, section)
    }


def _count(text: str | None) -> int | None:
    return int(text) if text else None
