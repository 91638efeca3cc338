"""A package cut into parts that fit a mail attachment (docs/package-format.md, Parts).

Each part carries the list of all slices' digests; the set's identity is that list's digest. So whether a slice belongs
to a set is a matter of arithmetic, not of belief.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING

from fieldaudit.errors import FieldAuditError, FileUnwritable, PackageDamaged, PartsTooSmall
from fieldaudit.exchange import container, limits
from fieldaudit.exchange.readback import read_back
from fieldaudit.vault import files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fieldaudit.exchange.writer import Written

LIST = "parts.txt"
_HEAD = re.compile(rb"# fieldaudit parts 1: ([1-9][0-9]{0,15}) bytes, ([1-9][0-9]{0,15}) each\n")
_ROW = re.compile(rb"([0-9a-f]{64})  [0-9]{5}\.part\n")
_PIECE = 256 * 1024
_LEAST = 2


@dataclass(frozen=True)
class PartList:
    """How a package of `size` bytes is cut into slices of `each` bytes, the last one shorter, with their SHA-256."""

    size: int
    each: int
    digests: tuple[str, ...]

    def document(self) -> bytes:
        """Return the bytes of parts.txt."""
        head = f"# fieldaudit parts 1: {self.size} bytes, {self.each} each\n"
        rows = (f"{digest}  {member(number)}\n" for number, digest in enumerate(self.digests, start=1))
        return (head + "".join(rows)).encode("ascii")

    @property
    def id(self) -> str:
        """The set's identity."""
        return hashlib.sha256(self.document()).hexdigest()

    @property
    def count(self) -> int:
        """How many parts there are."""
        return len(self.digests)

    def size_of(self, number: int) -> int:
        """Return how many bytes the slice of part `number` (from 1) has."""
        return min(self.each, self.size - (number - 1) * self.each)


def member(number: int) -> str:
    """Return the name of a slice inside its part."""
    return f"{number:05d}.part"


def is_part(path: Path) -> bool:
    """Whether the file is a part of a package, by its first 512 bytes; raises OSError."""
    with path.open("rb") as source:
        return source.read(container.BLOCK)[:100].rstrip(b"\0") == LIST.encode("ascii")


def read_list(data: bytes) -> PartList:
    """Return the list in the bytes of a parts.txt; raises PackageDamaged for any that this program would not write."""
    head = _HEAD.match(data)
    rows = _ROW.findall(data, head.end()) if head and len(data) <= limits.PARTS_LIST else []
    if head is None or not rows:
        raise _damaged("its list of parts cannot be read")
    found = PartList(int(head[1]), int(head[2]), tuple(row.decode("ascii") for row in rows))
    if found.document() != data or -(-found.size // found.each) != found.count:
        raise _damaged("its list of parts does not follow the format")
    if not _LEAST <= found.count <= limits.PARTS or found.size > limits.PARTS_HELD:
        raise _damaged("its parts would be more than a package may have")
    return found


def read_part(source: IO[bytes], size: int) -> tuple[PartList, int, Iterator[bytes]]:
    """Return what a part of `size` bytes says of its set, its number, and the pieces of its slice, not compared yet.

    Raises PackageDamaged, with the last piece too, for anything but a whole part.
    """
    found = container.members(source, size, 2)
    header, pieces = next(found, (None, iter(())))
    if header is None or header.name != LIST or header.size > limits.PARTS_LIST:
        raise _damaged("it does not begin with a list of its parts")
    listing = read_list(b"".join(pieces))
    header, pieces = next(found, (None, iter(())))
    number = int(header.name[:5]) if header and re.fullmatch(r"[0-9]{5}\.part", header.name) else 0
    if header is None or not 1 <= number <= listing.count or header.size != listing.size_of(number):
        raise _damaged("its slice is not one of those listed")
    return listing, number, _to_the_end(found, pieces)


def _to_the_end(found: Iterator[tuple[container.Header, Iterator[bytes]]], pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield from pieces
    for _ in found:
        raise _damaged("there is more in it than one slice")


def in_parts(written: Written, most: int) -> Written:
    """Cut a package that was just written into parts of at most `most` bytes, unless it is small enough (or most is 0).

    The parts are read back, and the whole file goes. Raises PartsTooSmall, FileUnwritable or PackageNotWhole, with
    nothing left behind.
    """
    if not most or written.size <= most:
        return written
    try:
        return _cut(written, most)
    except FieldAuditError:
        written.path.unlink(missing_ok=True)
        raise


def _cut(written: Written, most: int) -> Written:
    each = _slice_size(written.size, min(most, limits.PART))
    try:
        listing = _list_of(written.path, written.size, each)
        paths = _free_names(written.path, listing.count)
        _write_parts(written.path, listing, paths)
        written.path.unlink()
    except OSError as failed:
        raise FileUnwritable(path=written.path.parent, reason=failed.strerror or "the disk refused") from failed
    return replace(written, path=paths[0], parts=tuple(paths))


def _slice_size(size: int, most: int) -> int:
    """Return how large slices can be when no part may exceed `most`; raises PartsTooSmall."""
    count = _LEAST
    while count <= limits.PARTS:
        each = most - _around(size, count)
        if each < container.BLOCK:
            break
        needed = -(-size // each)
        if needed <= count:
            return -(-size // needed)
        count = needed
    raise PartsTooSmall(most=limits.PARTS)


def _around(size: int, count: int) -> int:
    """Return how many bytes a part has besides its slice: two headers, the list, and what fills up blocks."""
    listing = len(PartList(size, size, ("0" * 64,) * count).document())
    return listing + -listing % container.BLOCK + 5 * container.BLOCK


def _list_of(path: Path, size: int, each: int) -> PartList:
    digests = []
    with path.open("rb") as source:
        for start in range(0, size, each):
            digest, left = hashlib.sha256(), min(each, size - start)
            while left:
                piece = source.read(min(left, _PIECE))
                digest.update(piece)
                left -= len(piece)
            digests.append(digest.hexdigest())
    return PartList(size, each, tuple(digests))


def _free_names(package: Path, count: int) -> list[Path]:
    """Return names that say nothing but numbers, none of which is taken."""
    stem, copy = package.stem, 1
    while True:
        width = len(str(count))
        paths = [package.with_name(f"{stem}.{n:0{width}d}-of-{count}{package.suffix}") for n in range(1, count + 1)]
        if not any(path.exists() for path in paths):
            return paths
        copy += 1
        stem = f"{package.stem}-{copy}"


def _write_parts(package: Path, listing: PartList, paths: list[Path]) -> None:
    document = listing.document()
    try:
        with package.open("rb") as source:
            for number, path in enumerate(paths, start=1):
                with files.writing(path) as file:
                    container.write_member(file, LIST, document)
                    container.copy_member(file, member(number), listing.size_of(number), source)
                    container.write_end(file)
        for number, path in enumerate(paths, start=1):
            read_back(path, {LIST: listing.id, member(number): listing.digests[number - 1]})
    except BaseException:
        for path in paths:
            path.unlink(missing_ok=True)
        raise


def _damaged(reason: str) -> PackageDamaged:
    return PackageDamaged(reason=reason)
