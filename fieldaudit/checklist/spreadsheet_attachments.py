"""Find the media and lists that a form names, beside the form's file."""

import re
from pathlib import Path

from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.spreadsheet_columns import NAME
from fieldaudit.checklist.spreadsheet_rows import SHEETS, Workbook, normal, read_bounded

LISTS = (".csv", ".xml", ".geojson")
LONGEST_NAME = 255  # bytes, on every file system that matters
MAX_TOGETHER = 256 * 1024 * 1024
WESTERN = "cp1252"  # what Excel's plain "CSV" is written in where people use the Latin alphabet
_ADDRESS = re.compile(rb"jr://(?:file|file-csv|images|image|audio|video)/([^\"'<>]+)")


def find_attachments(path: Path, xform: bytes, problems: list[Problem], book: Workbook | None) -> dict[str, bytes]:
    """Return name -> content of every file that `xform` names by a jr:// address; note those that are missing.

    They are looked for in the form's folder, its `media` folder, and `NAME-media` beside the form.
    """
    folders = [path, path / "media"] if path.is_dir() else [path.with_name(f"{path.stem}-media"), path.parent]
    found: dict[str, bytes] = {}
    for name in sorted({match.decode().strip() for match in _ADDRESS.findall(xform)}):
        file = next((folder / name for folder in folders if _is_plain(name) and (folder / name).is_file()), None)
        if file is None:
            problems.append(_missing(name, folders[0], _place(book, name)))
        else:
            found[name] = _as_text(name, read_bounded(file), problems)
    if sum(map(len, found.values())) > MAX_TOGETHER:
        advice = "Use smaller pictures and videos."
        problems.append(Problem("", None, "", "The form's files are larger than 256 MB together.", advice))
    return found


def _is_plain(name: str) -> bool:
    return (
        name == Path(name).name
        and "\\" not in name
        and name not in {"", ".", ".."}
        and len(name.encode()) <= LONGEST_NAME
    )


def _as_text(name: str, data: bytes, problems: list[Problem]) -> bytes:
    """Return a list in UTF-8; ODK reads one in another character set too, with its accents spoilt."""
    if not name.lower().endswith(".csv"):
        return data
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = f"The list file {name} is not UTF-8 text; it is read as Western European."
        advice = "Save it as CSV UTF-8, and look at its accents."
        problems.append(Problem("", None, "", message, advice, "warning"))
        return data.decode(WESTERN, errors="replace").encode()
    return data


def _missing(name: str, folder: Path, place: tuple[str, int | None, str]) -> Problem:
    """Say that a file is not there: the form works without it, and the question that needs it is poorer."""
    if "${" in name:
        message = f"Which file '{name}' is depends on an answer, so it cannot be attached; the question has no choices."
        return Problem(*place, message, "Name one file, and choose among its rows with a choice_filter.", "warning")
    advice = f"Put it into the folder {folder.name}, or take it out of the form."
    if name.lower().endswith(LISTS):
        message = f"The list file {name} is missing; without it the list is empty."
        return Problem(*place, message, advice, "warning")
    return Problem(*place, f"The picture, sound or video {name} is missing.", advice, "warning")


def _place(book: Workbook | None, name: str) -> tuple[str, int | None, str]:
    """Return the sheet, row and column of the first cell that names the file, as far as there is one."""
    stem = re.escape(name.rpartition(".")[0])
    named = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w-])|pulldata\s*\(\s*['\"]{stem}(?:\.csv)?['\"]")
    cells = (
        (sheet, row, column)
        for sheet in (SHEETS if book is not None else ())
        for row, texts in (book.sheet(sheet).numbered() if book is not None else ())
        for column, text in texts.items()
        if normal(column) not in NAME and named.search(text)
    )
    return next(cells, ("", None, ""))
