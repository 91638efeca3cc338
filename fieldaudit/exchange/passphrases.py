"""Changing and recovering the one passphrase of a vault and of the certificate key beside it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from fieldaudit.errors import WrongPassphrase
from fieldaudit.exchange import authority_key
from fieldaudit.trust import slots
from fieldaudit.trust.words import check_recovery_words
from fieldaudit.vault import Vault, keyfile, keys, keys_log

if TYPE_CHECKING:
    from pathlib import Path


def change_passphrase(vault: Vault, old: str, new: str, *, cost: slots.Cost | None = None) -> None:
    """Set a new passphrase for the vault, and for the certificate key where it has the same one.

    A certificate key with a passphrase of its own keeps it. Raises PassphraseTooShort.
    """
    slots.check_new_passphrase(new)
    if authority_key.exists(vault.home):
        with suppress(WrongPassphrase):  # it was set apart
            authority_key.change_passphrase(vault.home, old, new, cost)
    keys.change_passphrase(vault, new, cost=cost)
    keys_log.note(vault, "passphrase changed")


def recover(home: Path, recovery_words: str, new: str, *, cost: slots.Cost | None = None) -> None:
    """Set a new passphrase by the words of the printed sheet, for the vault and for the certificate key beside it.

    Raises WordsMistyped, WrongPassphrase when the words are another vault's, PassphraseTooShort.
    """
    slots.check_new_passphrase(new)
    with Vault.recover(home, recovery_words) as vault:
        if authority_key.exists(home):
            authority_key.recover(home, check_recovery_words(recovery_words), new, cost)
        keys.change_passphrase(vault, new, cost=cost)
        keys.mark_tried(vault, keyfile.SHEET)
        keys_log.note(vault, "recovered by the sheet")
