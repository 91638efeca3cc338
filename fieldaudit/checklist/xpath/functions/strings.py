"""String functions (ODK XForms, String Functions; XPath 1.0, section 4.2)."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from fieldaudit.checklist.xpath.code import BOOLEAN, NUMBER, STRING
from fieldaudit.checklist.xpath.functions.registry import function
from fieldaudit.checklist.xpath.lexer import ExpressionError
from fieldaudit.checklist.xpath.values import Value, strings, to_string

if TYPE_CHECKING:
    from fieldaudit.checklist.xpath.context import Context

WHITE = " \t\r\n"
#: Characters of the longest text that functions put together; a form that doubles a text again and again stops there.
MAX_TEXT = 200_000
_RUNS = re.compile(r"[ \t\r\n]+")


def tokens(text: str) -> list[str]:
    """Split at XML white space."""
    return [token for token in _RUNS.split(text.strip(WHITE)) if token]


def _own(c: Context, value: str | None) -> str:
    return c.node.value() if value is None else value


@function("string", STRING, "o?", in_context=True)
def _string(c: Context, value: Value | None = None) -> str:
    return c.node.value() if value is None else to_string(value)


@function("concat", STRING, "o*", in_context=True)
def _concat(c: Context, *values: Value) -> str:
    return _together(c, "", values)


@function("join", STRING, "s O*", in_context=True)
def _join(c: Context, separator: str, *values: Value) -> str:
    return _together(c, separator, values)


def _together(c: Context, separator: str, values: tuple[Value, ...]) -> str:
    texts = [text for value in values for text in strings(value)]
    length = sum(map(len, texts)) + len(separator) * len(texts)
    c.env.spend(length // 2)
    if length > MAX_TEXT:
        raise ExpressionError(f"The text would be longer than {MAX_TEXT} characters.")
    return separator.join(texts)


@function("starts-with", BOOLEAN, "s s")
def _starts_with(text: str, start: str) -> bool:
    return text.startswith(start)


@function("ends-with", BOOLEAN, "s s")
def _ends_with(text: str, end: str) -> bool:
    return text.endswith(end)


@function("contains", BOOLEAN, "s s")
def _contains(text: str, part: str) -> bool:
    return part in text


@function("substring-before", STRING, "s s")
def _substring_before(text: str, mark: str) -> str:
    before, found, _ = text.partition(mark) if mark else ("", "", "")
    return before if found else ""


@function("substring-after", STRING, "s s")
def _substring_after(text: str, mark: str) -> str:
    return text.partition(mark)[2] if mark else text


@function("substring", STRING, "s n n?")
def _substring(text: str, start: float, length: float = math.inf) -> str:
    first = _round(start)
    last = first + _round(length)
    if math.isnan(first) or math.isnan(last):
        return ""
    start, end = (int(min(max(each - 1, 0), len(text))) for each in (first, last))
    return text[start:end]


def _round(number: float) -> float:
    return number if math.isnan(number) or math.isinf(number) else math.floor(number + 0.5)


@function("substr", STRING, "s n n?")
def _substr(text: str, start: float, end: float = math.inf) -> str:
    if math.isnan(start) or math.isnan(end):
        return ""
    first, last = _index(start, text), _index(end, text)
    return text[first:last] if first <= last else ""


def _index(number: float, text: str) -> int:
    if math.isinf(number):
        return len(text) if number > 0 else 0
    at = math.trunc(number)
    return min(max(0, at + len(text) if at < 0 else at), len(text))


@function("string-length", NUMBER, "s?", in_context=True)
def _string_length(c: Context, text: str | None = None) -> float:
    return float(len(_own(c, text)))


@function("normalize-space", STRING, "s?", in_context=True)
def _normalize_space(c: Context, text: str | None = None) -> str:
    return " ".join(tokens(_own(c, text)))


@function("translate", STRING, "s s s")
def _translate(text: str, letters: str, others: str) -> str:
    table: dict[int, str] = {}
    for at, letter in enumerate(letters):
        table.setdefault(ord(letter), others[at : at + 1])
    return text.translate(table)
