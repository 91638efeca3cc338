"""Opening the vault that a command works on."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from fieldaudit.cli.secrets import home_of, passphrase
from fieldaudit.errors import DiskFull, NoVaultHere
from fieldaudit.vault import Vault, keys

if TYPE_CHECKING:
    import argparse


def open_home(options: argparse.Namespace) -> Vault:
    """Open the vault at `--home` with its passphrase; use it as a context manager. Raises NoVaultHere at once."""
    home = home_of(options)
    if not Vault.exists(home):
        raise NoVaultHere(home=home)
    vault = Vault.open(home, passphrase(options))
    with suppress(DiskFull):  # on a disk without room it waits for another day
        keys.keep_office_slot(vault)  # a vault that was made before head office had a recovery recipient
    return vault
