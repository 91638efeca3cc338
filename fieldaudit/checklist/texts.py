"""Texts as people read them: outputs filled in, in the session's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.checklist.data import DataNode
from fieldaudit.checklist.expressions import Expression
from fieldaudit.checklist.xpath.code import Scope
from fieldaudit.checklist.xpath.functions.strings import MAX_TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldaudit.checklist.model import Parts, Text
    from fieldaudit.checklist.state import State
    from fieldaudit.checklist.xpath.context import Context

MEDIA = ("image", "audio", "video", "big-image")


def render(state: State, text: Text | None, node: DataNode, form: str = "") -> str:
    """Give a label, hint or message at `node`; `form` asks for another form of it, such as `guidance`."""
    if text is None:
        return ""
    context = state.context(node)
    if text.text_id is None:
        return "" if form else _fill(state, text.parts, context)
    text_id = state.evaluate(text.text_id.string, text.text_id, node, default="")
    return render_id(state, text_id, context, form) or ("" if form else _fill(state, text.parts, context))


def render_id(state: State, text_id: str, context: Context, form: str = "") -> str:
    """Give the translation of a text id, in the form's default language where the session's lacks it."""
    forms = forms_of(state, text_id)
    return _fill(state, forms.get(form) or (forms.get("long", ()) if not form else ()), context)


def forms_of(state: State, text_id: str) -> Mapping[str, Parts]:
    """Give the forms of a text id in the session's language."""
    translations = state.form.translations
    found = translations.get(state.language, {}).get(text_id)
    if found is None:
        found = translations.get(state.form.default_language, {}).get(text_id)
    return found or {}


def media_of(state: State, text: Text | None, node: DataNode, text_id: str = "") -> dict[str, str]:
    """Give the media of a text as file names by kind."""
    if text is not None and text.text_id is not None:
        text_id = state.evaluate(text.text_id.string, text.text_id, node, default="")
    if not text_id:
        return {}
    forms, context = forms_of(state, text_id), state.context(node)
    return {kind: _fill(state, forms[kind], context).rpartition("/")[2] for kind in MEDIA if kind in forms}


def _fill(state: State, parts: Parts, context: Context) -> str:
    filled: list[str] = []
    length = 0
    for part in parts:
        text = part if isinstance(part, str) else _output(state, part, context)
        length += len(text)
        if length > MAX_TEXT:
            state.faults["label"] = f"A text is longer than {MAX_TEXT} characters; its rest was left out."
            break
        filled.append(text)
    return "".join(filled)


def _output(state: State, part: Expression, context: Context) -> str:
    placed = _placed(state, part, context)
    return str(state.bounded(placed.string, context, placed, context.node, default=""))


def _placed(state: State, part: Expression, context: Context) -> Expression:
    """Give an output of a translation as it reads from the place that shows it."""
    node = context.node
    if part.here is not None or not isinstance(node, DataNode):
        return part
    key = (id(part), node.definition.number)
    found = state.outputs.get(key)
    if found is None:
        scope = Scope(node.definition, node.definition, state.form.document, state.form.namespaces)
        found = state.outputs[key] = Expression(part.source, part.made, scope)
    return found
