"""The quarantine: sealed files of a package that is being checked, and sealed packages that wait for a person."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from typing import IO, TYPE_CHECKING

from fieldaudit.errors import DiskFull, FieldAuditError, FileUnreadable, PackageDamaged, PackageIncomplete
from fieldaudit.exchange import container, limits
from fieldaudit.exchange.envelope import NAME
from fieldaudit.exchange.results import APPLIED, TAKEN_IN
from fieldaudit.vault import files
from fieldaudit.vault.trouble import told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from pathlib import Path
    from typing import Self

    from fieldaudit.exchange.manifest import Manifest, Member
    from fieldaudit.vault import Vault

FOLDER = "quarantine"
MOST_HELD = 4 * 1024 * limits.MIB
_HELD_SUFFIX = ".fap"
_PIECE = 1024 * 1024
_AT_ONCE = 4
_AHEAD = "ahead-"


@contextmanager
def quarantine(home: Path, *, ahead: bool = False) -> Iterator[Path]:
    """Give an empty folder inside the vault's own, gone afterwards whatever happens; sweeps what a crash left.

    One for what is read `ahead` stays while others come and go.
    """
    base = home / FOLDER
    folder = base / ((_AHEAD if ahead else "") + secrets.token_hex(8))
    with told(base):
        base.mkdir(exist_ok=True, mode=0o700)
        for left in base.iterdir():
            if left.is_dir() and (ahead or not left.name.startswith(_AHEAD)):
                shutil.rmtree(left)
        folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # what a failing disk keeps is sealed, and swept by the next one


def sync_file(path: Path) -> None:
    """Make a file's contents durable."""
    with told(path):
        handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class Syncing:
    """Files made durable beside the work that goes on, a few at a time; `wait` says that all are, or raises."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_AT_ONCE, "syncing")
        self._begun: list[Future[None]] = []

    def add(self, path: Path) -> None:
        """Begin with a file that was written and closed."""
        self._begun.append(self._pool.submit(sync_file, path))

    def wait(self) -> None:
        """Wait for all; raises DiskFull or DiskTrouble."""
        for one in self._begun:
            one.result()
        self._begun.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)


def stage_blobs(  # noqa: PLR0913, PLR0917 - from where, to where, and what else is done with each
    source: IO[bytes],
    size: int,
    manifest: Manifest,
    folder: Path | None,
    progress: Callable[[int, int], None] | None = None,
    sync: Callable[[Path], object] = sync_file,
    here: Callable[[str], bool] = lambda _blob: False,
) -> dict[str, Path]:
    """Compare every sealed attachment with the manifest, and copy them to `folder` unless that is None; by blob id.

    Each copy is given to `sync`. This is the only time that they are read: from there they are moved into the vault.
    Raises PackageDamaged for one that differs or is not listed, PackageIncomplete when some are missing that are not
    `here`: another package may have brought them.
    """
    expected, missing, staged = deque(manifest.outer), list["Member"](), dict[str, "Path"]()
    total, done = sum(member.size for member in manifest.outer), 0
    source.seek(0)
    for header, pieces in container.members(source, size, limits.OUTER_MEMBERS):
        if header.name == NAME and not done:
            continue
        while expected and expected[0].name != header.name:
            missing.append(expected.popleft())
        member = expected.popleft() if expected else None
        _check_listed(member, header)
        blob = member.sha256 if member else ""
        path = folder / secrets.token_hex(16) if folder else None
        if copied(pieces, path) != blob:
            raise PackageDamaged(reason="an attachment in it was altered")
        if path:
            staged[blob] = path
            sync(path)
        done += header.size
        if progress:
            progress(done, total)
    lost = [member for member in (*missing, *expected) if not here(member.sha256)]
    if lost:
        raise PackageIncomplete(missing=len(lost))
    return staged


def _check_listed(member: Member | None, header: container.Header) -> None:
    if member is None or (member.name, member.size) != (header.name, header.size) or header.size > limits.BLOB:
        raise PackageDamaged(reason="its attachments are not those that were signed")
    if member.name != f"blobs/{member.sha256}.age":
        raise PackageDamaged(reason="an attachment in it has a name that does not fit its contents")


def copied(pieces: Iterator[bytes], path: Path | None) -> str:
    """Copy what comes to a new file, unless `path` is None; returns its SHA-256."""
    digest = hashlib.sha256()
    with _writing(path) if path else nullcontext(len) as write:
        for piece in pieces:
            digest.update(piece)
            write(piece)
    return digest.hexdigest()


@contextmanager
def _writing(path: Path) -> Iterator[Callable[[bytes], object]]:
    """Give a way to write a file of ours: what refuses that is the vault's disk."""

    def write(piece: bytes) -> None:
        with told(path):
            target.write(piece)

    with told(path):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        target = os.fdopen(handle, "wb")
    try:
        yield write
    finally:
        with told(path):
            target.close()


def readable(path: Path, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Give pieces of the file at `path`; what cannot be read is told as that file's, whoever writes them elsewhere."""
    try:
        yield from pieces
    except OSError as failed:
        raise trouble(path, failed) from failed


def trouble(path: Path, failed: OSError) -> FieldAuditError:
    """Return what to say when reading a package failed, or keeping something of it had no room."""
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


def waits_elsewhere(home: Path, digest: str, path: Path) -> bool:
    """Whether a package waits here in another copy than this file."""
    kept = held(home, digest)
    return kept.exists() and not kept.samefile(path)


def let_go(home: Path, digest: str) -> None:
    """Take away the copy of a package that is in by now; one that a failing disk keeps is a duplicate next time."""
    with suppress(OSError):
        held(home, digest).unlink(missing_ok=True)


def waiting(home: Path) -> list[Path]:
    """Return the sealed copies of all waiting packages."""
    return sorted((home / FOLDER).glob(f"*{_HELD_SUFFIX}"))


def count_waiting(home: Path) -> int:
    """Return how many packages wait here, those that lack parts included."""
    return len(waiting(home)) + len(list((home / FOLDER).glob("*.parts")))
