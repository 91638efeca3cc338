"""The axes and node tests of XPath 1.0 (sections 2.2 and 2.3), over the light tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from fieldaudit.checklist.tree import TreeNode, local_name
from fieldaudit.checklist.xpath.syntax import DESCEND

if TYPE_CHECKING:
    from fieldaudit.checklist.xpath.syntax import Test

Axis = Callable[[TreeNode], list[TreeNode]]


class _LeafText(TreeNode):
    """The text node of an element without children, made when it is asked for; the same one however often."""

    __slots__ = ()

    def __init__(self, leaf: TreeNode) -> None:
        super().__init__("text", parent=leaf, text=leaf.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _LeafText) and self.parent is other.parent

    def __hash__(self) -> int:
        return hash((_LeafText, self.parent))


def _has_text(node: TreeNode) -> bool:
    return bool(node.text) and node.kind == "element" and not node.children


def _texts(node: TreeNode) -> list[TreeNode]:
    return [_LeafText(node)] if _has_text(node) else node.children


def _with_texts(axis: Axis, *, backwards: bool = False) -> Axis:
    """Give the axis with the text of each leaf as a node of its own, after the leaf in document order."""

    def along(node: TreeNode) -> list[TreeNode]:
        found: list[TreeNode] = []
        for each in axis(node):
            leaf = [each, _LeafText(each)] if _has_text(each) else [each]
            found.extend(reversed(leaf) if backwards else leaf)
        return found

    return along


def _descendants_with_texts(node: TreeNode) -> list[TreeNode]:
    return [*_texts(node)] if _has_text(node) else _with_texts(_descendants)(node)


def _child(node: TreeNode) -> list[TreeNode]:
    return node.children


def _parent(node: TreeNode) -> list[TreeNode]:
    return [] if node.parent is None else [node.parent]


def _ancestors(node: TreeNode) -> list[TreeNode]:
    found = []
    while node.parent is not None:
        node = node.parent
        found.append(node)
    return found


def _descendants(node: TreeNode) -> list[TreeNode]:
    walk = node.walk()
    next(walk)
    return list(walk)


def _siblings(node: TreeNode) -> tuple[list[TreeNode], int]:
    if node.parent is None or node.kind == "attribute":
        return [], 0
    children = node.parent.children
    at = next((at for at, sibling in enumerate(children) if sibling is node), None)
    return ([], 0) if at is None else (children, at)


def _following_siblings(node: TreeNode) -> list[TreeNode]:
    siblings, at = _siblings(node)
    return siblings[at + 1 :]


def _preceding_siblings(node: TreeNode) -> list[TreeNode]:
    siblings, at = _siblings(node)
    return siblings[:at][::-1]


def _following(node: TreeNode) -> list[TreeNode]:
    chain = [node, *_ancestors(node)]
    return [found for step in chain for sibling in _following_siblings(step) for found in sibling.walk()]


def _preceding(node: TreeNode) -> list[TreeNode]:
    found: list[TreeNode] = []
    for step in [node, *_ancestors(node)]:
        for sibling in _preceding_siblings(step):
            found.extend(reversed(list(sibling.walk())))
    return found


AXES: Mapping[str, Axis] = {
    "child": _child,
    "parent": _parent,
    "self": lambda node: [node],
    "attribute": lambda node: node.attributes,
    "ancestor": _ancestors,
    "ancestor-or-self": lambda node: [node, *_ancestors(node)],
    "descendant": _descendants,
    "descendant-or-self": lambda node: list(node.walk()),
    "following": _following,
    "following-sibling": _following_siblings,
    "preceding": _preceding,
    "preceding-sibling": _preceding_siblings,
    "namespace": lambda _node: [],
}


_AXES_WITH_TEXTS: Mapping[str, Axis] = {
    "child": _texts,
    "descendant": _descendants_with_texts,
    "descendant-or-self": _with_texts(AXES["descendant-or-self"]),
    "following": _with_texts(_following),
    "preceding": _with_texts(_preceding, backwards=True),
}


def axis_for(axis: str, test: Test) -> Axis:
    """Give the axis, with text nodes where they are wanted; the step that `//` stands for leads on to none."""
    plain = test.kind not in {"text", "node"} or test is DESCEND.test
    return AXES[axis] if plain else _AXES_WITH_TEXTS.get(axis, AXES[axis])


def tester(axis: str, test: Test, namespaces: Mapping[str, str]) -> Callable[[TreeNode], bool]:
    """Give the node test as a predicate over nodes."""
    principal = "attribute" if axis == "attribute" else "element"
    match test.kind:
        case "node":
            return lambda _node: True
        case "any":
            return lambda node: node.kind == principal
        case "name":
            return _name_tester(test.name, principal, namespaces)
        case "prefix":
            uri = namespaces.get(test.name, test.name)
            return lambda node: node.kind == principal and node.ns == uri
        case "pi":
            return lambda node: node.kind == "pi" and test.name in {"", node.name}
        case kind:
            return lambda node: node.kind == kind


def _name_tester(name: str, principal: str, namespaces: Mapping[str, str]) -> Callable[[TreeNode], bool]:
    prefix, _, local = name.rpartition(":")
    if not prefix:
        return lambda node: node.name == name and node.kind == principal
    uri = namespaces.get(prefix)
    if uri is None:
        return lambda node: node.name == name and node.kind == principal
    return lambda node: node.ns == uri and node.kind == principal and local_name(node.name) == local
