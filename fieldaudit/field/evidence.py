"""Attaching photos, scans and sound to a question: checked, sealed and hashed first, recorded then; and the tray."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fieldaudit.errors import EvidenceFull
from fieldaudit.vault import attachments, blobs, media, media_pictures, tray

if TYPE_CHECKING:
    from pathlib import Path

    from fieldaudit.field.work import AuditWork, Saved
    from fieldaudit.vault import Vault
    from fieldaudit.vault.blobs import Sealed

_MB = 1024 * 1024
MOST_BYTES = media.MOST_BYTES
#: An audit with all its evidence is one package that a FAT32 stick takes (4 GB), with room for a second version.
MOST_IN_AUDIT = 2_000 * _MB


@dataclass(frozen=True)
class Prepared:
    """A file that was checked and sealed, and is not attached to anything yet."""

    sealed: Sealed
    taken: str


def read_file(path: Path) -> bytes:
    """Return a file's bytes when it can be evidence; raises PhotoRefused with what is wrong."""
    data = media.read_file(path)
    media.look(data, path.name)
    return data


def used(vault: Vault, audit: str) -> str:
    """Return how much room the audit's evidence takes, in words: "312 of 2,000 MB"."""
    return f"{_megabytes(tray.used(vault, audit)):,} of {MOST_IN_AUDIT // _MB:,} MB"


def _megabytes(size: int) -> int:
    return -(-size // _MB)


def prepare(vault: Vault, audit: str, data: bytes, name: str) -> Prepared:
    """Check a file from end to end and seal it; the long part, without the database, for any thread but the window's.

    Raises PhotoRefused, EvidenceFull, DiskFull, and leaves nothing behind.
    """
    found = media.whole(data, name)
    before = tray.used(vault, audit)
    if before + len(data) > MOST_IN_AUDIT:
        used_now, most = f"{_megabytes(before):,}", f"{MOST_IN_AUDIT // _MB:,}"
        raise EvidenceFull(name=name, used=used_now, most=most, size=_megabytes(len(data)))
    taken = media_pictures.taken_at(data, found.media_type) if found.picture else ""
    return Prepared(blobs.seal_file(vault.home, data, found.media_type, name), taken)


def let_go(vault: Vault, prepared: Prepared) -> None:
    """Take away what was prepared and could not be attached."""
    blobs.path_of(vault.home, prepared.sealed.id).unlink(missing_ok=True)


# the tray


def put_in_tray(vault: Vault, audit: str, data: bytes, name: str) -> str:
    """Keep a file with an audit until it is assigned to a question; returns its id. Raises as `prepare`."""
    prepared = prepare(vault, audit, data, name)
    try:
        tray.keep(vault, audit, prepared.sealed, taken=prepared.taken, added=_now(), assigned=False)
    except BaseException:
        let_go(vault, prepared)
        raise
    return prepared.sealed.id


def assign(work: AuditWork, blob: str, ref: str) -> Saved:
    """Attach a file of the tray to a question; raises BlobMissing, AuditIsSigned."""
    item = tray.find(work.vault, work.id, blob)
    secret = attachments.secret_of(work.vault, blob)
    sealed = blobs.Sealed(blob, item.name, item.media_type, item.size, item.sha256, secret)
    return work.attach_prepared(ref, Prepared(sealed, item.taken), from_tray=True)


def keep(vault: Vault, audit: str, prepared: Prepared, *, from_tray: bool, restricted: bool) -> None:
    """Name an attachment in the database, in the caller's transaction; a restricted one without its file's name."""
    sealed = prepared.sealed
    if not from_tray:
        tray.keep(vault, audit, sealed, taken="" if restricted else prepared.taken, added=_now(), assigned=True)
    if from_tray or restricted:
        tray.assign(vault, sealed.id, name="" if restricted else sealed.name)


def _now() -> str:
    return datetime.now(UTC).isoformat()
