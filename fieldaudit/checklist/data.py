"""The live nodes of a session: the primary instance as XPath sees it, with its state."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from fieldaudit.checklist.tree import TreeNode

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldaudit.checklist.definitions import Definition

#: How often the walk over a group is paid for, and what it and the text that it gives cost of an expression's steps.
_STRIDE = 500
_STEPS_PER_STRIDE = 3_000
_STEPS_PER_TEXT = 20
_LETTERS_PER_STEP = 4


class DataNode(TreeNode):
    """A node of the primary instance.

    `raw` is the value as it is stored, `text` as expressions and screens see it (blank while irrelevant, and without
    selections that are no choice at the moment). `slots` holds, for each child definition, its node, or the list of
    rows of a repeat. `own` is the node's own relevance, `relevant` that of its ancestors too. A row has its 1-based
    `position` and its id `row`.
    """

    __slots__ = ("alive", "definition", "own", "position", "raw", "relevant", "row", "slots")

    fixed: ClassVar[bool] = False
    parent: DataNode | None

    def __init__(self, definition: Definition, parent: DataNode | None, kind: str = "element") -> None:
        self.kind = kind  # as TreeNode does, without the call: a record has a hundred thousand of these
        self.name = definition.name
        self.ns = definition.ns
        self.parent = parent
        self.text = ""
        self.children = []
        self.attributes = []
        self.index = None
        self._number = None
        self.definition = definition
        self.slots: list[DataNode | list[DataNode]] = []
        self.raw = ""
        self.own = True
        self.relevant: bool = parent is None or parent.relevant
        self.position: int | None = None
        self.row = ""
        self.alive = True

    def value(self) -> str:
        """Give the string-value (XPath 1.0, section 5); of a group, at the cost of all below it."""
        if not self.slots:
            return self.text
        top: DataNode = self
        while top.parent is not None:
            top = top.parent
        texts: list[str] = []
        for count, node in enumerate(self.walk(), 1):
            if not node.children:
                texts.append(node.text)
            if not count % _STRIDE:
                top.spend(_STEPS_PER_STRIDE)
        found = "".join(texts)
        top.spend(_STEPS_PER_TEXT + len(found) // _LETTERS_PER_STEP)
        return found

    def spend(self, count: int) -> None:
        """Take steps from the expression that runs: of the document, which alone knows it."""

    def show(self, text: str) -> None:
        """Change what expressions see."""
        self.text = text
        self._number = None

    def rows(self, definition: Definition) -> list[DataNode]:
        """Give the rows of the repeat `definition` within this node."""
        found = self.slots[definition.slot]
        return found if isinstance(found, list) else [found]

    def attach(self, row: DataNode) -> None:
        """Append a row to its repeat."""
        rows = self.rows(row.definition)
        before = self.slots[: row.definition.slot + 1]
        self.children.insert(sum(len(slot) if isinstance(slot, list) else 1 for slot in before), row)
        rows.append(row)
        row.position = len(rows)

    def relist(self) -> None:
        """Bring the children in line with the slots, and number the rows."""
        children: list[TreeNode] = []
        for slot in self.slots:
            if isinstance(slot, list):
                for position, row in enumerate(slot, 1):
                    row.position = position
                children.extend(slot)
            else:
                children.append(slot)
        self.children = children


class DocumentNode(DataNode):
    """The node above the root element; `singles` gives by number each node that exists exactly once."""

    __slots__ = ("charge", "singles")

    def __init__(self, definition: Definition, size: int) -> None:
        super().__init__(definition, None, "document")
        self.charge: Callable[[int], None] | None = None
        self.singles: list[DataNode | None] = [None] * size

    def spend(self, count: int) -> None:
        """Take steps from the expression that runs; raises TooLongError when none are left."""
        if self.charge is not None:
            self.charge(count)


def positional_ref(node: DataNode) -> str:
    """Give the ref with 1-based positions."""
    return _ref(node, stable=False)


def stable_ref(node: DataNode) -> str:
    """Give the ref with row ids."""
    return _ref(node, stable=True)


def _ref(node: DataNode, *, stable: bool) -> str:
    if node.definition.single:
        return node.definition.ref
    steps: list[str] = []
    step: DataNode | None = node
    while step is not None and not step.definition.single:
        mark = f"[{step.row if stable else step.position}]" if step.definition.repeated else ""
        sign = "@" if step.definition.attribute else ""
        steps.append(f"/{sign}{step.name}{mark}")
        step = step.parent
    above = "" if step is None else step.definition.ref
    return above + "".join(reversed(steps))
