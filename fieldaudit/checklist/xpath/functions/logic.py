"""Boolean functions (ODK XForms, Boolean Functions)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from fieldaudit.checklist.xpath.code import ANY, BOOLEAN, STRING, Code, Scope, boolean_call, string_call, value_call
from fieldaudit.checklist.xpath.functions.registry import Compile, function, special
from fieldaudit.checklist.xpath.lexer import ExpressionError
from fieldaudit.checklist.xpath.values import Value, numbers, to_boolean

if TYPE_CHECKING:
    from fieldaudit.checklist.xpath.context import Context
    from fieldaudit.checklist.xpath.syntax import Call


@special("true", BOOLEAN)
def _true(_call: Call, _scope: Scope, _compile: Compile) -> Code:
    return Code(BOOLEAN, lambda _c: True)


@special("false", BOOLEAN)
def _false(_call: Call, _scope: Scope, _compile: Compile) -> Code:
    return Code(BOOLEAN, lambda _c: False)


@function("boolean", BOOLEAN, "b")
def _boolean(value: bool) -> bool:
    return value


@function("not", BOOLEAN, "b")
def _not(value: bool) -> bool:
    return not value


@function("boolean-from-string", BOOLEAN, "s")
def _boolean_from_string(text: str) -> bool:
    return text in {"1", "true"}


@special("if", ANY, "b o o")
def _if(call: Call, scope: Scope, compile_: Compile) -> Code:
    test, then, other = (compile_(argument, scope) for argument in call.arguments)
    holds, yes, no = boolean_call(test), value_call(then), value_call(other)
    kind = then.kind if then.kind == other.kind else ANY
    return Code(kind, lambda c: yes(c) if holds(c) else no(c))


@special("coalesce", STRING, "s s*")
def _coalesce(call: Call, scope: Scope, compile_: Compile) -> Code:
    calls = [string_call(compile_(argument, scope)) for argument in call.arguments]

    def first(c: Context) -> str:
        for each in calls:
            text: str = each(c)
            if text:
                return text
        return ""

    return Code(STRING, first)


@special("once", STRING, "s")
def _once(call: Call, scope: Scope, compile_: Compile) -> Code:
    text = string_call(compile_(call.arguments[0], scope))
    return Code(STRING, lambda c: c.node.value() or text(c))


def _truths(value: Value) -> list[bool]:
    if type(value) is list:
        return [node.value() != "" for node in value]
    return [to_boolean(value)]


@function("checklist", BOOLEAN, "n n O*")
def _checklist(least: float, most: float, *values: Value) -> bool:
    count = sum(truth for value in values for truth in _truths(value))
    return _within(count, least, most)


@function("weighted-checklist", BOOLEAN, "n n O*")
def _weighted_checklist(least: float, most: float, *pairs: Any) -> bool:
    total = 0.0
    if len(pairs) % 2:
        raise ExpressionError("“weighted-checklist()” needs a weight after each value.")
    for value, weight in zip(pairs[::2], pairs[1::2], strict=True):
        total += sum(w for truth, w in zip(_truths(value), numbers(weight), strict=False) if truth)
    return _within(total, least, most)


def _within(count: float, least: float, most: float) -> bool:
    return count >= least and count <= (math.inf if most == -1 else most)
