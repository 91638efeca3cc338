"""Reading a package back after it was written: what the medium gives back must be what was meant."""

from __future__ import annotations

import hashlib
import os
import tarfile
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from fieldaudit.errors import PackageNotWhole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PIECE = 1 << 20
_AT_ONCE = 4  # reading and hashing let other threads go on


def read_back(path: Path, expected: Mapping[str, str]) -> None:
    """Compare every outer member of the package at `path` with its SHA-256 in `expected`, in order.

    Raises PackageNotWhole, and takes the file away, when anything differs.
    """
    _forget_cached(path)
    try:
        with tarfile.open(path, "r:") as tar:
            places = [(info.name, info.offset_data, info.size) for info in tar]
        with ThreadPoolExecutor(_AT_ONCE, "reading-back") as pool:
            digests = pool.map(lambda place: _digest(path, *place[1:]), places)
            found = {name: digest for (name, _, _), digest in zip(places, digests, strict=True)}
    except (OSError, tarfile.TarError) as failed:
        path.unlink(missing_ok=True)
        raise PackageNotWhole(path=path) from failed
    if list(found.items()) != list(expected.items()):
        path.unlink(missing_ok=True)
        raise PackageNotWhole(path=path)


def _digest(path: Path, start: int, size: int) -> str:
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as source:
        source.seek(start)
        while size and (piece := source.read(min(size, _PIECE))):
            digest.update(piece)
            size -= len(piece)
    return digest.hexdigest()


def _forget_cached(path: Path) -> None:
    """Ask the system to drop its copy in memory, where it can be asked, so that the medium itself is read."""
    if hasattr(os, "posix_fadvise"):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)
