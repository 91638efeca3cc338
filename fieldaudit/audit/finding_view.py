"""A finding as it stands: raised in its audit, then led on in its own record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fieldaudit.audit.cells import Register, conflicts, fields_of, registers
from fieldaudit.audit.severity import rank, worst

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fieldaudit.audit.cells import Cell

_RAISED = ("ref", "verdict", "title", "clause", "risk", "rule_severity", "advice")
_OWN = ("owner", "due", "note", "spread", "root_cause", "contribution", "severity_reason")


@dataclass(frozen=True)
class FindingView:
    """A finding; `withdrawn` is "" or why, `proposed` the severity that was recorded when it was raised.

    Of what several people said without knowing of each other the worse counts.
    """

    id: str
    audit: str
    ref: str
    verdict: str
    title: str
    clause: str
    risk: str
    severity: str
    proposed: str
    rule_severity: str
    reasons: tuple[str, ...]
    severity_reason: str
    affected: int | None
    sampled: int | None
    owner: str
    due: str
    advice: str
    note: str
    spread: str
    root_cause: str
    contribution: str
    withdrawn: str
    audience: str
    event: str
    seat: str
    time: str
    fields: Mapping[str, str] = field(default_factory=dict)
    conflicts: Mapping[str, Register] = field(default_factory=dict)
    slots: Mapping[str, Register] = field(default_factory=dict)


def view(finding: str, raised: Register, own: Iterable[Cell] = ()) -> FindingView:
    """Assemble a finding from the heads of its slot in the audit and from the cells of its own record."""
    standing = [cell for cell in raised if "withdrawn" not in cell.value]
    # a withdrawal that did not know of a concurrent raising does not undo it
    chosen = max(standing or raised, key=lambda cell: (rank(cell.value.get("severity", "")), cell.lamport, cell.event))
    said: Mapping[str, Any] = chosen.value
    slots = registers(own)
    fields = fields_of(slots)
    clashes = dict(conflicts(slots))
    if len(raised) > 1:
        clashes[f"finding/{finding}"] = raised
    return FindingView(
        id=finding,
        audit=chosen.record,
        **{name: _text(said, name) for name in _RAISED},
        **{name: fields.get(name, _text(said, name)) for name in _OWN},
        proposed=_text(said, "severity"),
        severity=worst(cell.value for cell in slots.get("field/severity", ())) or _text(said, "severity"),
        reasons=tuple(map(str, said.get("reasons") or ())),
        affected=_count(fields.get("affected"), said.get("affected")),
        sampled=_count(fields.get("sampled"), said.get("sampled")),
        withdrawn="" if standing else _text(said, "withdrawn"),
        audience=chosen.audience,
        event=chosen.event,
        seat=chosen.seat,
        time=chosen.time,
        fields=fields,
        conflicts=clashes,
        slots=slots,
    )


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""


def _count(own: str | None, raised: Any) -> int | None:
    """Return a count as it was last written, whether as text or as a number; None where there is none."""
    value = raised if own is None else own
    if isinstance(value, str):
        return int(value) if value.isdecimal() else None
    return value if isinstance(value, int) else None
