"""Reads the body: controls, groups, repeats and choices (ODK XForms, Body)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fieldaudit.checklist.model import QUESTIONS, Bind, Control, Item, Itemset
from fieldaudit.checklist.parsing.expressions import Maker, itext_id
from fieldaudit.checklist.parsing.names import JR, attribute, elements, first, local
from fieldaudit.checklist.parsing.texts import read_text

if TYPE_CHECKING:
    from lxml import etree

    from fieldaudit.checklist.definitions import Definition

_CONTROLS = {**{name: name for name in QUESTIONS}, "group": "group", "repeat": "repeat", "secret": "input"}


class BodyReader:
    """Reads the elements of one body."""

    def __init__(self, maker: Maker, binds: dict[str, Bind]) -> None:
        self.maker = maker
        self.binds = binds

    def read(self, parent: etree._Element, here: Definition) -> tuple[Control, ...]:
        """Read the controls within `parent`."""
        found = [self.control(element, here) for element in elements(parent) if local(element) in _CONTROLS]
        return tuple(control for control in found if control is not None)

    def definition(self, element: etree._Element, here: Definition) -> Definition | None:
        """Give the place that a control is for."""
        ref = attribute(element, "ref") or attribute(element, "nodeset") or self._bound(attribute(element, "bind"))
        if not ref:
            return None
        found = self.maker.resolve(ref, here)
        if found is None:
            self.maker.trouble.warnings.append(f"The {local(element)} for {ref} has no place in the form's data.")
        return found

    def _bound(self, name: str) -> str:
        return self.maker.bind_ids.get(name, "") if name else ""

    def control(self, element: etree._Element, here: Definition) -> Control | None:
        """Read one control."""
        kind = _CONTROLS[local(element)]
        definition = self.definition(element, here)
        if definition is None and kind != "group":
            return None
        at = definition or here
        bind = self.binds[definition.ref] if definition is not None else Bind("")
        control = Control(
            kind=kind,
            ref=definition.ref if definition is not None else "",
            bind=bind,
            definition=definition,
            appearance=attribute(element, "appearance"),
            label=read_text(first(element, "label"), at, self.maker),
            hint=read_text(first(element, "hint"), at, self.maker),
            mediatype=attribute(element, "mediatype") or attribute(element, "accept"),
            start=attribute(element, "start"),
            end=attribute(element, "end"),
            step=attribute(element, "step"),
            rows=attribute(element, "rows"),
        )
        if kind in {"group", "repeat"}:
            return self.group(control, element, at)
        return replace(control, items=self.items(element, at), itemset=self.itemset(element, at))

    def group(self, control: Control, element: etree._Element, at: Definition) -> Control:
        """Read what a group or repeat holds; a group that only labels its repeat becomes one with it."""
        children = self.read(element, at)
        if control.kind == "repeat":
            count = attribute(element, "count", JR)
            fixed = attribute(element, "noAddRemove", JR).strip() in {"true()", "true"}
            expression = self.maker.make(count, at, f"the count of {at.ref}") if count else None
            return replace(control, children=children, count=expression, fixed_rows=fixed or expression is not None)
        if len(children) == 1 and children[0].kind == "repeat" and control.ref in {"", children[0].ref}:
            inner = children[0]
            appearance = f"{control.appearance} {inner.appearance}".strip()
            return replace(
                inner, label=control.label or inner.label, hint=control.hint or inner.hint, appearance=appearance
            )
        return replace(control, children=children)

    def items(self, element: etree._Element, at: Definition) -> tuple[Item, ...]:
        """Read the choices written in a control."""
        found = []
        for item in elements(element, "item"):
            value = first(item, "value")
            text = "" if value is None else (value.text or "").strip()
            found.append(Item(text, read_text(first(item, "label"), at, self.maker)))
        return tuple(found)

    def itemset(self, element: etree._Element, at: Definition) -> Itemset | None:
        """Read where choices come from."""
        itemset = first(element, "itemset")
        if itemset is None:
            return None
        what = f"the choices of {at.ref}"
        nodes = self.maker.make(attribute(itemset, "nodeset"), at, what)
        inner = self.maker.resolve_items(attribute(itemset, "nodeset"), at)
        value, label = first(itemset, "value"), first(itemset, "label")
        value_path = self.maker.make("name" if value is None else attribute(value, "ref"), inner, what, at)
        label_path = None if label is None else self.maker.make(attribute(label, "ref"), inner, what, at)
        if nodes is None or value_path is None:
            return None
        text_id = None if label_path is None else itext_id(label_path)
        return Itemset(nodes, value_path, text_id or label_path, label_is_text_id=text_id is not None)


def find_repeats(body: etree._Element, maker: Maker) -> list[Definition]:
    """Give the definitions that repeat, before anything else of the body is read."""
    found: list[Definition] = []
    pending = [(body, maker.document.children[0])]
    while pending:
        parent, here = pending.pop()
        for element in elements(parent, "group", "repeat"):
            ref = attribute(element, "nodeset") or attribute(element, "ref")
            definition = maker.resolve(ref, here) if ref else None
            if definition is not None and local(element) == "repeat" and definition.parent is not maker.document:
                found.append(definition)
            pending.append((element, definition or here))
    return found
