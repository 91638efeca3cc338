"""Where a command takes its passphrases from: the terminal or a file, never an argument."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from fieldaudit.errors import PassphraseFileMissing, PassphraseMissing, PassphrasesDiffer

if TYPE_CHECKING:
    import argparse


def home_of(options: argparse.Namespace) -> Path:
    """Return the folder that holds this person's vault (`--home`, or the platform's data folder)."""
    return (
        Path(options.home) if options.home else Path(platformdirs.user_data_dir("FieldAudit", appauthor=False)) / "home"
    )


def passphrase(options: argparse.Namespace, *, new: bool = False) -> str:
    """Return the vault's passphrase from `--passphrase-file` or the terminal (typed twice when `new`)."""
    if options.passphrase_file:
        return read_secret(Path(options.passphrase_file))
    if not sys.stdin.isatty():
        raise PassphraseMissing
    first = getpass.getpass("Passphrase: ")
    if new and getpass.getpass("Again: ") != first:
        raise PassphrasesDiffer
    return first


def new_passphrase(options: argparse.Namespace) -> str:
    """Return the passphrase to set, from `--new-passphrase-file` or typed twice at the terminal."""
    if options.new_passphrase_file:
        return read_secret(Path(options.new_passphrase_file))
    if not sys.stdin.isatty():
        raise PassphraseMissing
    first = getpass.getpass("New passphrase: ")
    if getpass.getpass("Again: ") != first:
        raise PassphrasesDiffer
    return first


def key_passphrase(options: argparse.Namespace, key: str, default: str) -> str:
    """Return the passphrase of a separate `key` (`ca` or `officer`), by default the vault's own."""
    for entry in options.key_passphrase_file or []:
        name, _, path = entry.partition("=")
        if name == key:
            return read_secret(Path(path))
    return default


def read_secret(path: Path) -> str:
    """Return the secret that a file holds as text; raises PassphraseFileMissing."""
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as problem:
        raise PassphraseFileMissing(path=path) from problem
