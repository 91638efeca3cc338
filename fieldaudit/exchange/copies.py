"""Copies of the whole vault: where they go, when the last was made, and what lies nowhere but on this laptop."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit.errors import BackupNoRoom, BackupPlaceAway
from fieldaudit.exchange import clock, membership, staging
from fieldaudit.exchange.purging import note_backup
from fieldaudit.vault import backup, files, only_here

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldaudit.vault import Vault
    from fieldaudit.vault.backup import Made
    from fieldaudit.vault.only_here import OnlyHere

SUFFIX = ".fab"
KEPT = 2
DAY = timedelta(days=1)
REMIND_AFTER = timedelta(days=3)
_PLACE, _LAST, _ELSEWHERE = "backup.place", "backup.last", "backup.elsewhere"


@dataclass(frozen=True)
class Place:
    """Where copies go every day; `carried` says that a person vouches that they leave this computer from there."""

    folder: Path
    carried: bool = False


@dataclass(frozen=True)
class Copied:
    """A copy that was made: when (UTC), its file and size; `elsewhere` is false on the vault's own disk.

    `waiting` counts the packages that waited to be taken in: they are not in it, and whoever sent them still has them.
    """

    time: str
    file: Path
    size: int
    elsewhere: bool
    damaged: int = 0
    waiting: int = 0


def place(vault: Vault) -> Place | None:
    """Return where the daily copies go."""
    known = vault.get(_PLACE)
    return Place(Path(known["folder"]), known["carried"]) if known else None


def choose_place(vault: Vault, chosen: Place | None) -> None:
    """Copy to this folder every day from now on, or nowhere."""
    vault.put(_PLACE, {"folder": str(chosen.folder), "carried": chosen.carried} if chosen else None)


def last_copy(vault: Vault, *, elsewhere: bool = False) -> Copied | None:
    """Return the last copy that was read back, or the last one on another disk; None when there is none."""
    known = vault.get(_ELSEWHERE if elsewhere else _LAST)
    if not known:
        return None
    return Copied(known["time"], Path(known["file"]), known["size"], known["elsewhere"], known["damaged"])


def is_due(vault: Vault, now: datetime | None = None) -> bool:
    """Whether the daily copy should be made: a place is chosen, and the last copy is a day old or from the future."""
    last = last_copy(vault)
    if place(vault) is None:
        return False
    if last is None:
        return True
    age = (now or datetime.now(UTC)) - datetime.fromisoformat(last.time)
    return not timedelta(0) <= age < DAY


def copy_daily(vault: Vault, progress: Callable[[int, int], None] | None = None) -> Copied:
    """Make the copy of the day in the place that was chosen; raises BackupPlaceAway, BackupNoRoom, BackupRefused."""
    chosen = place(vault)
    if chosen is None or not chosen.folder.is_dir():
        raise BackupPlaceAway(place=chosen.folder if chosen else "")
    return copy_into(vault, chosen, progress)


def copy_into(vault: Vault, chosen: Place, progress: Callable[[int, int], None] | None = None) -> Copied:
    """Make a copy under a new name in a folder; then the last two of this vault stay there, whole, and older ones go.

    Names say when, and which vault by eight letters of its random id: no site, no person.
    """
    folder, tag = chosen.folder, vault.keys.vault.replace("-", "")[:8]
    if not folder.is_dir():
        raise BackupPlaceAway(place=folder)
    _sweep(folder, tag)
    _make_room(vault, folder, tag)
    stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    made = copy_to(vault, folder / f"fa-{stamp}-{tag}{SUFFIX}", carried=chosen.carried, progress=progress)
    if not made.damaged:
        for old in _copies(folder, tag)[:-KEPT]:
            old.unlink(missing_ok=True)
        files.sync_folder(folder)
    return made


def copy_to(
    vault: Vault, out: Path, *, carried: bool = False, progress: Callable[[int, int], None] | None = None
) -> Copied:
    """Make a copy in one file and note it; `carried` as in Place. Raises BackupRefused, BackupNoRoom, CopyUnderWay."""
    made = vault.backup(out, progress)
    elsewhere = carried or not on_same_disk(vault.home, out)
    with vault.transaction():
        noted = _note(made, elsewhere=elsewhere)
        vault.put(_LAST, noted)
        if elsewhere:
            vault.put(_ELSEWHERE, noted)
            note_backup(vault, made)
    waiting = staging.count_waiting(vault.home)
    return Copied(made.time, made.file, made.size, elsewhere, len(made.damaged), waiting)


def on_same_disk(home: Path, other: Path) -> bool:
    """Whether a file or folder lies on the disk of the vault, as far as the system tells: what is lost with it."""
    return home.stat().st_dev == other.stat().st_dev


def only_on_this_computer(vault: Vault) -> OnlyHere:
    """Return what neither head office has confirmed nor a copy elsewhere holds; at head office: what no copy holds."""
    known = vault.get(_ELSEWHERE) or {"newest": 0, "damaged": 0}
    return only_here.only_here(vault, known["newest"], everything=membership.is_head_office(vault))


def must_remind(found: OnlyHere, now: datetime | None = None) -> bool:
    """Whether something has been only here for so long that a person should be told on the page, not only in a line."""
    if not found.since:
        return False
    return (now or clock.now()) - datetime.fromisoformat(found.since) >= REMIND_AFTER


def _note(made: Made, *, elsewhere: bool) -> dict[str, object]:
    return {
        "time": made.time,
        "file": str(made.file),
        "size": made.size,
        "newest": made.newest,
        "elsewhere": elsewhere,
        "damaged": len(made.damaged),
    }


def _copies(folder: Path, tag: str) -> list[Path]:
    """Return this vault's copies in a folder, oldest first."""
    shape = re.compile(rf"fa-\d{{8}}-\d{{6}}-{tag}\{SUFFIX}")
    return sorted(path for path in folder.iterdir() if shape.fullmatch(path.name))


def _sweep(folder: Path, tag: str) -> None:
    """Take away what a copy that was cut off left in the folder."""
    for left in folder.glob(f"fa-*-{tag}{SUFFIX}.*{files.TEMPORARY}"):
        left.unlink(missing_ok=True)
    for left in folder.glob(f"fa-*-{tag}{SUFFIX}{files.TEMPORARY}"):
        left.unlink(missing_ok=True)


def _make_room(vault: Vault, folder: Path, tag: str) -> None:
    """Where the stick is full, give up older copies, never the newest; raises BackupNoRoom when that is not enough."""
    for old in _copies(folder, tag)[:-1]:
        if shutil.disk_usage(folder).free >= backup.size_of(vault.home):
            return
        old.unlink()
    free, needed = shutil.disk_usage(folder).free, backup.size_of(vault.home)
    if free < needed:
        raise BackupNoRoom(place=folder, needed=f"{needed / 1e6:,.0f} MB", free=f"{free / 1e6:,.0f} MB")
