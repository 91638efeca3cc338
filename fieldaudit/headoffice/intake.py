"""Taking in many packages at once, by hand or from a watched folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit.errors import FileUnreadable
from fieldaudit.exchange.intake import take_in
from fieldaudit.exchange.writer import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fieldaudit.exchange.results import TakenIn
    from fieldaudit.vault import Vault

WATCHED = "watched_folder"
SEEN = "watched_seen"


def take_in_all(
    vault: Vault, files: Sequence[Path], progress: Callable[[int, int], None] | None = None
) -> list[TakenIn | FileUnreadable]:
    """Take in several packages; one that cannot even be read does not keep the others out."""
    results: list[TakenIn | FileUnreadable] = []
    for number, path in enumerate(files, start=1):
        try:
            results.append(take_in(vault, path))
        except FileUnreadable as unreadable:
            results.append(unreadable)
        if progress:
            progress(number, len(files))
    return results


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
    """Return the packages in the watched folder that were not looked at yet, oldest first; none where it is away."""
    folder = watched_folder(vault)
    if folder is None:
        return []
    seen = {tuple(entry) for entry in vault.get(SEEN) or ()}
    try:
        found = [(path, path.stat()) for path in folder.glob(f"*{SUFFIX}")]
    except OSError:
        return []
    new = [(path, stat) for path, stat in found if (path.name, stat.st_size, stat.st_mtime_ns) not in seen]
    return [path for path, _ in sorted(new, key=lambda item: item[1].st_mtime_ns)]


def take_in_arrived(vault: Vault, progress: Callable[[int, int], None] | None = None) -> list[TakenIn | FileUnreadable]:
    """Take in what is new in the watched folder; the files stay where they are."""
    files = arrived(vault)
    results = take_in_all(vault, files, progress)
    marks = [[path.name, path.stat().st_size, path.stat().st_mtime_ns] for path in files if path.exists()]
    if marks:
        vault.put(SEEN, [*(vault.get(SEEN) or ()), *marks])
    return results
