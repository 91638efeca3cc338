"""An audit as a person reads it: sections of questions with their answers in words, verdicts, notes and evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldaudit.audit.outline import Place, Section, is_header, outline, places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fieldaudit.checklist import Node, Raised, Session

SELECTS = ("select", "select1", "rank")


@dataclass(frozen=True)
class Marks:
    """What the journal says about questions besides their values; every mapping is by stable reference."""

    skips: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, int] = field(default_factory=dict)
    conflicts: frozenset[str] = frozenset()
    opaque: bool = False  # restricted answers cannot be read from this vault


@dataclass(frozen=True)
class SheetRow:
    """One question: `value` is the XForms lexical string, `text` what a person reads; `state` one word."""

    ref: str
    number: str
    label: str
    hint: str
    kind: str
    type: str
    value: str
    text: str
    state: str  # answered, not_checked, open, missing, invalid, sealed, note, not_asked
    verdict: str
    severity: str
    reason: str
    note: str
    evidence: int
    audience: str
    required: bool
    message: str
    conflict: bool
    row: str


@dataclass(frozen=True)
class SheetSection:
    """A section with its rows; rows that do not apply have the state `not_asked`."""

    index: int
    title: str
    rows: tuple[SheetRow, ...]

    @property
    def asked(self) -> tuple[SheetRow, ...]:
        """Rows that apply now."""
        return tuple(row for row in self.rows if row.state != "not_asked")

    @property
    def questions(self) -> tuple[SheetRow, ...]:
        """Rows that apply now and are not mere notes."""
        return tuple(row for row in self.asked if row.state != "note")


@dataclass(frozen=True)
class Sheet:
    """All sections of an audit."""

    sections: tuple[SheetSection, ...]

    @property
    def rows(self) -> tuple[SheetRow, ...]:
        """Every row that applies now."""
        return tuple(row for section in self.sections for row in section.asked)


def build_sheet(session: Session, marks: Marks, raised: Sequence[Raised] | None = None) -> Sheet:
    """Return the whole audit as sections and rows in the session's language."""
    verdicts = {item.ref: item for item in (session.findings() if raised is None else raised)}
    return Sheet(tuple(build_section(session, section, marks, verdicts) for section in outline(session.form)))


def build_section(session: Session, section: Section, marks: Marks, verdicts: Mapping[str, Raised]) -> SheetSection:
    """Return one section's rows."""
    rows = tuple(sheet_row(place, marks, verdicts.get(place.node.stable)) for place in places(session, section))
    return SheetSection(section.index, title_of(session, section), rows)


def title_of(session: Session, section: Section) -> str:
    """Return a section's title: its group's label, or the form's own title where questions lie in no group."""
    if not section.ref:
        return session.form.title
    label = session.node(section.ref).label if session.has(section.ref) else ""
    return label or section.ref.rsplit("/", 1)[-1].replace("_", " ").capitalize()


def sheet_row(place: Place, marks: Marks, raised: Raised | None) -> SheetRow:
    """Return one question as it stands now."""
    node = place.node
    sealed = marks.opaque and node.audience == "restricted"
    return SheetRow(
        ref=node.stable,
        number=place.number,
        label=node.label,
        hint=node.hint,
        kind=node.kind,
        type=node.type,
        value="" if sealed else node.value,
        text="" if sealed else display(node),
        state=_state(node, marks, sealed=sealed),
        verdict=raised.verdict if raised else "",
        severity=raised.severity if raised else "",
        reason=marks.skips.get(node.stable, ""),
        note=marks.notes.get(node.stable, ""),
        evidence=marks.evidence.get(node.stable, 0),
        audience=node.audience,
        required=node.required,
        message=node.message if node.violation else "",
        conflict=node.stable in marks.conflicts,
        row=place.row,
    )


def _state(node: Node, marks: Marks, *, sealed: bool) -> str:
    if not node.relevant:
        return "not_asked"
    if sealed:
        return "sealed"
    if not node.value and (node.readonly or is_header(node)):
        return "note"
    if node.value:
        return "invalid" if node.violation == "constraint" else "answered"
    if node.stable in marks.skips:
        return "not_checked"
    return "missing" if node.required else "open"


def display(node: Node) -> str:
    """Return a node's value in words: the labels of chosen options, anything else as it was entered."""
    if node.kind not in SELECTS or not node.value:
        return node.value
    labels = {choice.value: choice.label for choice in node.choices}
    return ", ".join(labels.get(value) or value for value in node.value.split())
