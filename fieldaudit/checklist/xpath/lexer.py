"""Splits an expression into tokens, with XPath's rule that a name after an operand is an operator."""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_LENGTH = 200_000
OPERATOR_NAMES = ("and", "or", "div", "mod")

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<literal>"[^"]*"|'[^']*')
    | (?P<symbol>::|//|\.\.|!=|<=|>=|[()\[\]@,/|+\-=<>*.$])
    | (?P<name>[^\W\d][\w.\-·]*(?::(?!:)(?:\*|[^\W\d][\w.\-·]*))?)
    )""",
    re.VERBOSE,
)
_OPERAND_ENDS = frozenset({")", "]", ".", ".."})


class ExpressionError(Exception):
    """An expression that cannot be read or evaluated; the text says why in one sentence."""


class Token(NamedTuple):
    """A token: `kind` is number, literal, name, operator, symbol or end."""

    kind: str
    text: str
    at: int


def tokenize(source: str) -> list[Token]:
    """Give the tokens of `source`, ending with one of kind `end`."""
    if len(source) > MAX_LENGTH:
        raise ExpressionError(f"The expression is longer than {MAX_LENGTH} characters.")
    tokens: list[Token] = []
    at, end = 0, len(source.rstrip())
    while at < end:
        token, at = _next(source, at, _ends_operand(tokens))
        tokens.append(token)
    tokens.append(Token("end", "", len(source)))
    return tokens


def _ends_operand(tokens: list[Token]) -> bool:
    if not tokens:
        return False
    last = tokens[-1]
    if last.kind == "symbol":
        return last.text in _OPERAND_ENDS
    return last.kind in {"number", "literal", "name", "star"}


def _next(source: str, at: int, after_operand: bool) -> tuple[Token, int]:
    match = _TOKEN.match(source, at)
    if match is None:
        raise ExpressionError(f"“{source[at : at + 20].strip()}” cannot be read at character {at + 1}.")
    kind = str(match.lastgroup)
    text = match.group(kind)
    start = match.start(kind)
    if kind == "name" and after_operand:
        return _operator_name(text, start)
    if text == "*":
        kind = "operator" if after_operand else "star"
    return Token(kind, text, start), match.end()


def _operator_name(text: str, start: int) -> tuple[Token, int]:
    for operator in OPERATOR_NAMES:
        if text.startswith(operator):
            return Token("operator", operator, start), start + len(operator)
    raise ExpressionError(f"“{text}” stands at character {start + 1} where an operator belongs.")
