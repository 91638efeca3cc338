"""Everything in the sheets that keeps a form from being converted, found in one pass, each with its cell.

The converter stops at the first mistake it meets; this looks at all of them before it is asked.
"""

from collections import Counter
from collections.abc import Iterator

from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.spreadsheet_check_choices import check_choices, check_lists
from fieldaudit.checklist.spreadsheet_check_references import check_references
from fieldaudit.checklist.spreadsheet_columns import NAME, TYPE, cell_of
from fieldaudit.checklist.spreadsheet_names import RESERVED, is_name, mend_name
from fieldaudit.checklist.spreadsheet_outline import Entry, Outline
from fieldaudit.checklist.spreadsheet_rows import NO_TEXT, SHEETS, Workbook, normal
from fieldaudit.checklist.spreadsheet_types import NAMELESS, OPENS, advise_type, vendor_of

REPAIRS = "forms check FILE --repair OUT.xlsx does it for you."
_CALCULATIONS = frozenset({"calculation", "calculate", "bind::calculate", "default"})
_LABELS = frozenset({"label", "caption"})


def check_structure(book: Workbook, found: Outline) -> list[Problem]:
    """Return every mistake in how the sheets are built."""
    missing = [*_check_sheets(book), *_check_signs(book)]
    if missing:
        return missing
    problems = [*_check_types(found), *found.problems, *_check_names(found), *_check_calculations(found)]
    problems += [*check_lists(book, found), *check_choices(book, found), *check_references(book, found)]
    return sorted(problems, key=lambda each: (SHEETS.index(each.sheet) if each.sheet in SHEETS else 9, each.row or 0))


def _check_sheets(book: Workbook) -> Iterator[Problem]:
    survey = book.sheet("survey")
    if not survey.headers:
        advice = "Put the questions into a sheet named survey, with the columns type, name and label in its first row."
        yield Problem("survey", None, "", "There is no survey sheet with questions in it.", advice)
        return
    for wanted, column in ((TYPE, "type"), (NAME, "name")):
        if cell_of(survey.headers, wanted) is None:
            advice = f"Name the columns in row 1; one of them must be called {column}."
            yield Problem("survey", 1, column, f"The survey sheet has no column '{column}'.", advice)


def _check_signs(book: Workbook) -> Iterator[Problem]:
    for sheet in book.sheets.values():
        for row, cells in [(1, dict.fromkeys(sheet.headers, "")), *sheet.numbered()]:
            for column, value in cells.items():
                if NO_TEXT.search(column + value):
                    message = "The cell holds an invisible sign that no form can hold."
                    yield Problem(
                        sheet.name, row, NO_TEXT.sub("", column), message, "Empty the cell and type it again."
                    )


def _check_types(found: Outline) -> Iterator[Problem]:
    for entry in found.entries:
        if not entry.written:
            labelled = any(normal(header.split("::")[0]) in _LABELS for header in entry.cells)
            if entry.name or labelled:
                advice = "Write what it is: text, integer, select_one LIST, note, begin_group, ..."
                yield Problem("survey", entry.row, found.type_column, "The row has no type.", advice)
        elif entry.kind is None:
            vendor = vendor_of(entry.written)
            from_vendor = f" It belongs to {vendor}." if vendor else ""
            message = f"There is no question type '{entry.written}'.{from_vendor}"
            yield Problem("survey", entry.row, found.type_column, message, advise_type(entry.written))


def _check_names(found: Outline) -> Iterator[Problem]:
    column = found.name_column
    taken = {entry.name for entry in found.places()}
    seen: dict[tuple[str, str], Entry] = {}
    for entry in found.places():
        if not entry.name:
            if entry.written not in NAMELESS:
                what = "group" if entry.kind and entry.kind.what == OPENS else "question"
                advice = "Give it a name of letters, digits and underscores, different from all others."
                yield Problem("survey", entry.row, column, f"The {what} has no name.", advice)
            continue
        if not is_name(entry.name):
            message = f"'{entry.name}' cannot be a name: it has a space or a sign in it, or begins with a digit."
            advice = f"Write {mend_name(entry.name, taken)}, here and in every ${{}}; {REPAIRS}"
            yield Problem("survey", entry.row, column, message, advice)
        elif entry.name == RESERVED:
            advice = f"Write {mend_name(entry.name, taken)}, here and in every ${{}}; {REPAIRS}"
            yield Problem("survey", entry.row, column, f"The name '{RESERVED}' is taken by the form itself.", advice)
        parent = "/".join(outer.name for outer in entry.around)
        first = seen.setdefault((parent, entry.name), entry)
        if first is not entry:
            message = f"The name '{entry.name}' is used twice here: row {first.row} has it too."
            yield Problem("survey", entry.row, column, message, "Give one of the two another name.")
    yield from _check_repeats(found)


def _check_repeats(found: Outline) -> Iterator[Problem]:
    repeats = [entry for entry in found.places() if entry.kind and entry.kind.what == OPENS]
    repeats = [entry for entry in repeats if entry.kind and entry.kind.rest in {"repeat", "lgroup", "looped group"}]
    count = Counter(entry.name for entry in repeats)
    for entry in repeats:
        if entry.name and count[entry.name] > 1:
            first = next(each for each in repeats if each.name == entry.name)
            if first is not entry and first.around != entry.around:
                message = f"Two repeats are called '{entry.name}': row {first.row} has the name too."
                yield Problem("survey", entry.row, found.name_column, message, "Give one of the two another name.")


def _check_calculations(found: Outline) -> Iterator[Problem]:
    for entry in found.entries:
        if entry.written == "calculate" and not any(normal(header) in _CALCULATIONS for header in entry.cells):
            message = f"The calculation '{entry.name}' has nothing to calculate."
            advice = "Write an expression into the column calculation, or make the row a question of the type hidden."
            yield Problem("survey", entry.row, "calculation", message, advice)
