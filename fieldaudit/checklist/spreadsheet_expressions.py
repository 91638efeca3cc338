"""Read every expression of the survey once before it is converted, so that a slip in one is named with its cell."""

import re
from collections.abc import Iterator

from fieldaudit.checklist.audit_columns import RowAudit
from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.spreadsheet_rows import Workbook, normal
from fieldaudit.checklist.xpath.parser import ExpressionError, parse

COLUMNS = frozenset({
    "relevant", "relevance", "constraint", "calculation", "calculate", "required", "readonly", "read_only",
    "choice_filter", "repeat_count", "bind::relevant", "bind::constraint", "bind::calculate", "bind::required",
})  # fmt: skip

_REFERENCE = re.compile(r"\$\{[^}]*\}")
_CHOOSES = re.compile(r"(?:add |)(?:select|rank)", re.IGNORECASE)
_STRAIGHT = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})  # as pyxform straightens them


def check_expressions(book: Workbook, rows: list[RowAudit]) -> Iterator[Problem]:
    """Yield a problem for every expression of the survey sheet that cannot be read."""
    cells_of = dict(book.sheet("survey").numbered())
    for audit in rows:
        plain = {header: value for header, value in cells_of[audit.row].items() if _counts(audit, normal(header))}
        for column, expression in (plain | audit.expressions).items():
            reason = _reason(expression)
            if reason:
                advice = "Correct the expression; text in it stands in quotation marks."
                yield Problem("survey", audit.row, column, reason, advice)


def _counts(audit: RowAudit, column: str) -> bool:
    """Whether the column holds an expression of this row; a filter counts only where something is chosen."""
    return column in COLUMNS and (column != "choice_filter" or _CHOOSES.match(audit.kind) is not None)


def _reason(expression: str) -> str:
    """Say why an expression cannot be read, "" where it can. `${name}` stands for some name while it is read."""
    try:
        parse(_REFERENCE.sub("name", expression.translate(_STRAIGHT)))
    except ExpressionError as error:
        return str(error)
    return ""
