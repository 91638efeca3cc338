"""What a form is made of once it is read: texts, binds, controls and actions. All of it is immutable.

Named tuples, here and in the syntax of expressions: a large form has thousands of each, and a frozen dataclass takes
three times as long to make one and five times as long to declare.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from fieldaudit.checklist.expressions import Expression

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fieldaudit.checklist.definitions import Definition

DEFAULT_AUDIENCE = "headoffice"

#: Controls that take an answer.
QUESTIONS = frozenset({"input", "select1", "select", "upload", "trigger", "range", "rank"})
SELECTIONS = frozenset({"select1", "select", "rank"})

#: A text as literal pieces and outputs.
Parts = tuple[str | Expression, ...]


class Text(NamedTuple):
    """A label, hint or message: its own parts, and the expression of its text id where it is translated."""

    parts: Parts = ()
    text_id: Expression | None = None


class Audit(NamedTuple):
    """The audit columns of a bind; `advice` is by language. What the form leaves out is None or blank."""

    finding: Expression | None = None
    severity: Expression | None = None
    affected: Expression | None = None
    sampled: Expression | None = None
    due_days: Expression | None = None
    owner: Expression | None = None
    clause: str = ""
    risk: str = ""
    weight: float | None = None
    evidence: str = ""
    audience: str = DEFAULT_AUDIENCE
    advice: Mapping[str, str] = MappingProxyType({})


class Bind(NamedTuple):
    """The logic of one place of the instance (ODK XForms, Bindings)."""

    ref: str
    type: str = "string"
    relevant: Expression | None = None
    required: Expression | None = None
    readonly: Expression | None = None
    constraint: Expression | None = None
    calculate: Expression | None = None
    required_message: Text | None = None
    constraint_message: Text | None = None
    preload: str = ""
    preload_parameter: str = ""
    audit: Audit | None = None
    audience: str = DEFAULT_AUDIENCE


class Item(NamedTuple):
    """A choice written in the form itself."""

    value: str
    label: Text | None


class Itemset(NamedTuple):
    """Choices taken from elsewhere: the nodes, and value and label of each."""

    nodes: Expression
    value: Expression
    label: Expression | None
    label_is_text_id: bool = False


class Control(NamedTuple):
    """One element of the body; `ref` is blank for a group that only arranges others."""

    kind: str
    ref: str
    bind: Bind
    definition: Definition | None = None
    appearance: str = ""
    children: tuple[Control, ...] = ()
    label: Text | None = None
    hint: Text | None = None
    items: tuple[Item, ...] = ()
    itemset: Itemset | None = None
    mediatype: str = ""
    start: str = ""
    end: str = ""
    step: str = ""
    rows: str = ""
    count: Expression | None = None  # type: ignore[assignment]  # hides tuple.count, which nobody calls
    fixed_rows: bool = False

    def walk(self) -> Iterator[Control]:
        """Yield this control and those within it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


class Action(NamedTuple):
    """A `setvalue`: on which events, for the sake of which control, into which place, and what.

    A `setgeopoint` (`locates`) asks where the computer is instead.
    """

    events: frozenset[str]
    target: Definition
    target_path: Expression
    value: Expression | None
    source: Definition | None = None
    locates: bool = False
