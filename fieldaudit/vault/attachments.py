"""The attachments of an open vault: reading what was attached, and the sealed files that packages carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.errors import BlobMissing
from fieldaudit.vault import blobs, files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fieldaudit.vault.vault import Vault


def read(vault: Vault, blob: str, secret: str = "") -> bytes:
    """Return what was attached, opened with `secret` where this vault does not hold it; raises BlobMissing."""
    with vault.reading() as connection:
        return blobs.read(connection, vault.home, blob, secret)


def secret_of(vault: Vault, blob: str) -> str:
    """Return the age secret of an attachment's file; raises BlobMissing."""
    with vault.reading() as connection:
        return blobs.secret_of(connection, blob)


def take_in(vault: Vault, sealed: Path) -> str:
    """Take in a sealed file from a package; returns its id, which is the SHA-256 of the file."""
    with vault.transaction() as connection:
        return blobs.import_file(connection, vault.home, sealed)


def is_known(vault: Vault, blob: str) -> bool:
    """Whether the vault names an attachment, be its file here or not."""
    try:
        with vault.reading() as connection:
            blobs.find(connection, vault.home, blob)
    except BlobMissing:
        return False
    return True


def move_in(vault: Vault, staged: Mapping[str, Path]) -> None:
    """Move sealed files in, by their ids, that were compared and synced; `settle` must follow before the commit."""
    with vault.transaction() as connection:
        blobs.move_in(connection, vault.home, staged)


def settle(vault: Vault) -> None:
    """Make the names of all files that were moved in durable."""
    files.sync_folder(vault.home / blobs.FOLDER)
