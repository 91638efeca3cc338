"""The table of functions and how a call of one is compiled.

A function is declared with the types of its parameters: `s` string, `n` number, `b` boolean, `o` any value, `O` the
values of all rows, `N` node-set; `?` marks an optional one, `*` any number more. Arguments arrive converted. A function
that must not evaluate all its arguments, or needs them unevaluated, is declared with `special` and builds its own
closure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.checklist.xpath.code import (
    BOOLEAN,
    NUMBER,
    Call,
    Code,
    Scope,
    boolean_call,
    nodes_call,
    number_call,
    string_call,
    value_call,
)
from fieldaudit.checklist.xpath.lexer import ExpressionError
from fieldaudit.checklist.xpath.syntax import Call as CallSyntax
from fieldaudit.checklist.xpath.syntax import Syntax

if TYPE_CHECKING:
    from fieldaudit.checklist.xpath.context import Context

Compile = Callable[[Syntax, Scope], Code]
Build = Callable[[CallSyntax, Scope, Compile], Code]

#: Functions read the texts they are given from end to end: characters that cost nothing, and those that cost a step.
_FREE_TEXT = 500
_LETTERS_PER_STEP = 2
_QUICK_LETTERS_PER_STEP = 200
_QUICK = frozenset(
    {"string-length", "starts-with", "ends-with", "contains", "substring", "substr", "substring-before",
     "substring-after"}
)  # fmt: skip


def _argument_call(name: str, kind: str, code: Code) -> Call:
    """Give a closure for an argument of the function `name`; a string costs steps by its length."""
    if kind != "s":
        return _CONVERSIONS[kind](code)
    letters = _QUICK_LETTERS_PER_STEP if name in _QUICK else _LETTERS_PER_STEP
    call = string_call(code)
    if code.kind in {NUMBER, BOOLEAN} or (isinstance(code.constant, str) and len(code.constant) <= _FREE_TEXT):
        return call

    def text(c: Context) -> Any:
        found = call(c)
        if len(found) > _FREE_TEXT:
            c.env.spend(len(found) // letters)
        return found

    return text


_CONVERSIONS: dict[str, Callable[[Code], Call]] = {
    "n": number_call,
    "b": boolean_call,
    "N": nodes_call,
    "o": value_call,
    "O": lambda code: code.call,
}


@dataclass(frozen=True, slots=True)
class Function:
    """One function: the kind of its result, its parameters, and what runs."""

    name: str
    kind: str
    parameters: tuple[str, ...]
    run: Callable[..., Any]
    in_context: bool = False
    build: Build | None = None


_FUNCTIONS: dict[str, Function] = {}
_INSTEAD: dict[str, str] = {}


def function(
    name: str, kind: str, parameters: str = "", *, in_context: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a function of the language; `in_context` passes it the context first."""

    def declare(run: Callable[..., Any]) -> Callable[..., Any]:
        _FUNCTIONS[name] = Function(name, kind, tuple(parameters.split()), run, in_context)
        return run

    return declare


def special(name: str, kind: str, parameters: str = "") -> Callable[[Build], Build]:
    """Declare a function that builds its own closure."""

    def declare(build: Build) -> Build:
        _FUNCTIONS[name] = Function(name, kind, tuple(parameters.split()), build, build=build)
        return build

    return declare


def alias(name: str, original: str) -> None:
    """Declare another name of a function."""
    _FUNCTIONS[name] = _FUNCTIONS[original]


def refuse(name: str, instead: str) -> None:
    """Say what to use instead of a function that means nothing here."""
    _INSTEAD[name] = instead


def known_functions() -> frozenset[str]:
    """Give the names of all functions."""
    return frozenset(_FUNCTIONS)


def arity_problem(call: CallSyntax) -> str:
    """Say in one sentence why a call cannot run, or nothing."""
    known = _FUNCTIONS.get(call.name)
    if known is None:
        instead = _INSTEAD.get(call.name)
        return f"There is no function “{call.name}()”{f': {instead}' if instead else ''}."
    required = sum(1 for parameter in known.parameters if parameter[1:] not in {"?", "*"})
    most = None if any(p.endswith("*") for p in known.parameters) else len(known.parameters)
    given = len(call.arguments)
    if given < required:
        return f"“{call.name}()” needs {required} argument{'s' * (required != 1)}, not {given}."
    if most is not None and given > most:
        return f"“{call.name}()” takes at most {most} argument{'s' * (most != 1)}, not {given}."
    return ""


def takes_own_row(name: str, at: int) -> bool:
    """Whether a path into the rows around the expression means its own row as that argument, not all of them."""
    known = _FUNCTIONS.get(name)
    return known is not None and known.build is None and _parameter(known.parameters, at)[0] in {"s", "n", "b", "o"}


def compile_call(call: CallSyntax, scope: Scope, compile_: Compile) -> Code:
    """Compile a call; a call that cannot run fails when it is reached, since the branch with it may never be."""
    problem = arity_problem(call)
    if problem:
        return Code("any", lambda _c: _fail(problem))
    known = _FUNCTIONS[call.name]
    if known.build is not None:
        return known.build(call, scope, compile_)
    codes = [compile_(argument, scope) for argument in call.arguments]
    kinds = [_parameter(known.parameters, at)[0] for at in range(len(codes))]
    calls = [_argument_call(call.name, kind, code) for kind, code in zip(kinds, codes, strict=True)]
    return Code(known.kind, _closure(known.run, calls, in_context=known.in_context))


def _fail(problem: str) -> Any:
    raise ExpressionError(problem)


def _parameter(parameters: tuple[str, ...], at: int) -> str:
    return parameters[min(at, len(parameters) - 1)]


def _closure(run: Callable[..., Any], calls: list[Call], *, in_context: bool) -> Call:
    if in_context:
        return lambda c: run(c, *[call(c) for call in calls])
    match calls:
        case []:
            return lambda _c: run()
        case [one]:
            return lambda c: run(one(c))
        case [one, two]:
            return lambda c: run(one(c), two(c))
        case _:
            return lambda c: run(*[call(c) for call in calls])
