"""What a worker said stays where it was said: nothing for other readers is computed from it unmarked."""

from collections.abc import Iterator

from fieldaudit.checklist.audit_columns import RowAudit, references
from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.spreadsheet_rows import Row, Workbook, normal

COMPUTED = {"calculation", "calculate", "default", "bind::calculate"}
SHOWN = {"relevant", "relevance", "constraint", "required", "readonly", "choice_filter", "repeat_count"}
SHOWN_TRANSLATED = {"label", "hint", "guidance_hint", "constraint_message", "required_message", "advice"}


def check_privacy(book: Workbook, rows: list[RowAudit]) -> Iterator[Problem]:
    """Yield a problem for each place where a restricted answer reaches readers of a lower audience."""
    survey = book.sheet("survey")
    audience = {audit.name: audit.audience for audit in rows if audit.name}
    spoken = {audit.name for audit in rows if audit.name and audit.audience == "headoffice" and audit.marked}
    cells_of = dict(survey.numbered())
    for audit in rows:
        if audit.declassify or audit.audience == "restricted":
            continue
        for column, read in _reads(audit, cells_of[audit.row]):
            name = next((name for name in read if audience.get(name) == "restricted"), None)
            if name:
                yield _restricted(audit, column, name)
            overheard = next((name for name in read if name in spoken and audit.audience in {"site", "client"}), None)
            if overheard:
                yield _overheard(audit, column, overheard)
    yield from _useless_declassify(survey.headers, rows, cells_of)


def _reads(audit: RowAudit, cells: Row) -> Iterator[tuple[str, list[str]]]:
    yield from ((column, references(expression)) for column, expression in audit.expressions.items())
    for header, value in cells.items():
        column = normal(header.split("::")[0])
        if normal(header) in COMPUTED or normal(header) in SHOWN or column in SHOWN_TRANSLATED:
            yield header, references(value)


def _restricted(audit: RowAudit, column: str, name: str) -> Problem:
    computed = normal(column) in COMPUTED or column in audit.expressions
    message = f"The restricted answer '{name}' is read here, for readers of audience {audit.audience}."
    advice = (
        "Give this row the audience restricted, or, when what comes out reveals nothing about the person, "
        "write yes in a column declassify."
    )
    return Problem("survey", audit.row, column, message, advice, "error" if computed else "warning")


def _overheard(audit: RowAudit, column: str, name: str) -> Problem:
    message = f"'{name}' is for head office only, and what the {audit.audience} sees is made from it."
    advice = "Give this row the audience headoffice, or write yes in a column declassify when it reveals nothing."
    return Problem("survey", audit.row, column, message, advice, "warning")


def _useless_declassify(headers: list[str], rows: list[RowAudit], cells_of: dict[int, Row]) -> Iterator[Problem]:
    column = next((header for header in headers if normal(header) == "declassify"), "")
    for audit in rows:
        if audit.declassify and not any(read for _, read in _reads(audit, cells_of[audit.row])):
            advice = "Empty the cell: only what is computed from other answers can be declassified."
            yield Problem("survey", audit.row, column, "This row reads no other answer.", advice, "warning")
