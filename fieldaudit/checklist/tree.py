"""The light node tree that XPath runs over: secondary instances, restored instances and any other document."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from fieldaudit.checklist.moments import text_number

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What all nodes without any share, so that a long list takes half the memory; it is replaced, never added to.
_NONE: list[TreeNode] = []
_SILENT_KINDS = frozenset({"comment", "pi", "attribute"})


class TreeNode:
    """One node of a document: `name` is the qualified name, `text` the text of a node without children."""

    __slots__ = ("_number", "attributes", "children", "index", "kind", "name", "ns", "parent", "text")

    children: list[TreeNode]
    #: Whether the tree never changes, so that an index over its children stays true.
    fixed: ClassVar[bool] = True

    def __init__(self, kind: str, name: str = "", ns: str = "", parent: TreeNode | None = None, text: str = "") -> None:
        self.kind = kind
        self.name = name
        self.ns = ns
        self.parent = parent
        self.text = text
        self.children = _NONE
        self.attributes: list[TreeNode] = _NONE
        self.index: dict[tuple[str, str], dict[str, list[TreeNode]]] | None = None
        self._number: float | None = None

    def append(self, child: TreeNode) -> TreeNode:
        """Add `child` as the last child and return it."""
        child.parent = self
        if self.children is _NONE:
            self.children = [child]
        else:
            self.children.append(child)
        return child

    def value(self) -> str:
        """Give the string-value (XPath 1.0, section 5)."""
        if not self.children:
            return self.text
        return "".join(child.value() for child in self.children if child.kind not in _SILENT_KINDS)

    def number(self) -> float:
        """Give the string-value as a number, dates as days since 1970 (ODK XForms, `number()`)."""
        number = self._number
        if number is None:
            number = text_number(self.value())
            if not self.children:
                self._number = number
        return number

    def attribute(self, name: str, default: str = "") -> str:
        """Give the value of the attribute with that qualified name."""
        for attribute in self.attributes:
            if attribute.name == name:
                return attribute.text
        return default

    def elements(self) -> list[TreeNode]:
        """Give the child elements."""
        return [child for child in self.children if child.kind == "element"]

    def child(self, name: str) -> TreeNode | None:
        """Give the first child element with that qualified name."""
        for child in self.children:
            if child.name == name and child.kind == "element":
                return child
        return None

    def walk(self) -> Iterator[TreeNode]:
        """Yield this node and its descendants in document order, without attributes."""
        pending = [self]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(reversed(node.children))

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name}>"


def numbers_of(nodes: list[TreeNode]) -> list[float]:
    """Give the number of each node, those that are known without asking."""
    return [node.number() if (known := node._number) is None else known for node in nodes]  # noqa: SLF001 - same module


def local_name(name: str) -> str:
    """Give a qualified name without its prefix."""
    return name.rpartition(":")[2]


def document_order(nodes: list[TreeNode]) -> list[TreeNode]:
    """Give the distinct `nodes` in document order."""
    distinct = list(dict.fromkeys(nodes))
    if len(distinct) < 2:  # noqa: PLR2004 - nothing to order
        return distinct
    places: dict[TreeNode, dict[TreeNode, int]] = {}
    return sorted(distinct, key=lambda node: _order_key(node, places))


def _order_key(node: TreeNode, places: dict[TreeNode, dict[TreeNode, int]]) -> tuple[int, ...]:
    """Give the places of a node and its ancestors among their siblings; attributes come before children."""
    steps: list[int] = []
    while node.parent is not None:
        parent = node.parent
        among = places.get(parent)
        if among is None:
            among = {each: at for at, each in enumerate([*parent.attributes, *parent.children])}
            places[parent] = among
        steps.append(among.get(node, len(parent.attributes)))
        node = parent
    return tuple(reversed(steps))
