"""An expression of a form: parsed once with the form, compiled when it is first needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from fieldaudit.checklist.reads import VALUE, Read, is_volatile, reads_of, reads_of_place
from fieldaudit.checklist.shapes import Shaped
from fieldaudit.checklist.xpath.code import (
    Call,
    Code,
    Scope,
    condition_call,
    nodes_call,
    number_call,
    string_call,
    value_call,
)
from fieldaudit.checklist.xpath.compiler import compile_expression

if TYPE_CHECKING:
    from fieldaudit.checklist.definitions import Definition
    from fieldaudit.checklist.xpath.syntax import Syntax


class Expression:
    """An expression as written (`source`), where it stands (`here`), and its compiled forms.

    The cached closures take an `xpath.Context` whose node is an instance of `here`.
    """

    def __init__(self, source: str, tree: Syntax | Shaped, scope: Scope) -> None:
        self.source = source
        self.made = tree
        self.scope = scope

    @cached_property
    def tree(self) -> Syntax:
        """The syntax tree."""
        made = self.made
        return made.tree() if isinstance(made, Shaped) else made

    @property
    def volatile(self) -> bool:
        """Whether the result may differ without any answer having changed."""
        made = self.made
        return made.shape.volatile if isinstance(made, Shaped) else is_volatile(made)

    @property
    def here(self) -> Definition | None:
        """The definition that relative paths start from."""
        return self.scope.here

    @cached_property
    def code(self) -> Code:
        """The compiled expression."""
        return compile_expression(self.tree, self.scope)

    @cached_property
    def reads(self) -> frozenset[Read]:
        """What it reads."""
        made, here = self.made, self.scope.here
        if not isinstance(made, Shaped) or not made.shape.plain:
            return reads_of(self.tree, self.scope)
        found: set[Read] = set()
        if made.shape.reads_self:
            if here is None or here.children:
                return reads_of(self.tree, self.scope)
            found.add(Read(VALUE, here, here))
        for slot, values in made.shape.slots:
            found |= self._read(made, slot, values=values)
        return frozenset(found)

    def _read(self, made: Shaped, slot: int, *, values: bool) -> frozenset[Read]:
        key = (made.refs[slot], values)
        known = self.scope.known_reads.get(key)
        if known is None:
            known = self.scope.known_reads[key] = reads_of_place(made.places[slot], self.scope, values=values)
        return known

    @cached_property
    def value(self) -> Call:
        """The result as it comes: float, str, bool or a list of nodes."""
        return value_call(self.code)

    @cached_property
    def string(self) -> Call:
        """The result as a string."""
        return string_call(self.code)

    @cached_property
    def number(self) -> Call:
        """The result as a number."""
        return number_call(self.code)

    @cached_property
    def condition(self) -> Call:
        """The result as a condition."""
        return condition_call(self.code)

    @cached_property
    def nodes(self) -> Call:
        """The result as a node-set."""
        return nodes_call(self.code)

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self.source == other.source and self.here is other.here

    def __hash__(self) -> int:
        return hash(self.source)
