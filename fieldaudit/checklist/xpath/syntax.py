"""The syntax tree of an expression. Chains of one precedence are kept flat, so that long sums do not nest."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A numeric literal."""

    value: float


@dataclass(frozen=True, slots=True)
class Literal:
    """A string literal."""

    value: str


@dataclass(frozen=True, slots=True)
class Test:
    """A node test: `kind` is name, any (`*`), prefix (`p:*`), node, text, comment or pi; `name` what it asks for."""

    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path."""

    axis: str
    test: Test
    predicates: tuple[Syntax, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """A location path; `base` is the expression in front of the steps, if the path starts with one."""

    absolute: bool
    steps: tuple[Step, ...]
    base: Syntax | None = None
    base_predicates: tuple[Syntax, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A function call."""

    name: str
    arguments: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands joined by operators of one precedence, read from the left: `rest` is (operator, operand)."""

    first: Syntax
    rest: tuple[tuple[str, Syntax], ...]


@dataclass(frozen=True, slots=True)
class Negate:
    """A unary minus."""

    operand: Syntax


Syntax = Number | Literal | Path | Call | Chain | Negate

SELF = Step("self", Test("node"))
PARENT = Step("parent", Test("node"))
DESCEND = Step("descendant-or-self", Test("node"))
