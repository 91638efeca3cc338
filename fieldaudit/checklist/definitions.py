"""The shape of a form's primary instance: one definition per path, of which the live nodes are instances."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Definition:
    """One place of the primary instance, `ref` without positions.

    `slot` is its index among the parent's definitions, `number` its rank in document order, `repeated` whether it is a
    repeat, `single` whether it has exactly one instance (no repeat on the way to it).
    """

    __slots__ = (
        "attribute", "attributes", "children", "depth", "name", "named", "ns", "number", "parent", "ref",
        "repeated", "single", "slot",
    )  # fmt: skip

    def __init__(self, name: str, ns: str = "", parent: Definition | None = None, *, attribute: bool = False) -> None:
        self.name = name
        self.ns = ns
        self.parent = parent
        self.attribute = attribute
        self.children: list[Definition] = []
        self.attributes: list[Definition] = []
        self.named: dict[str, Definition] = {}
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.repeated = False
        self.single = True
        self.slot = 0
        self.number = 0
        self.ref: str = "" if parent is None else f"{parent.ref}/{'@' if attribute else ''}{name}"

    def add(self, child: Definition) -> Definition:
        """Add a definition below this one."""
        (self.attributes if child.attribute else self.children).append(child)
        self.named[f"@{child.name}" if child.attribute else child.name] = child
        return child

    def child(self, name: str, ns: str | None = None, *, attribute: bool = False) -> Definition | None:
        """Give the child of that qualified name, or of that local name in the namespace `ns`."""
        if ns is None:
            return self.named.get(f"@{name}" if attribute else name)
        children = self.attributes if attribute else self.children
        return next((child for child in children if child.ns == ns and child.name.rpartition(":")[2] == name), None)

    def walk(self) -> Iterator[Definition]:
        """Yield this definition and those below it in document order."""
        pending = [self]
        while pending:
            definition = pending.pop()
            yield definition
            yield from definition.attributes
            pending.extend(reversed(definition.children))

    def ancestors(self) -> Iterator[Definition]:
        """Yield this definition and those above it, up to the document."""
        step: Definition | None = self
        while step is not None:
            yield step
            step = step.parent

    def __repr__(self) -> str:
        return f"<{self.ref or '/'}>"


def number_definitions(document: Definition) -> list[Definition]:
    """Settle slots, numbers and singleness below `document`; gives the definitions by number."""
    ordered = list(document.walk())
    for number, definition in enumerate(ordered):
        definition.number = number
        parent = definition.parent
        definition.single = not definition.repeated and (parent is None or parent.single)
        for children in (definition.children, definition.attributes):
            for slot, child in enumerate(children):
                child.slot = slot
    return ordered


def common(one: Definition, other: Definition) -> Definition:
    """Give the deepest definition that lies above or at both."""
    above = set(map(id, one.ancestors()))
    return next(step for step in other.ancestors() if id(step) in above)
