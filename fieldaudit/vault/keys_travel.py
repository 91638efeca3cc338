"""Sealed for travel: this laptop's own slots go, and only the recovery that its owner chose opens the vault again.

The database gets a new key as well, so that an older copy of the key file, with a passphrase that was extorted, does
not open what lies on the laptop now. Backups made before, and blocks of files that were replaced, keep the slots that
they had.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.errors import RecoveryNotTried, SlotMissing
from fieldaudit.vault import keychain, keyfile, keys, keys_log

if TYPE_CHECKING:
    from fieldaudit.trust.slots import Cost
    from fieldaudit.vault.keys import Progress
    from fieldaudit.vault.vault import Vault

WAYS = (keyfile.SHEET, keyfile.OFFICE)


def ready(vault: Vault, way: str) -> bool:
    """Say whether a way can be kept: head office has to have opened this vault once, a sheet is typed when sealing."""
    if not vault.keys.of_kind(way):
        return False
    return way == keyfile.SHEET or bool(keys.tried(vault, way))


def seal_for_travel(
    vault: Vault, way: str, words: str = "", *, cost: Cost | None = None, progress: Progress | None = None
) -> None:
    """Leave `way` alone to open the vault: the sheet with these `words`, or head office. Close the vault after it.

    Raises SlotMissing, RecoveryNotTried, WordsMistyped, RecoveryRefused, and what `keys.rotate` does; then nothing
    was changed.
    """
    if way not in WAYS or not vault.keys.of_kind(way):
        raise SlotMissing(kind=way)
    if way == keyfile.SHEET:
        keys.try_sheet(vault, words)
        keys.rotate_to(vault, lambda key: [keys.sheet_slot(key, words, cost)], way, progress)
        keys.mark_tried(vault, way)
    else:
        if not keys.tried(vault, way):
            raise RecoveryNotTried
        keys.rotate_to(vault, lambda key: [keys.office_slot_of(vault, key)], way, progress)
    keys_log.note(vault, "sealed for travel", way)
    keychain.forget_if_kept(vault)
