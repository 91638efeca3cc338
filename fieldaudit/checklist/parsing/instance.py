"""Reads the primary instance: its definitions, its defaults and the templates of its repeats (ODK XForms, Instance)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.checklist.definitions import Definition, number_definitions
from fieldaudit.checklist.parsing.names import JR, ORX, local
from fieldaudit.checklist.tree import TreeNode, local_name
from fieldaudit.checklist.xml import to_tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree

#: More places than any person fills in.
MAX_DEFINITIONS = 50_000


def read_seed(instance: etree._Element) -> tuple[TreeNode, str]:
    """Copy the root element of the primary instance; an instanceID that it lacks is added, and its ref given."""
    root = next(child for child in instance if isinstance(child.tag, str))
    seed = to_tree(root, whitespace=False)
    _drop_mixed_text(seed)
    prefix = next((f"{prefix}:" for prefix, uri in root.nsmap.items() if uri == ORX and prefix), "")
    return seed, _ensure_instance_id(seed.children[0], prefix)


def _drop_mixed_text(seed: TreeNode) -> None:
    for node in seed.walk():
        if any(child.kind == "element" for child in node.children):
            node.children = [child for child in node.children if child.kind == "element"]
        elif node.children:
            node.text = node.value()
            node.children = []


def _ensure_instance_id(root: TreeNode, prefix: str) -> str:
    meta = next((child for child in root.children if local_name(child.name) == "meta"), None)
    if meta is None:
        meta = root.append(TreeNode("element", f"{prefix}meta", ORX))
    if any(local_name(child.name) == "instanceID" for child in meta.children):
        return ""
    prefix = f"{meta.name.rpartition(':')[0]}:".removeprefix(":")
    added = meta.append(TreeNode("element", f"{prefix}instanceID", meta.ns))
    return f"/{root.name}/{meta.name}/{added.name}"


def define(seed: TreeNode) -> Definition:
    """Give the document definition over everything that occurs in the seed."""
    document = Definition("")
    _define(document, seed)
    return document


def _define(definition: Definition, node: TreeNode) -> None:
    for attribute in node.attributes:
        if attribute.ns != JR and definition.child(attribute.name, attribute=True) is None:
            definition.add(Definition(attribute.name, attribute.ns, definition, attribute=True))
    for child in node.children:
        known = definition.child(child.name)
        if known is None:
            known = definition.add(Definition(child.name, child.ns, definition))
        _define(known, child)


def mark_repeats(document: Definition, repeats: Iterable[Definition]) -> tuple[Definition, ...]:
    """Mark the repeats and settle the numbers of all definitions."""
    for repeat in repeats:
        repeat.repeated = True
    return tuple(number_definitions(document))


def is_template(node: TreeNode) -> bool:
    """Whether the node is a repeat's template, which is no part of the record."""
    return any(attribute.ns == JR and local_name(attribute.name) == "template" for attribute in node.attributes)


def templates(seed: TreeNode, definitions: Iterable[Definition]) -> dict[int, TreeNode]:
    """Give what a new row of each repeat starts from: its template, or the first row without its values."""
    found: dict[int, TreeNode] = {}
    for definition in definitions:
        if definition.repeated:
            rows = _nodes_of(seed, definition)
            explicit = next((row for row in rows if is_template(row)), None)
            found[definition.number] = explicit or blank(rows[0])
    return found


def _nodes_of(seed: TreeNode, definition: Definition) -> list[TreeNode]:
    names = [step.name for step in reversed(list(definition.ancestors()))][1:]
    found = [seed]
    for name in names:
        found = [child for node in found for child in node.children if child.name == name]
    return found


def blank(node: TreeNode) -> TreeNode:
    """Copy a node and what is below it without values, attributes and the templates of repeats."""
    copy = TreeNode(node.kind, node.name, node.ns)
    for child in node.children:
        copy.append(blank(child))
    return copy


def primary(model: etree._Element) -> etree._Element | None:
    """Give the first instance of the model that has a root element."""
    for child in model:
        if local(child) == "instance":
            return child if any(isinstance(each.tag, str) for each in child) else None
    return None
