"""The verdicts of the form's finding rules."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.checklist import lateness
from fieldaudit.checklist.data import DataNode, stable_ref
from fieldaudit.checklist.graph import AUDIT, Rule, descend, path_down
from fieldaudit.checklist.reads import VALUE, Read
from fieldaudit.checklist.state import State, instances

if TYPE_CHECKING:
    from fieldaudit.checklist.expressions import Expression

NONCOMPLIANT = "noncompliant"
UNABLE = "unable"
COMPLIANT = "compliant"
UNANSWERED = "unanswered"
NOT_APPLICABLE = "na"
IRRELEVANT = "irrelevant"


@dataclass(frozen=True, slots=True)
class Raised:
    """What a finding rule says at one place; severity is blank unless the verdict is `noncompliant`."""

    ref: str
    verdict: str
    severity: str = ""
    owner: str = ""
    due_days: int | None = None
    affected: int | None = None
    sampled: int | None = None


def raised(state: State) -> list[Raised]:
    """Give the state of every finding rule at every place, in document order; what has not changed is not redone."""
    found: list[Raised] = []
    uncertain = lateness.uncertain(state)
    for rule in state.form.graph.all_rules:
        if rule.kind == AUDIT:
            for node in instances(state.document, rule.definition):
                known = state.verdicts.get(node)
                if uncertain and _is_uncertain(rule, uncertain):
                    known = _not_known_yet(rule, node, uncertain)
                elif known is None:
                    known = _raise(state, rule, node)
                    if state.steps >= 0:  # else it was not evaluated, and is when findings are asked for next
                        state.verdicts[node] = known
                found.append(known)
    return found


def _is_uncertain(rule: Rule, uncertain: set[int]) -> bool:
    return rule.definition.number in uncertain or any(read.target.number in uncertain for read in rule.reads)


def _not_known_yet(rule: Rule, node: DataNode, uncertain: set[int]) -> Raised:
    """Say that a place cannot be checked before all is computed; one that is blank or left out for good stays so."""
    if rule.definition.number not in uncertain:
        if not node.relevant:
            return Raised(stable_ref(node), IRRELEVANT)
        if not node.value():
            return Raised(stable_ref(node), UNANSWERED)
    return Raised(stable_ref(node), UNABLE)


def _raise(state: State, rule: Rule, node: DataNode) -> Raised:
    verdict = _verdict(state, rule, node)
    audit = state.form.bind_list[node.definition.number].audit
    if verdict != NONCOMPLIANT or audit is None:
        return Raised(stable_ref(node), verdict)
    return Raised(
        stable_ref(node),
        verdict,
        severity=_string(state, audit.severity, node),
        owner=_string(state, audit.owner, node),
        due_days=_whole(state, audit.due_days, node),
        affected=_whole(state, audit.affected, node),
        sampled=_whole(state, audit.sampled, node),
    )


def _verdict(state: State, rule: Rule, node: DataNode) -> str:
    if not node.relevant:
        return IRRELEVANT
    value = node.value()
    if value in {UNABLE, NOT_APPLICABLE}:
        return value
    if not value:
        return UNANSWERED
    expression = rule.expression
    if expression is None:
        return COMPLIANT
    holds: bool | None = state.evaluate(expression.condition, expression, node, default=None)
    if holds:
        return NONCOMPLIANT
    return UNABLE if holds is None or _reads_unknown(node, expression) else COMPLIANT


def _reads_unknown(node: DataNode, expression: Expression | None) -> bool:
    """Whether the rule reads a relevant place that is blank or that could not be checked."""
    if expression is None:
        return False
    return any(
        each.relevant and each.text in {"", UNABLE}
        for read in expression.reads
        if read.mode == VALUE
        for each in _read_nodes(node, read)
    )


def _read_nodes(node: DataNode, read: Read) -> list[DataNode]:
    start: DataNode | None = node
    for _ in range(node.definition.depth - read.anchor.depth):
        start = None if start is None else start.parent
    return [] if start is None else descend(start, path_down(read.target, read.anchor))


def _string(state: State, expression: Expression | None, node: DataNode) -> str:
    return "" if expression is None else str(state.evaluate(expression.string, expression, node, default=""))


def _whole(state: State, expression: Expression | None, node: DataNode) -> int | None:
    if expression is None:
        return None
    number = state.evaluate(expression.number, expression, node, default=math.nan)
    return None if math.isnan(number) or math.isinf(number) else math.trunc(number)
