"""Words in an expression that were meant as a text or a question, and are read as neither.

`if(${n} > 100, critical, major)` is sound: `critical` is the question of that name *inside* this row. A row that is no
group has none inside, so the word is always blank, and the rule never says what its author wrote.
"""

import re
from collections.abc import Iterator

from fieldaudit.checklist.audit_columns import RowAudit
from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.spreadsheet_rows import Workbook, normal
from fieldaudit.checklist.xpath.parser import ExpressionError, parse
from fieldaudit.checklist.xpath.syntax import Call, Chain, Negate, Path, Syntax

COLUMNS = frozenset({"relevant", "relevance", "constraint", "calculation", "calculate"})
_REFERENCE = re.compile(r"\$\{[^}]*\}")
_MEANT = {"true": "true()", "false": "false()", "null": "'' for a blank"}
_OPENS = re.compile(r"begin[\s_-]", re.IGNORECASE)


def check_bare_words(book: Workbook, rows: list[RowAudit]) -> Iterator[Problem]:
    """Yield a problem for each such word: an error in an audit column, a warning where ODK runs the form as it is."""
    names = {audit.name for audit in rows}
    cells_of = dict(book.sheet("survey").numbered())
    for audit in rows:
        if _OPENS.match(audit.kind):
            continue
        plain = {header: value for header, value in cells_of[audit.row].items() if normal(header) in COLUMNS}
        for column, expression in (plain | audit.expressions).items():
            for word in dict.fromkeys(bare_words(expression)):
                message = f"'{word}' is not a question of this row, so it is always blank here."
                ours = column in audit.expressions
                yield Problem(
                    "survey", audit.row, column, message, _advice(word, names), "error" if ours else "warning"
                )


def bare_words(expression: str) -> list[str]:
    """Return the words of an expression that stand alone, outside quotation marks; none where it cannot be read."""
    try:
        tree = parse(_REFERENCE.sub(".", expression))
    except ExpressionError:
        return []
    return list(_walk(tree))


def _walk(tree: Syntax) -> Iterator[str]:
    match tree:
        case Path(absolute=False, base=None, steps=(step,)) if step.axis == "child" and step.test.kind == "name":
            yield step.test.name
        case Call(arguments=arguments):
            for argument in arguments:
                yield from _walk(argument)
        case Chain(first=first, rest=rest):
            yield from _walk(first)
            for _, operand in rest:
                yield from _walk(operand)
        case Negate(operand=operand):
            yield from _walk(operand)
        case _:
            return


def _advice(word: str, names: set[str]) -> str:
    if word in names:
        return f"Write ${{{word}}} for the question."
    return f"Write {_MEANT[word.lower()]}." if word.lower() in _MEANT else f"Write '{word}' if it is a text."
