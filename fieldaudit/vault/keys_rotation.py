"""A new key for the database: a new file is written under it and takes the old one's place.

The order, each step durable before the next: what the log still holds goes into the database, and the log away; a copy
under the new key beside it, read back; the key file names both keys, each locked under the other (version 2); the copy
takes the database's name; the key file names the new key alone. After a cut at any moment either key opens a whole
vault, and the next opening finishes what was begun. Attachments stay as they are: their keys lie in the database.

Sealing for travel is one-way: the key file never locks the new key under the old one. Cut before the copy takes the
database's name, the passphrase still opens the vault and what was begun is given up; cut after it, only the recovery
that was chosen opens it.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2

from fieldaudit.errors import DiskFull, DiskTrouble, KeyNotRotated, NotAVault, SealedForTravel, WrongPassphrase
from fieldaudit.vault import files, keyfile, trouble
from fieldaudit.vault.backup import DATABASE
from fieldaudit.vault.keys_progress import Course

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fieldaudit.vault.keyfile import KeyFile

    Progress = Callable[[int, int], None]

NEXT = f"{DATABASE}.next"
_SETTINGS = ("PRAGMA cipher_log_level = NONE", "PRAGMA temp_store = MEMORY", "PRAGMA synchronous = FULL")


def rotate(home: Path, old: bytes, new: bytes, keys: KeyFile, progress: Progress | None = None) -> KeyFile:
    """Write the closed database in `home` anew under the `new` key; `keys` has the slots of that one alone.

    Whatever opened only the `old` key opens nothing any more. Returns the key file as it is now. `progress` is told
    bytes written and read back, and may raise to stop until the copy takes the database's place. Raises DiskFull,
    DiskTrouble, KeyNotRotated; the vault then has the key that `settle` returns. The caller holds its lock.
    """
    before = keyfile.read(home)
    with trouble.told(home / DATABASE):
        _drop(home / NEXT)
        try:
            _write_copy(home, old, new, Course((home / DATABASE).stat().st_size, progress))
        except BaseException as failed:
            with suppress(OSError):
                _drop(home / NEXT)
            if isinstance(failed, sqlcipher3.dbapi2.DatabaseError) and _is_damage(failed):
                raise KeyNotRotated from failed  # it is the copy that has no whole pages: a disk was full for a moment
            raise
        under_way = keyfile.rotating(before, old, new, keys.slots, keys.travel)
        keyfile.write(home, under_way)
        return _finish(home, under_way, new)[1]


def opened(home: Path, keys: KeyFile, unlock: Callable[[KeyFile], bytes]) -> tuple[bytes, KeyFile]:
    """Return the key that opens the database in `home`, with its key file, finishing a rotation that was cut.

    `unlock` gets the key out of a key file's slots; while a rotation is under way those of either key will do.
    """
    if keys.rotation is None:
        key = unlock(keys)
        _drop_if_there(home / NEXT)
        return key, keys
    of_old, of_new = replace(keys, rotation=None), replace(keys, slots=keys.rotation.slots, rotation=None)
    first, then = (of_old, of_new) if keys.rotation.forward else (of_new, of_old)
    try:
        known = unlock(first)
    except WrongPassphrase:
        known = unlock(then)
    if keyfile.is_new_key(keys, known):
        return _resume(home, keys, known)
    if not keys.rotation.forward:
        return _given_up(home, of_old, known, keys.rotation.travel)
    return _resume(home, keys, keyfile.new_key_of(keys, known))


def _given_up(home: Path, keys: KeyFile, old: bytes, travel: str) -> tuple[bytes, KeyFile]:
    """Stay with the old key, where the database still has it: the sealing was cut before it took effect."""
    with trouble.told(home / DATABASE):
        if not _opens(home / DATABASE, old):
            raise SealedForTravel(recovery=travel)
        keyfile.write(home, keys)
        _drop(home / NEXT)
    return old, keys


def settle(home: Path, old: bytes, new: bytes) -> tuple[bytes, KeyFile]:
    """Return the key that opens the database in `home` after a rotation that failed, and its key file."""
    keys = keyfile.read(home)
    if keys.rotation is not None:
        return _resume(home, keys, new)
    return (new if _opens(home / DATABASE, new) else old), keys


def _resume(home: Path, keys: KeyFile, new: bytes) -> tuple[bytes, KeyFile]:
    """Go on with a rotation; where the disk refuses, the vault opens all the same and the next opening tries again."""
    with trouble.told(home / DATABASE):
        try:
            if _opens(home / DATABASE, new):
                return new, _name_new_key_alone(home, keys)
            _drop(home / NEXT)  # it may be older than the database: it is made again
            _write_copy(home, keyfile.old_key_of(keys, new), new, Course((home / DATABASE).stat().st_size))
            return _finish(home, keys, new)
        except (OSError, DiskFull, DiskTrouble, KeyNotRotated, sqlcipher3.dbapi2.Error):
            if _opens(home / DATABASE, new):
                return new, _of_new_key(keys)
            return keyfile.old_key_of(keys, new), keys


def _finish(home: Path, keys: KeyFile, new: bytes) -> tuple[bytes, KeyFile]:
    (home / NEXT).replace(home / DATABASE)
    files.sync_folder(home)
    return new, _name_new_key_alone(home, keys)


def _name_new_key_alone(home: Path, keys: KeyFile) -> KeyFile:
    done = _of_new_key(keys)
    keyfile.write(home, done)
    return done


def _of_new_key(keys: KeyFile) -> KeyFile:
    under_way = keys.rotation
    if under_way is None:
        return keys
    return replace(keys, slots=under_way.slots, travel=under_way.travel, rotation=None)


def _write_copy(home: Path, old: bytes, new: bytes, course: Course) -> None:
    """Write all that the database holds to a file beside it under the `new` key, durably, and read it back."""
    database = _connect(home / DATABASE, old)
    try:
        _put_log_away(home, database)
        held = _export(home / NEXT, database, new, course)
    finally:
        database.close()
    _sync(home / NEXT)
    files.sync_folder(home)
    course.tell(course.size)
    if _read_back(home / NEXT, new) != held:
        raise KeyNotRotated
    course.tell(course.size, course.size)


def _put_log_away(home: Path, database: Any) -> None:
    """Move what the write-ahead log holds into the database, and the log away: it must never meet the new file."""
    (mode,) = database.execute("PRAGMA journal_mode = DELETE").fetchone()
    if mode != "delete" or (home / f"{DATABASE}-wal").exists():
        raise KeyNotRotated
    files.sync_folder(home)


def _export(path: Path, database: Any, key: bytes, course: Course) -> dict[str, int]:
    """Export to `path` under `key`; returns how many rows each table holds."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    (version,) = database.execute("PRAGMA user_version").fetchone()
    database.execute("ATTACH DATABASE ? AS next KEY ?", (str(path), f"x'{key.hex()}'"))
    try:
        database.execute("PRAGMA next.journal_mode = OFF")  # a copy that was cut is thrown away
        database.execute("PRAGMA next.synchronous = OFF")  # it is synced as a whole, below
        with course.writing(database, path):
            database.execute("SELECT sqlcipher_export('next')")
        database.execute(f"PRAGMA next.user_version = {int(version)}")
        return _rows(database)
    finally:
        database.execute("DETACH DATABASE next")


