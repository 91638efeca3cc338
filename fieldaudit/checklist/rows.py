"""Makes nodes from definitions, and adds and removes the rows of repeats."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import uuid5

from fieldaudit.checklist.actions import new_row_actions
from fieldaudit.checklist.data import DataNode, stable_ref
from fieldaudit.checklist.graph import Rule, descend, path_down
from fieldaudit.checklist.options import visible
from fieldaudit.checklist.parsing.instance import is_template
from fieldaudit.checklist.recalculation import TOO_MUCH_TEXT, follow, mark
from fieldaudit.checklist.state import MAX_ALL_TEXT, MAX_NODES
from fieldaudit.checklist.types import lexical

if TYPE_CHECKING:
    from fieldaudit.checklist.definitions import Definition
    from fieldaudit.checklist.state import State
    from fieldaudit.checklist.tree import TreeNode

#: More rows than any audit has; a count above it stops there.
MAX_ROWS = 10_000
#: What making one place costs of the steps of a change.
_STEPS_PER_PLACE = 20
#: More rows than all repeats of an audit together have.
MAX_ALL_ROWS = 20_000

Rows = Mapping[str, Sequence[str]]
_TOO_MANY = f"Its rows would make more than {MAX_NODES} places; the others were left out."


def build(state: State, definition: Definition, parent: DataNode, source: TreeNode | None) -> DataNode:
    """Make the node of a definition with the default that `source` gives; `fill` makes what is below it."""
    node = DataNode(definition, parent)
    state.made += 1
    _number(state, node)
    node.attributes = [_attribute(state, each, node, source) for each in definition.attributes]
    if not definition.children:
        _default(state, node, "" if source is None else source.value())
    return node


def fill(state: State, node: DataNode, source: TreeNode | None, rows: Rows) -> None:
    """Make everything below a node that `build` made; its own row id must be set."""
    firsts = {} if source is None else {child.name: child for child in reversed(source.children)}
    for definition in node.definition.children:
        if definition.repeated:
            node.slots.append([])
            _fill_rows(state, node, definition, _sources(source, definition), rows)
        else:
            child_source = firsts.get(definition.name)
            child = build(state, definition, node, child_source)
            node.slots.append(child)
            fill(state, child, child_source, rows)
    if node.definition.children:
        node.relist()


def _sources(source: TreeNode | None, definition: Definition) -> list[TreeNode]:
    children = [] if source is None else source.children
    return [child for child in children if child.name == definition.name and not is_template(child)]


def _fill_rows(state: State, node: DataNode, definition: Definition, sources: list[TreeNode], rows: Rows) -> None:
    """Make the rows that `rows` names, else those of the form; counted rows come with their count."""
    state.defaults[node, definition.number] = sources
    ids = rows.get(f"{stable_ref(node)}/{definition.name}")
    control = state.form.controls.get(definition.number)
    if ids is None:
        counted = control is not None and control.count is not None
        ids = [] if counted else [row_id(state, node, definition, at) for at in range(1, len(sources) + 1)]
    for row in ids:
        if state.made > MAX_NODES:
            state.faults[definition.ref] = _TOO_MANY
            return
        node.rows(definition).append(_row(state, node, definition, row, rows))


def _row(state: State, parent: DataNode, definition: Definition, row: str, rows: Rows) -> DataNode:
    position = len(parent.rows(definition)) + 1
    source = _source(state, parent, definition, row, position)
    node = build(state, definition, parent, source)
    node.row = row
    node.position = position
    state.rows[row] = node
    fill(state, node, source, rows)
    return node


def _source(state: State, parent: DataNode, definition: Definition, row: str, position: int) -> TreeNode:
    """Give what a row starts from: the form's own row at that position, or the repeat's template."""
    sources = state.defaults[parent, definition.number]
    if position <= len(sources) and row == row_id(state, parent, definition, position):
        return sources[position - 1]
    return state.form.templates[definition.number]


def row_id(state: State, parent: DataNode, definition: Definition, position: int) -> str:
    """Give the id of the row that a template or count puts at that position, the same on every computer."""
    return str(uuid5(state.record, f"{stable_ref(parent)}/{definition.name}|{position}"))


def _number(state: State, node: DataNode) -> None:
    if node.definition.single:
        state.document.singles[node.definition.number] = node


def _attribute(state: State, definition: Definition, parent: DataNode, source: TreeNode | None) -> DataNode:
    node = DataNode(definition, parent, "attribute")
    _number(state, node)
    _default(state, node, "" if source is None else source.attribute(definition.name))
    return node


def _default(state: State, node: DataNode, text: str) -> None:
    text = lexical(state.form.bind_list[node.definition.number].type, text)
    if text and state.held + len(text) > MAX_ALL_TEXT:
        state.faults[node.definition.ref] = TOO_MUCH_TEXT
        text = ""
    state.held += len(text)
    node.raw = text
    node.text = node.raw


def add_row(state: State, parent: DataNode, definition: Definition, row: str) -> DataNode:
    """Append a row, fire its actions, and mark all that depends on it."""
    before = state.made
    node = _row(state, parent, definition, row, {})
    state.steps -= _STEPS_PER_PLACE * (state.made - before)
    parent.attach(node)
    state.log.added.append(stable_ref(node))
    state.log.touched.update(dict.fromkeys(_subtree(node)))
    _show(state, node)
    if not state.opening:
        for rule in state.form.graph.inside.get(definition.number, ()):
            mark(state, rule, descend(node, path_down(rule.reach, definition)))
        follow(state, state.form.graph.rows.get(definition.number, ()), parent)
    new_row_actions(state, node)
    return node


def is_full(state: State) -> bool:
    """Whether the record has as many places as one may have."""
    return state.made > MAX_NODES


def _subtree(node: DataNode) -> list[DataNode]:
    return list(node.walk())  # type: ignore[arg-type]


def _show(state: State, node: DataNode) -> None:
    """Let the new leaves show what their relevance and choices allow."""
    for each in _subtree(node):
        if not each.slots and each.raw and state.steps >= 0:
            each.show(visible(state, each))


def remove_rows(state: State, parent: DataNode, definition: Definition, first: int, count: int) -> None:
    """Remove `count` rows from the 0-based `first` on, and mark all that depends on them."""
    rows = parent.rows(definition)
    gone = rows[first : first + count]
    for row in gone:
        state.log.removed.append(stable_ref(row))
        _forget(state, row)
    del rows[first : first + count]
    parent.relist()
    if state.opening:
        return
    for row in rows[first:]:
        state.log.touched[row] = None
        follow(state, state.form.graph.places.get(definition.number, ()), row)
    follow(state, state.form.graph.rows.get(definition.number, ()), parent)


def _forget(state: State, row: DataNode) -> None:
    for node in _subtree(row):
        node.alive = False
        state.made -= 1
        state.held -= len(node.raw)
        state.verdicts.pop(node, None)
        state.log.values.pop(node, None)
        state.log.touched.pop(node, None)
        if node.row:
            state.rows.pop(node.row, None)


def set_count(state: State, rule: Rule, parent: DataNode) -> None:
    """Give the repeat as many rows as its count says; a count that is no number changes nothing."""
    definition, expression = rule.definition, rule.expression
    if expression is None or not parent.alive:
        return
    place = DataNode(definition, parent)
    if any(definition in read.target.ancestors() for read in rule.reads):
        fill(state, place, None, {})  # a count that asks for what is in a row finds it blank
    number = state.evaluate(expression.number, expression, place, default=math.nan)
    if math.isnan(number):
        return
    wanted = math.trunc(min(max(number, 0), MAX_ROWS))
    have = len(parent.rows(definition))
    if wanted < have:
        remove_rows(state, parent, definition, wanted, have - wanted)
    room = have + max(0, MAX_ALL_ROWS - len(state.rows))
    for position in range(have + 1, min(wanted, room) + 1):
        if state.made > MAX_NODES:
            state.faults[definition.ref] = _TOO_MANY
            return
        if state.steps < 0:
            mark(state, rule, [parent])
            return
        add_row(state, parent, definition, row_id(state, parent, definition, position))
