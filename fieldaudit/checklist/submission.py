"""The instance as XML: written as an ODK submission, and read back as values and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from fieldaudit.checklist.data import DataNode
from fieldaudit.checklist.parsing.instance import is_template
from fieldaudit.checklist.parsing.names import XFORMS
from fieldaudit.checklist.tree import TreeNode, local_name
from fieldaudit.checklist.xml import read_xml, to_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fieldaudit.checklist.definitions import Definition
    from fieldaudit.checklist.form import Form
    from fieldaudit.checklist.state import State


def write_instance(state: State) -> bytes:
    """Write the relevant part of the instance (ODK XForms, Submission)."""
    root = state.document.slots[0]
    if isinstance(root, list):
        root = root[0]
    element = etree.Element(_tag(root.definition), nsmap=_nsmap(state))
    _fill(element, root)
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8")


def _nsmap(state: State) -> dict[str, str]:
    used = {definition.ns for definition in state.form.definitions}
    return {prefix: uri for prefix, uri in state.form.namespaces.items() if uri in used and uri != XFORMS}


def _tag(definition: Definition) -> str:
    name = local_name(definition.name)
    return f"{{{definition.ns}}}{name}" if definition.ns and definition.ns != XFORMS else name


def _fill(element: etree._Element, node: DataNode) -> None:
    for attribute in node.attributes:
        if isinstance(attribute, DataNode):
            element.set(_tag(attribute.definition), attribute.text)
    if not node.slots:
        element.text = node.text or None
    for child in node.children:
        if isinstance(child, DataNode) and child.relevant:
            _fill(etree.SubElement(element, _tag(child.definition)), child)


def read_instance(form: Form, xml: bytes) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Read an instance of the form as values and rows for `Session.resume`; rows are numbered through."""
    tree = to_tree(read_xml(xml, "The saved record"), whitespace=False)
    values: dict[str, str] = {}
    rows: dict[str, list[str]] = {}
    _read(tree.children[0], form.root, form.root.ref, values, rows)
    return values, rows


def _read(node: TreeNode, definition: Definition, ref: str, values: dict[str, str], rows: dict[str, list[str]]) -> None:
    for attribute in definition.attributes:
        if attribute.name in {each.name for each in node.attributes}:
            values[f"{ref}/@{attribute.name}"] = node.attribute(attribute.name)
    if not definition.children:
        values[ref] = node.value()
    for child in definition.children:
        found = list(_named(node, child))
        if child.repeated:
            start = sum(map(len, rows.values())) + 1
            marks = [f"row-{at}" for at in range(start, start + len(found))]
            rows[f"{ref}/{child.name}"] = marks
            for mark, each in zip(marks, found, strict=True):
                _read(each, child, f"{ref}/{child.name}[{mark}]", values, rows)
        elif found:
            _read(found[0], child, f"{ref}/{child.name}", values, rows)


def _named(node: TreeNode, definition: Definition) -> Iterator[TreeNode]:
    wanted = local_name(definition.name)
    for child in node.elements():
        if local_name(child.name) == wanted and not is_template(child):
            yield child
