"""The choices of a selection: what may be chosen now, and what a stored selection therefore shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldaudit.checklist.data import DataNode
from fieldaudit.checklist.graph import CHOICES
from fieldaudit.checklist.model import SELECTIONS, Control, Itemset
from fieldaudit.checklist.texts import media_of, render, render_id
from fieldaudit.checklist.xpath.context import Context
from fieldaudit.checklist.xpath.functions.strings import tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldaudit.checklist.state import State
    from fieldaudit.checklist.tree import TreeNode


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice; `media` maps image, audio or video to a file name."""

    value: str
    label: str
    media: Mapping[str, str] = field(default_factory=dict)


def visible(state: State, node: DataNode) -> str:
    """Give the value as expressions see it: blank while irrelevant, without selections that are no choice now."""
    if not node.raw or not node.relevant:
        return ""
    control = state.form.controls.get(node.definition.number)
    if control is None or control.kind not in SELECTIONS or not (control.items or control.itemset):
        return node.raw
    allowed = allowed_values(state, node, control)
    if control.kind == "select1":
        return node.raw if node.raw in allowed else ""
    chosen = [value for value in tokens(node.raw) if value in allowed]
    if control.kind == "rank":
        chosen += [value for value in allowed if value not in chosen]
    return " ".join(chosen)


def allowed_values(state: State, node: DataNode, control: Control) -> dict[str, None]:
    """Give the values that may be chosen, in order; those that never differ are found once."""
    number = node.definition.number
    found = state.fixed_values.get(number)
    if found is None:
        if control.itemset is None:
            found = {item.value: None for item in control.items}
        else:
            found = {value: None for _, value in _entries(state, node, control.itemset)}
        rule = state.form.graph.rule(CHOICES, node.definition)
        if rule is None or not (rule.reads or rule.volatile):
            state.fixed_values[number] = found
    return found


def _entries(state: State, node: DataNode, itemset: Itemset) -> list[tuple[TreeNode, str]]:
    nodes: list[TreeNode] = state.evaluate(itemset.nodes.nodes, itemset.nodes, node, default=[])
    return [(item, state.of_item(itemset.value, item, node)) for item in nodes]


def choices(state: State, node: DataNode, control: Control) -> tuple[Choice, ...]:
    """Give the choices with their labels in the session's language."""
    if control.itemset is None:
        return tuple(
            Choice(item.value, render(state, item.label, node) or item.value, media_of(state, item.label, node))
            for item in control.items
        )
    return tuple(
        _itemset_choice(state, node, control.itemset, item, value)
        for item, value in _entries(state, node, control.itemset)
    )


def _itemset_choice(state: State, node: DataNode, itemset: Itemset, item: TreeNode, value: str) -> Choice:
    if itemset.label is None:
        return Choice(value, value)
    label = state.of_item(itemset.label, item, node)
    if not itemset.label_is_text_id:
        return Choice(value, label)
    context = Context(item, state.document, state.env, node)
    return Choice(value, render_id(state, label, context), media_of(state, None, node, label))


def choice_label(state: State, node: TreeNode, value: str) -> str:
    """Give the label of that choice of the question at `node` (ODK XForms, `jr:choice-name()`)."""
    if not isinstance(node, DataNode):
        return ""
    control = state.form.controls.get(node.definition.number)
    if control is None:
        return ""
    if control.itemset is None:
        items = (item for item in control.items if item.value == value)
        return next((render(state, item.label, node) or item.value for item in items), "")
    itemset = control.itemset
    entries = (item for item, found in _entries(state, node, itemset) if found == value)
    return next((_itemset_choice(state, node, itemset, item, value).label for item in entries), "")
