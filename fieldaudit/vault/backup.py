"""A backup: one tar file of the key file, the checkpointed database and the sealed blobs; all of it is ciphertext."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import tarfile
from typing import TYPE_CHECKING, Any

from fieldaudit.errors import BackupRefused, VaultExists
from fieldaudit.vault import blobs, files, keyfile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DATABASE = "vault.db"
_LISTING = "backup.json"
_FORMAT = "fieldaudit backup"
_NAMES = re.compile(rf"vault\.db|vault\.keys|{blobs.FOLDER}/[0-9a-f]{{64}}\.age")
_LARGEST_LISTING = 64 * 1024 * 1024


def write(home: Path, out: Path) -> None:
    """Write the backup of a checkpointed, resting vault to `out` and read it back; raises BackupRefused."""
    members = {name: _digest(home / name) for name in _members(home)}
    listing = json.dumps({"format": _FORMAT, "version": 1, "members": members}).encode()
    with files.writing(out) as file, tarfile.open(fileobj=file, mode="w") as tar:
        entry = tarfile.TarInfo(_LISTING)
        entry.size = len(listing)
        tar.addfile(entry, io.BytesIO(listing))
        for name in members:
            tar.add(home / name, arcname=name, recursive=False, filter=_anonymous)
    verify(out)


def _members(home: Path) -> Iterator[str]:
    yield keyfile.NAME
    yield DATABASE
    for path in sorted((home / blobs.FOLDER).glob("*.age")):
        yield f"{blobs.FOLDER}/{path.name}"


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return entry


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify(backup: Path) -> None:
    """Raise BackupRefused unless the backup holds exactly what it lists, byte for byte."""
    for _ in _verified(backup, None):
        pass


def restore(backup: Path, home: Path) -> None:
    """Put a vault from `backup` into `home`, whole or not at all; raises VaultExists, BackupRefused."""
    if home.exists() and any(home.iterdir()):
        raise VaultExists(home=home)
    staging = home.with_name(home.name + files.TEMPORARY)
    shutil.rmtree(staging, ignore_errors=True)
    (staging / blobs.FOLDER).mkdir(parents=True)
    try:
        for _ in _verified(backup, staging):
            pass
        if home.exists():
            home.rmdir()
        staging.rename(home)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    files.sync_folder(home.parent)


def _verified(backup: Path, into: Path | None) -> Iterator[str]:
    """Give the names of the backup's members as each is verified, and written below `into` when it is given."""
    seen: set[str] = set()
    try:
        with tarfile.open(backup, "r:") as tar:
            members = _listing(tar, backup)
            for entry in iter(tar.next, None):
                if not entry.isreg() or entry.name not in members or entry.name in seen:
                    raise BackupRefused(file=backup, reason="it holds a file that it does not list")
                if _copy(tar, entry, into) != members[entry.name]:
                    raise BackupRefused(file=backup, reason=f"{entry.name} is damaged")
                seen.add(entry.name)
                yield entry.name
    except tarfile.TarError:
        raise BackupRefused(file=backup, reason="it is cut or no backup at all") from None
    if not {keyfile.NAME, DATABASE} <= seen or seen != set(members):
        raise BackupRefused(file=backup, reason="it is cut")


def _listing(tar: tarfile.TarFile, backup: Path) -> dict[str, str]:
    entry = tar.next()
    source = tar.extractfile(entry) if entry and entry.name == _LISTING and entry.isreg() else None
    if source is None:
        raise BackupRefused(file=backup, reason="it is no backup of a vault")
    try:
        data: Any = json.loads(source.read(_LARGEST_LISTING))
        members = {str(name): str(digest) for name, digest in data["members"].items()}
        known = data["format"] == _FORMAT and data["version"] == 1
    except (ValueError, KeyError, TypeError, AttributeError):
        known, members = False, {}
    if not known or not all(_NAMES.fullmatch(name) for name in members):
        raise BackupRefused(file=backup, reason="its list cannot be read")
    return members


def _copy(tar: tarfile.TarFile, entry: tarfile.TarInfo, into: Path | None) -> str:
    source = tar.extractfile(entry)
    if source is None:
        return ""
    if into is None:
        return hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]
    with files.writing(into / entry.name) as target:
        shutil.copyfileobj(source, target, 1 << 20)
    return _digest(into / entry.name)
