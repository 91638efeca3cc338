"""One unbroken life of one copy of a vault (event-format.md, Terms).

The id lies in the platform's state folder, under a name made of the vault's id and its place, never in the vault: a
restored backup, a copy or a moved folder finds none and makes its own. The file also counts what this life has written,
so a vault that was put back to an earlier state in the same place is noticed: it holds less than was counted.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import platformdirs

from fieldaudit.vault import files

if TYPE_CHECKING:
    from collections.abc import Callable

_SHAPE = re.compile(rb"([0-9a-f]{32})\n(\d{20})\n")
_COUNT_AT = 33
_WRITE = os.O_WRONLY | getattr(os, "O_BINARY", 0)


@dataclass
class Incarnation:
    """The id of this life, the file that keeps it, and how many events this life has written."""

    id: str
    path: Path
    count: int

    @staticmethod
    def place_of(vault: str, home: Path) -> Path:
        """Return where the incarnation of the vault with this id in `home` is kept."""
        name = hashlib.sha256(f"{vault}\n{home.resolve()}".encode()).hexdigest()[:32]
        return _state_folder() / "incarnations" / name

    @classmethod
    def resume(cls, path: Path, written_by: Callable[[str], int]) -> Self:
        """Go on with the life kept at `path`; begin one when none is there, or the vault holds less than it wrote."""
        known = _read(path)
        if known is not None:
            name, counted = known
            stored = written_by(name)
            if stored >= counted:
                return cls(name, path, stored)
        made = cls(secrets.token_hex(16), path, 0)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        files.write(path, f"{made.id}\n{0:020d}\n".encode())
        return made

    def advance(self, written: int) -> None:
        """Note that `written` more events are in the database.

        Neither synced nor allowed to fail: they are durable already, and a count that lags is harmless.
        """
        self.count += written
        with suppress(OSError):
            handle = os.open(self.path, _WRITE)
            try:
                os.lseek(handle, _COUNT_AT, os.SEEK_SET)
                os.write(handle, b"%020d\n" % self.count)
            finally:
                os.close(handle)


def _state_folder() -> Path:
    chosen = os.environ.get("FIELDAUDIT_STATE_DIR")
    return Path(chosen) if chosen else platformdirs.user_state_path("FieldAudit", appauthor=False)


def _read(path: Path) -> tuple[str, int] | None:
    try:
        match = _SHAPE.fullmatch(path.read_bytes())
    except FileNotFoundError:
        return None
    return (match[1].decode(), int(match[2])) if match else None
