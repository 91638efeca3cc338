"""One process at a time: a lock on a file in the vault's folder, released by the system when the process ends."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from fieldaudit.errors import VaultInUse

if TYPE_CHECKING:
    from pathlib import Path

NAME = "vault.lock"

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """The right to write a vault; held from making it until `release`."""

    def __init__(self, home: Path) -> None:
        """Take the lock of the vault in `home`; raises VaultInUse when another holder has it."""
        self._handle = os.open(home / NAME, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(self._handle)
        except OSError:
            os.close(self._handle)
            raise VaultInUse(home=home) from None

    def release(self) -> None:
        """Give the lock up."""
        os.close(self._handle)
