"""Reads the body: controls, groups, repeats and choices (ODK XForms, Body)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fieldaudit.checklist.model import QUESTIONS, SELECTIONS, Bind, Control, Item, Itemset
from fieldaudit.checklist.parsing.expressions import Maker, itext_id
from fieldaudit.checklist.parsing.names import JR, attribute, elements, first, local, written_attributes
from fieldaudit.checklist.parsing.texts import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree

    from fieldaudit.checklist.definitions import Definition
    from fieldaudit.checklist.expressions import Expression

_CONTROLS = {**{name: name for name in QUESTIONS}, "group": "group", "repeat": "repeat", "secret": "input"}

_NO_BIND = Bind("")
#: A name, or the text of that id: nothing that depends on the question whose choices they are.
_OF_ANY_QUESTION = re.compile(r"[^\W\d][\w.-]*|jr:itext\([^\W\d][\w.-]*\)")


class BodyReader:
    """Reads the elements of one body."""

    def __init__(self, maker: Maker, binds: dict[str, Bind]) -> None:
        self.maker = maker
        self.binds = binds
        self.of_items: dict[str, Expression] = {}

    def read(self, parent: etree._Element, here: Definition) -> tuple[Control, ...]:
        """Read the controls within `parent`."""
        found = []
        for element in parent:
            kind = _CONTROLS.get(local(element))
            control = None if kind is None else self.control(element, kind, here)
            if control is not None:
                found.append(control)
        return tuple(found)

    def definition(self, element: etree._Element, written: Mapping[str, str], here: Definition) -> Definition | None:
        """Give the place that a control is for."""
        bound = written.get("bind")
        ref = written.get("ref") or written.get("nodeset") or (self.maker.bind_ids.get(bound, "") if bound else "")
        if not ref:
            return None
        found = self.maker.resolve(ref, here)
        if found is None:
            self.maker.trouble.warnings.append(f"The {local(element)} for {ref} has no place in the form's data.")
        return found

    def control(self, element: etree._Element, kind: str, here: Definition) -> Control | None:
        """Read one control."""
        written = written_attributes(element)
        definition = self.definition(element, written, here)
        if definition is None and kind != "group":
            return None
        at = definition or here
        parts: dict[str, etree._Element] = {}
        for child in element:
            parts.setdefault(local(child), child)
        is_question = kind not in {"group", "repeat"}
        control = Control(
            kind=kind,
            ref=definition.ref if definition is not None else "",
            bind=self.binds[definition.ref] if definition is not None else _NO_BIND,
            definition=definition,
            appearance=written.get("appearance", ""),
            label=read_text(parts.get("label"), at, self.maker),
            hint=read_text(parts.get("hint"), at, self.maker),
            items=self.items(element, at) if is_question and "item" in parts else (),
            itemset=self.itemset(parts["itemset"], at) if is_question and "itemset" in parts else None,
            mediatype=written.get("mediatype") or written.get("accept", ""),
            start=written.get("start", ""),
            end=written.get("end", ""),
            step=written.get("step", ""),
            rows=written.get("rows", ""),
        )
        if control.kind in SELECTIONS and (control.items or control.itemset):
            control = self._chosen(control)
        return control if is_question else self.group(control, element, at)

    def _chosen(self, control: Control) -> Control:
        """Keep choices as they are written, whatever type the bind names: a value of none of its kind would be lost."""
        bind = control.bind._replace(type="string")
        self.binds[control.ref] = bind
        return control._replace(bind=bind)

    def group(self, control: Control, element: etree._Element, at: Definition) -> Control:
        """Read what a group or repeat holds; a group that only labels its repeat becomes one with it."""
        children = self.read(element, at)
        if control.kind == "repeat":
            count = attribute(element, "count", JR)
            fixed = attribute(element, "noAddRemove", JR).strip() in {"true()", "true"}
            expression = self.maker.make(count, at, f"the count of {at.ref}") if count else None
            return control._replace(children=children, count=expression, fixed_rows=fixed or expression is not None)
        if len(children) == 1 and children[0].kind == "repeat" and control.ref in {"", children[0].ref}:
            inner = children[0]
            appearance = f"{control.appearance} {inner.appearance}".strip()
            return inner._replace(
                label=control.label or inner.label, hint=control.hint or inner.hint, appearance=appearance
            )
        return control._replace(children=children)

    def items(self, element: etree._Element, at: Definition) -> tuple[Item, ...]:
        """Read the choices written in a control."""
        found = []
        for item in elements(element, "item"):
            value = first(item, "value")
            text = "" if value is None else (value.text or "").strip()
            found.append(Item(text, read_text(first(item, "label"), at, self.maker)))
        return tuple(found)

    def itemset(self, itemset: etree._Element, at: Definition) -> Itemset | None:
        """Read where choices come from."""
        what = f"the choices of {at.ref}"
        source = attribute(itemset, "nodeset")
        nodes = self.maker.make(source, at, what)
        inner = None if source.startswith("instance(") else self.maker.resolve_items(source, at)
        value, label = first(itemset, "value"), first(itemset, "label")
        value_path = self.of_item("name" if value is None else attribute(value, "ref"), inner, at, what)
        label_path = None if label is None else self.of_item(attribute(label, "ref"), inner, at, what)
        if nodes is None or value_path is None:
            return None
        text_id = None if label_path is None else itext_id(label_path)
        return Itemset(nodes, value_path, text_id or label_path, label_is_text_id=text_id is not None)

    def of_item(self, source: str, inner: Definition | None, at: Definition, what: str) -> Expression | None:
        """Read the value or label of choices; one that says the same for every question is read once."""
        known = self.of_items.get(source) if inner is None else None
        found = known or self.maker.make(source, inner, what, at)
        if known is None and found is not None and inner is None and _OF_ANY_QUESTION.fullmatch(source):
            self.of_items[source] = found
        return found


def find_repeats(body: etree._Element, maker: Maker) -> list[Definition]:
    """Give the definitions that repeat, before anything else of the body is read."""
    found: list[Definition] = []
    pending = [(body, maker.document.children[0])]
    while pending:
        parent, here = pending.pop()
        for element in parent.iterchildren("{*}group", "{*}repeat"):
            ref = attribute(element, "nodeset") or attribute(element, "ref")
            definition = maker.resolve(ref, here) if ref else None
            if definition is not None and local(element) == "repeat" and definition.parent is not maker.document:
                found.append(definition)
            pending.append((element, definition or here))
    return found
