"""The key file beside the database: the vault's id and the slots that hold its key, each under its own secret."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.errors import NotAVault, WrongPassphrase
from fieldaudit.trust import slots, words
from fieldaudit.vault import files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fieldaudit.trust.slots import Cost, Slot

NAME = "vault.keys"
_FORMAT = "fieldaudit vault keys"
_LARGEST = 1024 * 1024


@dataclass(frozen=True)
class KeyFile:
    """What the file says: the vault's id and its slots (kinds passphrase and recovery)."""

    vault: str
    slots: tuple[Slot, ...]


def new_key_file(key: bytes, passphrase: str, cost: Cost) -> KeyFile:
    """Return the key file of a new vault, with one passphrase slot."""
    return KeyFile(str(uuid.uuid4()), (slots.wrap(key, passphrase, cost),))


def read(home: Path) -> KeyFile:
    """Return the key file of the vault in `home`; raises NotAVault when it is damaged."""
    path = home / NAME
    try:
        if path.stat().st_size > _LARGEST:
            raise NotAVault(file=path)
        data: Any = json.loads(path.read_bytes())
        if data["format"] != _FORMAT or data["version"] != 1:
            raise NotAVault(file=path)
        return KeyFile(str(uuid.UUID(data["vault"])), tuple(dict(slot) for slot in data["slots"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise NotAVault(file=path) from None


def write(home: Path, keys: KeyFile) -> None:
    """Put the key file in `home`, whole or not at all."""
    data = {"format": _FORMAT, "version": 1, "vault": keys.vault, "slots": list(keys.slots)}
    files.write(home / NAME, json.dumps(data, indent=1).encode())


def unlock(keys: KeyFile, passphrase: str) -> bytes:
    """Return the vault's key; raises WrongPassphrase."""
    return _try(keys, "passphrase", passphrase)


def unlock_by_recovery(keys: KeyFile, recovery_words: str) -> bytes:
    """Return the vault's key by the words of the printed sheet; raises WordsMistyped or WrongPassphrase."""
    return _try(keys, "recovery", words.check_recovery_words(recovery_words))


def with_passphrase(keys: KeyFile, key: bytes, passphrase: str, cost: Cost) -> KeyFile:
    """Return `keys` with the passphrase slot made anew; the database is not touched."""
    return _with(keys, "passphrase", slots.wrap(key, passphrase, cost))


def with_recovery(keys: KeyFile, key: bytes, cost: Cost) -> tuple[KeyFile, str]:
    """Return `keys` with a new recovery slot, and its words: to be printed, kept nowhere."""
    made = words.recovery_words()
    return _with(keys, "recovery", slots.wrap(key, words.check_recovery_words(made), cost, kind="recovery")), made


def _with(keys: KeyFile, kind: str, slot: Slot) -> KeyFile:
    return KeyFile(keys.vault, (*(old for old in keys.slots if old["kind"] != kind), slot))


def _try(keys: KeyFile, kind: str, secret: str) -> bytes:
    fitting: Sequence[Slot] = [slot for slot in keys.slots if slot.get("kind") == kind]
    for slot in fitting:
        try:
            return slots.unwrap(slot, secret)
        except WrongPassphrase:
            continue
    raise WrongPassphrase
