"""Finds the live node of a reference, with positions or row ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fieldaudit.checklist.data import DataNode
    from fieldaudit.checklist.definitions import Definition
    from fieldaudit.checklist.state import State

_STEP = re.compile(r"/(@?[^/\[\]]+)(?:\[([^\[\]]+)\])?")


def find(state: State, ref: str) -> DataNode | None:
    """Give the node that a positional or stable ref means, None when there is none."""
    definition = state.form.by_ref.get(ref)
    if definition is not None and definition.single:
        return state.document.singles[definition.number]
    node: DataNode | None = state.document
    at = 0
    for match in _STEP.finditer(ref):
        if match.start() != at or node is None:
            return None
        at = match.end()
        node = _step(state, node, match[1], match[2])
    return node if at == len(ref) and at else None


def find_repeat(state: State, ref: str) -> tuple[DataNode, Definition] | None:
    """Give the repeat that a ref without a last position means: the node it lies in, and its definition."""
    parent_ref, _, name = ref.rpartition("/")
    parent = find(state, parent_ref) if parent_ref else None
    definition = None if parent is None else parent.definition.child(name)
    if parent is None or definition is None or not definition.repeated:
        return None
    return parent, definition


def _step(state: State, node: DataNode, name: str, mark: str | None) -> DataNode | None:
    attribute = name.startswith("@")
    definition = node.definition.child(name.removeprefix("@"), attribute=attribute)
    if definition is None or definition.repeated != (mark is not None):
        return None
    if attribute:
        return node.attributes[definition.slot]  # type: ignore[return-value]
    if mark is None:
        return node.slots[definition.slot]  # type: ignore[return-value]
    return _row(state, node, definition, mark)


def _row(state: State, node: DataNode, definition: Definition, mark: str) -> DataNode | None:
    if mark.isascii() and mark.isdecimal() and len(mark) < 9:  # noqa: PLR2004 - longer is an id, not a position
        rows = node.rows(definition)
        return rows[int(mark) - 1] if 1 <= int(mark) <= len(rows) else None
    row = state.rows.get(mark)
    return row if row is not None and row.parent is node and row.definition is definition else None
