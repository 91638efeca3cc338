"""Regular expressions from strangers: their size is measured before they are compiled, their matching has a time limit.

The `regex` package is used because its matching can be stopped; that of the standard library cannot.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from fieldaudit.checklist.xpath.code import BOOLEAN
from fieldaudit.checklist.xpath.functions.registry import function
from fieldaudit.checklist.xpath.lexer import ExpressionError

if TYPE_CHECKING:
    from fieldaudit.checklist.xpath.context import Context

MAX_PATTERN = 2_000
MAX_NESTING = 50
#: How many atoms a pattern may come to once its repetitions are written out.
MAX_SIZE = 20_000
MAX_SUBJECT = 20_000
#: Seconds that one match may take; ordinary ones take microseconds.
MAX_SECONDS = 0.25

_ATOM = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(\d*)(?:,\d*)?\}|.", re.DOTALL)


def written_out(pattern: str) -> int:
    """Give how many atoms the pattern comes to when each `{n}` is written out n times; raises ExpressionError."""
    sizes, last = [0], 0
    for match in _ATOM.finditer(pattern):
        text = match[0]
        if text == "(":
            sizes.append(0)
            last = 0
        elif text == ")" and len(sizes) > 1:
            last = sizes.pop()
            sizes[-1] += last
        elif match[1]:
            count = max(1, min(int(match[1][:9]), MAX_SIZE))
            sizes[-1] += last * (count - 1)
            last *= count
        else:
            last = 1
            sizes[-1] += 1
        if len(sizes) > MAX_NESTING:
            raise ExpressionError(f"A regular expression nests more than {MAX_NESTING} levels deep.")
        if sizes[-1] > MAX_SIZE:
            raise ExpressionError("A regular expression repeats its parts too often.")
    return sizes[0]


@lru_cache(maxsize=512)
def _pattern(pattern: str) -> Any:
    if len(pattern) > MAX_PATTERN:
        raise ExpressionError(f"A regular expression is longer than {MAX_PATTERN} characters.")
    written_out(pattern)
    engine = import_module("regex")
    try:
        return engine.compile(pattern, engine.ASCII)
    except (engine.error, ValueError, OverflowError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"“{pattern[:80]}” is no regular expression: {error}.") from error


@function("regex", BOOLEAN, "s s", in_context=True)
def _regex(c: Context, text: str, pattern: str) -> bool:
    compiled = _pattern(pattern)
    c.env.spend(1 + len(text) // 8)
    try:
        return compiled.search(text[:MAX_SUBJECT], timeout=MAX_SECONDS) is not None
    except TimeoutError as error:
        raise ExpressionError(f"The regular expression “{pattern[:80]}” takes too long on this answer.") from error
