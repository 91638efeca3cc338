"""Functions over selections, choices and texts (ODK XForms, Select Functions and Translation Functions)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from fieldaudit.checklist.xpath.code import BOOLEAN, NUMBER, STRING, Code, Scope, nodes_call, string_call
from fieldaudit.checklist.xpath.functions.registry import Compile, function, special
from fieldaudit.checklist.xpath.functions.strings import WHITE, tokens
from fieldaudit.checklist.xpath.lexer import ExpressionError
from fieldaudit.checklist.xpath.parser import parse
from fieldaudit.checklist.xpath.predicates import index_of
from fieldaudit.checklist.xpath.syntax import Call, Literal

if TYPE_CHECKING:
    from fieldaudit.checklist.xpath.context import Context


@function("selected", BOOLEAN, "s s")
def _selected(chosen: str, value: str) -> bool:
    wanted, values = value.strip(WHITE), tokens(chosen)
    return wanted in values if wanted else not values  # asked for nothing: whether nothing is chosen, as in JavaRosa


@function("selected-at", STRING, "s n")
def _selected_at(chosen: str, index: float) -> str:
    values = tokens(chosen)
    if math.isnan(index) or math.isinf(index) or not 0 <= math.trunc(index) < len(values):
        return ""
    return values[math.trunc(index)]


@function("count-selected", NUMBER, "s")
def _count_selected(chosen: str) -> float:
    return float(len(tokens(chosen)))


def _fail(problem: str) -> str:
    raise ExpressionError(problem)


@special("jr:choice-name", STRING, "s s")
def _choice_name(call: Call, scope: Scope, compile_: Compile) -> Code:
    value, question = call.arguments
    text = string_call(compile_(value, scope))
    try:
        path = parse(question.value) if isinstance(question, Literal) else question
    except ExpressionError as error:
        problem = f"“jr:choice-name()” asks for a place that cannot be read: {error}"
        return Code(STRING, lambda _c: _fail(problem))
    nodes = nodes_call(compile_(path, scope))

    def label(c: Context) -> str:
        found, value = nodes(c), text(c)
        return c.env.within(lambda: c.env.choice_label(found[0], value)) if found else ""

    return Code(STRING, label)


@function("jr:itext", STRING, "s", in_context=True)
def _itext(c: Context, text_id: str) -> str:
    return c.env.within(lambda: c.env.itext(text_id))


@function("pulldata", STRING, "s s s s", in_context=True)
def _pulldata(c: Context, instance: str, wanted: str, key: str, value: str) -> str:
    holder = c.env.instance(instance)
    root = None if holder is None else holder.child("root")
    if root is None:
        return ""
    for item in index_of(root, "item", key).get(value, [])[:1]:
        found = item.child(wanted)
        return "" if found is None else found.value()
    return ""
