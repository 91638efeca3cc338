"""The way into a vault's folder: its lock is taken and its database's key got before the database is opened."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.errors import NotAVault, NoVaultHere, VaultExists
from fieldaudit.trust import slots
from fieldaudit.vault import blobs, engine, files, keyfile, keys_rotation, trouble
from fieldaudit.vault.backup import DATABASE
from fieldaudit.vault.beginning import unfinished
from fieldaudit.vault.lock import Lock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fieldaudit.trust.slots import Cost
    from fieldaudit.vault.keyfile import KeyFile


@dataclass(frozen=True)
class Entry:
    """A vault's folder that is this process's own: what opens its database, and the lock on it."""

    home: Path
    key: bytes
    keys: KeyFile
    lock: Lock

    def __repr__(self) -> str:
        return f"Entry(home={self.home})"


def exists(home: Path) -> bool:
    """Whether a vault lies in `home`."""
    return (home / keyfile.NAME).is_file() and (home / DATABASE).is_file() and not unfinished(home)


@contextmanager
def made(home: Path, passphrase: str, cost: Cost | None) -> Iterator[Entry]:
    """Make an empty vault in `home`; it is let go when the block raises. Raises VaultExists, PassphraseTooShort."""
    if (home / DATABASE).exists():
        raise VaultExists(home=home)
    slots.check_new_passphrase(passphrase)
    with trouble.told(home):
        files.make_folder(home)
    with _locked(home) as lock:
        key = slots.new_key()
        keys = keyfile.new_key_file(key, passphrase, cost)
        with trouble.told(home):
            keyfile.write(home, keys)
            engine.make_database(home / DATABASE, key)
        yield Entry(home, key, keys, lock)


@contextmanager
def unlocked(home: Path, unlock: Callable[[KeyFile], bytes]) -> Iterator[Entry]:
    """Unlock the vault in `home`; it is let go when the block raises.

    Raises NoVaultHere, NotAVault, VaultInUse, and what `unlock` does.
    """
    if not (home / keyfile.NAME).is_file() or unfinished(home):
        raise NoVaultHere(home=home)
    database = home / DATABASE
    if not database.is_file() or not database.stat().st_size:  # the driver would make an empty one its own
        raise NotAVault(file=database)
    with _locked(home) as lock:
        key, keys = keys_rotation.opened(home, keyfile.read(home), unlock)
        yield Entry(home, key, keys, lock)


@contextmanager
def _locked(home: Path) -> Iterator[Lock]:
    with trouble.told(home, changing=False):
        (home / blobs.FOLDER).mkdir(exist_ok=True, mode=0o700)
        lock = Lock(home)
    try:
        yield lock
    except BaseException:
        lock.release()
        raise
