"""Rows of the rooms below as the lines that screens show."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from fieldaudit.audit.views import AuditView
from fieldaudit.desktop.lines import ActionLine, AuditLine, FindingLine, Stage
from fieldaudit.field import outbox
from fieldaudit.vault import statements
from fieldaudit.vault.contested import contested_audits
from fieldaudit.vault.listing import list_audits
from fieldaudit.vault.opening import readable_cells
from fieldaudit.vault.reading import actions_of, findings_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fieldaudit.audit.actions import ActionView
    from fieldaudit.audit.finding_view import FindingView
    from fieldaudit.vault import Vault
    from fieldaudit.vault.listing import AuditRow

_STAGES: dict[str, Stage] = {"signed": "ready", "sent": "sent", "confirmed": "confirmed", "planned": "due"}
_DONE = frozenset({"closed"})
Line = TypeVar("Line", bound=Any)  # a dataclass


def as_day(text: str) -> date | None:
    """Return an ISO day, or None for what is none: somebody else may have written it."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def as_moment(text: str) -> datetime | None:
    """Return an ISO time (in UTC where it names no zone), or None for what is none; a bare day is its midnight here."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def as_line(kind: type[Line], row: object, **given: object) -> Line:
    """Return a screen's line made of what a row calls by the same name, and of what is `given` in its place."""
    same = {each.name: getattr(row, each.name) for each in fields(kind) if hasattr(row, each.name)}
    made: Line = kind(**(same | given))
    return made


def audit_line(row: AuditRow, *, with_person: bool) -> AuditLine:
    """Return an audit's row as a line; `with_person` where it may be somebody else's."""
    return AuditLine(
        id=row.id,
        site=row.site,
        instrument=row.form_title,
        stage=_STAGES.get(row.state, "in_progress"),
        party=row.party if row.party != row.site else "",
        announcement=row.announcement,
        started=as_day(row.started),
        due=as_day(row.due),
        answered=row.answered,
        total=row.total,
        findings=dict(row.findings),
        who=row.auditor if with_person else "",
        outcome=row.outcome,
    )


def audit_lines(vault: Vault, *, with_person: bool) -> tuple[AuditLine, ...]:
    """Return every audit as a line."""
    against, differing = statements.against(vault), contested_audits(vault)
    rows = ((row.id, audit_line(row, with_person=with_person)) for row in list_audits(vault))
    return tuple(
        replace(line, against=against.get(id_, ""), differs=differing.get(id_, 0))
        if id_ in against or id_ in differing
        else line
        for id_, line in rows
    )


def with_changes(vault: Vault, lines: Iterable[AuditLine]) -> list[AuditLine]:
    """Put audits that were confirmed, and of which this seat said more since, where what is only here stands."""
    there = list(lines)
    changed = outbox.changed_since(vault, [line.id for line in there if line.stage == "confirmed"])
    return [replace(line, stage=_STAGES[changed[line.id]]) if line.id in changed else line for line in there]


def finding_line(finding: FindingView) -> FindingLine:
    """Return a finding as a line."""
    counted = f"{finding.affected}/{finding.sampled}" if finding.affected is not None and finding.sampled else ""
    return FindingLine(
        finding.id, finding.audit, finding.title, finding.severity, finding.clause, counted, as_day(finding.due)
    )


def open_actions(vault: Vault) -> list[ActionLine]:
    """Return the actions that are not closed, the most urgent first."""
    sites = {row.id: row.site for row in list_audits(vault)}
    found = [
        _action_line(action, sites.get(audit, ""))
        for audit in sites
        for action in actions_of(vault, audit)
        if action.state not in _DONE
    ]
    return sorted(found, key=lambda line: (line.due or date.max, line.text))


def standing_findings(vault: Vault, audit: str) -> list[FindingView]:
    """Return an audit's findings that were not withdrawn, worst first."""
    view = AuditView.of(readable_cells(vault, audit))
    return [finding for finding in findings_of(vault, view) if not finding.withdrawn]


def _action_line(action: ActionView, site: str) -> ActionLine:
    return ActionLine(action.id, action.text, site, as_day(action.due), action.finding)
