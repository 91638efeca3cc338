"""The state of one filling-in: the live tree, what is to be recalculated, and what has changed."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fieldaudit.checklist.data import DataNode, DocumentNode, positional_ref
from fieldaudit.checklist.xpath.context import Context, Environment
from fieldaudit.checklist.xpath.lexer import ExpressionError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from fieldaudit.checklist.definitions import Definition
    from fieldaudit.checklist.expressions import Expression
    from fieldaudit.checklist.form import Form
    from fieldaudit.checklist.graph import Rule
    from fieldaudit.checklist.model import Action
    from fieldaudit.checklist.tree import TreeNode


@dataclass(slots=True)
class Log:
    """What has changed since it was last taken."""

    values: dict[DataNode, None] = field(default_factory=dict)
    touched: dict[DataNode, None] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


@dataclass(slots=True)
class State:
    """Everything that the modules of a session share."""

    form: Form
    document: DocumentNode
    env: Environment
    language: str
    record: UUID
    properties: Mapping[str, str]
    recount: Callable[[State, Rule, DataNode], None]
    rows: dict[str, DataNode] = field(default_factory=dict)
    log: Log = field(default_factory=Log)
    dirty: dict[int, dict[DataNode, None]] = field(default_factory=dict)
    turns: list[int] = field(default_factory=list)
    turn: int = -1
    turned_back: int = 0
    opening: bool = True
    defaults: dict[tuple[DataNode, int], list[TreeNode]] = field(default_factory=dict)
    kept: set[DataNode] = field(default_factory=set)
    due: deque[tuple[Action, DataNode]] = field(default_factory=deque)
    fixed_values: dict[int, dict[str, None]] = field(default_factory=dict)
    outputs: dict[tuple[int, int], Expression] = field(default_factory=dict)
    verdicts: dict[DataNode, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    def context(self, node: DataNode) -> Context:
        """Give the context of an expression at `node`."""
        return Context(node, self.document, self.env)

    def evaluate(self, call: Callable[[Context], Any], expression: Expression, node: DataNode, default: Any) -> Any:
        """Evaluate at `node`; an expression that fails counts as `default` and is noted in `faults`."""
        try:
            return call(Context(node, self.document, self.env))
        except ExpressionError as error:
            self.faults[positional_ref(node)] = f"“{expression.source}” failed: {error}"
            return default

    def of_item(self, expression: Expression, item: TreeNode, node: DataNode) -> str:
        """Evaluate the value or label of a choice at `item` for the question at `node`, blank when it fails."""
        try:
            return str(expression.string(Context(item, self.document, self.env, node)))
        except ExpressionError as error:
            self.faults[positional_ref(node)] = f"“{expression.source}” failed: {error}"
            return ""


def instances(document: DataNode, definition: Definition) -> list[DataNode]:
    """Give every live node of the definition in document order."""
    steps = [step for step in definition.ancestors() if step.parent is not None]
    found = [document]
    for step in reversed(steps):
        if step.repeated:
            found = [row for node in found for row in node.rows(step)]
        elif step.attribute:
            found = [node.attributes[step.slot] for node in found]  # type: ignore[misc]
        else:
            found = [node.slots[step.slot] for node in found]  # type: ignore[misc]
    return found
