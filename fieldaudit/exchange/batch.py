"""Several packages at once: each verified whole before the first is stored, all of a batch durable by one commit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fieldaudit.checklist.uninterrupted import uninterrupted
from fieldaudit.errors import FileUnreadable, PackageRefused
from fieldaudit.exchange import ahead, clock, incoming, intake, limits, membership, staging
from fieldaudit.exchange.results import TAKEN_IN, TakenIn
from fieldaudit.vault import attachments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.vault import Vault

    Outcome = TakenIn | FileUnreadable
    Found = TakenIn | intake.Prepared | None


def import_packages(
    vault: Vault,
    paths: Sequence[Path],
    progress: Callable[[int, int], None] | None = None,
    *,
    now: datetime | None = None,
) -> Iterator[tuple[Path, Outcome]]:
    """Import packages and parts of them, whichever desk this is, and yield what became of each, in order.

    One that cannot even be read does not keep the others out. Raises NotJoined, and DiskFull or DiskTrouble, with
    nothing of the batch under way changed.
    """
    membership.organisation(vault)
    done, left = 0, list(paths)
    with ahead.reading(vault.home, membership.own_identity(vault).secret) as reader:
        while left:
            outcomes = _take_in_batch(vault, left, reader, now or clock.now())
            batch, left = left[: len(outcomes)], left[len(outcomes) :]
            for path, outcome in zip(batch, outcomes, strict=True):
                done += 1
                result = outcome or _import_one(vault, path, now)  # by itself: refused, or to be looked at once more
                if progress:
                    progress(done, len(paths))
                yield path, result


def _next_batch(vault: Vault, paths: Sequence[Path]) -> list[Path]:
    """Return the packages to take in together: at head office as many as are small enough, and no parts."""
    if not membership.is_head_office(vault):
        return list(paths[:1])
    batch, size = list["Path"](), 0
    for path in paths[: limits.BATCH]:
        try:
            size += path.stat().st_size
            alone = incoming.is_part(path)
        except (OSError, FileUnreadable):
            alone = True
        if alone or size > limits.BATCH_BYTES:
            break
        batch.append(path)
    return batch or list(paths[:1])


def _together(batch: Sequence[Path]) -> Sequence[Path]:
    """Return a batch, or nothing for a package that is taken in by itself."""
    return batch if len(batch) > 1 else ()


def _import_one(vault: Vault, path: Path, now: datetime | None) -> Outcome:
    try:
        return incoming.import_package(vault, path, now=now)
    except FileUnreadable as unreadable:
        return unreadable


@uninterrupted()  # what a batch holds, it holds to its end
def _take_in_batch(vault: Vault, paths: Sequence[Path], reader: ahead.Reader, now: datetime) -> list[TakenIn | None]:
    """Take in the first that can be held together; None for every package that must be looked at by itself."""
    batch = _next_batch(vault, paths)
    if len(batch) == 1:
        return [None]
    with staging.quarantine(vault.home) as folder, staging.Syncing() as syncing:
        found, weight = list["Found"](), 0
        for path in batch:
            if weight < limits.BATCH_WEIGHT:
                delivery = intake.Delivery(path, now, sync=syncing.add, ahead=reader.take(path))
                found.append(_prepare(vault, delivery, folder))
                weight += found[-1].weight() if isinstance(found[-1], intake.Prepared) else 0
        syncing.wait()
        batch, following = batch[: len(found)], _together(_next_batch(vault, paths[len(found) :]))
        reader.begin(following)
        try:
            results = _store(vault, found, lambda: _go_on(vault, reader, following, now))
        except PackageRefused:  # one goes on from what is not here: nothing went in, each has its own turn
            results = [None] * len(batch)
        for path, result in zip(batch, results, strict=True):
            reader.let_go(path, moved=result is not None and result.state == TAKEN_IN)
    taken = [result for result in results if result is not None and result.state == TAKEN_IN]
    for result in taken:
        staging.let_go(vault.home, result.package)
    released = intake.release(vault, now) if taken and staging.waiting(vault.home) else ()
    if released:
        results[results.index(taken[-1])] = replace(taken[-1], released=released)
    return results


def _prepare(vault: Vault, delivery: intake.Delivery, folder: Path) -> Found:
    try:
        found = intake.prepare(vault, delivery, folder)
    except PackageRefused:
        return None
    except OSError as failed:
        trouble = staging.trouble(delivery.path, failed)
        if isinstance(trouble, FileUnreadable):
            return None
        raise trouble from failed
    waits = isinstance(found, intake.Prepared) and found.checked.left_out  # a copy of it is kept
    return None if waits else found


def _go_on(vault: Vault, reader: ahead.Reader, paths: Sequence[Path], now: datetime) -> None:
    """Have the streams read of those that were opened by now and are trusted."""
    opened = {path: read for path in paths if (read := reader.opened(path))}
    reader.go_on({path: one for path, read in opened.items() if (one := intake.trusted_now(vault, read, now))})


def _store(vault: Vault, found: list[Found], last: Callable[[], None]) -> list[TakenIn | None]:
    """Store what was prepared, by one commit; raises PackageRefused, and then nothing is stored.

    `last` is called before the commit, during which nothing of `found` is held in memory any longer.
    """
    packages: dict[str, intake.Prepared] = {}
    for one in found:
        if isinstance(one, intake.Prepared):
            packages.setdefault(one.arrival.contents.digest, one)
    arriving = [blob for package in packages.values() for blob in package.checked.blobs]
    with intake.no_file_left(vault, arriving), vault.together(last):
        stored = {digest: intake.store(vault, package) for digest, package in packages.items()}
        attachments.settle(vault)
        results = [_result(stored, packages, one) for one in found]
        found.clear()
        packages.clear()
    return results


def _result(stored: Mapping[str, TakenIn], packages: Mapping[str, intake.Prepared], found: Found) -> TakenIn | None:
    """Return what became of a package; None for one that was there twice, which is then a duplicate."""
    if not isinstance(found, intake.Prepared):
        return found
    digest = found.arrival.contents.digest
    return stored[digest] if packages[digest] is found else None
