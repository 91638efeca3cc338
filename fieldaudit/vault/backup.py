"""A backup: one tar file of the key files, the database and the sealed attachments as they stood at one moment.

Members, in this order: `about.json`, `vault.keys`, `ca.key` (at head office), `vault.db`, `blobs/ID.age` ..., and
`digests.json` with the SHA-256 of every member, and `digests.mac`, its HMAC under the vault's key. All of it but the
first and the last two is ciphertext. Made while the vault is in use: its lock is held only to empty the log and to open
a second connection, whose reading keeps the database file as it is until it was copied (SQLite writes to the log
meanwhile); attachments never change. The file gets its name after it was read back from the medium.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import io
import json
import shutil
import tarfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any

import sqlcipher3.dbapi2

from fieldaudit import __version__
from fieldaudit.errors import BackupNoRoom, BackupRefused, BackupTooLargeThere, FieldAuditError, FileUnwritable
from fieldaudit.vault import backup_reading, blobs, files, keyfile
from fieldaudit.vault.backup_reading import ABOUT, DIGESTS, FORMAT, MAC, MAC_TAG, VERSION
from fieldaudit.vault.rows import StreamHead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy import Connection

    Progress = Callable[[int, int], None]

DATABASE = "vault.db"
COMPANIONS = ("ca.key",)  # lie beside the database, each locked by slots of its own
_PIECE = 1024 * 1024
_TRIES = 3


@dataclass(frozen=True)
class Source:
    """The vault to copy: its folder, the database's key, and its one connection, held while `using` lasts."""

    home: Path
    key: bytes
    using: Callable[[], AbstractContextManager[Connection]]


@dataclass(frozen=True)
class Made:
    """A backup that was read back: when it was taken, and what the vault held at that moment.

    `newest` is the row of the newest event in it, `confirmed` what receipts given or got said; `damaged` names the
    attachments whose files were missing or altered already.
    """

    file: Path
    size: int
    time: str
    newest: int
    confirmed: tuple[StreamHead, ...] = ()
    damaged: tuple[str, ...] = ()


@dataclass
class _Moment:
    """What the vault was at one moment: a connection that keeps the database file as it is, and files to copy."""

    reader: Any
    database: IO[bytes]
    small: dict[str, bytes]
    time: str


@dataclass
class _Writing:
    """One backup being written."""

    tar: tarfile.TarFile
    digests: dict[str, str] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)


class _VanishedError(Exception):
    """An attachment was erased after the moment that is being copied: the copy must not hold it either."""


def write(source: Source, out: Path, progress: Progress | None = None) -> Made:
    """Write the backup of an open vault to `out` and read it back; what was at `out` stays until then.

    `progress` is told bytes done and in all, and may raise to stop. Raises BackupRefused, BackupNoRoom, FileUnwritable.
    """
    if out.exists() and not out.is_file():
        raise FileUnwritable(path=out, reason="it is not a file")
    files.keep_apart(out)
    size = size_of(source.home)
    check_room(out.parent, size)
    counted = _Counted(progress, 2 * size)
    unverified = out.with_name(out.name + files.TEMPORARY)
    try:
        made = _write_unverified(source, unverified, counted)
        counted.done = size
        backup_reading.verify(unverified, source.key, counted.add)
        unverified.replace(out)
    except OSError as problem:
        raise _told(problem, out, size) from problem
    finally:
        unverified.unlink(missing_ok=True)
    files.sync_folder(out.parent)
    return Made(out, out.stat().st_size, made.time, made.newest, made.confirmed, made.damaged)


def check_room(folder: Path, needed: int) -> None:
    """Raise BackupNoRoom unless `folder` has room for so many bytes."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as problem:
        raise FileUnwritable(path=folder, reason=problem.strerror or "it is not there") from problem
    if free < needed:
        raise BackupNoRoom(place=folder, needed=_megabytes(needed), free=_megabytes(free))


def _told(problem: OSError, out: Path, size: int) -> FieldAuditError:
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return BackupNoRoom(place=out.parent, needed=_megabytes(size), free="too few")
    if problem.errno == errno.EFBIG:
        return BackupTooLargeThere(place=out.parent)
    return FileUnwritable(path=out, reason=problem.strerror or "it failed")


def _megabytes(size: int) -> str:
    return f"{max(1, round(size / 1e6)):,} MB"


class _Counted:
    """Adds up bytes and passes them on."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self.done = progress, total, 0

    def add(self, size: int) -> None:
        self.done += size
        if self._progress:
            self._progress(min(self.done, self._total), self._total)


