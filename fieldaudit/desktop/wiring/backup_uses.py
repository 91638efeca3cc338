"""Copies, restoring and removing, on the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.desktop.backup.lines import CopyFacts, Doing, OnlyLine
from fieldaudit.desktop.backup.presenter import CopyLine, Standing
from fieldaudit.desktop.backup.purge_presenter import GoneLine, PurgeLine, Removable
from fieldaudit.desktop.wiring.lines import as_day, as_moment
from fieldaudit.exchange import copies, passphrases, purging
from fieldaudit.field import purging as removing
from fieldaudit.trust.slots import check_new_passphrase
from fieldaudit.vault import Vault, keyfile, only_here

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from fieldaudit.desktop.protocols import Progress

_MEGABYTE = 1_000_000


class BackupUses:
    """Copies by hand and every day; `doing` is what the status line says of the daily one."""

    doing: Doing = ""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault

    def standing(self) -> Standing:
        """Return how the copies stand."""
        place, last = copies.place(self._vault), copies.last_copy(self._vault)
        there = place is not None and place.folder.is_dir()
        return Standing(
            folder=place.folder if place else None,
            there=there,
            same_disk=there and place is not None and copies.on_same_disk(self._vault.home, place.folder),
            carried=place is not None and place.carried,
            last=_line(last) if last else None,
            only=only_line(self._vault),
        )

    def choose(self, folder: Path | None, carried: bool) -> None:
        """Copy to this folder every day, or nowhere."""
        copies.choose_place(self._vault, copies.Place(folder, carried) if folder else None)

    def copy(self, folder: Path, carried: bool, progress: Progress) -> CopyLine:
        """Write a copy into a folder and read it back."""
        return _line(copies.copy_into(self._vault, copies.Place(folder, carried), in_megabytes(progress)))

    def is_due(self) -> bool:
        """Whether the copy of the day should be made now."""
        return copies.is_due(self._vault)

    def copy_daily(self, progress: Progress) -> None:
        """Make the copy of the day."""
        copies.copy_daily(self._vault, in_megabytes(progress))

    def facts(self) -> CopyFacts:
        """Return what the status line says of copies."""
        last = copies.last_copy(self._vault, elsewhere=True)
        return CopyFacts(self.doing, as_moment(last.time) if last else None)


class PurgeUses:
    """Removing what head office keeps."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault

    def removable(self) -> Removable:
        """Return what may go and what is gone."""
        right = purging.right(self._vault)
        return Removable(
            lines=tuple(_purge_line(found) for found in removing.candidates(self._vault)),
            gone=tuple(
                GoneLine(gone.site, as_day(gone.date), as_moment(gone.time)) for gone in removing.purged(self._vault)
            ),
            backup=as_moment(right.backup) if right else None,
        )

    def remove(self, audits: Sequence[str], progress: Progress) -> int:
        """Remove audits for good; returns how many."""
        return len(removing.purge_audits(self._vault, audits, progress.report))


class RestoreUses:
    """Restoring at a first start, into `home`."""

    def __init__(self, home: Path) -> None:
        """Remember where the vault goes."""
        self._home = home

    def by_passphrase(self, file: Path, passphrase: str, progress: Progress) -> Vault:
        """Restore with the passphrase of the copy and open the vault."""
        Vault.restore(file, self._home, lambda keys: keyfile.unlock(keys, passphrase), in_megabytes(progress))
        return Vault.open(self._home, passphrase)

    def by_sheet(self, file: Path, words: str, new: str, progress: Progress) -> Vault:
        """Restore with the recovery sheet, set a new passphrase and open the vault."""
        check_new_passphrase(new)
        Vault.restore(file, self._home, lambda keys: keyfile.unlock_by_recovery(keys, words), in_megabytes(progress))
        passphrases.recover(self._home, words, new)
        return Vault.open(self._home, new)


def only_line(vault: Vault) -> OnlyLine:
    """Return what is nowhere but on this laptop."""
    found = copies.only_on_this_computer(vault)
    remind = copies.must_remind(found)
    return OnlyLine(found.audits, found.answers, as_moment(found.since), remind, found.entries)


class OnlyWhenWritten:
    """What is only here, as long as something was written since it was asked last; None otherwise."""

    def __init__(self, vault: Vault) -> None:
        """Begin where the vault stands: its status was just told."""
        self._vault, self._newest = vault, only_here.newest(vault)

    def __call__(self) -> OnlyLine | None:
        """Look once more."""
        newest = only_here.newest(self._vault)
        if newest == self._newest:
            return None
        self._newest = newest
        return only_line(self._vault)


def in_megabytes(progress: Progress) -> Callable[[int, int], None]:
    """Return what takes bytes and reports megabytes, which people can read."""
    return lambda done, total: progress.report(done // _MEGABYTE, max(1, -(-total // _MEGABYTE)))


def _line(copied: copies.Copied) -> CopyLine:
    when = as_moment(copied.time)
    if when is None:
        raise ValueError
    return CopyLine(when, copied.file, copied.size, copied.elsewhere, copied.damaged, copied.waiting)


def _purge_line(found: removing.Purgeable) -> PurgeLine:
    return PurgeLine(
        found.audit, found.site, found.form_title, as_day(found.date), found.attachments, found.size, found.hindrance
    )
