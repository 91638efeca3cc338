"""Runs actions and preloads on the events of a session (ODK XForms, Events and Actions; Preload Attributes)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import uuid4

from fieldaudit.checklist.data import DataNode, positional_ref
from fieldaudit.checklist.definitions import common
from fieldaudit.checklist.moments import full_text
from fieldaudit.checklist.parsing.actions import FIRST_LOAD, LOAD, NEW_REPEAT
from fieldaudit.checklist.recalculation import settle, write
from fieldaudit.checklist.state import State, instances
from fieldaudit.checklist.types import lexical
from fieldaudit.checklist.xpath.syntax import Path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldaudit.checklist.model import Action, Bind

#: How many actions one change may set off before they are taken for a circle.
MAX_ACTIONS = 5_000

_PROPERTIES: Mapping[str, str] = MappingProxyType(
    {"phone number": "phonenumber", "UserID": "username", "userID": "username"}
)


def first_load(state: State) -> None:
    """Run the actions of the first load."""
    _load(state, {FIRST_LOAD, LOAD})


def later_load(state: State) -> None:
    """Run the actions of every load."""
    _load(state, {LOAD})


def _load(state: State, events: set[str]) -> None:
    state.due.extend((action, None) for action in state.form.actions if events & action.events)


def new_row_actions(state: State, row: DataNode) -> None:
    """Run the actions of a new row before anything is recalculated; those that read what is not computed yet wait."""
    for action in state.form.actions:
        if NEW_REPEAT not in action.events or action.source is None:
            continue
        repeat = next((step for step in action.source.ancestors() if step.repeated), None)
        if repeat is not row.definition:
            continue
        if state.late:
            state.due.append((action, row))
        else:
            for node in _targets(state, action, row):
                _run(state, action, node)


def run_due(state: State) -> None:
    """Run the actions of a load and those that changed values set off, as long as all that they read is computed."""
    count = 0
    while state.due and state.steps >= 0 and not state.late:
        action, source = state.due.popleft()
        count += 1
        if count > MAX_ACTIONS:
            state.due.clear()
            state.faults[action.target.ref] = "Its actions set each other off in a circle; they were stopped."
            return
        for node in _due_targets(state, action, source):
            _run(state, action, node)
        settle(state)


def _due_targets(state: State, action: Action, source: DataNode | None) -> list[DataNode]:
    """Give what an action sets: for a load every relevant place, else what it means from its source."""
    if source is None:
        return [node for node in instances(state.document, action.target) if node.relevant]
    return _targets(state, action, source) if source.alive else []


def still_unlocated(state: State) -> None:
    """Note the places that actions have asked the computer to locate, in a record that is continued."""
    for action in state.form.actions:
        if not action.locates:
            continue
        if action.source is None or action.events & {FIRST_LOAD, LOAD, NEW_REPEAT}:
            nodes = instances(state.document, action.target)
        else:
            sources = [node for node in instances(state.document, action.source) if node.raw]
            nodes = [node for source in sources for node in _targets(state, action, source)]
        state.unlocated.update(dict.fromkeys(nodes))


def _run(state: State, action: Action, node: DataNode) -> None:
    if action.locates:
        point = lexical("geopoint", state.locate())
        if point:
            write(state, node, point)
        else:
            state.unlocated[node] = None
        return
    if action.value is None:
        return
    text = state.evaluate(action.value.string, action.value, node, default="")
    write(state, node, lexical(state.form.bind_list[node.definition.number].type, text))


def _targets(state: State, action: Action, source: DataNode) -> list[DataNode]:
    """Give the nodes that the action sets: in the source's own row unless its path says otherwise."""
    if _has_predicates(action):
        found = state.evaluate(action.target_path.nodes, action.target_path, source, default=[])
    else:
        above = common(source.definition, action.target)
        node: DataNode | None = source
        while node is not None and node.definition is not above:
            node = node.parent
        found = [] if node is None else _below(node, action)
    if len(found) > 1:
        state.faults[positional_ref(source)] = f"An action means one of several {action.target.ref}; it set none."
        return []
    return list(found)


def _has_predicates(action: Action) -> bool:
    tree = action.target_path.tree
    return isinstance(tree, Path) and any(step.predicates for step in tree.steps)


def _below(node: DataNode, action: Action) -> list[DataNode]:
    steps = []
    for step in action.target.ancestors():
        if step is node.definition:
            break
        steps.append(step)
    found = [node]
    for step in reversed(steps):
        if step.repeated:
            found = [row for each in found for row in each.rows(step)]
        elif step.attribute:
            found = [each.attributes[step.slot] for each in found]  # type: ignore[misc]
        else:
            found = [each.slots[step.slot] for each in found]  # type: ignore[misc]
    return found


def preload(state: State) -> None:
    """Fill the places that preloads fill when an instance is first loaded."""
    for definition in state.form.definitions:
        bind = state.form.bind_list[definition.number]
        if bind.preload and not (bind.preload == "timestamp" and bind.preload_parameter == "end"):
            for node in instances(state.document, definition):
                text = _preloaded(state, bind)
                if text:
                    write(state, node, lexical(bind.type, text))


def ensure_instance_id(state: State) -> None:
    """Give a record that is continued its id where it has none."""
    for definition in state.form.definitions:
        bind = state.form.bind_list[definition.number]
        if bind.preload == "uid":
            for node in instances(state.document, definition):
                if not node.raw:
                    write(state, node, _preloaded(state, bind))


def finish(state: State) -> None:
    """Note the end time where the form asks for it."""
    for definition in state.form.definitions:
        bind = state.form.bind_list[definition.number]
        if bind.preload == "timestamp" and bind.preload_parameter == "end":
            for node in instances(state.document, definition):
                write(state, node, full_text(state.env.now()))


def property_of(state: State, name: str) -> str:
    """Give a property of the computer or its user by any of the names that forms use, blank where it is not known."""
    return state.properties.get(_PROPERTIES.get(name, name), "")


def _preloaded(state: State, bind: Bind) -> str:
    match bind.preload:
        case "uid":
            return f"uuid:{uuid4()}"
        case "timestamp":
            return full_text(state.env.now())
        case "date":
            return state.env.now().astimezone().date().isoformat()
        case "property" | "context":
            return property_of(state, bind.preload_parameter)
        case _:
            return ""
