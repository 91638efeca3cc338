"""SurveyCTO's functions over the rows for which a condition holds; the condition is read from each row."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from fieldaudit.checklist.moments import NAN
from fieldaudit.checklist.xpath.code import NUMBER, STRING, Code, Scope, boolean_call, nodes_call, string_call
from fieldaudit.checklist.xpath.context import Context
from fieldaudit.checklist.xpath.functions.registry import Compile, special
from fieldaudit.checklist.xpath.syntax import Path
from fieldaudit.checklist.xpath.values import numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fieldaudit.checklist.definitions import Definition
    from fieldaudit.checklist.tree import TreeNode
    from fieldaudit.checklist.xpath.syntax import Call, Syntax

_STEPS_PER_ROW = 5


def _place(tree: Syntax, scope: Scope) -> Definition | None:
    """Give the definition that the values are at, so that the condition is read from there."""
    from fieldaudit.checklist.xpath.paths import follow  # noqa: PLC0415 - paths are compiled by what imports this

    if not isinstance(tree, Path) or tree.base is not None:
        return None
    here = scope.root if tree.absolute else scope.here
    for step in tree.steps:
        here = follow(step, here, scope)
    return here


def _kept(arguments: Sequence[Syntax], scope: Scope, compile_: Compile) -> Callable[[Context], list[TreeNode]]:
    values, condition = arguments
    nodes, here = nodes_call(compile_(values, scope)), _place(values, scope)
    holds = boolean_call(compile_(condition, scope._replace(here=here, current=here)))

    def kept(c: Context) -> list[TreeNode]:
        found = nodes(c)
        c.env.spend(_STEPS_PER_ROW * len(found))
        return [node for node in found if holds(Context(node, c.root, c.env, node))]

    return kept


def _mean(found: list[float]) -> float:
    return math.fsum(found) / len(found) if found else NAN


_FOLDS: Mapping[str, Callable[[list[float]], float]] = {
    "sum-if": lambda found: float(sum(found)),
    "mean-if": _mean,
    "max-if": lambda found: max(found, default=NAN),
    "min-if": lambda found: min(found, default=NAN),
}


def _declare(name: str, fold: Callable[[list[float]], float]) -> None:
    @special(name, NUMBER, "N b")
    def build(call: Call, scope: Scope, compile_: Compile) -> Code:
        kept = _kept(call.arguments, scope, compile_)
        return Code(NUMBER, lambda c: fold([each for each in numbers(kept(c)) if not math.isnan(each)]))


for _name, _fold in _FOLDS.items():
    _declare(_name, _fold)


@special("count-if", NUMBER, "N b")
def _count_if(call: Call, scope: Scope, compile_: Compile) -> Code:
    kept = _kept(call.arguments, scope, compile_)
    return Code(NUMBER, lambda c: float(len(kept(c))))


@special("join-if", STRING, "s N b")
def _join_if(call: Call, scope: Scope, compile_: Compile) -> Code:
    between, kept = string_call(compile_(call.arguments[0], scope)), _kept(call.arguments[1:], scope, compile_)
    return Code(STRING, lambda c: between(c).join(node.value() for node in kept(c)))
