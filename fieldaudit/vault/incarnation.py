"""One unbroken life of one copy of a vault (event-format.md, Terms).

The id lies in the platform's state folder, under a name made of the vault's id and its place, never in the vault: a
restored backup, a copy or a moved folder finds none and makes its own. Beside the id stands how far the journal had
come: the row and hash of its newest event and a running digest over all of them. A vault that was put back to an
earlier state in the same place holds less than that; one that was exchanged or rewritten, something else.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

import platformdirs

from fieldaudit.vault import driver, files

if TYPE_CHECKING:
    from sqlalchemy import Connection

NOTHING = "0" * 64
_SHAPE = re.compile(rb"([0-9a-f]{32})\n(\d{20})\n([0-9a-f]{64})\n([0-9a-f]{64})\n")
_REACH_AT = 33
_WRITE = os.O_WRONLY | getattr(os, "O_BINARY", 0)
_TAG = b"fieldaudit reach 1\n"


@dataclass(frozen=True)
class Reach:
    """How far a journal has come: the row and the hash of its newest event, and a digest over all, in their order."""

    key: int = 0
    newest: str = NOTHING
    digest: str = NOTHING

    def further(self, connection: Connection) -> Reach:
        """Return how far the journal has come now, this far being behind it."""
        key, newest, digest = self.key, self.newest, self.digest
        new = driver.run(connection, "SELECT key, hash FROM events WHERE key > ? ORDER BY key", (key,)).fetchall()
        for key, newest in new:  # noqa: B007 - the last ones stay
            digest = hashlib.sha256(_TAG + digest.encode() + newest.encode()).hexdigest()
        return Reach(key, newest, digest) if new else self

    def line(self) -> bytes:
        """Return it as it stands in the file."""
        return b"%020d\n%b\n%b\n" % (self.key, self.newest.encode(), self.digest.encode())


@dataclass(frozen=True)
class Noticed:
    """Why a life ended: the vault was put back, and lacks so many entries, or its history is another one.

    `trust` ends none: settings that say whom to trust are not those that were written here (trusted.py).
    """

    kind: Literal["put_back", "replaced", "trust"]
    missing: int = 0


@dataclass
class Incarnation:
    """The id of this life, the file that keeps it, how far the journal came, and how the life before was cut short."""

    id: str
    path: Path
    reach: Reach
    noticed: Noticed | None = None

    @staticmethod
    def place_of(vault: str, home: Path) -> Path:
        """Return where the incarnation of the vault with this id in `home` is kept."""
        name = hashlib.sha256(f"{vault}\n{home.resolve()}".encode()).hexdigest()[:32]
        return _state_folder() / "incarnations" / name

    @classmethod
    def resume(cls, path: Path, connection: Connection) -> Self:
        """Go on with the life kept at `path`; begin one when none is there, or the journal is not what it was."""
        known = _read(path)
        if known is None:
            return cls._begin(path, connection, None)
        name, reach = known
        noticed = _compare(connection, reach)
        if noticed is not None:
            return cls._begin(path, connection, noticed)
        return cls(name, path, reach.further(connection))  # what a power cut kept from the file is behind it again

    @classmethod
    def _begin(cls, path: Path, connection: Connection, noticed: Noticed | None) -> Self:
        made = cls(secrets.token_hex(16), path, Reach().further(connection), noticed)
        with suppress(OSError):  # a full disk keeps no vault shut: what is not noted begins another life next time
            files.make_folder(path.parent)
            made.settle(made.reach)
        return made

    def advance(self, reach: Reach) -> None:
        """Note how far the journal has come with what was just committed.

        Neither synced nor allowed to fail: the events are durable already, and a file that lags is harmless.
        """
        if reach is self.reach:
            return
        self.reach = reach
        with suppress(OSError):
            handle = os.open(self.path, _WRITE)
            try:
                os.lseek(handle, _REACH_AT, os.SEEK_SET)
                os.write(handle, reach.line())
            finally:
                os.close(handle)

    def settle(self, reach: Reach) -> None:
        """Take `reach` for what this life wrote, durably.

        Before rows of the journal are taken away (a purge) settle an empty `Reach()`, after it what is left: a crash in
        between is then no alarm.
        """
        self.reach = reach
        files.write(self.path, f"{self.id}\n".encode() + reach.line())

    def holds(self, connection: Connection) -> bool:
        """Whether the journal is, event by event, the one that this life found and wrote."""
        return Reach().further(connection) == self.reach


def _compare(connection: Connection, reach: Reach) -> Noticed | None:
    """Return what is wrong with a journal that came at least so far; the whole of it is compared by the full check."""
    if not reach.key:
        return None
    newest = driver.value(connection, "SELECT MAX(key) FROM events") or 0
    if newest < reach.key:
        return Noticed("put_back", reach.key - newest)
    found = driver.value(connection, "SELECT hash FROM events WHERE key = ?", (reach.key,))
    return None if found == reach.newest else Noticed("replaced")


def _state_folder() -> Path:
    chosen = os.environ.get("FIELDAUDIT_STATE_DIR")
    return Path(chosen) if chosen else platformdirs.user_state_path("FieldAudit", appauthor=False)


def _read(path: Path) -> tuple[str, Reach] | None:
    try:
        match = _SHAPE.fullmatch(path.read_bytes())
    except FileNotFoundError:
        return None
    if match is None:
        return None
    name, key, newest, digest = (group.decode() for group in match.groups())
    return name, Reach(int(key), newest, digest)