def size_of(home: Path) -> int:
    """Return how many bytes a backup takes, about: tar rounds each member up."""
    found = [home / keyfile.NAME, home / DATABASE, *(home / blobs.FOLDER).glob("*.age")]
    return sum(path.stat().st_size + 1024 for path in found) + 64 * 1024


def _write_unverified(source: Source, target: Path, counted: _Counted) -> Made:
    for _ in range(_TRIES):
        counted.done = 0
        try:
            with files.writing(target) as file, _moment(source) as moment:
                return _write_once(source, moment, target, file, counted)
        except _VanishedError:
            continue
    raise BackupRefused(file=target.stem, reason="attachments were erased while it was being made")


@contextmanager
def _moment(source: Source) -> Iterator[_Moment]:
    """Hold the vault for as long as it takes to fix a moment; what happens after it goes on beside the copying."""
    reader: Any = None
    try:
        with source.using() as connection:
            if connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar():
                raise BackupRefused(file=source.home, reason="the vault is being copied already")
            reader = _reader(source)
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on the file stays as it is
            small = {
                name: (source.home / name).read_bytes()
                for name in (keyfile.NAME, *COMPANIONS)
                if (source.home / name).is_file()
            }
            database = (source.home / DATABASE).open("rb")
        with database:
            yield _Moment(reader, database, small, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}.000Z")
    finally:
        if reader is not None:
            reader.close()


def _reader(source: Source) -> Any:
    reader = sqlcipher3.dbapi2.connect(str(source.home / DATABASE), isolation_level=None, check_same_thread=False)
    reader.execute(f"PRAGMA key = \"x'{source.key.hex()}'\"")
    for setting in ("cipher_log_level = NONE", "temp_store = MEMORY", "busy_timeout = 5000"):
        reader.execute(f"PRAGMA {setting}")
    return reader


def _write_once(source: Source, moment: _Moment, target: Path, file: IO[bytes], counted: _Counted) -> Made:
    _check_pages(moment, target)
    with tarfile.TarFile(fileobj=file, mode="w", format=tarfile.GNU_FORMAT, copybufsize=_PIECE) as tar:
        writing = _Writing(tar)
        _add_bytes(writing, ABOUT, _json({"format": FORMAT, "version": VERSION, "program": __version__}), counted)
        for name, data in moment.small.items():
            _add_bytes(writing, name, data, counted)
        _add_file(writing, DATABASE, moment.database, counted)
        for (blob,) in moment.reader.execute("SELECT id FROM blobs WHERE present ORDER BY id").fetchall():
            _add_blob(source, writing, blob, counted)
        digests = _json({"members": writing.digests, "damaged": writing.damaged})
        _add_bytes(writing, DIGESTS, digests, counted)
        _add_bytes(writing, MAC, hmac.digest(source.key, MAC_TAG + digests, "sha256").hex().encode(), counted)
    newest = moment.reader.execute("SELECT COALESCE(MAX(key), 0) FROM events").fetchone()[0]
    confirmed = moment.reader.execute("SELECT record, seat, inc, seq, hash FROM confirmed").fetchall()
    heads = tuple(StreamHead(*row) for row in confirmed)
    return Made(target, 0, moment.time, newest, heads, tuple(writing.damaged))


def _check_pages(moment: _Moment, target: Path) -> None:
    """Refuse a damaged database: its copy must not take the place of a good one."""
    if moment.reader.execute("PRAGMA cipher_integrity_check").fetchall():
        raise BackupRefused(file=target.stem, reason="the vault's own database is damaged")


def _json(values: dict[str, Any]) -> bytes:
    return json.dumps(values).encode()


def _add_bytes(writing: _Writing, name: str, data: bytes, counted: _Counted) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    writing.tar.addfile(entry, io.BytesIO(data))
    writing.digests[name] = hashlib.sha256(data).hexdigest()
    counted.add(len(data))


def _add_blob(source: Source, writing: _Writing, blob: str, counted: _Counted) -> None:
    try:
        file = blobs.path_of(source.home, blob).open("rb")
    except FileNotFoundError:
        with source.using() as connection:
            found = connection.exec_driver_sql("SELECT present FROM blobs WHERE id = ?", (blob,)).scalar()
        if not found:
            raise _VanishedError from None
        writing.damaged.append(blob)
        return
    name = f"{blobs.FOLDER}/{blob}.age"
    with file:
        _add_file(writing, name, file, counted)
    if writing.digests[name] != blob:
        writing.damaged.append(blob)


def _add_file(writing: _Writing, name: str, file: IO[bytes], counted: _Counted) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = file.seek(0, io.SEEK_END)
    file.seek(0)
    hashed = backup_reading.Hashed(file, counted.add)
    writing.tar.addfile(entry, hashed)
    writing.digests[name] = hashed.hexdigest()
