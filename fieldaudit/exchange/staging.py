"""The quarantine: sealed files of a package that is being checked, and sealed packages that wait for a person."""

from __future__ import annotations

import errno
import hashlib
import secrets
import shutil
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from fieldaudit.errors import DiskFull, FieldAuditError, FileUnreadable, PackageDamaged, PackageIncomplete
from fieldaudit.exchange import container, limits
from fieldaudit.exchange.envelope import NAME
from fieldaudit.exchange.results import APPLIED, TAKEN_IN
from fieldaudit.vault import files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fieldaudit.exchange.manifest import Manifest, Member
    from fieldaudit.vault import Vault

FOLDER = "quarantine"
MOST_HELD = 4 * 1024 * limits.MIB
_HELD_SUFFIX = ".fap"
_PIECE = 1024 * 1024


@contextmanager
def quarantine(home: Path) -> Iterator[Path]:
    """Give an empty folder inside the vault's own, gone afterwards whatever happens; sweeps what a crash left."""
    base = home / FOLDER
    base.mkdir(exist_ok=True, mode=0o700)
    for left in base.iterdir():
        if left.is_dir():
            shutil.rmtree(left)
    folder = base / secrets.token_hex(8)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def stage_blobs(
    source: IO[bytes],
    size: int,
    manifest: Manifest,
    folder: Path | None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Path]:
    """Compare every sealed attachment with the manifest, and copy them to `folder` unless it is None; by blob id.

    Raises PackageDamaged for one that differs or is not listed, PackageIncomplete when some are missing.
    """
    expected, staged = iter(manifest.outer), dict[str, "Path"]()
    total, done = sum(member.size for member in manifest.outer), 0
    source.seek(0)
    for header, pieces in container.members(source, size, limits.OUTER_MEMBERS):
        if header.name == NAME and not done:
            continue
        member = next(expected, None)
        _check_listed(member, header)
        blob = member.sha256 if member else ""
        path = folder / f"{blob}.age" if folder else None
        _copy(pieces, blob, path)
        if path:
            staged[blob] = path
        done += header.size
        if progress:
            progress(done, total)
    missing = len(list(expected))
    if missing:
        raise PackageIncomplete(missing=missing)
    return staged


def _check_listed(member: Member | None, header: container.Header) -> None:
    if member is None or (member.name, member.size) != (header.name, header.size) or header.size > limits.BLOB:
        raise PackageDamaged(reason="its attachments are not those that were signed")
    if member.name != f"blobs/{member.sha256}.age":
        raise PackageDamaged(reason="an attachment in it has a name that does not fit its contents")


def _copy(pieces: Iterator[bytes], blob: str, path: Path | None) -> None:
    digest = hashlib.sha256()
    target = path.open("xb") if path else None
    try:
        for piece in pieces:
            digest.update(piece)
            if target:
                target.write(piece)
    finally:
        if target:
            target.close()
    if digest.hexdigest() != blob:
        raise PackageDamaged(reason="an attachment in it was altered")


def trouble(path: Path, failed: OSError) -> FieldAuditError:
    """Return what to say when reading a package, or staging it, met the disk's end."""
    if failed.errno == errno.ENOSPC:
        return DiskFull()
    return FileUnreadable(path=path, reason=failed.strerror or "the disk refused")


def name_for_refused(vault: Vault, path: Path, manifest: str) -> str:
    """Return what a refused package is called in the log: its manifest's digest, or the file's own SHA-256.

    The file's when there is no manifest to believe, and when a whole copy of the package is in already: a damaged copy
    must not stand in that one's row.
    """
    known = vault.exchange_log.package(manifest, "in") if manifest else None
    if manifest and (known is None or known.state not in (TAKEN_IN, APPLIED)):
        return manifest
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def hold(home: Path, path: Path, digest: str) -> bool:
    """Keep a sealed copy of a package that waits; returns False when the quarantine is full."""
    base = home / FOLDER
    files.make_folder(base)
    kept = held(home, digest)
    if kept.exists() and kept.samefile(path):
        return True
    if sum(file.stat().st_size for file in base.glob(f"*{_HELD_SUFFIX}")) + path.stat().st_size > MOST_HELD:
        return False
    with path.open("rb") as source, files.writing(kept) as target:
        shutil.copyfileobj(source, target, _PIECE)
    return True


def held(home: Path, digest: str) -> Path:
    """Return where the sealed copy of a waiting package lies, if there is one."""
    return home / FOLDER / f"{digest}{_HELD_SUFFIX}"


def waiting(home: Path) -> list[Path]:
    """Return the sealed copies of all waiting packages."""
    return sorted((home / FOLDER).glob(f"*{_HELD_SUFFIX}"))
