"""Parts of packages that wait for the others: kept sealed in the quarantine, joined when the last one arrives.

A set lies there as its list, `SET.parts`, and a file for each slice that came, `SET-00002.part`.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fieldaudit.errors import PackageDamaged, PackageInParts, PackageRefused, PartsNotKept, PartsUnknown
from fieldaudit.exchange import clock, limits, staging, volumes
from fieldaudit.exchange.results import APPLIED, DUPLICATE, TAKEN_IN, TakenIn
from fieldaudit.vault import PackageRow, files
from fieldaudit.vault.trouble import told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.exchange.volumes import PartList
    from fieldaudit.vault import Vault

    Whole = Callable[[Path], TakenIn]

THROWN_AWAY = "thrown_away"
_JOINED = "parts.joined/"
_LIST, _SLICE, _WHOLE = ".parts", ".part", ".joined"
_OF_SET = re.compile(r"([0-9a-f]{64})-[0-9]{5}\.part")
_NAMED = 12  # so many missing parts are named


@dataclass(frozen=True)
class Waiting:
    """A set of which parts are missing: what is here (bytes and numbers), and what is not."""

    id: str
    count: int
    size: int
    here: tuple[int, ...]
    bytes_here: int

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the parts that have not come."""
        return tuple(sorted(set(range(1, self.count + 1)) - set(self.here)))


def take_part(vault: Vault, path: Path, whole: Whole, now: datetime) -> TakenIn:
    """Keep a part; with the last one of its set import the package by `whole`. Never raises for a bad one.

    Raises FileUnreadable, and DiskFull or DiskTrouble, with nothing changed.
    """
    try:
        with path.open("rb") as source:
            listing, number, pieces = volumes.read_part(source, path.stat().st_size)
            _keep(vault, listing, number, staging.readable(path, pieces))
    except PackageRefused as refused:
        return _refused(vault, path, refused, now)
    except OSError as failed:
        raise staging.trouble(path, failed) from failed
    before = _joined_before(vault, listing.id)
    return before or _outcome(vault, listing, path.name, whole, now)


def finish(vault: Vault, whole: Whole, now: datetime) -> tuple[TakenIn, ...]:
    """Import the packages of sets that are whole, which a crash or a full disk kept from it."""
    _sweep(vault.home / staging.FOLDER)
    complete = [_listing(vault.home, found.id) for found in waiting_sets(vault.home) if not found.missing]
    return tuple(_outcome(vault, listing, "", whole, now) for listing in complete if listing)


def waiting_sets(home: Path) -> list[Waiting]:
    """Return the sets of which any part waits."""
    found = []
    for path in sorted((home / staging.FOLDER).glob(f"*{_LIST}")):
        listing = _listing(home, path.stem)
        if listing is None:
            continue
        here = [number for number in range(1, listing.count + 1) if _slice(home, listing.id, number).is_file()]
        total = sum(listing.size_of(number) for number in here)
        if here:
            found.append(Waiting(listing.id, listing.count, listing.size, tuple(here), total))
    return found


def throw_away(vault: Vault, set_id: str, *, now: datetime | None = None) -> None:
    """Remove the parts of a set that a person does not wait for any longer; raises PartsUnknown."""
    found = next((one for one in waiting_sets(vault.home) if one.id == set_id), None)
    row = vault.exchange_log.package(set_id, "in")
    if found is None or row is None:
        raise PartsUnknown
    reason = f"{len(found.here)} of {found.count} parts had come; they were thrown away."
    time = clock.stamp(now or clock.now())
    detail = {**row.detail, "next_step": "", "held": False}
    vault.exchange_log.put_package(replace(row, state=THROWN_AWAY, reason=reason, time=time, detail=detail))
    with told(vault.home):
        _remove(vault.home, set_id)


