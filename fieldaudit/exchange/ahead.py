"""Packages read ahead, by one thread, while the batch before them is stored: the database leaves it the processor.

First a package is opened and its attachments are copied into the quarantine. Nothing of that is believed: a copy counts
only where the signed manifest names just these files. Whose signature fits and is trusted has its lines read as well.
Whenever anything is wrong the package is read again by itself, which says what.
"""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fieldaudit.errors import FieldAuditError
from fieldaudit.exchange import container, limits, staging
from fieldaudit.exchange.arrival import read_streams
from fieldaudit.exchange.envelope import NAME, Letter, open_envelope
from fieldaudit.exchange.parts import Unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path
    from typing import Self

    from fieldaudit.exchange.arrival import Arrival, Streams
    from fieldaudit.exchange.manifest import Manifest


@dataclass(frozen=True)
class Copy:
    """An attachment as it was copied: its name in the package, its bytes and their SHA-256, and where it lies."""

    name: str
    size: int
    sha256: str
    path: Path


@dataclass(frozen=True)
class ReadAhead:
    """A package that could be opened, and its attachments; its streams where its arrival was trusted."""

    letter: Letter
    copies: tuple[Copy, ...]
    arrival: Arrival | None = None
    streams: Streams | None = None

    def staged(self, manifest: Manifest) -> dict[str, Path] | None:
        """Return the copies by blob id where they are what a signed manifest lists, each under its own name."""
        listed = [(member.name, member.size, member.sha256) for member in manifest.outer]
        if listed != [(copy.name, copy.size, copy.sha256) for copy in self.copies]:
            return None
        if any(copy.name != f"blobs/{copy.sha256}.age" for copy in self.copies):
            return None
        return {copy.sha256: copy.path for copy in self.copies}


class Reader:
    """One thread that reads packages ahead into `folder`; `secret` opens their envelopes."""

    def __init__(self, folder: Path, secret: str) -> None:
        self._folder, self._secret = folder, secret
        self._pool = ThreadPoolExecutor(1, "reading ahead")
        self._begun: dict[Path, Future[ReadAhead | None]] = {}
        self._taken: dict[Path, tuple[Copy, ...]] = {}

    def begin(self, paths: Sequence[Path]) -> None:
        """Begin with these packages, in their order, but for those that were begun before."""
        for path in paths:
            if path not in self._begun:
                self._begun[path] = self._pool.submit(_read, path, self._folder, self._secret)

    def opened(self, path: Path) -> ReadAhead | None:
        """Return a package that was read by now, of which the streams are not under way."""
        done = path in self._begun and self._begun[path].done()
        read = self._begun[path].result() if done else None
        return read if read and not read.arrival else None

    def go_on(self, trusted: Mapping[Path, ReadAhead]) -> None:
        """Read the streams of packages whose arrival is trusted, as many as may be held in memory together."""
        budget = Unpacked(limits.BATCH_WEIGHT)
        for path, read in trusted.items():
            self._begun[path] = self._pool.submit(_read_streams, read, budget)

    def take(self, path: Path) -> ReadAhead | None:
        """Return what was read of a package, once; None when it was not, or must be looked at by itself."""
        read = self._begun.pop(path).result() if path in self._begun else None
        if read:
            self._taken[path] = read.copies
        return read

    def let_go(self, path: Path, *, moved: bool) -> None:
        """Forget a package that had its turn; its copies go as well, unless they were `moved` into the vault."""
        copies = self._taken.pop(path, ())
        for copy in copies if not moved else ():
            copy.path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)


@contextmanager
def reading(home: Path, secret: str) -> Iterator[Reader]:
    """Give a reader with a quarantine of its own, which is gone afterwards."""
    with staging.quarantine(home, ahead=True) as folder, Reader(folder, secret) as reader:
        yield reader


def _read(path: Path, folder: Path, secret: str) -> ReadAhead | None:
    begun, copies = list["Path"](), list[Copy]()
    try:
        with path.open("rb") as source:
            every = container.members(source, path.stat().st_size, limits.OUTER_MEMBERS)
            header, pieces = next(every)
            if header.name != NAME or header.size > limits.AHEAD_ENVELOPE:
                return None
            letter = open_envelope(b"".join(pieces), [secret])
            for header, pieces in every:
                begun.append(folder / secrets.token_hex(16))
                copies.append(Copy(header.name, header.size, staging.copied(pieces, begun[-1]), begun[-1]))
                staging.sync_file(begun[-1])
    except (OSError, StopIteration, FieldAuditError):  # said by whoever reads it by itself
        for copy in begun:
            copy.unlink(missing_ok=True)
        return None
    return ReadAhead(letter, tuple(copies))


def _read_streams(read: ReadAhead, budget: Unpacked) -> ReadAhead:
    try:
        return replace(read, streams=read_streams(read.arrival, budget)) if read.arrival else read
    except FieldAuditError:  # as above
        return replace(read, arrival=None)
