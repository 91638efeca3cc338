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
    after_operand = False
    while at < end:
        match = _TOKEN.match(source, at)
        if match is None:
            raise ExpressionError(f"“{source[at : at + 20].strip()}” cannot be read at character {at + 1}.")
        kind = str(match.lastgroup)
        text, start, at = match[kind], match.start(kind), match.end()
        if kind == "name" and after_operand:
            kind, text = "operator", _operator_name(text, start)
            at = start + len(text)
        elif text == "*" and kind == "symbol":
            kind = "operator" if after_operand else "star"
        after_operand = text in _OPERAND_ENDS if kind == "symbol" else kind != "operator"
        tokens.append(Token(kind, text, start))
    tokens.append(Token("end", "", len(source)))
    return tokens


def _operator_name(text: str, start: int) -> str:
    for operator in OPERATOR_NAMES:
        if text.startswith(operator):
            return operator
    raise ExpressionError(f"“{text}” stands at character {start + 1} where an operator belongs.")
