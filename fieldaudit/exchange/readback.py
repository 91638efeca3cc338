"""Reading a package back after it was written: what the medium gives back must be what was meant."""

from __future__ import annotations

import hashlib
import os
import tarfile
from typing import TYPE_CHECKING

from fieldaudit.errors import PackageNotWhole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PIECE = 1 << 20


def read_back(path: Path, expected: Mapping[str, str]) -> None:
    """Compare every outer member of the package at `path` with its SHA-256 in `expected`, in order.

    Raises PackageNotWhole, and takes the file away, when anything differs.
    """
    _forget_cached(path)
    try:
        with tarfile.open(path, "r:") as tar:
            found = {info.name: _digest(tar, info) for info in tar}
    except (OSError, tarfile.TarError) as failed:
        path.unlink(missing_ok=True)
        raise PackageNotWhole(path=path) from failed
    if list(found.items()) != list(expected.items()):
        path.unlink(missing_ok=True)
        raise PackageNotWhole(path=path)


def _digest(tar: tarfile.TarFile, info: tarfile.TarInfo) -> str:
    source = tar.extractfile(info)
    if source is None:
        return ""
    digest = hashlib.sha256()
    while piece := source.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _forget_cached(path: Path) -> None:
    """Ask the system to drop its copy in memory, where it can be asked, so that the medium itself is read."""
    if hasattr(os, "posix_fadvise"):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)
