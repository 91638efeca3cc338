"""Files that are whole or absent: written beside their name, synced, renamed, and the folder synced after."""

from __future__ import annotations

import os
import secrets
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from fieldaudit.errors import FileUnwritable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEMPORARY = ".part"


@contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write; `path` is it, durably, once the block ends, and is untouched when it fails."""
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}{TEMPORARY}")
    try:
        with open(temporary, "xb", opener=_private) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def write(path: Path, data: bytes) -> None:
    """Make `path` hold `data`, durably and all at once."""
    with writing(path) as file:
        file.write(data)


def write_asked(path: Path, data: bytes) -> None:
    """Write a file that a person asked for, never among a vault's own; raises FileUnwritable."""
    keep_apart(path)
    try:
        write(path, data)
    except OSError as failed:
        raise FileUnwritable(path=path, reason=failed.strerror or "the disk refused") from failed


def keep_apart(path: Path) -> None:
    """Raise FileUnwritable where a file that a person asked for would lie among a vault's own, or replace one."""
    folder = path.resolve().parent
    home = folder.parent if folder.name == "blobs" else folder
    if (home / "vault.keys").exists():
        raise FileUnwritable(path=path, reason="its folder holds a vault")


def make_folder(folder: Path, mode: int = 0o700) -> None:
    """Make a folder, and those above it that are missing, durably; one that is there stays as it is."""
    if folder.is_dir():
        return
    make_folder(folder.parent, mode)
    folder.mkdir(exist_ok=True, mode=mode)
    sync_folder(folder.parent)


def remove(path: Path) -> None:
    """Take a file away, durably; one that is not there is no trouble."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make new names in `folder` durable (Windows does so by itself)."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
