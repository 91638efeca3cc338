"""Reads actions: setvalue and setgeopoint on the events of a form (ODK XForms, Events and Actions)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.checklist.expressions import Expression
from fieldaudit.checklist.model import Action
from fieldaudit.checklist.parsing.names import attribute, elements, local
from fieldaudit.checklist.xpath.syntax import Literal

if TYPE_CHECKING:
    from lxml import etree

    from fieldaudit.checklist.definitions import Definition
    from fieldaudit.checklist.parsing.expressions import Maker

FIRST_LOAD = "odk-instance-first-load"
LOAD = "odk-instance-load"
NEW_REPEAT = "odk-new-repeat"

_NAMES = ("setvalue", "setgeopoint")
_OLD_NAMES = {"xforms-ready": FIRST_LOAD}


def read_actions(model: etree._Element, body: etree._Element, maker: Maker) -> tuple[Action, ...]:
    """Read the actions of the model, then those nested in controls."""
    root = maker.document.children[0]
    found = [_action(element, None, root, maker) for element in elements(model, *_NAMES)]
    pending = [(body, root, False)] if next(body.iter(*(f"{{*}}{name}" for name in _NAMES)), None) is not None else []
    while pending:
        parent, here, is_control = pending.pop(0)
        for element in elements(parent):
            if local(element) in _NAMES:
                found.append(_action(element, here if is_control else None, here, maker))
                continue
            ref = attribute(element, "nodeset") or attribute(element, "ref")
            definition = (
                maker.resolve(ref, here) if ref and local(element) not in {"label", "hint", "itemset"} else None
            )
            pending.append((element, definition or here, is_control or definition is not None))
    return tuple(action for action in found if action is not None)


def _action(element: etree._Element, source: Definition | None, here: Definition, maker: Maker) -> Action | None:
    ref = attribute(element, "ref") or maker.bind_ids.get(attribute(element, "bind"), "")
    target = maker.resolve(ref, here) if ref else None
    if target is None:
        maker.trouble.warnings.append(f"An action sets {ref or 'nothing'}, which the form's data does not have.")
        return None
    path = maker.make(ref, here, f"an action on {ref}")
    if path is None:
        return None
    events = frozenset(_OLD_NAMES.get(name, name) for name in attribute(element, "event").split())
    locates = local(element) == "setgeopoint"
    return Action(events, target, path, None if locates else _value(element, target, maker), source, locates)


def _value(element: etree._Element, target: Definition, maker: Maker) -> Expression | None:
    source = attribute(element, "value")
    if source.strip():
        return maker.make(source, target, f"an action on {target.ref}")
    literal = element.text or ""
    return Expression(literal, Literal(literal), maker.scope(target))
