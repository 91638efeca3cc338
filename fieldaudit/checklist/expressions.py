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
    from collections.abc import Callable

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
        if not isinstance(made, Shaped) or not made.shape.plain or not all(place.single for place in made.places):
            return reads_of(self.tree, self.scope)
        found: set[Read] = set()
        if made.shape.reads_self:
            if here is None or here.children:
                return reads_of(self.tree, self.scope)
            found.add(Read(VALUE, here, here))
        for slot, values in made.shape.slots:
            found.update(reads_of_place(made.places[slot], self.scope, values=values))
        return frozenset(found)

    def _closure(self, convert: Callable[[Code], Call]) -> Call:
        """Give the closure that its shape has in common with others, or one of its own."""
        made = self.made
        shared = made.closure(convert, self.scope.here) if isinstance(made, Shaped) else None
        return convert(self.code) if shared is None else shared

    @cached_property
    def value(self) -> Call:
        """The result as it comes: float, str, bool or a list of nodes."""
        return self._closure(value_call)

    @cached_property
    def string(self) -> Call:
        """The result as a string."""
        return self._closure(string_call)

    @cached_property
    def number(self) -> Call:
        """The result as a number."""
        return self._closure(number_call)

    @cached_property
    def condition(self) -> Call:
        """The result as a condition."""
        return self._closure(condition_call)

    @cached_property
    def nodes(self) -> Call:
        """The result as a node-set."""
        return self._closure(nodes_call)

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self.source == other.source and self.here is other.here

    def __hash__(self) -> int:
        return hash(self.source)
