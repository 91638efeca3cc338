"""Recalculates what a change concerns, rule by rule in the order of the graph, until nothing is left to do."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from fieldaudit.checklist.graph import AUDIT, CALCULATE, CHOICES, RELEVANT, Route, Rule
from fieldaudit.checklist.options import visible
from fieldaudit.checklist.reads import VALUE
from fieldaudit.checklist.state import MAX_ALL_TEXT, State, instances
from fieldaudit.checklist.types import lexical
from fieldaudit.checklist.xpath.functions.strings import MAX_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fieldaudit.checklist.data import DataNode

#: How often circular rules may run again within one change before the engine stops them.
MAX_TURNS_BACK = 20_000
TOO_MUCH_TEXT = f"The record would hold more than {MAX_ALL_TEXT} characters; this value was left blank."
#: From how many nodes on it pays to remember within a turn that they are marked, and what marking them costs.
_MANY = 8
_NODES_PER_STEP = 2


def mark(state: State, rule: Rule, nodes: Iterable[DataNode]) -> None:
    """Note that the rule must run again on `nodes`."""
    waiting = state.dirty.get(rule.turn)
    if waiting is None:
        waiting = state.dirty[rule.turn] = {}
        heapq.heappush(state.turns, rule.turn)
    for node in nodes:
        waiting[node] = None


def follow(state: State, routes: Iterable[Route], origin: DataNode) -> None:
    """Mark what depends on a change at `origin`."""
    singles = state.document.singles
    for route in routes:
        rule = route.rule
        waits = rule.turn < 0 or rule.turn > state.turn
        if waits and state.followed and (route, _top(route, origin)) in state.followed:
            continue
        nodes = route.nodes(origin, singles)
        if len(nodes) > _MANY:
            state.steps -= len(nodes) // _NODES_PER_STEP
            state.followed.add((route, _top(route, origin)))
        if rule.turn < 0:
            _touch(state, rule, nodes)
        elif rule.turn == state.turn and rule.reads_itself:
            mark(state, rule, _after(nodes, origin))
        elif rule.turn > state.turn or _may_turn_back(state, rule):
            mark(state, rule, nodes)


def _top(route: Route, origin: DataNode) -> DataNode:
    """Give the node from which a route goes down: all below it are marked together, and new rows by themselves."""
    node = origin
    for _ in range(route.climb):
        node = node.parent or node
    return node


def _after(nodes: list[DataNode], origin: DataNode) -> list[DataNode]:
    """Give the rows after `origin`: a rule that reads its own place builds on the rows before it."""
    at = next((index for index, node in enumerate(nodes) if node is origin), len(nodes))
    return nodes[at + 1 :]


def _touch(state: State, rule: Rule, nodes: Iterable[DataNode]) -> None:
    for node in nodes:
        state.log.touched[node] = None
        if rule.kind == AUDIT:
            state.verdicts.pop(node, None)


def _may_turn_back(state: State, rule: Rule) -> bool:
    """Let a circle run on, within bounds."""
    state.turned_back += 1
    if state.turned_back > MAX_TURNS_BACK:
        state.faults[rule.definition.ref] = "Its rules chase each other in a circle; they were stopped."
        return False
    return True


def settle(state: State) -> None:
    """Run every marked rule; what the steps of this change do not suffice for stays marked for the next."""
    rules = state.form.graph.rules
    while state.turns and state.steps >= 0:
        turn = heapq.heappop(state.turns)
        nodes = state.dirty.pop(turn, None)
        if nodes:
            state.turn = turn
            state.followed.clear()
            _run(state, rules[turn], tuple(nodes))
    state.turn = -1
    state.followed.clear()
    state.late = bool(state.turns)


def _run(state: State, rule: Rule, nodes: Sequence[DataNode]) -> None:
    for at, node in enumerate(nodes):
        if state.steps < 0:
            mark(state, rule, nodes[at:])
            return
        if node.alive:
            apply(state, rule, node)


def settle_all(state: State) -> None:
    """Run every rule on every node, once, and circles until they are stable."""
    singles = state.document.singles
    for rule in state.form.graph.rules:
        reach = rule.reach
        single = singles[reach.number] if reach.single else None
        _run(state, rule, instances(state.document, reach) if single is None else (single,))
    state.opening = False
    for rule in state.form.graph.rules:
        if rule.circular or (rule.kind == RELEVANT and _reads_own_value(rule)):
            mark(state, rule, instances(state.document, rule.reach))
    settle(state)


def _reads_own_value(rule: Rule) -> bool:
    return any(read.target is rule.definition and read.mode == VALUE for read in rule.reads)


def apply(state: State, rule: Rule, node: DataNode) -> None:
    """Run one rule on one node."""
    expression = rule.expression
    if expression is None:
        return
    match rule.kind:
        case "relevant":
            own = state.evaluate(expression.condition, expression, node, default=True)
            if own != node.own:
                node.own = own
                refresh(state, node)
        case "calculate":
            if node.relevant and node not in state.kept:
                text = state.evaluate(expression.string, expression, node, default="")
                write(state, node, lexical(state.form.bind_list[node.definition.number].type, text))
        case "choices":
            state.log.touched[node] = None
            if node.raw:
                update(state, node)
        case _:
            state.recount(state, rule, node)


def write(state: State, node: DataNode, raw: str) -> None:
    """Store a value and show it."""
    if len(raw) > MAX_TEXT:
        state.faults[node.definition.ref] = f"Its value would be longer than {MAX_TEXT} characters; it was left blank."
        raw = ""
    if raw != node.raw:
        more = len(raw) - len(node.raw)
        if more > 0 and state.held + more > MAX_ALL_TEXT:
            state.faults[node.definition.ref] = TOO_MUCH_TEXT
            raw, more = "", -len(node.raw)
        state.held += more
        node.raw = raw
        state.log.values[node] = None
        state.log.touched[node] = None
        update(state, node)


def update(state: State, node: DataNode) -> None:
    """Show what expressions may see of the stored value, and mark what depends on it."""
    if state.steps < 0 and node.raw and node.relevant:
        rule = state.form.graph.rule(CHOICES, node.definition)
        if rule is not None:  # whether it is still a choice is not known before the next change
            mark(state, rule, [node])
            return
    text = visible(state, node)
    if text == node.text:
        return
    node.show(text)
    state.log.touched[node] = None
    if not state.opening:
        number = node.definition.number
        follow(state, state.form.graph.values.get(number, ()), node)
        for action in state.form.listeners.get(number, ()):
            state.due.append((action, node))


def refresh(state: State, node: DataNode) -> None:
    """Bring the relevance of a node and all below it in line with their ancestors'."""
    relevant = node.own and (node.parent is None or node.parent.relevant)
    if relevant == node.relevant:
        return
    node.relevant = relevant
    state.log.touched[node] = None
    state.verdicts.pop(node, None)
    if not node.slots:
        update(state, node)
        if relevant and not state.opening:
            rule = state.form.graph.rule(CALCULATE, node.definition)
            if rule is not None:
                mark(state, rule, [node])
    for child in (*node.attributes, *node.children):
        refresh(state, child)  # type: ignore[arg-type]