def alone(path: Path) -> PackageRefused:
    """Return what to say of a part that is looked at without the others; raises OSError."""
    try:
        with path.open("rb") as source:
            listing, number, pieces = volumes.read_part(source, path.stat().st_size)
            for _ in pieces:
                pass
    except PackageDamaged as damaged:
        return damaged
    missing = tuple(other for other in range(1, listing.count + 1) if other != number)
    return PackageInParts(here=1, count=listing.count, missing=missing_words(missing))


def missing_words(numbers: tuple[int, ...]) -> str:
    """Return which parts are missing, in words, the first dozen by number."""
    named = ", ".join(str(number) for number in numbers[:_NAMED])
    more = len(numbers) - _NAMED
    return f"{named} and {more} more" if more > 0 else named


def _keep(vault: Vault, listing: PartList, number: int, pieces: Iterator[bytes]) -> None:
    """Keep the slice of a part unless it is here or not needed. Raises PackageRefused, DiskFull or DiskTrouble."""
    kept = _slice(vault.home, listing.id, number)
    if kept.exists() or _joined_before(vault, listing.id) is not None:
        digest = hashlib.sha256()
        for piece in pieces:
            digest.update(piece)
        _compare(digest.hexdigest(), listing, number)
        return
    _check_room(vault.home, listing, number)
    with told(kept):
        _keep_list(vault.home, listing)
        try:
            _write_slice(kept, listing, number, pieces)
        finally:
            if not any((vault.home / staging.FOLDER).glob(f"{listing.id}-*{_SLICE}")):
                _remove(vault.home, listing.id)


def _write_slice(kept: Path, listing: PartList, number: int, pieces: Iterator[bytes]) -> None:
    digest = hashlib.sha256()
    with files.writing(kept) as target:
        for piece in pieces:
            digest.update(piece)
            target.write(piece)
        _compare(digest.hexdigest(), listing, number)


def _compare(digest: str, listing: PartList, number: int) -> None:
    if digest != listing.digests[number - 1]:
        raise PackageDamaged(reason="its slice is not the one that its list names")


def _check_room(home: Path, listing: PartList, number: int) -> None:
    found = waiting_sets(home)
    held = sum(one.bytes_here for one in found)
    is_new = all(one.id != listing.id for one in found)
    if held + listing.size_of(number) > limits.PARTS_HELD or (is_new and len(found) >= limits.SETS_HELD):
        raise PartsNotKept


def _keep_list(home: Path, listing: PartList) -> None:
    path = home / staging.FOLDER / f"{listing.id}{_LIST}"
    files.make_folder(path.parent)
    if not path.exists() or _listing(home, listing.id) is None:
        files.write(path, listing.document())


def _outcome(vault: Vault, listing: PartList, name: str, whole: Whole, now: datetime) -> TakenIn:
    """Import the package when all its parts are here, else say which are missing."""
    here = [number for number in range(1, listing.count + 1) if _slice(vault.home, listing.id, number).is_file()]
    if len(here) == listing.count:
        result = _import_joined(vault, listing, whole)
        if result is not None:
            return result
        here = [number for number in here if _slice(vault.home, listing.id, number).is_file()]
    missing = tuple(sorted(set(range(1, listing.count + 1)) - set(here)))
    waits = PackageInParts(here=len(here), count=listing.count, missing=missing_words(missing))
    result = TakenIn(waits.state, waits.sentence, waits.next_step, listing.id, held=True, part_of=listing.id)
    vault.exchange_log.put_package(_row(result, name, now, {"parts": [len(here), listing.count]}))
    return result


