"""The syntax tree of an expression. Chains of one precedence are kept flat, so that long sums do not nest."""

from __future__ import annotations

from typing import NamedTuple


class Number(NamedTuple):
    """A numeric literal."""

    value: float


class Literal(NamedTuple):
    """A string literal."""

    value: str


class Test(NamedTuple):
    """A node test: `kind` is name, any (`*`), prefix (`p:*`), node, text, comment or pi; `name` what it asks for."""

    kind: str
    name: str = ""


class Step(NamedTuple):
    """One step of a path."""

    axis: str
    test: Test
    predicates: tuple[Syntax, ...] = ()


class Path(NamedTuple):
    """A location path; `base` is the expression in front of the steps, if the path starts with one."""

    absolute: bool
    steps: tuple[Step, ...]
    base: Syntax | None = None
    base_predicates: tuple[Syntax, ...] = ()


class Call(NamedTuple):
    """A function call."""

    name: str
    arguments: tuple[Syntax, ...]


class Chain(NamedTuple):
    """Operands joined by operators of one precedence, read from the left: `rest` is (operator, operand)."""

    first: Syntax
    rest: tuple[tuple[str, Syntax], ...]


class Negate(NamedTuple):
    """A unary minus."""

    operand: Syntax


Syntax = Number | Literal | Path | Call | Chain | Negate

SELF = Step("self", Test("node"))
PARENT = Step("parent", Test("node"))
DESCEND = Step("descendant-or-self", Test("node"))


def place_path(ref: str) -> Path:
    """Give the absolute path to a place without positions."""
    return Path(absolute=True, steps=tuple(Step("child", Test("name", name)) for name in ref.split("/")[1:]))
