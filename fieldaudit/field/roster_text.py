"""A roster's file as rows of text: which encoding it has, what parts its columns, how it is read without a copy of it.

Nothing is written anywhere: the file is read once into memory.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.errors import FileUnreadable, RosterRefused, RosterUnreadable

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 8 * 1024 * 1024
MOST_ROWS = 5000
MOST_COLUMNS = 200
MOST_TEXT = 200
UTF8, UTF16, WINDOWS = "UTF-8", "UTF-16", "Windows-1252"
_MARKS = (
    (codecs.BOM_UTF8, UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, UTF16, "utf-16"),
    (codecs.BOM_UTF16_BE, UTF16, "utf-16"),
)
_OTHERS = {
    b"PK\x03\x04": "it is a spreadsheet",
    b"\xd0\xcf\x11\xe0": "it is a spreadsheet",
    b"%PDF": "it is a PDF",
    b"{\\rtf": "it is a document",
    b"<": "it is a web page",
}
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')  # how spreadsheets keep the zeros before a number
_DELIMITERS = ",;\t"
#: They cannot be seen, and names in Sinhala, Persian or Malayalam are not written without them.
JOINERS = "\u200c\u200d"
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\ufeff"))  # what copying from a page or a sheet leaves behind


@dataclass(frozen=True)
class Sheet:
    """A file's rows: `headers` of its columns, and each line's number in the file with its texts.

    `encoding` is what it was read as; `assumed` that nothing in it said so.
    """

    encoding: str
    assumed: bool
    delimiter: str
    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read(path: Path) -> Sheet:
    """Return a file's rows; raises FileUnreadable, and RosterRefused for what is no table."""
    text, encoding, assumed = _decoded(path, _bytes(path))
    first, _, rest = text.partition("\n")
    skipped = 0
    if first.strip().lower().startswith("sep="):  # what Excel writes to say the delimiter
        text, skipped = rest, 1
    delimiter = _delimiter(text)
    rows = _rows(text, delimiter, skipped)
    if not rows:
        raise RosterRefused(row=1, column="", reason="The file is empty.", count=1)
    (_, headers), *lines = rows
    if len(headers) > MOST_COLUMNS:
        raise RosterRefused(row=1, column="", reason=f"A list has at most {MOST_COLUMNS} columns.", count=1)
    if len(lines) > MOST_ROWS:
        reason = f"A list has at most {MOST_ROWS:,} workers, this one {len(lines):,}: split it into several files."
        raise RosterRefused(row=lines[MOST_ROWS][0], column="", reason=reason, count=1)
    return Sheet(encoding, assumed, delimiter, headers, tuple(lines))


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            reason = "it is not a file" if path.exists() else "there is no such file"
            raise FileUnreadable(path=path.name, reason=reason)
        with path.open("rb") as source:
            data = source.read(MOST_BYTES + 1)
    except OSError as problem:
        raise FileUnreadable(path=path.name, reason=problem.strerror or "the disk refused") from problem
    if len(data) > MOST_BYTES:
        raise RosterUnreadable(path=path.name, reason="it is larger than 8 MB")
    other = next((reason for mark, reason in _OTHERS.items() if data.lstrip().startswith(mark)), "")
    if other:
        raise RosterUnreadable(path=path.name, reason=f"{other}, not a list as CSV")
    return data


def _decoded(path: Path, data: bytes) -> tuple[str, str, bool]:
    """Return the text, the encoding, and whether that was assumed."""
    for mark, encoding, codec in _MARKS:
        if data.startswith(mark):
            return _text(path, data, codec), encoding, False
    zeros = data[:4096].count(0)
    if zeros > len(data[:4096]) // 4:  # every second byte of Latin letters in UTF-16
        return _text(path, data, "utf-16-be" if data[:1] == b"\0" else "utf-16-le"), UTF16, True
    try:
        return _text(path, data, "utf-8"), UTF8, not data.isascii()
    except FileUnreadable:
        return _text(path, data, "cp1252"), WINDOWS, True


def _text(path: Path, data: bytes, codec: str) -> str:
    unreadable = RosterUnreadable(path=path.name, reason="it is not text in UTF-8, UTF-16 or Windows-1252")
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        raise unreadable from None
    if "\0" in text:
        raise unreadable
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _delimiter(text: str) -> str:
    """Return what parts the columns: what stands most often in the first line outside of quotes."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    outside = "".join(part for place, part in enumerate(first.split('"')) if place % 2 == 0)
    return max(_DELIMITERS, key=outside.count)


def _rows(text: str, delimiter: str, skipped: int) -> list[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found, start = list[tuple[int, tuple[str, ...]]](), 1 + skipped
    try:
        for cells in reader:
            texts = tuple(_KEPT_AS_TEXT.sub(r"\1", " ".join(cell.translate(_UNSEEN).split())) for cell in cells)
            if any(texts):
                found.append((start, texts))
            start = reader.line_num + 1 + skipped
    except csv.Error:
        reason = "Its quotes do not close, or something stands between a quote and the next column."
        raise RosterRefused(row=start, column="", reason=reason, count=1) from None
    return found
