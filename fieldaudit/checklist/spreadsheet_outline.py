"""The survey sheet as a tree: what each row is, which group or repeat it stands in, and what is never closed."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.spreadsheet_columns import NAME, TYPE, cell_of
from fieldaudit.checklist.spreadsheet_rows import Row, Sheet, Workbook
from fieldaudit.checklist.spreadsheet_types import CLOSES, OPENS, SETTINGS, Kind, read_type

_OFF = frozenset({"yes", "true", "true()"})


@dataclass(frozen=True)
class Entry:
    """One row: its number, the type as written and as understood, its name, and the containers around it."""

    row: int
    cells: Row
    written: str
    kind: Kind | None
    name: str
    around: tuple["Entry", ...] = ()

    @property
    def path(self) -> str:
        """The names from the outermost container down to this row, as in a reference."""
        return "/".join([*(entry.name for entry in self.around), self.name])

    @property
    def has_place(self) -> bool:
        """Whether the row makes a place in the form, so that it needs a name."""
        return bool(self.written) and (self.kind is None or self.kind.what not in {CLOSES, *SETTINGS})


@dataclass
class Outline:
    """The rows in order, and what is wrong with the way they are nested."""

    type_column: str
    name_column: str
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def places(self) -> Iterator[Entry]:
        """Yield the rows that make a place in the form."""
        return (entry for entry in self.entries if entry.has_place)


def outline(book: Workbook) -> Outline:
    """Read the survey sheet of `book` into its outline; switched-off rows are left out."""
    survey = book.sheet("survey")
    found = Outline(cell_of(survey.headers, TYPE) or "type", cell_of(survey.headers, NAME) or "name")
    around: list[Entry] = []
    for row, cells in survey.numbered():
        if _is_off(survey, cells):
            continue
        written = " ".join(cells.get(found.type_column, "").split())
        entry = Entry(row, cells, written, read_type(written), cells.get(found.name_column, ""), tuple(around))
        found.entries.append(entry)
        if entry.kind is not None and entry.kind.what == OPENS:
            around.append(entry)
        elif entry.kind is not None and entry.kind.what == CLOSES:
            _close(entry, around, found)
    found.problems.extend(_never_closed(entry, found.type_column) for entry in around)
    return found


def rows_by_path(found: Outline) -> dict[str, int]:
    """Return the row of every place by its path below the form's root, where no two share it."""
    rows: dict[str, int] = {}
    twice: set[str] = set()
    for entry in found.places():
        if entry.path in rows:
            twice.add(entry.path)
        rows[entry.path] = entry.row
    return {path: row for path, row in rows.items() if path not in twice}


def _is_off(survey: Sheet, cells: Row) -> bool:
    header = survey.header("disabled")
    return header is not None and cells.get(header, "").lower() in _OFF


def _close(entry: Entry, around: list[Entry], found: Outline) -> None:
    kind = _family(entry)
    if not around:
        advice = f"Delete the row, or put a begin_{kind} where it starts."
        message = f"This row closes a {kind}, and none is open."
        found.problems.append(Problem("survey", entry.row, found.type_column, message, advice))
        return
    opened = around.pop()
    if _family(opened) != kind:
        message = f"This row closes a {kind}, but what is open is the {_family(opened)} '{opened.name}' of row "
        advice = f"Write end_{_family(opened)} here, or put the missing end row above."
        found.problems.append(Problem("survey", entry.row, found.type_column, f"{message}{opened.row}.", advice))


def _never_closed(entry: Entry, column: str) -> Problem:
    kind = _family(entry)
    message = f"The {kind} '{entry.name}' is never closed."
    return Problem("survey", entry.row, column, message, f"Put a row of the type end_{kind} after its last question.")


def _family(entry: Entry) -> str:
    word = entry.kind.rest if entry.kind else ""
    return word if word in {"group", "loop"} else "repeat"
