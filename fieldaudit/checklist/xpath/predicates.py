"""Compiles predicates: a number picks by position, `child = value` over fixed lists uses an index, others are tried."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fieldaudit.checklist.tree import TreeNode
from fieldaudit.checklist.xpath.code import (
    ANY,
    NUMBER,
    STRING,
    Code,
    Scope,
    boolean_call,
    string_call,
)
from fieldaudit.checklist.xpath.context import Context
from fieldaudit.checklist.xpath.syntax import Call, Chain, Literal, Negate, Path, Syntax
from fieldaudit.checklist.xpath.values import to_boolean

if TYPE_CHECKING:
    from collections.abc import Iterable

Filter = Callable[[Context, list[TreeNode]], list[TreeNode]]
Select = Callable[[Context, Any], list[TreeNode]]
Compile = Callable[[Syntax, Scope], Code]

#: Below this many candidates an index costs more than it saves.
_INDEX_FROM = 8
#: What trying a predicate on one node costs of an expression's steps.
_STEPS_PER_TRY = 5


def compile_filter(predicate: Syntax, scope: Scope, compile_: Compile) -> Filter:
    """Compile one predicate to a function that keeps the nodes for which it holds."""
    code = compile_(predicate, scope)
    if code.kind == NUMBER:
        return _by_constant(code.constant) if isinstance(code.constant, float) else _by_position(code)
    return _by_value(code) if code.kind == ANY else _by_condition(boolean_call(code))


def compile_lookup(name: str, predicate: Syntax, scope: Scope, compile_: Compile) -> Select | None:
    """Compile the children called `name` for which the predicate holds, where an index over them can tell."""
    lookups = [_lookup(each, scope, compile_) for each in _all_of(predicate)]
    first = lookups[0]
    if first is None or None in lookups:
        return None
    key, wanted = first
    keep = compile_filter(predicate, scope, compile_)
    exact = len(lookups) == 1

    def select(c: Context, node: TreeNode) -> list[TreeNode]:
        if node.fixed and len(node.children) >= _INDEX_FROM:
            found = index_of(node, name, key).get(wanted(c), [])
            return found if exact else keep(c, found)
        return keep(c, [child for child in node.children if child.name == name])

    return select


def _by_constant(position: float) -> Filter:
    at = int(position) if position.is_integer() and position >= 1 else 0
    return lambda _c, nodes: nodes[at - 1 : at] if at else []


def _each(c: Context, nodes: list[TreeNode]) -> Iterable[tuple[Context, TreeNode]]:
    inner = Context(c.node, c.root, c.env, c.current)
    inner.size = len(nodes)
    c.env.spend(_STEPS_PER_TRY * len(nodes))
    for position, node in enumerate(nodes, 1):
        inner.node = node
        inner.position = position
        yield inner, node


def _by_position(code: Code) -> Filter:
    call = code.call
    return lambda c, nodes: [node for inner, node in _each(c, nodes) if call(inner) == inner.position]


def _by_condition(call: Callable[[Context], Any]) -> Filter:
    return lambda c, nodes: [node for inner, node in _each(c, nodes) if call(inner)]


def _by_value(code: Code) -> Filter:
    call = code.call

    def holds(inner: Context) -> bool:
        value = call(inner)
        return value == inner.position if isinstance(value, float) else to_boolean(value)

    return _by_condition(holds)


def _all_of(predicate: Syntax) -> list[Syntax]:
    """Give the conditions that must all hold."""
    if isinstance(predicate, Chain) and predicate.rest[0][0] == "and":
        return [predicate.first, *(operand for _, operand in predicate.rest)]
    return [predicate]


def _lookup(predicate: Syntax, scope: Scope, compile_: Compile) -> tuple[str, Callable[[Context], str]] | None:
    """Recognise `child = value` where the value is one string that does not depend on the candidate."""
    if scope.here is not None or not isinstance(predicate, Chain) or len(predicate.rest) != 1:
        return None
    (sign, second), first = predicate.rest[0], predicate.first
    if sign != "=":
        return None
    for side, other in ((first, second), (second, first)):
        name = _child_name(side)
        if name and _is_free(other):
            code = compile_(other, scope)
            if code.kind == STRING or code.leaf:
                return name, string_call(code)
    return None


def _child_name(side: Syntax) -> str:
    if not isinstance(side, Path) or side.absolute or side.base is not None or len(side.steps) != 1:
        return ""
    step = side.steps[0]
    plain = step.axis == "child" and step.test.kind == "name" and not step.predicates
    return step.test.name if plain and ":" not in step.test.name else ""


def _is_free(side: Syntax) -> bool:
    match side:
        case Literal():
            return True
        case Path(absolute=True, steps=steps):
            return all(not step.predicates for step in steps)
        case Path(base=Call(name="current"), base_predicates=()):
            return all(not step.predicates for step in side.steps)
        case Negate() | Chain() | Call() | Path():
            return False
    return False


def index_of(parent: TreeNode, name: str, key: str) -> dict[str, list[TreeNode]]:
    """Give the children called `name` of a fixed node by the values of their `key`; made once."""
    if parent.index is None:
        parent.index = {}
    found = parent.index.get((name, key))
    if found is None:
        found = parent.index[name, key] = {}
        for node in parent.children:
            if node.name == name:
                for value in _values(node, key):
                    found.setdefault(value, []).append(node)
    return found


def _values(node: TreeNode, key: str) -> Iterable[str]:
    """Give the distinct values of the children called `key`, or of the attribute when it starts with `@`."""
    candidates = node.attributes if key.startswith("@") else node.children
    name = key.removeprefix("@")
    return dict.fromkeys(candidate.value() for candidate in candidates if candidate.name == name)
