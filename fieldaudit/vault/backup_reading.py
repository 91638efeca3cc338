"""Reading a backup: verified as it stands on its medium, or restored into a folder, whole or not at all."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import shutil
import tarfile
from typing import IO, TYPE_CHECKING, Any

from fieldaudit.errors import (
    BackupAltered,
    BackupNoRoom,
    BackupNotRestored,
    BackupRefused,
    BackupTooNew,
    FileUnreadable,
    NotAVault,
    VaultExists,
)
from fieldaudit.vault import blobs, files, keyfile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ABOUT, DIGESTS, MAC = "about.json", "digests.json", "digests.mac"
FORMAT, VERSION = "fieldaudit backup", 2
MAC_TAG = b"fieldaudit backup 2\n"
_NAMES = re.compile(rf"vault\.db|vault\.keys|ca\.key|{blobs.FOLDER}/[0-9a-f]{{64}}\.age")
_NEEDED = {"vault.db", keyfile.NAME}
_LARGEST_LISTING = 64 * 1024 * 1024
_PIECE = 1024 * 1024
_NO_CACHE = 48  # F_NOCACHE of macOS


class Hashed:
    """A file being read: adds up its SHA-256 and says how many bytes went through."""

    def __init__(self, file: IO[bytes], add: Callable[[int], None]) -> None:
        """Read `file` from where it stands."""
        self._file, self._add, self._digest = file, add, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` more bytes."""
        data = self._file.read(size)
        self._digest.update(data)
        self._add(len(data))
        return data

    def hexdigest(self) -> str:
        """Return the digest of what was read."""
        return self._digest.hexdigest()


def verify(backup: Path, key: bytes, add: Callable[[int], None]) -> None:
    """Raise BackupRefused unless the backup, read from its medium, holds what it lists, under the vault's `key`.

    The system is asked to forget what it has in memory of the file (Linux, macOS; Windows offers no way that Python
    reaches). What a drive keeps in its own cache is beyond any program.
    """
    with backup.open("rb") as file:
        _forget(file)
        _Walk(backup, file, None, lambda: (key,), add).run()


