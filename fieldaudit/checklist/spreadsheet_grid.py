"""A workbook open for mending: sheets with headers in row 1, cells changed one by one, and a list of the changes."""

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pyxform.xls2json_backends import xlsx_value_to_str

from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.spreadsheet_rows import (
    FIRST_ROW,
    NO_TEXT,
    normal,
    read_bounded,
    read_workbook,
    refuse_bomb,
    refused,
    unreadable,
)
from fieldaudit.checklist.spreadsheet_slim import slim

EMPTY_ROWS, EMPTY_COLUMNS = 60, 20  # after so many the converter takes a sheet for ended
FORMULAS = "Formulas are kept as the values they had."


@dataclass(frozen=True)
class Mend:
    """One change: sheet, row as the spreadsheet program numbers it, column, and the cell before and after."""

    sheet: str
    row: int | None
    column: str
    before: str
    after: str
    reason: str


@dataclass
class Grid:
    """One sheet of the workbook being mended."""

    sheet: Worksheet
    mends: list[Mend]
    last_row: int
    last_column: int
    _headers: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The sheet's name."""
        return str(self.sheet.title)

    def headers(self) -> dict[str, int]:
        """Return the column number of each header; of two alike the first."""
        if not self._headers:
            for column in self.columns():
                text = self.raw(1, column).strip()
                if text:
                    self._headers.setdefault(text, column)
        return self._headers

    def write_header(self, column: int, text: str, reason: str) -> None:
        """Change the header of a column and note it."""
        before = self.raw(1, column)
        self.last_column = max(self.last_column, column)
        self.sheet.cell(1, column).value = text or None
        self.mends.append(Mend(self.name, 1, before or text, before, text, reason))
        self._headers = {}

    def header(self, wanted: frozenset[str]) -> str | None:
        """Return the first header whose plain form is among `wanted`, or None."""
        return next((header for header in self.headers() if normal(header) in wanted), None)

    def rows(self) -> Iterator[int]:
        """Yield the numbers of the rows below the headers."""
        return iter(range(FIRST_ROW, self.last_row + 1))

    def columns(self) -> Iterator[int]:
        """Yield the numbers of the columns, those without a header too."""
        return iter(range(1, self.last_column + 1))

    def raw(self, row: int, column: int) -> str:
        """Return a cell as the converter reads it, spaces at its ends included."""
        value = self.sheet.cell(row, column).value
        return "" if value is None else str(xlsx_value_to_str(value))

    def get(self, row: int, header: str | None) -> str:
        """Return a cell without spaces at its ends, "" where there is no such column."""
        column = self.headers().get(header or "")
        return "" if column is None else self.raw(row, column).strip()

    def set(self, row: int, header: str, value: str, reason: str) -> None:
        """Change a cell and note it, unless it reads so already."""
        column = self.headers()[header]
        before = self.raw(row, column)
        if before != value:
            self.sheet.cell(row, column).value = value or None
            self.mends.append(Mend(self.name, row, header, before, value, reason))


@dataclass
class Mending:
    """A workbook being mended: what was changed, and what only its author can decide."""

    book: Book
    mends: list[Mend] = field(default_factory=list)
    advice: list[Problem] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)

    def grid(self, name: str) -> Grid | None:
        """Return the sheet of that name, or None."""
        return next((grid for grid in self.grids if grid.name == name), None)

    def add(self, sheet: Worksheet, last_row: int, last_column: int) -> Grid:
        """Add a sheet whose cells are filled as far as that."""
        grid = Grid(sheet, self.mends, last_row, last_column)
        self.grids.append(grid)
        return grid


def open_mending(path: Path) -> Mending:
    """Open the spreadsheet at `path` for mending; raises `FormRefused` when it cannot be read."""
    if path.is_dir() or path.suffix.lower() == ".xls":
        return _rebuilt(path)
    data = read_bounded(path)
    try:
        refuse_bomb(data)
        data = slim(data)
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # openpyxl warns of what it does not keep: drop-down lists of other programs
            mending = Mending(load_workbook(io.BytesIO(data), data_only=True))
            extents = _extents(data)
    except Exception as error:  # whatever a broken file makes the reader raise, it is the file
        raise refused(path, unreadable(type(error).__name__)) from error
    for sheet in mending.book.worksheets:
        rows, columns, formulas = extents[str(sheet.title)]
        mending.add(sheet, rows, columns)
        if formulas:
            mending.mends.append(Mend(str(sheet.title), None, "", "formulas", "values", FORMULAS))
    return mending


def _rebuilt(path: Path) -> Mending:
    """Return a new workbook with the form's sheets of an .xls file or a folder of .csv files."""
    mending = Mending(Book())
    for sheet in list(mending.book.worksheets):
        mending.book.remove(sheet)
    for name, rows in read_workbook(path).sheets.items():
        made = mending.book.create_sheet(name)
        for column, header in enumerate(rows.headers, start=1):
            made.cell(1, column).value = NO_TEXT.sub("", header)
            for number, cells in rows.numbered():
                if header in cells:
                    cell = made.cell(number, column)
                    cell.value = NO_TEXT.sub("", cells[header])
                    cell.data_type = "s"  # a cell that begins with = is text here, not a formula
                    if NO_TEXT.search(cells[header]):
                        mending.mends.append(_without_signs(name, number, header, cells[header]))
        mending.add(made, len(rows.rows) + 1, len(rows.headers))
    return mending


def _without_signs(sheet: str, row: int, column: str, text: str) -> Mend:
    return Mend(sheet, row, column, text, NO_TEXT.sub("", text), "Signs that no form can hold are taken out.")


def _extents(data: bytes) -> dict[str, tuple[int, int, bool]]:
    """Return for each sheet its last row and column, as far as the converter reads, and whether it has formulas.

    A sheet may claim a million rows of which none is filled; it ends after as many empty ones as the converter takes.
    """
    found: dict[str, tuple[int, int, bool]] = {}
    for sheet in load_workbook(io.BytesIO(data), read_only=True).worksheets:
        last, columns, formulas = 1, 0, False
        for number, row in enumerate(sheet.iter_rows(), start=1):
            filled = [at for at, cell in enumerate(row, start=1) if cell.value is not None]
            formulas = formulas or any(cell.data_type == "f" for cell in row)
            columns = _run(filled) if number == 1 else columns
            last = number if filled else last
            if number - last > EMPTY_ROWS:
                break
        found[str(sheet.title)] = (last, columns, formulas)
    return found


def _run(filled: list[int]) -> int:
    last = 0
    for column in filled:
        if column - last > EMPTY_COLUMNS + 1:
            break
        last = column
    return last
