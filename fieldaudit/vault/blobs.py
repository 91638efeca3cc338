"""Attachments: each an age file under a key of its own, which lies in the database; erasing a blob is erasing its key.

A blob's id is the SHA-256 of its sealed file, so whoever holds the file can check it without opening it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.errors import BlobMissing
from fieldaudit.trust import sealing
from fieldaudit.vault import driver, files, trouble

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sqlalchemy import Connection

FOLDER = "blobs"
_SUFFIX = ".age"
_PRESENT = (
    "INSERT INTO blobs (id, name, media_type, size, sha256, present) VALUES (?, '', '', 0, '', 1)"
    " ON CONFLICT (id) DO UPDATE SET present = 1"
)


@dataclass(frozen=True)
class Blob:
    """An attachment: `size` and `sha256` are those of what was attached, `file` is the sealed file here."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    file: Path


def path_of(home: Path, blob: str) -> Path:
    """Return where the sealed file of the blob lies."""
    return home / FOLDER / (blob + _SUFFIX)


@dataclass(frozen=True)
class Sealed:
    """A file sealed to a key of its own that no row names yet: opening the vault anew sweeps it away."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    secret: str

    def __repr__(self) -> str:
        return f"Sealed(id={self.id})"


def seal_file(home: Path, data: bytes, media_type: str, name: str) -> Sealed:
    """Seal `data` to a new key into a durable file; no database is needed, so it may take its time on any thread."""
    made = sealing.new_identity()
    sealed = sealing.seal_giving_way(data, [made.recipient])
    blob = hashlib.sha256(sealed).hexdigest()
    with trouble.told(home):
        files.write(path_of(home, blob), sealed)
    return Sealed(blob, name, media_type, len(data), hashlib.sha256(data).hexdigest(), made.secret)


def enter(connection: Connection, sealed: Sealed) -> None:
    """Name a sealed file in the open transaction."""
    connection.exec_driver_sql(
        "INSERT INTO blobs (id, name, media_type, size, sha256, secret, present) VALUES (?, ?, ?, ?, ?, ?, 1)",
        (sealed.id, sealed.name, sealed.media_type, sealed.size, sealed.sha256, sealed.secret),
    )


def learn(connection: Connection, payload: Mapping[str, Any]) -> None:
    """Keep what an evidence.attached payload says about its blob, the key above all; the file may come later."""
    driver.run(
        connection,
        "INSERT INTO blobs (id, name, media_type, size, sha256, secret, present) VALUES (?, ?, ?, ?, ?, ?, 0)"
        " ON CONFLICT (id) DO UPDATE SET secret = COALESCE(secret, excluded.secret), name = excluded.name,"
        " media_type = excluded.media_type, size = excluded.size, sha256 = excluded.sha256",
        (
            *(payload.get(key) or "" for key in ("blob", "name", "media_type")),
            *(payload.get("size") or 0, payload.get("sha256") or "", payload.get("secret") or None),
        ),
    )


def import_file(connection: Connection, home: Path, sealed: Path) -> str:
    """Copy a sealed file in; returns its id. Its key comes with the evidence.attached event, before or after."""
    with files.writing(home / FOLDER / f"arriving{_SUFFIX}") as target, sealed.open("rb") as source:
        digest = hashlib.sha256()
        while piece := source.read(1 << 20):
            digest.update(piece)
            target.write(piece)
    blob = digest.hexdigest()
    (home / FOLDER / f"arriving{_SUFFIX}").replace(path_of(home, blob))
    files.sync_folder(home / FOLDER)
    driver.run(connection, _PRESENT, (blob,))
    return blob


def move_in(connection: Connection, home: Path, staged: Mapping[str, Path]) -> None:
    """Move sealed files in that are durable and compared with their ids already, and name them.

    `files.sync_folder` of the blobs' folder must follow before the commit, once for many.
    """
    for blob, path in staged.items():
        path.replace(path_of(home, blob))
    driver.run_many(connection, _PRESENT, [(blob,) for blob in staged])


def find(connection: Connection, home: Path, blob: str) -> Blob:
    """Return what is known about a blob; raises BlobMissing for an unknown one."""
    found = connection.exec_driver_sql(
        "SELECT id, name, media_type, size, sha256 FROM blobs WHERE id = ?", (blob,)
    ).first()
    if found is None:
        raise BlobMissing(name=blob)
    return Blob(found.id, found.name, found.media_type, found.size, found.sha256, path_of(home, blob))


def secret_of(connection: Connection, blob: str) -> str:
    """Return the age secret that opens the blob's file; raises BlobMissing."""
    secret: str | None = connection.exec_driver_sql("SELECT secret FROM blobs WHERE id = ?", (blob,)).scalar()
    if not secret:
        raise BlobMissing(name=blob)
    return secret


def read(connection: Connection, home: Path, blob: str, secret: str = "") -> bytes:
    """Return what was attached; raises BlobMissing when its file is not here, or its key neither here nor given."""
    try:
        sealed = path_of(home, blob).read_bytes()
    except FileNotFoundError:
        raise BlobMissing(name=find(connection, home, blob).name or blob) from None
    return sealing.unseal(sealed, [secret or secret_of(connection, blob)])


def file_of(home: Path, blob: str) -> Path:
    """Return the blob's sealed file; raises BlobMissing when it is not here."""
    path = path_of(home, blob)
    if not path.is_file():
        raise BlobMissing(name=blob)
    return path


def sweep(connection: Connection, home: Path) -> int:
    """Delete files that no row names (a crash between file and row left them); returns how many."""
    named = {path_of(home, blob).name for blob in connection.exec_driver_sql("SELECT id FROM blobs").scalars()}
    orphans = [path for path in (home / FOLDER).iterdir() if path.name not in named]
    for path in orphans:
        path.unlink()
    return len(orphans)
