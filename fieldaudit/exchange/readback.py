"""Reading a package back after it was written: what the medium gives back must be what was meant."""

from __future__ import annotations

import hashlib
import os
import tarfile
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, TYPE_CHECKING, Self

from fieldaudit.errors import PackageNotWhole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_PIECE = 1 << 20
_AT_ONCE = 4  # reading and hashing let other threads go on
_BATCHES = 2  # one waits for the medium while another is compared
_BATCH = 32 << 20  # bytes that are worth asking the medium to hold before the file is whole

Place = tuple[int, int]
"""Where a member's data lie in the file: first byte and size."""


class Following:
    """Reads back what the medium holds already of a file that is still being written, in threads of its own.

    Waiting for the medium and comparing go on beside the writing, so a large package does not take both times.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._pool = ThreadPoolExecutor(_BATCHES, "reading-back")
        self._waiting: list[Place] = []
        self._read: list[Future[dict[Place, str]]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def written(self, size: int) -> None:
        """Note that a member of `size` bytes, padded, was just written."""
        self._waiting.append((self._file.tell() - size - -size % tarfile.BLOCKSIZE, size))
        if sum(size for _, size in self._waiting) >= _BATCH:
            self._file.flush()
            self._read.append(self._pool.submit(_read_batch, self._file, tuple(self._waiting)))
            self._waiting.clear()

    def digests(self) -> dict[Place, str]:
        """Return the SHA-256 of what was read back so far, the last members not among it; raises OSError."""
        return {place: digest for batch in self._read for place, digest in batch.result().items()}


def read_back(path: Path, expected: Mapping[str, str], before: Mapping[Place, str] | None = None) -> None:
    """Compare every outer member of the package at `path` with its SHA-256 in `expected`, in order.

    `before` is what was read back while it was written. Raises PackageNotWhole, and takes the file away, when anything
    differs.
    """
    known = before or {}
    _forget_cached(path)
    try:
        with tarfile.open(path, "r:") as tar:
            places = [(info.name, (info.offset_data, info.size)) for info in tar]
        with ThreadPoolExecutor(_AT_ONCE, "reading-back") as pool:
            digests = pool.map(lambda place: known.get(place) or _digest(path, place), [place for _, place in places])
            found = {name: digest for (name, _), digest in zip(places, digests, strict=True)}
    except (OSError, tarfile.TarError) as failed:
        path.unlink(missing_ok=True)
        raise PackageNotWhole(path=path) from failed
    if list(found.items()) != list(expected.items()):
        path.unlink(missing_ok=True)
        raise PackageNotWhole(path=path)


def _read_batch(file: IO[bytes], places: Sequence[Place]) -> dict[Place, str]:
    os.fsync(file.fileno())
    _forget_cached(file.name)
    return {place: _digest(file.name, place) for place in places}


def _digest(path: Path | str, place: Place) -> str:
    digest = hashlib.sha256()
    start, size = place
    with open(path, "rb", buffering=0) as source:  # noqa: PTH123 - a file's own name is a text
        source.seek(start)
        while size and (piece := source.read(min(size, _PIECE))):
            digest.update(piece)
            size -= len(piece)
    return digest.hexdigest()


def _forget_cached(path: Path | str) -> None:
    """Ask the system to drop its copy in memory, where it can be asked, so that the medium itself is read."""
    if hasattr(os, "posix_fadvise"):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)
