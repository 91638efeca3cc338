"""An expression of a form: parsed once with the form, compiled when it is first needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from fieldaudit.checklist.reads import Read, reads_of
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

    def __init__(self, source: str, tree: Syntax, scope: Scope) -> None:
        self.source = source
        self.tree = tree
        self.scope = scope

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
        return reads_of(self.tree, self.scope)

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
