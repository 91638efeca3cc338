"""A question of an open audit as a card: which control answers it, what stands, what is known besides."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fieldaudit.audit.severity import clocks
from fieldaudit.desktop.run.cards import Card, Claim, FindingCard, Media, Option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldaudit.audit.finding_view import FindingView
    from fieldaudit.audit.sheet import SheetRow
    from fieldaudit.checklist import Control, Node
    from fieldaudit.desktop.run.cards import Control as ControlName
    from fieldaudit.field import conflicts

MOST_BUTTONS, MOST_TOGGLES = 6, 12
_PLACES = ("geopoint", "geotrace", "geoshape")
_TYPED: Mapping[str, ControlName] = {
    "int": "int",
    "integer": "int",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "dateTime": "datetime",
}
_KINDS: Mapping[str, ControlName] = {"rank": "rank", "range": "range", "upload": "upload", "trigger": "ok"}


@dataclass(frozen=True)
class Beside:
    """What is known besides the form: findings and drafts by stable reference, actions by finding, the visit's day."""

    findings: Mapping[str, FindingView] = field(default_factory=dict)
    actions: Mapping[str, int] = field(default_factory=dict)
    drafts: Mapping[str, str] = field(default_factory=dict)
    visited: str = ""
    claims: Mapping[str, tuple[conflicts.Claim, ...]] = field(default_factory=dict)
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)

    def of(self, ref: str) -> tuple[object, ...]:
        """Return what is known of one question."""
        finding = self.findings.get(ref)
        actions = self.actions.get(finding.id, 0) if finding is not None else 0
        return finding, actions, self.drafts.get(ref, ""), self.claims.get(ref, ()), self.asked.get(ref, "")


def control_of(node: Node) -> ControlName:
    """Return which control answers a question."""
    if node.readonly:
        return "calculated" if node.value or not node.label else "note"
    if node.kind in ("select", "select1"):
        return _select(node)
    if node.kind in _KINDS:
        return _KINDS[node.kind]
    if node.type in _PLACES:
        return "place"
    return _TYPED.get(node.type, "lines" if "multiline" in node.appearance else "line")


def _select(node: Node) -> ControlName:
    if "list-nolabel" in node.appearance.split():
        return "grid_many" if node.kind == "select" else "grid"
    if node.kind == "select":
        return "toggles"
    long = len(node.choices) > MOST_BUTTONS or "minimal" in node.appearance or "autocomplete" in node.appearance
    return "list" if long else "buttons"


def make_card(row: SheetRow, node: Node, control: Control, beside: Beside) -> Card:
    """Return a question as the screen shows it."""
    kind = control_of(node)
    finding = beside.findings.get(row.ref)
    standing = finding if finding is not None and not finding.withdrawn else None
    dismissed = row.verdict == "noncompliant" and finding is not None and bool(finding.withdrawn)
    return Card(
        ref=row.ref,
        number=row.number,
        label=row.label,
        control=kind,
        hint=row.hint,
        guidance=node.guidance,
        value=row.value,
        text=row.text,
        state=row.state,
        options=tuple(
            Option(
                choice.value, choice.label or choice.value, beside.attachments.get(choice.media.get("image", ""), b"")
            )
            for choice in node.choices
        ),
        verdict="" if dismissed else row.verdict,
        severity=standing.severity if standing else row.severity,
        reason=row.reason,
        note=row.note,
        evidence=row.evidence,
        audience=row.audience,
        required=row.required,
        message=row.message,
        conflict=row.conflict,
        claims=tuple(_claim(claim, node) for claim in beside.claims.get(row.ref, ())),
        draft=beside.drafts.get(row.ref, ""),
        start=control.start,
        end=control.end,
        step=control.step,
        media=_media(node, beside.attachments),
        appearance=node.appearance,
        datatype=node.type,
        mediatype=control.mediatype,
        picture=beside.attachments.get(node.media.get("image", ""), b"") if "image-map" in node.appearance else b"",
        asked=beside.asked.get(row.ref, ""),
        finding=_finding(standing, node, beside) if standing and row.verdict == "noncompliant" else None,
    )


def _finding(finding: FindingView, node: Node, beside: Beside) -> FindingCard:
    rule = node.bind.audit
    return FindingCard(
        id=finding.id,
        severity=finding.severity,
        rule_severity=finding.rule_severity,
        reasons=finding.reasons,
        affected="" if finding.affected is None else str(finding.affected),
        sampled="" if finding.sampled is None else str(finding.sampled),
        owner=finding.owner,
        due=finding.due,
        contain_by=_contain_by(finding.severity, beside.visited),
        evidence=rule.evidence if rule else "",
        advice=finding.advice,
        actions=beside.actions.get(finding.id, 0),
    )


def _contain_by(severity: str, visited: str) -> str:
    days = clocks(severity).contain_days
    if days is None or not visited:
        return ""
    return (date.fromisoformat(visited[:10]) + timedelta(days=days)).isoformat()


def _claim(claim: conflicts.Claim, node: Node) -> Claim:
    """Return an answer in the words of its choices."""
    if claim.skipped:
        return Claim(claim.event, claim.value, claim.by, claim.time, skipped=True)
    words = {choice.value: choice.label or choice.value for choice in node.choices}
    chosen = claim.value.split() if node.kind == "select" else [claim.value]
    return Claim(claim.event, ", ".join(words.get(value, value) for value in chosen), claim.by, claim.time)


def _media(node: Node, attachments: Mapping[str, bytes]) -> tuple[Media, ...]:
    """Return what goes with the label; a large picture takes the place of the small one."""
    found = dict(node.media)
    large = found.pop("big-image", "")
    if large:
        found["image"] = large
    return tuple(Media(kind, name, name in attachments) for kind, name in found.items() if name)
