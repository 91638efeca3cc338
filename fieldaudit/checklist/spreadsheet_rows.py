"""Read an XLSForm's sheets (.xlsx, .xls or a folder of .csv) into plain rows that remember where they stood."""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import xls_to_dict, xlsx_to_dict

from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.spreadsheet_slim import slim
from fieldaudit.errors import FormRefused

SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")
MAX_FILE = 64 * 1024 * 1024
MAX_UNPACKED = 512 * 1024 * 1024
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold
FIRST_ROW = 2  # row 1 holds the headers

Row = dict[str, str]


@dataclass
class Sheet:
    """The rows of one sheet; `rows[i]` is the sheet's row `i + 2`, blank rows included as empty dicts."""

    name: str
    headers: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """Yield (row number in the sheet, row) for every row that holds something."""
        return ((number, row) for number, row in enumerate(self.rows, start=FIRST_ROW) if row)

    def header(self, plain: str) -> str | None:
        """Return the header as written whose normalised form is `plain`, or None."""
        return next((header for header in self.headers if normal(header) == plain), None)


@dataclass
class Workbook:
    """The sheets of a form and the name of the file or folder they came from."""

    name: str
    sheets: dict[str, Sheet]

    def sheet(self, name: str) -> Sheet:
        """Return a sheet, an empty one when the workbook has none of that name."""
        return self.sheets.setdefault(name, Sheet(name))


def normal(header: str) -> str:
    """Return a column's name in the way XLSForm compares it: lower case, words joined by underscores."""
    return "_".join(header.split()).lower()


def read_workbook(path: Path) -> Workbook:
    """Read the sheets of `path`; raises `FormRefused` when it cannot be read as a form's spreadsheet."""
    if path.is_dir():
        return Workbook(path.name, _csv_sheets(path))
    readers: dict[str, Callable[[bytes], dict[str, Any]]] = {".xlsx": _xlsx, ".xlsm": _xlsx, ".xls": xls_to_dict}
    reader = readers[path.suffix.lower()]
    data = read_bounded(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of drop-down lists and styles, which a form does not need
            raw = reader(data)
    except PyXFormError as error:
        raise refused(path, unreadable(str(error))) from error
    except Exception as error:  # whatever a broken file makes a reader raise, it is the file
        raise refused(path, unreadable(type(error).__name__)) from error
    return Workbook(path.stem, {name: _from_pyxform(name, raw) for name in SHEETS if name in raw})


def read_bounded(path: Path) -> bytes:
    """Read a file of a form, at most 64 MiB; raises `FormRefused` when it is missing, unreadable or larger."""
    try:
        if path.stat().st_size > MAX_FILE:
            raise refused(
                path, Problem("", None, "", f"{path.name} is larger than 64 MB.", "Take pictures and videos out of it.")
            )
        return path.read_bytes()
    except OSError as error:
        problem = Problem("", None, "", f"{path.name} cannot be read.", "Check that the file is there and may be read.")
        raise refused(path, problem) from error


def refused(path: Path, *problems: Problem) -> FormRefused:
    """Make the refusal of the form at `path` for `problems`."""
    return FormRefused(name=path.name, problems=list(problems))


def unreadable(detail: str) -> Problem:
    """Say that a file is no spreadsheet, or why it is none that can be used."""
    column = re.search(r"Duplicate column header: (.+)", detail)
    if column:
        advice = "Rename or delete one of the two columns."
        return Problem("", 1, column[1], f"Two columns are both called '{column[1]}'.", advice)
    message = "The file is not a spreadsheet that can be read, or it is damaged."
    return Problem("", None, "", message, "Open it in a spreadsheet program and save it as .xlsx.")


def _xlsx(data: bytes) -> dict[str, Any]:
    refuse_bomb(data)
    return dict(xlsx_to_dict(slim(data)))


def refuse_bomb(data: bytes) -> None:
    """Raise `zipfile.BadZipFile` for what is no .xlsx, or unpacks to more than 512 MiB."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
            raise zipfile.BadZipFile


def _from_pyxform(name: str, raw: dict[str, Any]) -> Sheet:
    header = raw.get(f"{name}_header") or [{}]
    return Sheet(name, list(header[0]), [dict(row) for row in raw[name]])


def _csv_sheets(folder: Path) -> dict[str, Sheet]:
    files = {name: folder / f"{name}.csv" for name in SHEETS}
    return {name: _csv_sheet(name, file) for name, file in files.items() if file.is_file()}


def _csv_sheet(name: str, file: Path) -> Sheet:
    try:
        text = read_bounded(file).decode("utf-8-sig")
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError as error:
        advice = "Save it as CSV with the character set UTF-8."
        raise refused(file, Problem(name, None, "", "The sheet is not UTF-8 text.", advice)) from error
    except csv.Error as error:
        advice = "Check the quotation marks: a cell with quotes in it is quoted, and its quotes are doubled."
        raise refused(file, Problem(name, None, "", "The sheet is not well-formed CSV.", advice)) from error
    headers = [" ".join(cell.split()) for cell in records[0]] if records else []
    twice = next((header for header in headers if header and headers.count(header) > 1), None)
    if twice:
        raise refused(file, Problem(name, 1, twice, f"Two columns are both called '{twice}'.", "Rename one of them."))
    rows = [_csv_row(headers, record) for record in records[1:]]
    return Sheet(name, [header for header in headers if header], rows)


def _csv_row(headers: list[str], record: list[str]) -> Row:
    cells = zip(headers, record, strict=False)
    return {header: cell.strip() for header, cell in cells if header and cell.strip()}
