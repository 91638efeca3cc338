"""The organisation's certificate key, in a file of its own: the daily vault never holds it (docs/decisions/0002).

Beside it lies the recovery identity, which opens what auditors' vaults sealed to head office; under the same key.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fieldaudit.errors import AuthorityKeyDamaged, SealBroken, WrongPassphrase
from fieldaudit.trust import boxes, sealing, slots
from fieldaudit.trust.certificates import Authority
from fieldaudit.trust.keys import SigningKey
from fieldaudit.trust.vouchers import Voucher, vouch
from fieldaudit.vault import files

if TYPE_CHECKING:
    from pathlib import Path

NAME = "ca.key"
_FORMAT = "fieldaudit authority key"
_WITHOUT_RECOVERY, _VERSION = 1, 2
_LARGEST = 1024 * 1024


@dataclass(frozen=True)
class _Content:
    """The file: certificate, the slots of its key, the private key under that, and the recovery identity under it."""

    certificate: bytes
    slots: list[slots.Slot]
    locked: bytes
    recovery: dict[str, str] | None


def save(home: Path, authority: Authority, passphrase: str, recovery_words: str, cost: slots.Cost | None) -> None:
    """Write the key file with a passphrase slot and a recovery slot."""
    key = slots.new_key()
    made = [slots.wrap(key, passphrase, cost), slots.wrap(key, recovery_words, cost, kind="recovery")]
    locked = boxes.lock(key, authority.key.pem(), authority.certificate_pem)
    _write(home, _Content(authority.certificate_pem, made, locked, _new_recovery(key, authority)))


def load(home: Path, passphrase: str) -> Authority:
    """Return the authority; raises WrongPassphrase or AuthorityKeyDamaged."""
    content = _read(home)
    return _open(home, content, _key(content.slots, passphrase, "passphrase"))


def ensure_recovery(home: Path, passphrase: str) -> Voucher:
    """Return the organisation's recovery recipient, made now where the file is older; raises as `load` does."""
    content = _read(home)
    if content.recovery is None:
        key = _key(content.slots, passphrase, "passphrase")
        content = replace(content, recovery=_new_recovery(key, _open(home, content, key)))
        _write(home, content)
    return _voucher(home, content)


def recovery_secret(home: Path, passphrase: str) -> str:
    """Return the age secret that opens what auditors' vaults sealed to head office; raises as `load` does."""
    content = _read(home)
    key = _key(content.slots, passphrase, "passphrase")
    voucher = _voucher(home, content)
    locked = (content.recovery or {}).get("locked", "")
    try:
        secret = boxes.unlock(key, base64.b64decode(locked, validate=True), _bound(content.certificate, voucher))
    except (SealBroken, ValueError) as broken:
        raise AuthorityKeyDamaged(file=home / NAME) from broken
    return secret.decode("ascii")


def exists(home: Path) -> bool:
    """Say whether this home holds an organisation's certificate key."""
    return (home / NAME).is_file()


def change_passphrase(home: Path, old: str, new: str, cost: slots.Cost | None = None) -> None:
    """Wrap the key under a `new` passphrase; raises WrongPassphrase when `old` does not open it."""
    content = _read(home)
    _put_passphrase(home, content, _key(content.slots, old, "passphrase"), new, cost)


def recover(home: Path, recovery_words: str, new: str, cost: slots.Cost | None = None) -> None:
    """Wrap the key under a `new` passphrase by the words of the recovery sheet."""
    content = _read(home)
    _put_passphrase(home, content, _key(content.slots, recovery_words, "recovery"), new, cost)


def put_sheet(home: Path, passphrase: str, recovery_words: str, cost: slots.Cost | None = None) -> None:
    """Wrap the key under the words of a new recovery sheet; raises WrongPassphrase."""
    content = _read(home)
    key = _key(content.slots, passphrase, "passphrase")
    _put(home, content, slots.wrap(key, recovery_words, cost, kind="recovery"))


def _put_passphrase(home: Path, content: _Content, key: bytes, new: str, cost: slots.Cost | None) -> None:
    _put(home, content, slots.wrap(key, new, cost))


def _put(home: Path, content: _Content, slot: slots.Slot) -> None:
    kept = [old for old in content.slots if old.get("kind") != slot["kind"]]
    _write(home, replace(content, slots=[slot, *kept]))


def _new_recovery(key: bytes, authority: Authority) -> dict[str, str]:
    made = sealing.new_identity()
    voucher = vouch(authority, made.recipient)
    locked = boxes.lock(key, made.secret.encode("ascii"), _bound(authority.certificate_pem, voucher))
    return {
        "recipient": voucher.recipient,
        "signature": voucher.signature,
        "locked": base64.b64encode(locked).decode("ascii"),
    }


def _bound(certificate: bytes, voucher: Voucher) -> bytes:
    return certificate + f"recovery {voucher.recipient}\n".encode("ascii")


def _voucher(home: Path, content: _Content) -> Voucher:
    recovery = content.recovery or {}
    try:
        return Voucher(recovery["recipient"], recovery["signature"])
    except KeyError as damaged:
        raise AuthorityKeyDamaged(file=home / NAME) from damaged


def _key(made: list[slots.Slot], secret: str, kind: str) -> bytes:
    for slot in made:
        if slot.get("kind") == kind:
            return slots.unwrap(slot, secret)
    raise WrongPassphrase


def _open(home: Path, content: _Content, key: bytes) -> Authority:
    try:
        pem = boxes.unlock(key, content.locked, content.certificate)
        return Authority(SigningKey.from_pem(pem), content.certificate)
    except SealBroken as broken:
        raise AuthorityKeyDamaged(file=home / NAME) from broken


def _write(home: Path, content: _Content) -> None:
    data = {
        "format": _FORMAT,
        "version": _WITHOUT_RECOVERY if content.recovery is None else _VERSION,
        "certificate": content.certificate.decode("ascii"),
        "slots": content.slots,
        "locked": base64.b64encode(content.locked).decode("ascii"),
    }
    if content.recovery is not None:
        data["recovery"] = content.recovery
    files.write(home / NAME, json.dumps(data, indent=1).encode())


def _read(home: Path) -> _Content:
    path = home / NAME
    try:
        if path.stat().st_size > _LARGEST:
            raise AuthorityKeyDamaged(file=path)
        data: Any = json.loads(path.read_bytes())
        if data["format"] != _FORMAT or data["version"] not in (_WITHOUT_RECOVERY, _VERSION):
            raise AuthorityKeyDamaged(file=path)
        made = [dict(slot) for slot in data["slots"]]
        recovery = {str(name): str(value) for name, value in data["recovery"].items()} if "recovery" in data else None
        locked = base64.b64decode(data["locked"], validate=True)
        return _Content(data["certificate"].encode("ascii"), made, locked, recovery)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as damaged:
        raise AuthorityKeyDamaged(file=path) from damaged
