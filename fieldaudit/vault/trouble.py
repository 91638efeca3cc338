"""What the driver and the disk complain about, told as failures that a person can act on."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DatabaseError
from sqlcipher3 import dbapi2

from fieldaudit.errors import DiskFull, DiskTrouble, FieldAuditError, NotAVault

if TYPE_CHECKING:
    from collections.abc import Iterator

_FULL = "database or disk is full"
_DAMAGED = ("file is not a database", "malformed", "disk image")
_DISK = ("disk i/o error", "readonly database", "unable to open database file")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def told(file: object = "vault.db") -> Iterator[None]:
    """Raise DiskFull, DiskTrouble or NotAVault in place of what the driver or the system says in the block."""
    try:
        yield
    except FieldAuditError:
        raise
    except (DatabaseError, dbapi2.DatabaseError, OSError) as error:
        failure = failure_of(error, file)
        if failure is None:
            raise
        raise failure from error


def failure_of(error: Exception, file: object) -> FieldAuditError | None:
    """Return the failure to tell for `error`, None when it is no trouble of the disk."""
    if isinstance(error, OSError):
        return DiskFull() if error.errno in _NO_ROOM else DiskTrouble(reason=error.strerror or str(error))
    reason = str(error.orig if isinstance(error, DatabaseError) else error).lower()
    if _FULL in reason:
        return DiskFull()
    if any(words in reason for words in _DAMAGED):
        return NotAVault(file=file)
    if any(words in reason for words in _DISK):
        return DiskTrouble(reason=reason)
    return None
