"""`fieldaudit vault`: check, backup, restore, passphrase."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit.cli.opened import open_home
from fieldaudit.cli.secrets import home_of, read_secret
from fieldaudit.cli.secrets import passphrase as current_passphrase
from fieldaudit.errors import PassphraseMissing, PassphrasesDiffer
from fieldaudit.exchange.passphrases import change_passphrase
from fieldaudit.vault import Vault

if TYPE_CHECKING:
    import argparse

    from fieldaudit.cli.output import Output


def check(options: argparse.Namespace, output: Output) -> int:
    """Verify the vault and print what is wrong; 1 when anything is."""
    with open_home(options) as vault:
        problems = vault.check()
    for problem in problems:
        output.result({"problem": problem}, problem)
    output.result({"problems": len(problems)}, "The vault is whole." if not problems else f"{len(problems)} problems.")
    return int(bool(problems))


def backup(options: argparse.Namespace, output: Output) -> None:
    """Write one encrypted backup file and read it back."""
    out = Path(options.out)
    with open_home(options) as vault:
        vault.backup(out)
    output.result({"backup": str(out), "size": out.stat().st_size}, f"Backed up to {out} and read back.")


def restore(options: argparse.Namespace, output: Output) -> None:
    """Restore a backup into an empty home; its passphrase is the backup's own."""
    home = home_of(options)
    Vault.restore(Path(options.file), home)
    output.result({"home": str(home)}, f"Restored to {home}. It opens with the passphrase it had.")


def passphrase(options: argparse.Namespace, output: Output) -> None:
    """Change the passphrase; the database is not rewritten."""
    old = current_passphrase(options)
    with Vault.open(home_of(options), old) as vault:
        change_passphrase(vault, old, _new_passphrase(options))
    output.result({"changed": True}, "The passphrase is changed.")


def _new_passphrase(options: argparse.Namespace) -> str:
    if options.new_passphrase_file:
        return read_secret(Path(options.new_passphrase_file))
    if not sys.stdin.isatty():
        raise PassphraseMissing
    first = getpass.getpass("New passphrase: ")
    if getpass.getpass("Again: ") != first:
        raise PassphrasesDiffer
    return first