def _import_joined(vault: Vault, listing: PartList, whole: Whole) -> TakenIn | None:
    """Import the package that the parts make; None when a slice is not what it was, which is then gone."""
    joined = vault.home / staging.FOLDER / f"{listing.id}{_WHOLE}"
    try:
        with told(joined):
            if not _join(vault.home, listing, joined):
                return None
        result = whole(joined)
    finally:
        with suppress(OSError):  # what a failing disk keeps is sealed, and swept with the next package
            joined.unlink(missing_ok=True)
    row = vault.exchange_log.package(listing.id, "in")
    name = str(row.detail.get("file", "")) if row else ""
    package = vault.exchange_log.package(result.package, "in")
    with vault.transaction():
        vault.exchange_log.drop_package(listing.id, "in")
        vault.put(_JOINED + listing.id, result.package)
        if package is not None and package.detail.get("file") == joined.name:
            vault.exchange_log.put_package(replace(package, detail={**package.detail, "file": name}))
    with suppress(OSError):  # a set that stays is a duplicate, and goes with the next package
        _remove(vault.home, listing.id)
    return replace(result, part_of=listing.id)


def _join(home: Path, listing: PartList, joined: Path) -> bool:
    """Write the slices one after the other, each compared once more; a damaged one is removed and said by False."""
    with joined.open("wb") as target:
        for number, expected in enumerate(listing.digests, start=1):
            digest, path = hashlib.sha256(), _slice(home, listing.id, number)
            with path.open("rb") as source:
                while piece := source.read(1 << 20):
                    digest.update(piece)
                    target.write(piece)
            if digest.hexdigest() != expected:
                path.unlink()
                return False
    return True


def _joined_before(vault: Vault, set_id: str) -> TakenIn | None:
    """Return the duplicate that a part is whose package is in already, or waits whole."""
    digest = vault.get(_JOINED + set_id)
    row = vault.exchange_log.package(digest, "in") if digest else None
    if row is None:
        return None
    if row.state in (TAKEN_IN, APPLIED):
        sender = str(row.detail.get("sender", ""))
        said = "The package that this part belongs to was taken in before."
        return TakenIn(DUPLICATE, said, package=row.digest, sender=sender, sequence=row.number, part_of=set_id)
    if not staging.held(vault.home, row.digest).is_file():
        return None  # refused for good reasons then, which may have gone
    step = str(row.detail.get("next_step", ""))
    return TakenIn(row.state, row.reason, step, row.digest, sequence=row.number, held=True, part_of=set_id)


def _refused(vault: Vault, path: Path, refused: PackageRefused, now: datetime) -> TakenIn:
    digest = staging.name_for_refused(vault, path, "")
    result = TakenIn(refused.state, refused.sentence, refused.next_step, digest)
    vault.exchange_log.put_package(_row(result, path.name, now, {}))
    return result


def _row(result: TakenIn, name: str, now: datetime, more: dict[str, object]) -> PackageRow:
    detail = {"file": name, "next_step": result.next_step, "held": result.held, **more}
    return PackageRow(result.package, "in", 0, "", result.state, result.reason, clock.stamp(now), detail)


def _sweep(folder: Path) -> None:
    """Remove what a crash left: half written files, a joined package, slices whose list is gone."""
    for path in folder.glob("*"):
        of_set = _OF_SET.fullmatch(path.name)
        left = path.suffix in (_WHOLE, _SLICE) and not (of_set and (folder / f"{of_set[1]}{_LIST}").exists())
        if left:
            with suppress(OSError):  # it is sealed, and may go the next time
                path.unlink()


def _listing(home: Path, set_id: str) -> PartList | None:
    """Return the list of a set as it is kept; None when it is not what it was: the next part brings it again."""
    try:
        listing = volumes.read_list((home / staging.FOLDER / f"{set_id}{_LIST}").read_bytes())
    except PackageDamaged:
        return None
    return listing if listing.id == set_id else None


def _slice(home: Path, set_id: str, number: int) -> Path:
    return home / staging.FOLDER / f"{set_id}-{number:05d}{_SLICE}"


def _remove(home: Path, set_id: str) -> None:
    """Remove the list first: what a crash leaves of the slices belongs to no set, and is swept when one is kept."""
    folder = home / staging.FOLDER
    (folder / f"{set_id}{_LIST}").unlink(missing_ok=True)
    for path in folder.glob(f"{set_id}-*{_SLICE}"):
        path.unlink()
