"""Compiled expressions: a closure and what is known of its result before it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from fieldaudit.checklist.moments import NAN
from fieldaudit.checklist.xpath.lexer import ExpressionError
from fieldaudit.checklist.xpath.values import condition, number_text, to_boolean, to_number, to_string

if TYPE_CHECKING:
    from fieldaudit.checklist.definitions import Definition
    from fieldaudit.checklist.tree import TreeNode
    from fieldaudit.checklist.xpath.context import Context

Call = Callable[["Context"], Any]
One = Callable[["Context"], "TreeNode | None"]

NUMBER = "number"
STRING = "string"
BOOLEAN = "boolean"
NODES = "nodes"
ANY = "any"


class Code(NamedTuple):
    """A compiled expression.

    `kind` is the type of its result (`any` when only running it tells), `one` gives the node where there is at most
    one, `leaf` says that this node exists and has no children, `constant` holds a literal's value. `own` says that
    `call` gives the nodes of every row but `one` that of the row which the expression stands in.
    """

    kind: str
    call: Call
    one: One | None = None
    leaf: bool = False
    constant: float | str | None = None
    own: bool = False


class Scope(NamedTuple):
    """What is known while compiling: definitions of the context node, of current() and of the document."""

    here: Definition | None = None
    current: Definition | None = None
    root: Definition | None = None
    namespaces: Mapping[str, str] = MappingProxyType({})

    def at(self, here: Definition | None) -> Scope:
        """Give the scope of a predicate or argument that is evaluated at `here`."""
        return self._replace(here=here)


def value_call(code: Code) -> Call:
    """Give a closure for the result as one value: a path into the rows around the expression means its own row.

    Older forms name places in a repeat by absolute paths and mean the row they are in, as ODK Collect reads them.
    """
    call, one = code.call, code.one
    return (lambda c: [one(c)]) if code.own and one is not None else call


def string_call(code: Code) -> Call:
    """Give a closure for the result as a string."""
    call, one = code.call, code.one
    if code.kind == STRING:
        return call
    if code.kind == NUMBER:
        return lambda c: number_text(call(c))
    if one is None:
        return lambda c: to_string(call(c))
    if code.leaf:
        return lambda c: one(c).text  # type: ignore[union-attr]
    return lambda c: "" if (node := one(c)) is None else node.value()


def number_call(code: Code) -> Call:
    """Give a closure for the result as a number."""
    call, one = code.call, code.one
    if code.kind == NUMBER:
        return call
    if one is None:
        return lambda c: to_number(call(c))
    if code.leaf:
        return lambda c: one(c).number()  # type: ignore[union-attr]
    return lambda c: NAN if (node := one(c)) is None else node.number()


def boolean_call(code: Code) -> Call:
    """Give a closure for the result as a boolean."""
    call = value_call(code)
    return call if code.kind == BOOLEAN else lambda c: to_boolean(call(c))


def condition_call(code: Code) -> Call:
    """Give a closure for a whole expression that is a condition."""
    call = value_call(code)
    return call if code.kind == BOOLEAN else lambda c: condition(call(c))


def nodes_call(code: Code) -> Call:
    """Give a closure for the result as a node-set; another type is an error."""
    call = code.call
    if code.kind == NODES:
        return call
    if code.kind != ANY:
        return lambda _c: _no_nodes()

    def nodes(c: Context) -> Any:
        value = call(c)
        return value if type(value) is list else _no_nodes()

    return nodes


def _no_nodes() -> list[TreeNode]:
    raise ExpressionError("A path is wanted where the expression has a value.")
