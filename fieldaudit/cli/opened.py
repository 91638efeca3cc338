"""Opening the vault that a command works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.cli.secrets import home_of, passphrase
from fieldaudit.vault import Vault

if TYPE_CHECKING:
    import argparse


def open_home(options: argparse.Namespace) -> Vault:
    """Open the vault at `--home` with its passphrase; use it as a context manager."""
    return Vault.open(home_of(options), passphrase(options))
