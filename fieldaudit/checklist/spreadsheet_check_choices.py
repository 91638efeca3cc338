"""Mistakes in the lists of choices, and in how the questions name them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.spreadsheet_columns import LIST, NAME, cell_of
from fieldaudit.checklist.spreadsheet_names import alike, near
from fieldaudit.checklist.spreadsheet_outline import Entry, Outline
from fieldaudit.checklist.spreadsheet_rows import Row, Sheet, Workbook, normal
from fieldaudit.checklist.spreadsheet_types import EXTERNAL, FROM_FILE

FILES = (".csv", ".xml", ".geojson")
_YES = frozenset({"yes", "true", "true()"})


@dataclass
class Lists:
    """The lists of a choices sheet: the columns of list and name, and each list's rows in order."""

    list_column: str
    name_column: str
    rows: dict[str, list[tuple[int, Row]]] = field(default_factory=dict)

    def names(self, listed: str) -> dict[str, list[int]]:
        """Return the rows of each choice of a list by its name."""
        found: dict[str, list[int]] = {}
        for row, cells in self.rows.get(listed, []):
            if self.name_column in cells:
                found.setdefault(cells[self.name_column], []).append(row)
        return found


def lists_of(sheet: Sheet) -> Lists | None:
    """Return the lists of a choices sheet, None where it has no columns for the list and the name."""
    listed, name = cell_of(sheet.headers, LIST), cell_of(sheet.headers, NAME)
    if listed is None or name is None:
        return None
    found = Lists(listed, name)
    for row, cells in sheet.numbered():
        if listed in cells:
            found.rows.setdefault(cells[listed], []).append((row, cells))
    return found


def selects(found: Outline) -> Iterator[tuple[Entry, str, str]]:
    """Yield every question that chooses from a list of the workbook, the kind of select and the list's name."""
    for entry in found.entries:
        if entry.kind is not None and (entry.kind.is_select or entry.kind.what in {EXTERNAL, *FROM_FILE}):
            yield entry, entry.kind.what, entry.kind.rest


def check_lists(book: Workbook, found: Outline) -> Iterator[Problem]:
    """Yield a problem for every question whose list is not there."""
    column = found.type_column
    for entry, what, listed in selects(found):
        if not listed:
            message = f"The question '{entry.name}' does not say which list it chooses from."
            yield Problem("survey", entry.row, column, message, f"Write {what} and the name of a list.")
        elif what in FROM_FILE:
            if not listed.endswith(FILES):
                message = f"'{listed}' is not a file that choices can be read from."
                yield Problem("survey", entry.row, column, message, "Name a file that ends in .csv, .xml or .geojson.")
        elif "${" not in listed and not listed.endswith(FILES):
            yield from _check_list(book, entry, listed, column)


def _check_list(book: Workbook, entry: Entry, listed: str, column: str) -> Iterator[Problem]:
    name = "external_choices" if entry.kind and entry.kind.what == EXTERNAL else "choices"
    lists = lists_of(book.sheet(name))
    if lists is None:
        if not book.sheet(name).headers:
            advice = f"Add a sheet named {name} with the columns list_name, name and label."
            yield Problem("survey", entry.row, column, f"There is no sheet {name} to choose from.", advice)
    elif listed not in lists.rows:
        other = alike(listed, lists.rows)
        advice = f"Write {other}; forms check FILE --repair OUT.xlsx does it for you." if other else ""
        advice = advice or near(listed, lists.rows) or f"Add rows with the list_name {listed} to the sheet {name}."
        yield Problem("survey", entry.row, column, f"There is no list '{listed}' on the sheet {name}.", advice)


def check_choices(book: Workbook, found: Outline) -> Iterator[Problem]:
    """Yield a problem for every choice that cannot be chosen."""
    choices = book.sheet("choices")
    lists = lists_of(choices)
    if lists is None:
        yield from _missing_columns(choices)
        return
    for listed in lists.rows:
        yield from _unnamed(lists, listed)
    if not allows_duplicates(book):
        for listed in lists.rows:
            yield from _duplicates(lists, listed)
    many = {listed for _, what, listed in selects(found) if what == "select_multiple"}
    for listed in lists.rows:
        if listed in many:
            yield from _spaced(lists, listed)


def allows_duplicates(book: Workbook) -> bool:
    """Tell whether the settings sheet allows choices of the same name in one list."""
    settings = book.sheet("settings")
    header = settings.header("allow_choice_duplicates")
    return bool(header and settings.rows and settings.rows[0].get(header, "").lower() in _YES)


def _missing_columns(choices: Sheet) -> Iterator[Problem]:
    if not any(True for _ in choices.numbered()):
        return
    headers = {normal(header) for header in choices.headers}
    for wanted, column in ((LIST, "list_name"), (NAME, "name")):
        if not headers & wanted:
            advice = f"Name the columns in row 1; one of them must be called {column}."
            yield Problem("choices", 1, column, f"The choices sheet has no column '{column}'.", advice)


def _unnamed(lists: Lists, listed: str) -> Iterator[Problem]:
    for row, cells in lists.rows[listed]:
        if lists.name_column not in cells:
            message = f"This choice of the list '{listed}' has no name."
            yield Problem("choices", row, lists.name_column, message, "Give it the short name that is stored.")


def _duplicates(lists: Lists, listed: str) -> Iterator[Problem]:
    for name, rows in lists.names(listed).items():
        for row in rows[1:]:
            message = f"The list '{listed}' has the choice '{name}' already, in row {rows[0]}."
            advice = (
                "Give one of the two another name, or, when a choice_filter tells them apart, write yes in a column "
                "allow_choice_duplicates of the sheet settings."
            )
            yield Problem("choices", row, lists.name_column, message, advice)


def _spaced(lists: Lists, listed: str) -> Iterator[Problem]:
    for name, rows in lists.names(listed).items():
        if " " in name:
            message = f"The choice '{name}' has a space in its name, and several choices of this list can be made."
            advice = f"Write {'_'.join(name.split())}, here and where it is compared with."
            yield Problem("choices", rows[0], lists.name_column, message, advice)
