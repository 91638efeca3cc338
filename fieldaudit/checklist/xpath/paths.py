"""Compiles location paths: steps over known definitions become slot look-ups, all others walk the tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from fieldaudit.checklist.definitions import common
from fieldaudit.checklist.tree import TreeNode, document_order
from fieldaudit.checklist.xpath.axes import axis_for, tester
from fieldaudit.checklist.xpath.code import NODES, Code, Scope, nodes_call
from fieldaudit.checklist.xpath.predicates import Filter, Select, compile_filter, compile_lookup
from fieldaudit.checklist.xpath.syntax import Path, Step, Syntax

if TYPE_CHECKING:
    from fieldaudit.checklist.definitions import Definition
    from fieldaudit.checklist.xpath.context import Context

Compile = Callable[[Syntax, Scope], Code]
Walk = Callable[["Context", list[TreeNode]], list[TreeNode]]

#: What putting one node in order costs of an expression's steps.
_STEPS_TO_SORT = 15
#: The axes from which distinct nodes reach distinct nodes in document order.
_ORDERLY = frozenset({"child", "self", "attribute"})


def follow(step: Step, here: Definition | None, scope: Scope) -> Definition | None:
    """Give the definition that `step` leads to from `here`, None when it is not known before running."""
    if here is None:
        return None
    if step.axis == "self" and step.test.kind == "node":
        return here
    if step.axis == "parent" and step.test.kind == "node":
        return here.parent
    if step.axis not in {"child", "attribute"} or step.test.kind != "name":
        return None
    prefix, _, local = step.test.name.rpartition(":")
    uri = scope.namespaces.get(prefix) if prefix else None
    attribute = step.axis == "attribute"
    if uri is None:
        return here.child(step.test.name, attribute=attribute)
    return here.child(local, uri, attribute=attribute)


def compile_path(path: Path, scope: Scope, compile_: Compile) -> Code:
    """Compile a path to a closure that gives its nodes."""
    if path.base is None:
        start = scope.root if path.absolute else scope.here
        direct = _compile_direct(path, start, scope)
        if direct is not None:
            return direct
        code = _start(path.absolute)
        own = own_row(path, scope)
        if own is not None and scope.current is not None:
            every = _compile_steps(path, code, start, scope, compile_)
            up, slots = scope.current.depth - own.above.depth, [step.slot for step in own.below]
            one = _climb(up, slots, from_current=True)
            return Code(NODES, every.call, one=one, leaf=not own.target.children, own=True)
    else:
        code = compile_(path.base, scope)
        start = _base_definition(path.base, scope)
    return _compile_steps(path, code, start, scope, compile_)


def _base_definition(base: Syntax, scope: Scope) -> Definition | None:
    is_current = getattr(base, "name", None) == "current" and not getattr(base, "arguments", ())
    return scope.current if is_current else None


def _start(absolute: bool) -> Code:
    if absolute:
        return Code(NODES, lambda c: [c.root], one=lambda c: c.root)
    return Code(NODES, lambda c: [c.node], one=lambda c: c.node)


def _compile_direct(path: Path, start: Definition | None, scope: Scope) -> Code | None:
    """Compile a path without predicates to the one node it can mean, if its definitions say so."""
    here, up = start, 0
    down: list[Definition] = []
    for step in path.steps:
        following = follow(step, here, scope)
        if following is None or step.predicates or following.attribute:
            return None
        if step.axis == "parent":
            if down:
                return None
            up += 1
        elif step.axis == "child":
            down.append(following)
        here = following
    if here is None:
        return None
    one = _one_of(here, up, down, path.absolute)
    return None if one is None else Code(NODES, lambda c: [one(c)], one=one, leaf=not here.children)


class OwnRow(NamedTuple):
    """What an absolute path into the rows around an expression means where one value is wanted: its own row's place.

    `above` is the deepest place around both, `below` the steps from there down to `target`.
    """

    target: Definition
    above: Definition
    below: tuple[Definition, ...]


def own_row(path: Path, scope: Scope) -> OwnRow | None:
    """Give what the path means in the row of the expression, None where it is no such path."""
    here, down = scope.root, []
    if not path.absolute or path.base is not None or scope.current is None:
        return None
    for step in path.steps:
        here = follow(step, here, scope)
        if here is None or step.predicates or step.axis != "child":
            return None
        down.append(here)
    if here is None or here.single:
        return None
    above = common(here, scope.current)
    below = tuple(down[above.depth :])
    return None if above.single or any(step.repeated for step in below) else OwnRow(here, above, below)


def _one_of(target: Definition, up: int, down: list[Definition], absolute: bool) -> Callable[[Any], Any] | None:
    if target.single and target.parent is not None:
        number = target.number
        return lambda c: c.root.singles[number]
    if absolute or any(step.repeated for step in down):
        return None
    slots = [step.slot for step in down]
    if up == 1 and len(slots) == 1:
        slot = slots[0]
        return lambda c: c.node.parent.slots[slot]
    return _climb(up, slots)


def _climb(up: int, slots: list[int], *, from_current: bool = False) -> Callable[[Any], Any]:
    def one(c: Any) -> Any:
        node = c.current if from_current else c.node
        for _ in range(up):
            node = node.parent
        for slot in slots:
            node = node.slots[slot]
        return node

    return one


def _compile_steps(path: Path, code: Code, start: Definition | None, scope: Scope, compile_: Compile) -> Code:
    filters = [compile_filter(predicate, scope.at(start), compile_) for predicate in path.base_predicates]
    walks: list[Walk] = [*filters]
    here, ordered = start, True
    for step in path.steps:
        following = follow(step, here, scope)
        walks.append(_compile_step(step, here, following, scope, compile_, ordered=ordered))
        ordered = ordered and step.axis in _ORDERLY
        here = following
    begin = nodes_call(code)
    if len(walks) == 1:
        walk = walks[0]
        return Code(NODES, lambda c: walk(c, begin(c)))

    def nodes(c: Context) -> list[TreeNode]:
        found: list[TreeNode] = begin(c)
        for walk in walks:
            found = walk(c, found)
        return found

    return Code(NODES, nodes)


def _compile_step(
    step: Step, here: Definition | None, following: Definition | None, scope: Scope, compile_: Compile, *, ordered: bool
) -> Walk:
    plain = step.axis == "child" and step.test.kind == "name" and ":" not in step.test.name and here is None
    inner = scope.at(following)
    if plain and step.predicates:
        indexed = compile_lookup(step.test.name, step.predicates[0], inner, compile_)
        if indexed is not None:
            others = [compile_filter(each, inner, compile_) for each in step.predicates[1:]]
            found = _orderly(indexed, others)
            return found if ordered else _sorted(found)
    filters = [compile_filter(each, inner, compile_) for each in step.predicates]
    slotted = None if filters or here is None or step.axis != "child" else _slotted(following)
    if slotted is not None:
        return slotted
    walk = _orderly(_selector(step, here, following, scope), filters)
    if step.axis in _ORDERLY and ordered:
        return walk
    return _sorted(walk)


def _sorted(walk: Walk) -> Walk:
    def in_order(c: Context, nodes: list[TreeNode]) -> list[TreeNode]:
        found = walk(c, nodes)
        c.env.spend(_STEPS_TO_SORT * len(found))
        return document_order(found)

    return in_order


def _slotted(following: Definition | None) -> Walk | None:
    """Give the step down to a known definition for all nodes at once."""
    if following is None:
        return None
    slot = following.slot

    def walk(c: Context, nodes: list[TreeNode]) -> list[TreeNode]:
        c.env.spend(len(nodes))
        return [node.slots[slot] for node in nodes]  # type: ignore[attr-defined]

    def walk_rows(c: Context, nodes: list[TreeNode]) -> list[TreeNode]:
        if len(nodes) == 1:
            found: list[TreeNode] = nodes[0].slots[slot]  # type: ignore[attr-defined]
        else:
            found = [row for node in nodes for row in node.slots[slot]]  # type: ignore[attr-defined]
        c.env.spend(len(nodes) + len(found))
        return found

    return walk_rows if following.repeated else walk


def _selector(step: Step, here: Definition | None, following: Definition | None, scope: Scope) -> Select:
    if following is not None and here is not None and step.axis == "child":
        slot = following.slot
        if following.repeated:
            return lambda _c, node: node.slots[slot]
        return lambda _c, node: [node.slots[slot]]
    if step.axis == "child" and step.test.kind == "name" and ":" not in step.test.name:
        name = step.test.name

        def named(c: Context, node: TreeNode) -> list[TreeNode]:
            c.env.spend(len(node.children) >> 2)
            return [child for child in node.children if child.name == name]

        return named
    axis, test = axis_for(step.axis, step.test), tester(step.axis, step.test, scope.namespaces)

    def select(c: Context, node: TreeNode) -> list[TreeNode]:
        along = axis(node)
        c.env.spend(len(along))
        return [found for found in along if test(found)]

    return select


def _orderly(select: Select, filters: list[Filter]) -> Walk:
    if not filters:

        def plain(c: Context, nodes: list[TreeNode]) -> list[TreeNode]:
            found = select(c, nodes[0]) if len(nodes) == 1 else [each for node in nodes for each in select(c, node)]
            c.env.spend(len(nodes) + len(found))
            return found

        return plain

    def walk(c: Context, nodes: list[TreeNode]) -> list[TreeNode]:
        result: list[TreeNode] = []
        c.env.spend(len(nodes))
        for node in nodes:
            found = select(c, node)
            for filter_ in filters:
                found = filter_(c, found)
            result.extend(found)
        return result

    return walk
