"""Which findings an audit raises and takes back after a change, and what stays as it was recorded until it is settled.

What rests on answers that people gave apart is in dispute: until somebody decides, the worse counts. What rests on
restricted answers that cannot be read here (any more) holds as it was recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit.outline import template
from fieldaudit.field.rules import changed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldaudit.checklist import Session
    from fieldaudit.field.recording import Entry, Recorder
    from fieldaudit.field.rules import FindingRules
    from fieldaudit.vault.reading import AuditReading

_CHANGED = "The answer was changed and no longer raises it."


@dataclass(frozen=True)
class Standing:
    """An audit as it was read, and what was recorded since; `unknowable` rests on what cannot be read here."""

    reading: AuditReading
    recorder: Recorder
    contested: frozenset[str]
    unknowable: frozenset[str]

    @property
    def session(self) -> Session:
        """The live form."""
        return self.reading.session

    def stands_apart(self, slot: str) -> bool:
        """Whether different things were recorded apart in a slot, and nothing took their place since."""
        return slot in self.contested and len(self.recorder.heads.of(slot)) > 1

    def values_apart(self) -> set[str]:
        """Return the references whose computed values stand apart."""
        return {slot.removeprefix("computed/") for slot in self.contested if self.stands_apart(slot)}

    def holds(self, ref: str) -> bool:
        """Whether what was recorded of an open value or finding holds, since what it rests on is closed here."""
        if template(ref) not in self.unknowable or not self.session.has(ref):
            return False
        return self.session.node(ref).audience != "restricted"

    def in_dispute(self, ref: str) -> bool:
        """Whether a finding rests on a question whose answers stand against each other: until then the worse counts."""
        disputed = self.reading.conflicts
        rule = self.session.node(ref).bind.audit if disputed and self.session.has(ref) else None
        if rule is None or rule.finding is None:
            return False
        return ref in disputed or any(other.rpartition("/")[2] in rule.finding.source for other in disputed)

    def to_unite(self, ref: str, payload: Mapping[str, object]) -> bool:
        """Whether a finding was raised apart in different ways, and what it rests on is in dispute no longer."""
        return self.stands_apart(f"finding/{payload['finding']}") and not self.in_dispute(ref)


def entries(now: Standing, rules: FindingRules, *, unfinished: bool) -> tuple[list[Entry], list[Entry]]:
    """Return what raises findings anew and what takes some back; nothing does while the form is `unfinished`."""
    recorded = now.reading.recorded_findings
    proposals = rules.proposals()
    raised = [
        now.recorder.entry("finding.raised", p.payload, p.audience, [f"finding/{p.payload['finding']}"])
        for ref, p in proposals.items()
        if (ref not in recorded or changed(recorded[ref], p.payload) or now.to_unite(ref, p.payload))
        and not now.holds(ref)
    ]
    # what is not computed yet may still turn out to raise it
    settled = {} if unfinished else recorded
    gone = [
        said
        for ref, said in settled.items()
        if ref not in proposals and "withdrawn" not in said and not now.in_dispute(ref) and not now.holds(ref)
    ]
    return raised, [_withdrawal(now, payload) for payload in gone]


def _withdrawal(now: Standing, payload: Mapping[str, object]) -> Entry:
    finding, ref = str(payload["finding"]), str(payload["ref"])
    audience = now.session.node(ref).audience if now.session.has(ref) else "headoffice"
    content = {"finding": finding, "ref": ref, "reason": _CHANGED, "title": str(payload.get("title", ""))}
    return now.recorder.entry("finding.withdrawn", content, audience, [f"finding/{finding}"])


def remember(reading: AuditReading, raised: list[Entry], withdrawn: list[Entry]) -> None:
    """Note what was recorded, once it is on disk."""
    for entry in raised:
        reading.recorded_findings[ref_of(entry)] = dict(entry.event.payload)
    for entry in withdrawn:
        reading.recorded_findings.pop(ref_of(entry), None)


def ref_of(entry: Entry) -> str:
    """Return the question that an entry about a finding is about."""
    return str(entry.event.payload["ref"])
