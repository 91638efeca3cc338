"""An open audit as the run screen shows it: its sections, and the questions and rows of one of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fieldaudit.audit.outline import Section, instances, outline, places, template
from fieldaudit.audit.severity import clocks, worst
from fieldaudit.audit.sheet import build_section, title_of
from fieldaudit.desktop.run.cards import AddRow, Card, Claim, FindingCard, Heading, Option, RowHead, SectionLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fieldaudit.audit.finding_view import FindingView
    from fieldaudit.audit.sheet import Marks, SheetRow
    from fieldaudit.checklist import Control, Node, Session
    from fieldaudit.desktop.run.cards import Control as ControlName
    from fieldaudit.desktop.run.cards import Item
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


def control_of(node: Node) -> ControlName:
    """Return which control answers a question."""
    if node.readonly:
        return "calculated" if node.value or not node.label else "note"
    if node.kind == "select1":
        long = len(node.choices) > MOST_BUTTONS or "minimal" in node.appearance or "autocomplete" in node.appearance
        return "list" if long else "buttons"
    if node.kind == "select":
        return "toggles"
    if node.kind in _KINDS:
        return _KINDS[node.kind]
    if node.type in _PLACES:
        return "place"
    return _TYPED.get(node.type, "lines" if "multiline" in node.appearance else "line")


@dataclass(frozen=True)
class Counted:
    """The sections with their lines, and every question that applies and takes an answer (by stable reference)."""

    lines: tuple[SectionLine, ...]
    asked: frozenset[str]


def count(session: Session, marks: Marks, findings: Mapping[str, FindingView]) -> Counted:
    """Return the list of sections; what only shows something counts neither way. Reads no words but the titles."""
    lines: list[SectionLine] = []
    asked: set[str] = set()
    for section in outline(session.form):
        nodes = [place.node for place in places(session, section)]
        counted = {node.stable: node for node in nodes if node.relevant and not node.readonly}
        lines.append(_line(section.index, title_of(session, section), counted, marks, findings))
        asked.update(counted)
    return Counted(tuple(lines), frozenset(asked))


def _line(
    index: int, title: str, nodes: Mapping[str, Node], marks: Marks, findings: Mapping[str, FindingView]
) -> SectionLine:
    failing = [findings[ref].severity for ref in nodes if ref in findings and not findings[ref].withdrawn]
    sealed = [ref for ref, node in nodes.items() if marks.opaque and node.audience == "restricted"]
    answered = [ref for ref, node in nodes.items() if ref not in sealed and node.value]
    wrong = [ref for ref in answered if nodes[ref].violation == "constraint"]
    skipped = [ref for ref in nodes if ref in marks.skips and ref not in answered and ref not in sealed]
    return SectionLine(
        index=index,
        title=title,
        done=len(sealed) + len(answered) - len(wrong) + len(skipped),
        total=len(nodes),
        flags=len(failing),
        worst=worst(failing),
        invalid=len(wrong),
    )


def section_items(session: Session, marks: Marks, index: int, beside: Beside) -> tuple[Item, ...]:
    """Return what a section shows: the questions that apply, in order, between the heads of their groups and rows."""
    section = outline(session.form)[index - 1]
    verdicts = {raised.ref: raised for raised in session.findings()}
    rows = {row.ref: row for row in build_section(session, section, marks, verdicts).asked}
    return tuple(_Walk(session, section, rows, beside).items())


@dataclass(frozen=True)
class _Walk:
    """Walks a section's controls in reading order, as `audit.outline` numbers them."""

    session: Session
    section: Section
    rows: Mapping[str, SheetRow]
    beside: Beside

    def items(self) -> Iterator[Item]:
        """Yield the items of the section."""
        for control in self.section.controls:
            yield from self._control(control, "")

    def _control(self, control: Control, context: str) -> Iterator[Item]:
        ref = context + control.ref[len(template(context)) :]
        if control.kind == "repeat":
            yield from self._repeat(control, ref)
        elif control.kind == "group":
            yield from self._group(control, ref, context)
        elif self.session.has(ref):
            row = self.rows.get(self.session.stable(ref))
            if row is not None:
                yield self._card(row, control)

    def _group(self, control: Control, ref: str, context: str) -> Iterator[Item]:
        inside = [item for child in control.children for item in self._control(child, context)]
        title = self.session.node(ref).label if control.ref and self.session.has(ref) else ""
        if inside and title:
            yield Heading(self.session.stable(ref), title)
        yield from inside

    def _repeat(self, control: Control, ref: str) -> Iterator[Item]:
        fixed = control.count is not None or control.fixed_rows
        refs = instances(self.session, ref)
        title = self.session.node(refs[0]).label if refs else ""
        for position, instance in enumerate(refs, start=1):
            inside = [item for child in control.children for item in self._control(child, instance)]
            if inside:
                yield RowHead(
                    self.session.stable(instance), f"{title or '#'} {position}", position, removable=not fixed
                )
                yield from inside
        if not fixed and self._can_grow(ref):
            yield AddRow(ref, title)

    def _can_grow(self, ref: str) -> bool:
        """Return whether what holds the repeat applies."""
        holder = ref.rpartition("/")[0]
        return not holder or not self.session.has(holder) or self.session.node(holder).relevant

    def _card(self, row: SheetRow, control: Control) -> Card:
        node = self.session.node(row.ref)
        kind = control_of(node)
        finding = self.beside.findings.get(row.ref)
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
            options=tuple(Option(choice.value, choice.label or choice.value) for choice in node.choices),
            verdict="" if dismissed else row.verdict,
            severity=standing.severity if standing else row.severity,
            reason=row.reason,
            note=row.note,
            evidence=row.evidence,
            audience=row.audience,
            required=row.required,
            message=row.message,
            conflict=row.conflict,
            claims=tuple(_claim(claim, node) for claim in self.beside.claims.get(row.ref, ())),
            draft=self.beside.drafts.get(row.ref, ""),
            start=control.start,
            end=control.end,
            step=control.step,
            finding=self._finding(standing, node) if standing and row.verdict == "noncompliant" else None,
        )

    def _finding(self, finding: FindingView, node: Node) -> FindingCard:
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
            contain_by=_contain_by(finding.severity, self.beside.visited),
            evidence=rule.evidence if rule else "",
            advice=finding.advice,
            actions=self.beside.actions.get(finding.id, 0),
        )


def _contain_by(severity: str, visited: str) -> str:
    days = clocks(severity).contain_days
    if days is None or not visited:
        return ""
    return (date.fromisoformat(visited[:10]) + timedelta(days=days)).isoformat()


def _claim(claim: conflicts.Claim, node: Node) -> Claim:
    """Return an answer in the words of its choices."""
    words = {choice.value: choice.label or choice.value for choice in node.choices}
    chosen = claim.value.split() if node.kind == "select" else [claim.value]
    return Claim(claim.event, ", ".join(words.get(value, value) for value in chosen), claim.by, claim.time)
