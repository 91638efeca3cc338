"""What the form's rules say now beside what was recorded: findings to raise, to raise anew, or to withdraw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from fieldaudit.audit import severity
from fieldaudit.audit.outline import template
from fieldaudit.audit.sheet import display

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fieldaudit.checklist import Raised, Session

_COMPARED = ("verdict", "rule_severity", "affected", "sampled", "owner", "reasons")


@dataclass(frozen=True)
class Proposal:
    """A finding that the rules raise now: its stable reference, audience and the payload to record."""

    ref: str
    audience: str
    payload: dict[str, Any]


@dataclass(frozen=True)
class FindingRules:
    """Makes the payloads of findings for one audit.

    `visited` is the day that due dates count from, `repeats` the questions that were findings at this site before,
    `new_id` gives a finding's id for (reference, audience).
    """

    session: Session
    visited: date
    repeats: frozenset[str]
    new_id: Callable[[str, str], str]
    clocks: Mapping[str, severity.Clocks] | None = None  # the program's own where head office gave out none

    def proposals(self) -> dict[str, Proposal]:
        """Return every finding that the rules raise now, by stable reference."""
        return {
            raised.ref: self._proposal(raised) for raised in self.session.findings() if raised.verdict == "noncompliant"
        }

    def _proposal(self, raised: Raised) -> Proposal:
        node = self.session.node(raised.ref)
        rule = node.bind.audit
        assert rule is not None  # noqa: S101 - only a bind with audit columns raises a finding
        repeat = template(raised.ref) in self.repeats
        level, reasons = severity.propose(raised.severity, raised.affected, raised.sampled, repeat=repeat)
        payload = {
            "finding": self.new_id(raised.ref, node.audience),
            "ref": raised.ref,
            "verdict": raised.verdict,
            "severity": level,
            "rule_severity": raised.severity,
            "reasons": list(reasons),
            "title": node.label,
            "answer": display(node),
            "clause": rule.clause,
            "risk": rule.risk,
            "owner": raised.owner,
            "due": self._due(level, raised.due_days),
            "affected": raised.affected,
            "sampled": raised.sampled,
            "advice": _in_language(rule.advice, self.session.language),
        }
        return Proposal(raised.ref, node.audience, payload)

    def _due(self, level: str, days: int | None) -> str:
        wait = days if days is not None else severity.clocks(level, self.clocks).close_days
        return "" if wait is None else (self.visited + timedelta(days=wait)).isoformat()


def changed(recorded: Mapping[str, Any], proposed: Mapping[str, Any]) -> bool:
    """Return whether a recorded finding says something else than the rules say now."""
    return any(recorded.get(name) != proposed.get(name) for name in _COMPARED)


def _in_language(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()), "")
