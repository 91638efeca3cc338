"""Every `${}` of the workbook names one question of the survey sheet."""

from collections import Counter
from collections.abc import Iterator

from fieldaudit.checklist.audit_columns import EXPRESSIONS as RULES
from fieldaudit.checklist.audit_columns import is_audit_column
from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.spreadsheet_columns import NAME, TYPE, is_known, parts_of
from fieldaudit.checklist.spreadsheet_names import alike, near, references_in
from fieldaudit.checklist.spreadsheet_outline import Entry, Outline
from fieldaudit.checklist.spreadsheet_rows import Row, Workbook, normal
from fieldaudit.checklist.spreadsheet_types import OPENS

_LOOPED = "repeat_count"


def check_references(book: Workbook, found: Outline) -> Iterator[Problem]:
    """Yield a problem for each `${}` that is broken, names no question, or names more than one."""
    names = Counter(entry.name for entry in found.places() if entry.name)
    names.update(_made_by_the_converter(found))
    for entry in found.entries:
        yield from _check_cells("survey", entry.row, _checked(entry), names)
    for row, cells in book.sheet("settings").numbered():
        yield from _check_cells("settings", row, cells, names)
    for row, cells in book.sheet("choices").numbered():
        labels = {header: value for header, value in cells.items() if parts_of(header)[0] in {"label", "caption"}}
        yield from _check_cells("choices", row, labels, names)


def _made_by_the_converter(found: Outline) -> Iterator[str]:
    """Yield the names of the places that the converter adds: the count of a repeat and the text of "other"."""
    for entry in found.places():
        if entry.kind is not None and entry.kind.what == OPENS:
            counted = next((value for header, value in entry.cells.items() if normal(header) == _LOOPED), "")
            if counted and not (counted.startswith("${") and counted.count("${") == 1 and counted.endswith("}")):
                yield f"{entry.name}_count"
        elif entry.kind is not None and entry.kind.other:
            yield f"{entry.name}_other"


def _checked(entry: Entry) -> Row:
    return {header: value for header, value in entry.cells.items() if "${" in value and _holds_references(header)}


def _holds_references(header: str) -> bool:
    if is_audit_column(header):
        return normal(header) in RULES
    return is_known(header) and normal(header) not in TYPE | NAME


def _check_cells(sheet: str, row: int, cells: Row, names: Counter[str]) -> Iterator[Problem]:
    for column, value in cells.items():
        for reference in references_in(value):
            if not reference.sound:
                message = f"'{reference.written}' is not the name of a question."
                advice = "Write a dollar sign, a brace, the name, and the closing brace: ${name}."
                yield Problem(sheet, row, column, message, advice)
            elif not names[reference.name]:
                yield Problem(
                    sheet,
                    row,
                    column,
                    f"There is no question named '{reference.name}'.",
                    _advice(reference.name, names),
                )
            elif names[reference.name] > 1:
                message = (
                    f"{names[reference.name]} rows are called '{reference.name}', so it is not clear which is meant."
                )
                yield Problem(sheet, row, column, message, "Give each of them a name of its own.")


def _advice(name: str, names: Counter[str]) -> str:
    same = alike(name, names)
    if same:
        return f"Write ${{{same}}}; forms check FILE --repair OUT.xlsx does it for you."
    return near(name, names) or "Check the spelling against the name column."