def restore(
    backup: Path,
    home: Path,
    unlock: Callable[[keyfile.KeyFile], bytes] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Put a vault from `backup` into `home`, whole or not at all.

    `unlock` opens the key file of the backup, as `keyfile.unlock` does: it is asked before anything large is copied,
    and the whole backup is then checked under that key. Raises VaultExists, BackupNotRestored, BackupAltered,
    BackupNoRoom, and what `unlock` raises.
    """
    if _is_taken(home):
        raise VaultExists(home=home)
    if not backup.is_file():
        raise FileUnreadable(path=backup, reason="there is no such file")
    size = backup.stat().st_size
    home.parent.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(home.parent).free
    if free < size:
        raise BackupNoRoom(place=home.parent, needed=f"{size / 1e6:,.0f} MB", free=f"{free / 1e6:,.0f} MB")
    staging = home.with_name(home.name + files.TEMPORARY)
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700)
    (staging / blobs.FOLDER).mkdir(mode=0o700)
    try:
        with backup.open("rb") as file:
            _Walk(backup, file, staging, _keys_of(staging, backup, unlock), _adding(progress, size)).run()
        _place(staging, home)
    except BackupRefused as refused:
        raise BackupNotRestored(**refused.details) from refused
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    files.sync_folder(home.parent)


def _is_taken(home: Path) -> bool:
    """Whether a vault lies in `home`; one that was never set up to its end is none."""
    from fieldaudit.vault.beginning import unfinished  # noqa: PLC0415 - it imports the room's other end

    if not home.exists() or unfinished(home):
        return False
    blobs_there = (home / blobs.FOLDER).is_dir() and any((home / blobs.FOLDER).iterdir())
    return blobs_there or any((home / name).exists() for name in _NEEDED)


def _place(staging: Path, home: Path) -> None:
    """Give the staged folder its name; where the home holds something else (preferences), move file by file."""
    from fieldaudit.vault.beginning import setting_up  # noqa: PLC0415 - as above

    if not home.exists() or not any(home.iterdir()):
        if home.exists():
            home.rmdir()
        staging.rename(home)
        return
    with setting_up(home, "ca.key"):
        if (home / blobs.FOLDER).exists():
            (home / blobs.FOLDER).rmdir()
        for path in staging.iterdir():
            path.replace(home / path.name)
        files.sync_folder(home)


def _keys_of(
    staging: Path, backup: Path, unlock: Callable[[keyfile.KeyFile], bytes] | None
) -> Callable[[], tuple[bytes, ...]]:
    """Return what gets the keys that the backup may be sealed under: of two between a rotation's; of none unasked."""

    def found() -> tuple[bytes, ...]:
        keys = keyfile.read(staging)
        if unlock is None:
            return ()
        try:
            return keyfile.keys_opened_by(keys, unlock)
        except NotAVault as made_up:  # a rotation that no program with the key wrote
            raise BackupAltered(file=backup) from made_up

    return found


def _adding(progress: Callable[[int, int], None] | None, total: int) -> Callable[[int], None]:
    done = 0

    def add(size: int) -> None:
        nonlocal done
        done += size
        if progress:
            progress(min(done, total), total)

    return add


def _forget(file: IO[bytes]) -> None:
    """Ask the system to read the file from its medium again."""
    handle = file.fileno()
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    else:
        try:
            import fcntl  # noqa: PLC0415 - not on Windows

            fcntl.fcntl(handle, _NO_CACHE, 1)
        except (ImportError, OSError):
            return


class _Walk:
    """One pass over a backup: every member by its name, its size and its digest, into a folder or nowhere."""

    def __init__(
        self,
        backup: Path,
        file: IO[bytes],
        into: Path | None,
        keys: Callable[[], tuple[bytes, ...]],
        add: Callable[[int], None],
    ) -> None:
        self._backup, self._file, self._into, self._keys_of, self._add = backup, file, into, keys, add
        self._digests: dict[str, str] = {}
        self._listing = self._mac = b""
        self._keys: tuple[bytes, ...] = ()
        self._end = 0

    def run(self) -> None:
        try:
            with tarfile.open(fileobj=self._file, mode="r:") as tar:
                self._begin(tar)
                for entry in iter(tar.next, None):
                    self._member(tar, entry)
                    self._end = entry.offset_data + entry.size
        except (tarfile.TarError, EOFError):
            raise BackupRefused(file=self._backup, reason="it is cut or no backup at all") from None
        except OSError as problem:
            if problem.errno is not None:  # the disk; without a number it is tarfile's own "unexpected end of data"
                raise
            raise BackupRefused(file=self._backup, reason="it is cut") from None
        self._compare()
        self._check_end()

    def _check_end(self) -> None:
        """Refuse a file that does not end as it was written: with zeros alone, up to a whole record of tar.

        Nothing lies there, so nothing would be lost; but who cuts or lengthens a file may have done more to it.
        """
        self._file.seek(0, os.SEEK_END)
        size = self._file.tell()
        records = -(-(-(-self._end // tarfile.BLOCKSIZE) + 2) * tarfile.BLOCKSIZE // tarfile.RECORDSIZE)
        if size < records * tarfile.RECORDSIZE:
            raise BackupRefused(file=self._backup, reason="it is cut")
        self._file.seek(self._end)
        if size > records * tarfile.RECORDSIZE or self._file.read(size - self._end).strip(b"\0"):
            raise BackupRefused(file=self._backup, reason="it holds something that does not belong there")

    def _begin(self, tar: tarfile.TarFile) -> None:
        entry = tar.next()
        if entry is None or entry.name != ABOUT:
            raise BackupRefused(file=self._backup, reason="it is no backup of a vault")
        about = self._json(self._small(tar, entry))
        if about.get("format") != FORMAT or not isinstance(about.get("version"), int):
            raise BackupRefused(file=self._backup, reason="it is no backup of a vault")
        if about["version"] > VERSION:
            raise BackupTooNew(program=str(about.get("program", "")))
        self._digests[ABOUT] = self._last

    def _member(self, tar: tarfile.TarFile, entry: tarfile.TarInfo) -> None:
        if entry.type != tarfile.REGTYPE or entry.name in self._digests or self._mac:
            raise BackupRefused(file=self._backup, reason="it holds something that does not belong there")
        if entry.name == DIGESTS:
            self._listing = self._small(tar, entry)
        elif entry.name == MAC and self._listing:
            self._mac = self._small(tar, entry)
        elif not _NAMES.fullmatch(entry.name) or self._listing:
            raise BackupRefused(file=self._backup, reason="it holds something that does not belong there")
        else:
            self._digests[entry.name] = self._copy(tar, entry)
            if entry.name == keyfile.NAME:
                self._keys = self._keys_of()

    def _small(self, tar: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
        source = tar.extractfile(entry)
        if source is None or entry.size > _LARGEST_LISTING:
            raise BackupRefused(file=self._backup, reason="its list cannot be read")
        data = source.read()
        self._last = hashlib.sha256(data).hexdigest()
        return data

    def _copy(self, tar: tarfile.TarFile, entry: tarfile.TarInfo) -> str:
        source = tar.extractfile(entry)
        if source is None:
            raise BackupRefused(file=self._backup, reason="it holds something that does not belong there")
        hashed = Hashed(source, self._add)
        left = entry.size
        if self._into is None:
            while data := hashed.read(_PIECE):
                left -= len(data)
        else:
            with files.writing(self._into / entry.name) as target:
                while data := hashed.read(_PIECE):
                    left -= len(data)
                    target.write(data)
        if left:
            raise BackupRefused(file=self._backup, reason="it is cut")
        return hashed.hexdigest()

    def _compare(self) -> None:
        if not self._mac or not self._digests.keys() >= _NEEDED:
            raise BackupRefused(file=self._backup, reason="it is cut")
        if self._keys and not any(self._sealed_under(key) for key in self._keys):
            raise BackupAltered(file=self._backup)
        listed = self._json(self._listing).get("members")
        if not isinstance(listed, dict) or listed != self._digests:
            wrong = next((name for name in self._digests if not listed or listed.get(name) != self._digests[name]), "")
            raise BackupRefused(file=self._backup, reason=f"{wrong or 'a part of it'} is damaged or missing")

    def _sealed_under(self, key: bytes) -> bool:
        made = hmac.digest(key, MAC_TAG + self._listing, "sha256").hex().encode()
        return hmac.compare_digest(made, self._mac)

    def _json(self, data: bytes) -> dict[str, Any]:
        try:
            found = json.loads(data)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise BackupRefused(file=self._backup, reason="its list cannot be read")
        return found