def _read_back(path: Path, key: bytes) -> dict[str, int]:
    """Return how many rows each table of the copy holds; raises KeyNotRotated when a page of it is damaged."""
    copy = _connect(path, key)
    try:
        if copy.execute("PRAGMA cipher_integrity_check").fetchall():
            raise KeyNotRotated
        return _rows(copy)
    finally:
        copy.close()


def _connect(path: Path, key: bytes) -> Any:
    """Open a database as it is, without turning its log on."""
    database = sqlcipher3.dbapi2.connect(str(path), isolation_level=None)
    try:
        database.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for setting in _SETTINGS:
            database.execute(setting)
    except BaseException:
        database.close()
        raise
    return database


def _rows(database: Any) -> dict[str, int]:
    tables = database.execute(
        "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {name: database.execute(f'SELECT count(*) FROM main."{name}"').fetchone()[0] for (name,) in tables}  # noqa: S608 - names of our own tables


def _opens(path: Path, key: bytes) -> bool:
    """Say whether the database at `path` is whole under `key`."""
    if not path.is_file() or not path.stat().st_size:
        return False
    try:
        database = _connect(path, key)
        try:
            database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            database.close()
    except sqlcipher3.dbapi2.DatabaseError as refused:
        if _is_damage(refused):
            return False
        raise
    return True


def _is_damage(refused: Exception) -> bool:
    return isinstance(trouble.failure_of(refused, DATABASE), NotAVault)


def _drop_if_there(path: Path) -> None:
    if path.exists():  # left by a cut before the key file named it
        with trouble.told(path):
            _drop(path)


def _drop(path: Path) -> None:
    for name in (path, path.with_name(f"{path.name}-journal")):
        name.unlink(missing_ok=True)
    files.sync_folder(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
