"""What is not computed yet, because the steps before it took too long, and what that makes uncertain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.checklist.graph import COUNT, RELEVANT
from fieldaudit.checklist.state import instances

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fieldaudit.checklist.data import DataNode
    from fieldaudit.checklist.definitions import Definition
    from fieldaudit.checklist.graph import Rule
    from fieldaudit.checklist.state import State


def is_late(state: State) -> bool:
    """Whether rules or actions have still to run."""
    return bool(state.turns or state.due)


def waiting(state: State) -> list[DataNode]:
    """Give the places whose rules have still to run, each once, in the order in which they will; then the actions'."""
    marked = {node: None for turn in sorted(state.dirty) for node in state.dirty[turn] if node.alive}
    for action, _ in state.due:
        marked.update(dict.fromkeys(instances(state.document, action.target)))
    return list(marked)


def fault(state: State) -> dict[str, str]:
    """Name the place at which recalculating stopped; empty when all is computed."""
    if not is_late(state):
        return {}
    definition = next(iter(_origins(state)))
    reason = "Recalculating the form took too long, so this value and those that follow from it are not computed yet."
    return {definition.ref: reason}


def uncertain(state: State) -> set[int]:
    """Give by number the definitions whose values, relevance or rows may change once all is computed."""
    found: set[int] = set()
    pending = list(_origins(state)) if is_late(state) else []
    while pending:
        definition = pending.pop()
        if definition.number not in found:
            found.add(definition.number)
            pending.extend(_readers(state, definition))
    return found


def _origins(state: State) -> Iterator[Definition]:
    rules = state.form.graph.rules
    for turn in sorted(state.dirty):
        yield from _settled(rules[turn])
    for action, _ in state.due:
        yield action.target


def _readers(state: State, definition: Definition) -> Iterator[Definition]:
    graph = state.form.graph
    for routes in (graph.values, graph.rows, graph.places):
        for route in routes.get(definition.number, ()):
            yield from _settled(route.rule)
    for action in state.form.listeners.get(definition.number, ()):
        yield action.target


def _settled(rule: Rule) -> Iterable[Definition]:
    """Give the definitions that a rule settles: relevance and rows are those of all below too."""
    if rule.turn < 0:
        return ()
    return rule.definition.walk() if rule.kind in {RELEVANT, COUNT} else (rule.definition,)
