"""Workbooks swollen with formatting: cells and rows that hold nothing but a style are left out before one is read.

A sheet coloured to its last column can have a million of them, and openpyxl makes an object of each.
"""

import io
import re
import zipfile
from typing import IO

SWOLLEN = 256 * 1024  # bytes of a sheet's XML, unpacked; a smaller one is read as it is
PIECE = 1024 * 1024
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_EMPTY_CELL = re.compile(rb'<c r="[A-Z]{1,3}\d+"(?: [a-z]+="[^"<>]*")*\s*(?:/>|>(?:<v\s*/>|<v></v>)?</c>)')
_EMPTY_ROW = re.compile(rb'<row r="\d+"(?: [\w:]+="[^"<>]*")*\s*(?:/>|>\s*</row>)')


def slim(data: bytes) -> bytes:
    """Return the .xlsx without the empty cells of its swollen sheets; as it is where no sheet is swollen."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if not any(_is_swollen(member) for member in members):
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
            for member in members:
                with archive.open(member) as source, made.open(member.filename, "w", force_zip64=True) as target:
                    (_thin if _is_swollen(member) else _copy)(source, target)
    return out.getvalue()


def _is_swollen(member: zipfile.ZipInfo) -> bool:
    return member.file_size > SWOLLEN and _SHEET.fullmatch(member.filename) is not None


def _copy(source: IO[bytes], target: IO[bytes]) -> None:
    while piece := source.read(PIECE):
        target.write(piece)


def _thin(source: IO[bytes], target: IO[bytes]) -> None:
    """Copy a sheet without its empty cells, a piece at a time; a piece ends with a row, or at least with an element."""
    rest = b""
    while piece := source.read(PIECE):
        rest += piece
        end = rest.rfind(b"</row>")
        end = end + len(b"</row>") if end >= 0 else rest.rfind(b">") + 1
        target.write(_thinned(rest[:end]))
        rest = rest[end:]
    target.write(_thinned(rest))


def _thinned(piece: bytes) -> bytes:
    return _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", piece))
