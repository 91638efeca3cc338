"""Taking in many packages at once, by hand or from a watched folder."""

from __future__ import annotations

import stat
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit.errors import FileUnreadable, PackageDamaged, PackageNotForMe
from fieldaudit.exchange import batch, membership
from fieldaudit.exchange.writer import SUFFIX
from fieldaudit.headoffice.waiting import PUT_AWAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from fieldaudit.exchange.results import TakenIn
    from fieldaudit.vault import Vault

    Mark = tuple[str, int, int]

WATCHED = "watched_folder"
SEEN = "watched_seen"
_QUIET_NS = 2 * 10**9  # a file that was written to since is still being copied


def take_in_all(
    vault: Vault, files: Sequence[Path], progress: Callable[[int, int], None] | None = None
) -> list[TakenIn | FileUnreadable]:
    """Take in several packages and parts of them, and those in a folder that is among them.

    One that cannot even be read does not keep the others out.
    """
    membership.require_head_office(vault)
    every = [one for file in files for one in _packages_in(file)]
    paths = [one for one in every if isinstance(one, Path)]
    outcomes = iter([outcome for _, outcome in batch.import_packages(vault, paths, progress)])
    return [next(outcomes) if isinstance(one, Path) else one for one in every]


def _packages_in(file: Path) -> list[Path | FileUnreadable]:
    """Return a file, or the packages of a folder, or what is to be said where there are none."""
    try:
        if not stat.S_ISDIR(file.stat().st_mode):
            return [file]
        found = sorted(path for path in file.iterdir() if path.suffix.lower() == SUFFIX)
    except OSError as failed:
        return [FileUnreadable(path=file, reason=failed.strerror or "the disk refused")]
    return [*found] or [FileUnreadable(path=file, reason="it is a folder without packages")]


def watched_folder(vault: Vault) -> Path | None:
    """Return the folder that is watched for packages."""
    folder = vault.get(WATCHED)
    return Path(folder) if folder else None


def watch(vault: Vault, folder: Path | None) -> None:
    """Watch a folder from now on, or none."""
    with vault.transaction():
        vault.put(WATCHED, str(folder) if folder else None)
        vault.put(SEEN, None)


def arrived(vault: Vault) -> list[Path]:
    """Return the packages in the watched folder that were not looked at yet, oldest first; none where it is away.

    What is still being copied there is left for later. Raises FileUnreadable for a folder that may not be read.
    """
    return [path for path, _ in _new(vault)]


def _new(vault: Vault) -> list[tuple[Path, Mark]]:
    seen = {tuple(entry[:3]) for entry in vault.get(SEEN) or ()}
    found = [(path, mark) for path, mark in _found(vault) if mark not in seen and not _grows(mark)]
    return sorted(found, key=lambda item: item[1][2])


def _found(vault: Vault) -> Iterator[tuple[Path, Mark]]:
    """Give every package in the watched folder with its name, size and time."""
    folder = watched_folder(vault)
    if folder is None:
        return
    try:
        there = [path for path in folder.iterdir() if path.suffix.lower() == SUFFIX]
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as failed:
        raise FileUnreadable(path=folder, reason=failed.strerror or "the disk refused") from failed
    for path in there:
        with suppress(OSError):  # gone by now, or a link to nowhere: it keeps no other out
            is_now = path.stat()
            if stat.S_ISREG(is_now.st_mode):
                yield path, (path.name, is_now.st_size, is_now.st_mtime_ns)


def _grows(mark: Mark) -> bool:
    return 0 <= time.time_ns() - mark[2] < _QUIET_NS


def take_in_arrived(vault: Vault, progress: Callable[[int, int], None] | None = None) -> list[TakenIn | FileUnreadable]:
    """Take in what is new in the watched folder; the files stay where they are."""
    new = _new(vault)
    results = take_in_all(vault, [path for path, _ in new], progress)
    before = {entry[0]: entry for entry in vault.get(SEEN) or ()}
    looked_at = {}
    for (path, mark), result in zip(new, results, strict=True):
        if isinstance(result, FileUnreadable):
            continue
        _forget_half(vault, before.get(path.name, ()), result)
        _let_pass(vault, result)
        looked_at[path.name] = [*mark, *([result.package] if result.state == PackageDamaged.state else [])]
    if looked_at:
        there = {path.name for path, _ in _found(vault)}
        vault.put(SEEN, [entry for name, entry in {**before, **looked_at}.items() if name in there])
    return results


def _let_pass(vault: Vault, result: TakenIn) -> None:
    """Ask nobody about a package for somebody else: one stick carries both ways, and what was written here lies on it.

    Dropped by hand it is told as any other refusal.
    """
    row = vault.exchange_log.package(result.package, "in") if result.state == PackageNotForMe.state else None
    if row is not None and row.state == result.state:
        vault.exchange_log.put_package(replace(row, state=PUT_AWAY, detail={**row.detail, "was": row.state}))


def _forget_half(vault: Vault, before: Sequence[str | int], result: TakenIn) -> None:
    """Say of what was damaged under the same name that it was a copy under way: the whole file came since."""
    half = str(before[3]) if len(before) > 3 else ""  # noqa: PLR2004 - name, size, time, and what was damaged
    row = vault.exchange_log.package(half, "in") if half and result.package != half else None
    if row is not None and row.state == PackageDamaged.state and result.state != PackageDamaged.state:
        said = "This was a copy under way; the whole file came after it."
        vault.exchange_log.put_package(
            replace(row, state=PUT_AWAY, reason=said, detail={**row.detail, "was": row.state})
        )
