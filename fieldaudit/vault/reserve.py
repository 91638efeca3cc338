"""Room kept for the day the disk is full: random bytes in a file beside the database, given up when they are needed.

A write-ahead log needs room even to be read (its index is a file), so a disk filled to the last byte would keep a vault
shut just when its owner must get at it. Three quarters of the reserve are for going on: they are given up before a
change that would not fit any more, so that it is still saved while the screen says why space must be freed. The last
quarter is given up at opening alone. It is made anew, as large as fits, when a vault is opened or closed.
"""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from fieldaudit.vault import trouble

if TYPE_CHECKING:
    from pathlib import Path

NAME = "vault.reserve"
SIZE = 2 * 1024 * 1024
LOW = 256 * 1024  # with less than this left, the next change may not fit
_LEAST = 128 * 1024
_PIECE = 64 * 1024
_SHORT = "The disk {disk} is full: {left} KB are left for FieldAudit. What you enter is saved as long as they last."
_STEP = "Free some space on it before you go on."


def make(home: Path) -> None:
    """Make the reserve, or a larger one, out of at most half of what is left on the disk; a full one keeps none."""
    with suppress(OSError):
        have, free = _size(home), _free(home)
        wanted = min(SIZE, (free + have) // 2)
        if wanted >= _LEAST and (have < wanted // 2 or have < wanted == SIZE):
            _write(home / NAME, wanted)


def before_opening(home: Path) -> None:
    """Give all of it up when the disk is too full to open the vault."""
    with suppress(OSError):
        if _free(home) < LOW:
            (home / NAME).unlink(missing_ok=True)


def before_writing(home: Path) -> None:
    """Give up what is there for going on when the disk is too full for another change."""
    with suppress(OSError):
        if _free(home) < LOW and (have := _size(home)) > SIZE // 4:
            os.truncate(home / NAME, min(SIZE, have) // 4)


def notice(home: Path) -> list[str]:
    """Return the sentence for the screen while the disk has no more room than the reserve itself; else nothing."""
    try:
        left = _free(home) + _size(home)
    except OSError:
        return []
    if left >= SIZE + LOW:
        return []
    return [f"{_SHORT.format(disk=trouble.disk_of(home), left=left // 1024)} {_STEP}"]


def _free(home: Path) -> int:
    return shutil.disk_usage(home).free


def _size(home: Path) -> int:
    try:
        return (home / NAME).stat().st_size
    except FileNotFoundError:
        return 0


def _write(path: Path, size: int) -> None:
    """Write random bytes, which no file system can keep in less room; not synced, for nothing depends on them."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            for _ in range(size // _PIECE):
                file.write(secrets.token_bytes(_PIECE))
    except OSError:
        path.unlink(missing_ok=True)  # the disk filled up meanwhile: half a reserve would only take room away
        raise
