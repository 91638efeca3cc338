"""The tar of packages, written and read strictly: ustar, regular files only, lower-case names that cannot climb.

The standard library's reader follows links, long names and sparse maps of several dialects; a package needs none of
them, so the reader here knows one kind of header and refuses everything else (docs/package-format.md, Containers).
"""

from __future__ import annotations

import re
import tarfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from fieldaudit.errors import PackageDamaged

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = 512
_PIECE = 256 * 1024
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9]{1,8}){0,2}(/[a-z0-9][a-z0-9_-]*(\.[a-z0-9]{1,8}){0,2}){0,2}")
_LONGEST_NAME = 100
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_END = bytes(BLOCK)
_MAGIC = (b"ustar\x0000", b"ustar  \x00")


@dataclass(frozen=True)
class Header:
    """A member's name and size in bytes."""

    name: str
    size: int


def is_safe_name(name: str) -> bool:
    """Say whether `name` may stand in a package: relative, lower case, no dots to climb by, no device's name."""
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        return False
    return not any(_DEVICES.fullmatch(part) for part in name.split("/"))


def write_member(out: IO[bytes], name: str, data: bytes) -> None:
    """Write one member from memory."""
    write_header(out, name, len(data))
    out.write(data)
    out.write(bytes(-len(data) % BLOCK))


def copy_member(out: IO[bytes], name: str, size: int, source: IO[bytes]) -> None:
    """Write one member of `size` bytes from a file; raise OSError when the file is shorter."""
    write_header(out, name, size)
    left = size
    while left:
        piece = source.read(min(left, _PIECE))
        if not piece:
            raise OSError(f"{name} became shorter while it was copied")
        out.write(piece)
        left -= len(piece)
    out.write(bytes(-size % BLOCK))


def write_header(out: IO[bytes], name: str, size: int) -> None:
    """Write a header that says nothing but name and size."""
    if not is_safe_name(name):
        raise ValueError(f"{name!r} is no name for a member")
    info = tarfile.TarInfo(name)
    info.size = size
    info.mode = 0o600
    out.write(info.tobuf(tarfile.USTAR_FORMAT))


def write_end(out: IO[bytes]) -> None:
    """Write the two empty blocks that end an archive."""
    out.write(_END * 2)


def begins(source: IO[bytes]) -> bool:
    """Whether a file begins as an archive does; nothing is taken from it."""
    block = source.read(BLOCK)
    source.seek(0)
    return block[257:265] in _MAGIC


def members(source: IO[bytes], total: int, most: int) -> Iterator[tuple[Header, Iterator[bytes]]]:
    """Yield each member's header and its pieces, of an archive of `total` bytes with at most `most` members.

    Raises PackageDamaged for anything but a whole archive: bytes missing, bytes after the end, a header of another
    kind, a name twice.
    """
    seen: set[str] = set()
    at = 0
    while (block := _exactly(source, BLOCK)) != _END:
        header = _header(block)
        at += BLOCK
        padded = header.size + (-header.size % BLOCK)
        if at + padded > total:
            raise PackageDamaged(reason="it ends before it should")
        if header.name in seen or len(seen) >= most:
            raise PackageDamaged(reason="a name stands in it twice, or it holds too many files")
        seen.add(header.name)
        pieces = _pieces(source, header.size)
        yield header, pieces
        for _ in pieces:  # what the consumer left
            pass
        if any(_exactly(source, padded - header.size)):
            raise PackageDamaged(reason="there are bytes between its files")
        at += padded
    _check_end(source, total - at - BLOCK)


def _check_end(source: IO[bytes], left: int) -> None:
    # GNU tar pads an archive to 10 KiB: nothing but zeros may follow, and not much of it.
    if not BLOCK <= left <= 20 * BLOCK or any(_exactly(source, left)) or source.read(1):
        raise PackageDamaged(reason="it does not end where it should")


def _pieces(source: IO[bytes], size: int) -> Iterator[bytes]:
    left = size
    while left:
        piece = _exactly(source, min(left, _PIECE))
        left -= len(piece)
        yield piece


def _exactly(source: IO[bytes], size: int) -> bytes:
    data = source.read(size)
    if len(data) != size:
        raise PackageDamaged(reason="it ends before it should")
    return data


def _header(block: bytes) -> Header:
    if block[257:265] not in _MAGIC or block[156:157] not in (b"0", b"\x00"):
        raise PackageDamaged(reason="it holds something that is not a plain file")
    name, size = block[:100].rstrip(b"\x00"), _octal(block[124:136])
    if block[345:500].strip(b"\x00") or _octal(block[148:156]) != _checksum(block):
        raise PackageDamaged(reason="a file's header in it is broken")
    try:
        text = name.decode("ascii")
    except UnicodeDecodeError as strange:
        raise PackageDamaged(reason="a file's name in it is not allowed") from strange
    if not is_safe_name(text):
        raise PackageDamaged(reason="a file's name in it is not allowed")
    return Header(text, size)


def _octal(field: bytes) -> int:
    digits = field.rstrip(b"\x00 ").lstrip(b" ")
    if not digits or not all(digit in b"01234567" for digit in digits):
        raise PackageDamaged(reason="a file's header in it is broken")
    return int(digits, 8)


def _checksum(block: bytes) -> int:
    return sum(block[:148]) + 8 * ord(" ") + sum(block[156:])
