"""Compiles a syntax tree to Python closures, picking for each operator the shortest one that its operands allow."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from fieldaudit.checklist.tree import document_order
from fieldaudit.checklist.xpath.code import (
    BOOLEAN,
    NODES,
    NUMBER,
    STRING,
    Code,
    Scope,
    boolean_call,
    condition_call,
    nodes_call,
    number_call,
    string_call,
    value_call,
)
from fieldaudit.checklist.xpath.functions import compile_call
from fieldaudit.checklist.xpath.paths import compile_path
from fieldaudit.checklist.xpath.syntax import Call, Chain, Literal, Negate, Number, Path, Syntax
from fieldaudit.checklist.xpath.values import divide, equal, modulo, relation, unequal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Code", "compile_expression", "condition_call", "number_call", "string_call"]

_ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": divide,
    "mod": modulo,
}
_RELATIONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compile_expression(tree: Syntax, scope: Scope | None = None) -> Code:
    """Compile `tree` for contexts of that scope."""
    return _compile(tree, scope or Scope())


def _compile(tree: Syntax, scope: Scope) -> Code:
    match tree:
        case Path():
            return compile_path(tree, scope, _compile)
        case Literal(value):
            return Code(STRING, lambda _c: value, constant=value)
        case Number(value):
            return Code(NUMBER, lambda _c: value, constant=value)
        case Call():
            return compile_call(tree, scope, _compile)
        case Negate(operand):
            call = number_call(_compile(operand, scope))
            return Code(NUMBER, lambda c: -call(c))
        case Chain():
            return _compile_chain(tree, scope)


def _compile_chain(tree: Chain, scope: Scope) -> Code:
    sign = tree.rest[0][0]
    first = _compile(tree.first, scope)
    others = [(each, _compile(operand, scope)) for each, operand in tree.rest]
    if sign in {"and", "or"}:
        return _logical(sign, [first, *(code for _, code in others)])
    if sign in _ARITHMETIC:
        return _arithmetic(first, others)
    if sign == "|":
        return _union([first, *(code for _, code in others)])
    for each, code in others:
        first = _relation(each, first, code) if each in _RELATIONS else _equality(each, first, code)
    return first


def _logical(sign: str, codes: list[Code]) -> Code:
    calls = [boolean_call(code) for code in codes]
    if len(calls) == 2:  # noqa: PLR2004 - by far the most frequent case
        one, two = calls
        if sign == "and":
            return Code(BOOLEAN, lambda c: one(c) and two(c))
        return Code(BOOLEAN, lambda c: one(c) or two(c))
    if sign == "and":
        return Code(BOOLEAN, lambda c: all(call(c) for call in calls))
    return Code(BOOLEAN, lambda c: any(call(c) for call in calls))


def _arithmetic(first: Code, others: list[tuple[str, Code]]) -> Code:
    start = number_call(first)
    rest = [(_ARITHMETIC[sign], number_call(code)) for sign, code in others]
    if len(rest) == 1:
        apply, call = rest[0]
        return Code(NUMBER, lambda c: apply(start(c), call(c)))

    def fold(c: Any) -> float:
        total: float = start(c)
        for apply, call in rest:
            total = apply(total, call(c))
        return total

    return Code(NUMBER, fold)


def _union(codes: list[Code]) -> Code:
    calls = [nodes_call(code) for code in codes]
    return Code(NODES, lambda c: document_order([node for call in calls for node in call(c)]))


def _scalar(code: Code) -> bool:
    """Whether the result stands for one value at most, so that comparing needs no search."""
    return code.kind in {NUMBER, STRING} or code.leaf


def _relation(sign: str, left: Code, right: Code) -> Code:
    test = _RELATIONS[sign]
    if _scalar(left) and _scalar(right):
        first, second = number_call(left), number_call(right)
        return Code(BOOLEAN, lambda c: test(first(c), second(c)))
    compare, one, two = relation(test), value_call(left), value_call(right)
    return Code(BOOLEAN, lambda c: compare(one(c), two(c)))


def _equality(sign: str, left: Code, right: Code) -> Code:
    if not (_scalar(left) and _scalar(right)):
        compare, one, two = (equal if sign == "=" else unequal), value_call(left), value_call(right)
        return Code(BOOLEAN, lambda c: compare(one(c), two(c)))
    if NUMBER in {left.kind, right.kind}:
        return _same(sign, number_call(left), number_call(right))
    if left.leaf and isinstance(right.constant, str):
        return _same_text(sign, left, right.constant)
    return _same(sign, string_call(left), string_call(right))


def _same(sign: str, left: Callable[[Any], Any], right: Callable[[Any], Any]) -> Code:
    if sign == "=":
        return Code(BOOLEAN, lambda c: left(c) == right(c))
    return Code(BOOLEAN, lambda c: left(c) != right(c))


def _same_text(sign: str, leaf: Code, text: str) -> Code:
    one: Any = leaf.one
    if sign == "=":
        return Code(BOOLEAN, lambda c: one(c).text == text)
    return Code(BOOLEAN, lambda c: one(c).text != text)
