"""The organisation's certificate key, in a file of its own: the daily vault never holds it (docs/decisions/0002)."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from fieldaudit.errors import AuthorityKeyDamaged, SealBroken, WrongPassphrase
from fieldaudit.trust import boxes, slots
from fieldaudit.trust.certificates import Authority
from fieldaudit.trust.keys import SigningKey
from fieldaudit.vault import files

if TYPE_CHECKING:
    from pathlib import Path

NAME = "ca.key"
_FORMAT = "fieldaudit authority key"
_LARGEST = 1024 * 1024


def save(home: Path, authority: Authority, passphrase: str, recovery_words: str, cost: slots.Cost) -> None:
    """Write the key file with a passphrase slot and a recovery slot."""
    key = slots.new_key()
    made = [slots.wrap(key, passphrase, cost), slots.wrap(key, recovery_words, cost, kind="recovery")]
    locked = boxes.lock(key, authority.key.pem(), authority.certificate_pem)
    _write(home, authority.certificate_pem, made, locked)


def load(home: Path, passphrase: str) -> Authority:
    """Return the authority; raises WrongPassphrase or AuthorityKeyDamaged."""
    certificate, made, locked = _read(home)
    return _open(home, certificate, locked, _key(made, passphrase, "passphrase"))


def exists(home: Path) -> bool:
    """Say whether this home holds an organisation's certificate key."""
    return (home / NAME).is_file()


def change_passphrase(home: Path, old: str, new: str, cost: slots.Cost = slots.DEFAULT) -> None:
    """Wrap the key under a `new` passphrase; raises WrongPassphrase when `old` does not open it."""
    certificate, made, locked = _read(home)
    key = _key(made, old, "passphrase")
    kept = [slot for slot in made if slot.get("kind") != "passphrase"]
    _write(home, certificate, [slots.wrap(key, new, cost), *kept], locked)


def recover(home: Path, recovery_words: str, new: str, cost: slots.Cost = slots.DEFAULT) -> None:
    """Wrap the key under a `new` passphrase by the words of the recovery sheet."""
    certificate, made, locked = _read(home)
    key = _key(made, recovery_words, "recovery")
    kept = [slot for slot in made if slot.get("kind") != "passphrase"]
    _write(home, certificate, [slots.wrap(key, new, cost), *kept], locked)


def _key(made: list[slots.Slot], secret: str, kind: str) -> bytes:
    for slot in made:
        if slot.get("kind") == kind:
            return slots.unwrap(slot, secret)
    raise WrongPassphrase


def _open(home: Path, certificate: bytes, locked: bytes, key: bytes) -> Authority:
    try:
        return Authority(SigningKey.from_pem(boxes.unlock(key, locked, certificate)), certificate)
    except SealBroken as broken:
        raise AuthorityKeyDamaged(file=home / NAME) from broken


def _write(home: Path, certificate: bytes, made: list[slots.Slot], locked: bytes) -> None:
    data = {
        "format": _FORMAT,
        "version": 1,
        "certificate": certificate.decode("ascii"),
        "slots": made,
        "locked": base64.b64encode(locked).decode("ascii"),
    }
    files.write(home / NAME, json.dumps(data, indent=1).encode())


def _read(home: Path) -> tuple[bytes, list[slots.Slot], bytes]:
    path = home / NAME
    try:
        if path.stat().st_size > _LARGEST:
            raise AuthorityKeyDamaged(file=path)
        data: Any = json.loads(path.read_bytes())
        if data["format"] != _FORMAT or data["version"] != 1:
            raise AuthorityKeyDamaged(file=path)
        made = [dict(slot) for slot in data["slots"]]
        return data["certificate"].encode("ascii"), made, base64.b64decode(data["locked"], validate=True)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as damaged:
        raise AuthorityKeyDamaged(file=path) from damaged
