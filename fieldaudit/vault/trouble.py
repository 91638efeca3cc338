"""What the driver and the disk complain about, told as failures that a person can act on."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import DatabaseError
from sqlcipher3 import dbapi2

from fieldaudit.errors import (
    DiskFull,
    DiskFullReading,
    DiskReadOnly,
    DiskTrouble,
    DiskTroubleReading,
    FieldAuditError,
    NotAVault,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_FULL = "database or disk is full"
_DAMAGED = ("file is not a database", "malformed", "disk image")
_DISK = ("disk i/o error", "readonly database", "unable to open database file")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EROFS, errno.EACCES, errno.EPERM)
_HARDLY_ANY = 64 * 1024  # what the index of the write-ahead log takes when a vault is opened


@contextmanager
def told(file: object = "vault.db", *, changing: bool = True) -> Iterator[None]:
    """Raise DiskFull, DiskReadOnly, DiskTrouble or NotAVault in place of what the driver or the system says.

    Where nothing was `changing`, the sentence does not speak of a change that was not saved.
    """
    try:
        yield
    except FieldAuditError:
        raise
    except (DatabaseError, dbapi2.DatabaseError, OSError) as error:
        failure = failure_of(error, file)
        if failure is None:
            raise
        raise (failure if changing else _of_reading(failure)) from error


def failure_of(error: Exception, file: object) -> FieldAuditError | None:
    """Return the failure to tell for `error`, None when it is no trouble of the disk."""
    if isinstance(error, OSError):
        if error.errno in _NO_ROOM:
            return DiskFull(disk=disk_of(file))
        forbidden = _read_only(file) if error.errno in _FORBIDDEN else None
        return forbidden or DiskTrouble(reason=error.strerror or str(error))
    reason = str(error.orig if isinstance(error, DatabaseError) else error).lower()
    if _FULL in reason:
        return DiskFull(disk=disk_of(file))
    if any(words in reason for words in _DAMAGED):
        return NotAVault(file=file)
    if any(words in reason for words in _DISK):
        return _read_only(file) or _no_room(file) or DiskTrouble(reason=reason)
    return None


def _of_reading(failure: FieldAuditError) -> FieldAuditError:
    """Return what to tell when a vault was only read, opened or checked."""
    if type(failure) is DiskFull:
        return DiskFullReading(disk=str(failure.details["disk"]).strip())
    return DiskTroubleReading(**failure.details) if type(failure) is DiskTrouble else failure


def disk_of(file: object) -> str:
    """Return where the disk that `file` lies on is mounted (on Windows its drive), "" when that cannot be told."""
    try:
        place = _existing(file)
        device = place.stat().st_dev
        while place != place.parent and place.parent.stat().st_dev == device:
            place = place.parent
    except OSError:
        return ""
    return str(place) if isinstance(file, Path) else ""


def _existing(file: object) -> Path:
    """Return the lowest folder above `file`, or `file` itself, that is there."""
    place = Path(str(file)).resolve()
    while not place.exists() and place != place.parent:
        place = place.parent
    return place


def _read_only(file: object) -> DiskReadOnly | None:
    """Return the failure of a folder that can be read and not written; the driver calls that an error of the disk."""
    place = _existing(file)
    folder = place if place.is_dir() else place.parent
    try:
        read_only = hasattr(os, "statvfs") and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except OSError:
        return None
    readable = os.access(folder, os.R_OK | os.X_OK)
    return DiskReadOnly(folder=folder) if readable and (read_only or not os.access(folder, os.W_OK)) else None


def _no_room(file: object) -> DiskFull | None:
    """Return the failure of a full disk; the driver calls it an error of the disk when the log's index has no room."""
    try:
        left = shutil.disk_usage(_existing(file)).free
    except OSError:
        return None
    return DiskFull(disk=disk_of(file)) if left < _HARDLY_ANY else None
