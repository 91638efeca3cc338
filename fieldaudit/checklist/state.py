"""The state of one filling-in: the live tree, what is to be recalculated, and what has changed."""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from fieldaudit.checklist.data import DataNode, DocumentNode, positional_ref
from fieldaudit.checklist.xpath.context import MAX_STEPS, Context, Environment, TooLongError
from fieldaudit.checklist.xpath.lexer import ExpressionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from uuid import UUID

    from fieldaudit.checklist.definitions import Definition
    from fieldaudit.checklist.expressions import Expression
    from fieldaudit.checklist.form import Form
    from fieldaudit.checklist.graph import Route, Rule
    from fieldaudit.checklist.model import Action
    from fieldaudit.checklist.tree import TreeNode

T = TypeVar("T")

#: Steps that all expressions of one change may take together, a few seconds; the last of them may take all of its own.
MAX_ALL_STEPS = 12_000_000
#: Steps that reading one label, condition or list of choices may always take; what it takes more, it takes from those
#: that all such readings between two changes have together.
LOOK_STEPS = 50_000
MAX_LOOK_STEPS = 10_000_000
#: What running an expression costs apart from the nodes it looks at.
_STEPS_EACH = 10
#: More places than any audit has with all of its rows.
MAX_NODES = 80_000
#: More characters than any audit holds; a record of as many can still be read back (`xml.MAX_BYTES`).
MAX_ALL_TEXT = 12_000_000


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
    followed: set[tuple[Route, DataNode]] = field(default_factory=set)
    turned_back: int = 0
    opening: bool = True
    defaults: dict[tuple[DataNode, int], list[TreeNode]] = field(default_factory=dict)
    kept: set[DataNode] = field(default_factory=set)
    due: deque[tuple[Action, DataNode | None]] = field(default_factory=deque)
    fixed_values: dict[int, dict[str, None]] = field(default_factory=dict)
    outputs: dict[tuple[int, int], Expression] = field(default_factory=dict)
    verdicts: dict[DataNode, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    locate: Callable[[], str] = str
    unlocated: dict[DataNode, None] = field(default_factory=dict)
    steps: int = MAX_ALL_STEPS
    running: bool = False
    changing: bool = True
    looking: bool = False
    look_steps: int = MAX_LOOK_STEPS
    seen: dict[tuple[str, DataNode], Any] = field(default_factory=dict)
    late: bool = False
    made: int = 0
    held: int = 0

    def context(self, node: DataNode) -> Context:
        """Give the context of an expression at `node`."""
        return Context(node, self.document, self.env)

    def evaluate(self, call: Callable[[Context], Any], expression: Expression, node: DataNode, default: Any) -> Any:
        """Evaluate at `node`; an expression that fails counts as `default` and is noted in `faults`."""
        return self.bounded(call, Context(node, self.document, self.env), expression, node, default)

    def of_item(self, expression: Expression, item: TreeNode, node: DataNode) -> str:
        """Evaluate the value or label of a choice at `item` for the question at `node`, blank when it fails."""
        context = Context(item, self.document, self.env, node)
        return str(self.bounded(expression.string, context, expression, node, default=""))

    def bounded(
        self, call: Callable[[Context], Any], context: Context, expression: Expression, node: TreeNode, default: Any
    ) -> Any:
        """Run within the steps that are left; what runs within another expression shares that one's."""
        env = self.env
        if self.running:
            try:
                return call(context)
            except TooLongError:
                raise
            except ExpressionError as error:
                return self._failed(expression, node, error, default)
        if not (self.changing or self.looking):
            self.steps = MAX_ALL_STEPS
        self.running = True
        env.steps = given = self._share()
        try:
            return call(context)
        except ExpressionError as error:
            return self._failed(expression, node, error, default)
        finally:
            self.running = False
            self.steps -= given - env.steps + _STEPS_EACH

    def _share(self) -> int:
        """Give the steps of the next expression: within a change all or none, so that none fails for another's sake."""
        if self.looking and not self.changing:
            return min(MAX_STEPS, max(self.steps, 0))
        return MAX_STEPS if self.steps >= 0 else 0

    def look(self, what: str, node: DataNode, read: Callable[[], T]) -> T:
        """Give what `read` gives within the steps of a look; what took many is kept until something changes."""
        if self.changing or self.looking or self.running:
            return read()
        key = (what, node)
        if self.seen and key in self.seen:
            known: T = self.seen[key]
            return known
        self.looking = True
        self.steps = given = LOOK_STEPS + self.look_steps
        try:
            found = read()
        finally:
            self.looking = False
        if given - self.steps > LOOK_STEPS:
            self.look_steps = min(self.look_steps, max(self.steps, 0))
            self.seen[key] = found
        return found

    def _failed(self, expression: Expression, node: TreeNode, error: ExpressionError, default: Any) -> Any:
        place = positional_ref(node) if isinstance(node, DataNode) else expression.source[:200]
        self.faults[place] = f"“{expression.source[:200]}” failed: {error}"
        return default

    def begin(self) -> None:
        """Give a change its steps."""
        self.changing = True
        self.turned_back = 0
        self.steps = MAX_ALL_STEPS
        self.look_steps = MAX_LOOK_STEPS
        self.seen.clear()
        self.followed.clear()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let all that is evaluated within share the steps of one change, outside of one."""
        self.changing, was = True, self.changing
        if not was:
            self.steps = MAX_ALL_STEPS
        try:
            yield
        finally:
            self.changing = was


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
