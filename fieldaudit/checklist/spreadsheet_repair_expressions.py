"""Mends of expressions: signs that a text program or another language puts where the form language has its own."""

import html
import re
from collections.abc import Callable

from fieldaudit.checklist.audit_columns import EXPRESSIONS as RULES
from fieldaudit.checklist.spreadsheet_columns import EXPRESSIONS, TYPE
from fieldaudit.checklist.spreadsheet_grid import Grid, Mending
from fieldaudit.checklist.spreadsheet_rows import normal
from fieldaudit.checklist.spreadsheet_types import CLOSES, OPENS, read_type
from fieldaudit.checklist.xpath.functions import known_functions
from fieldaudit.checklist.xpath.parser import ExpressionError, parse

_TYPED = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})
_SIGNS = (
    (re.compile("\u2265|=>|>\\s+="), ">="),
    (re.compile("\u2264|=<|<\\s+="), "<="),
    (re.compile("\u2260|<>|!\\s+="), "!="),
    (re.compile(r"==+"), "="),
    (re.compile("[\u2013\u2014\u2212]"), "-"),
    (re.compile("\u00d7"), "*"),
    (re.compile("\u00f7"), " div "),
    (re.compile(r"&&"), " and "),
    (re.compile(r"\|\|"), " or "),
    (re.compile(r"\b(AND|OR|DIV|MOD)\b"), lambda match: match[1].lower()),
    (re.compile(r"\b(And|Or|Not|NOT)\b(?=[\s(])"), lambda match: match[1].lower()),
)
_LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"|\$\{[^}]*\}")
_INDEX = re.compile(r"(?<![\w:.-])index\(\s*\)")


def mend_expressions(mending: Mending) -> None:
    """Straighten quotes, replace signs where an expression cannot be read otherwise, write index() as position()."""
    survey = mending.grid("survey")
    if survey is None:
        return
    headers = [header for header in survey.headers() if normal(header) in EXPRESSIONS | set(RULES)]
    up = _ways_up(survey)
    for header in headers:
        for row in survey.rows():
            text = survey.get(row, header)
            if text:
                _mend(survey, row, header, up.get(row, ""))


def _mend(survey: Grid, row: int, header: str, up: str) -> None:
    text = survey.get(row, header)
    straight = text.translate(_TYPED)
    if straight != text:
        survey.set(row, header, straight, "Quotation marks of an expression are straight.")
    if not _readable(straight):
        mended = _outside_literals(html.unescape(straight), _with_signs)
        if mended != straight and _readable(mended):
            survey.set(row, header, mended, "The form language writes these signs so.")
            straight = mended
    if up and "index" not in known_functions() and _INDEX.search(straight):
        changed = _outside_literals(straight, lambda part: _INDEX.sub(f"position({up})", part))
        survey.set(row, header, changed, "SurveyCTO's index() is the position of the repeat's row.")


def _readable(expression: str) -> bool:
    try:
        parse(re.sub(r"\$\{[^}]*\}", "name", expression))
    except ExpressionError:
        return False
    return True


def _with_signs(part: str) -> str:
    for pattern, sign in _SIGNS:
        part = pattern.sub(sign, part)
    return part


def _outside_literals(text: str, change: Callable[[str], str]) -> str:
    """Apply `change` to what stands outside quotation marks and references."""
    pieces: list[str] = []
    at = 0
    for literal in _LITERAL.finditer(text):
        pieces += [change(text[at : literal.start()]), literal[0]]
        at = literal.end()
    return "".join([*pieces, change(text[at:])])


def _ways_up(survey: Grid) -> dict[int, str]:
    """Return for each row inside a repeat the path up to the repeat's row: `..`, or `../..` within a group of it."""
    column = survey.header(TYPE)
    around: list[bool] = []
    found: dict[int, str] = {}
    for row in survey.rows():
        kind = read_type(survey.get(row, column))
        if kind is not None and kind.what == CLOSES and around:
            around.pop()
        if True in around:
            found[row] = "/".join([".."] * (around[::-1].index(True) + 1))
        if kind is not None and kind.what == OPENS:
            around.append(kind.rest not in {"group", "loop"})
    return found
