"""Checks an answer against its question before anything is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit import errors
from fieldaudit.checklist.model import QUESTIONS, SELECTIONS, Control
from fieldaudit.checklist.moments import text_number
from fieldaudit.checklist.node import is_readonly
from fieldaudit.checklist.options import allowed_values
from fieldaudit.checklist.state import MAX_ALL_TEXT
from fieldaudit.checklist.types import lexical
from fieldaudit.checklist.xpath.functions.strings import MAX_TEXT, tokens

if TYPE_CHECKING:
    from fieldaudit.checklist.data import DataNode
    from fieldaudit.checklist.state import State

_WHAT = {
    "int": "it is not a whole number",
    "integer": "it is not a whole number",
    "decimal": "it is not a number",
    "date": "it is not a date (YYYY-MM-DD)",
    "dateTime": "it is not a date and time (YYYY-MM-DDThh:mm:ss)",
    "time": "it is not a time (hh:mm:ss)",
}


def accept(state: State, ref: str, node: DataNode | None, value: str) -> str:
    """Give the value as it is to be stored; raises errors.AnswerRefused."""
    if node is None:
        raise errors.AnswerRefused(ref=ref, reason="the form has no such question")
    control = state.form.controls.get(node.definition.number)
    if control is None or control.kind not in QUESTIONS:
        raise errors.AnswerRefused(ref=ref, reason="it is not a question")
    if is_readonly(state, node):
        raise errors.AnswerRefused(ref=ref, reason="it is read-only")
    if not value:
        return ""
    if len(value) > MAX_TEXT:
        raise errors.AnswerRefused(ref=ref, reason=f"it is longer than {MAX_TEXT} characters")
    if state.held + len(value) - len(node.raw) > MAX_ALL_TEXT:
        raise errors.AnswerRefused(ref=ref, reason=f"the record would hold more than {MAX_ALL_TEXT} characters")
    if control.kind in SELECTIONS and (control.items or control.itemset):
        return _selection(state, ref, node, control, value)
    if control.kind == "trigger" and value != "OK":
        raise errors.AnswerRefused(ref=ref, reason="it can only be confirmed (OK) or left blank")
    if control.kind == "upload" and ("/" in value or "\\" in value):
        raise errors.AnswerRefused(ref=ref, reason="it takes the name of a file, without a folder")
    return _typed(state, ref, node, control, value)


def _typed(state: State, ref: str, node: DataNode, control: Control, value: str) -> str:
    kind = state.form.bind_list[node.definition.number].type
    stored = lexical(kind, value)
    if not stored:
        raise errors.AnswerRefused(ref=ref, reason=_WHAT.get(kind, f"it is no value of type {kind}"))
    if control.kind == "range" and not text_number(control.start) <= text_number(stored) <= text_number(control.end):
        raise errors.AnswerRefused(ref=ref, reason=f"it is not between {control.start} and {control.end}")
    return stored


def _selection(state: State, ref: str, node: DataNode, control: Control, value: str) -> str:
    allowed = allowed_values(state, node, control)
    if control.kind == "select1":
        if value not in allowed:
            raise errors.AnswerRefused(ref=ref, reason=f"“{value}” is not among its choices")
        return value
    chosen = tokens(value)
    unknown = [each for each in chosen if each not in allowed]
    if unknown:
        raise errors.AnswerRefused(ref=ref, reason=f"“{unknown[0]}” is not among its choices")
    if control.kind == "rank":
        if len(set(chosen)) != len(allowed) or len(chosen) != len(allowed):
            raise errors.AnswerRefused(ref=ref, reason="every choice must be ranked once")
        return " ".join(chosen)
    return " ".join(each for each in allowed if each in set(chosen))
