"""The key file beside the database: the vault's id and the slots that hold its key, each under its own secret.

Version 1 is a vault at rest. Version 2 is written only while the database key is being rotated (keys_rotation.py): it
holds the slots of both keys, and each key locked under the other, so that whatever opens one of them opens the vault.
Where the rotation seals for travel the new key does not lie under the old one: such a file, found on the disk later,
would let the old passphrase in again.
"""

from __future__ import annotations

import base64
import json
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fieldaudit.errors import KeychainOnlySlot, KeySlotRefused, NotAVault, SealBroken, SealedForTravel, WrongPassphrase
from fieldaudit.trust import boxes, slots, words
from fieldaudit.vault import files

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from fieldaudit.trust.slots import Cost, Slot

NAME = "vault.keys"
PASSPHRASE, SHEET, OFFICE, KEYCHAIN = "passphrase", "recovery", "office", "keychain"
_FORMAT = "fieldaudit vault keys"
_AT_REST, _ROTATING = 1, 2
_LARGEST = 1024 * 1024
_MOST_SLOTS = 8


@dataclass(frozen=True)
class Rotation:
    """A rotation under way: the slots of the new key, the new key under the old one, and the old under the new.

    `forward`, the new key under the old one, is empty where the rotation seals for travel.
    """

    slots: tuple[Slot, ...]
    forward: bytes
    back: bytes
    travel: str = ""


@dataclass(frozen=True)
class KeyFile:
    """What the file says: the vault's id, its slots, and whether it is sealed for travel (the kind that opens it)."""

    vault: str
    slots: tuple[Slot, ...]
    travel: str = ""
    rotation: Rotation | None = None

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of the slots, in their order."""
        return tuple(str(slot.get("kind")) for slot in self.slots)

    def of_kind(self, kind: str) -> list[Slot]:
        """Return the slots of a kind."""
        return [slot for slot in self.slots if slot.get("kind") == kind]

    def with_slot(self, slot: Slot) -> KeyFile:
        """Return the file with `slot` in place of those of its kind."""
        return replace(self, slots=(*self._others({slot["kind"]}), slot))

    def without(self, *kinds: str) -> KeyFile:
        """Return the file without the slots of these kinds."""
        return replace(self, slots=tuple(self._others(set(kinds))))

    def _others(self, kinds: set[str]) -> list[Slot]:
        return [slot for slot in self.slots if slot.get("kind") not in kinds]


def new_key_file(key: bytes, passphrase: str, cost: Cost | None) -> KeyFile:
    """Return the key file of a new vault, with one passphrase slot."""
    return KeyFile(str(uuid.uuid4()), (slots.wrap(key, passphrase, cost),))


def of_slots(keys: KeyFile, made: Sequence[Slot], travel: str = "") -> KeyFile:
    """Return the same vault's key file with the slots `made` alone; the keychain's is never the only one."""
    if all(slot["kind"] == KEYCHAIN for slot in made):
        raise KeychainOnlySlot
    return KeyFile(keys.vault, tuple(made), travel)


def read(home: Path) -> KeyFile:
    """Return the key file of the vault in `home`; raises NotAVault when it is damaged, KeySlotRefused when forged."""
    path = home / NAME
    try:
        if path.stat().st_size > _LARGEST:
            raise NotAVault(file=path)
        data: Any = json.loads(path.read_bytes())
        if data["format"] != _FORMAT or data["version"] not in (_AT_REST, _ROTATING):
            raise NotAVault(file=path)
        rotation = _read_rotation(data["rotation"]) if data["version"] == _ROTATING else None
        return KeyFile(str(uuid.UUID(data["vault"])), _read_slots(data["slots"]), _read_travel(data), rotation)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise NotAVault(file=path) from None


def write(home: Path, keys: KeyFile) -> None:
    """Put the key file in `home`, whole or not at all."""
    data: dict[str, Any] = {"format": _FORMAT, "version": _AT_REST, "vault": keys.vault, "slots": list(keys.slots)}
    if keys.travel:
        data["travel"] = keys.travel
    if keys.rotation is not None:
        data["version"] = _ROTATING
        data["rotation"] = {
            "slots": list(keys.rotation.slots),
            "forward": base64.b64encode(keys.rotation.forward).decode("ascii"),
            "back": base64.b64encode(keys.rotation.back).decode("ascii"),
            "travel": keys.rotation.travel,
        }
    files.write(home / NAME, json.dumps(data, indent=1).encode())


def unlock(keys: KeyFile, passphrase: str) -> bytes:
    """Return the vault's key; raises WrongPassphrase, or SealedForTravel where no passphrase opens it."""
    if keys.travel and PASSPHRASE not in keys.kinds():
        raise SealedForTravel(recovery=keys.travel)
    return _try(keys, PASSPHRASE, passphrase)


def unlock_by_recovery(keys: KeyFile, recovery_words: str) -> bytes:
    """Return the vault's key by the words of the printed sheet; raises WordsMistyped or WrongPassphrase."""
    return _try(keys, SHEET, words.check_recovery_words(recovery_words))


def unlock_by_keychain(keys: KeyFile, secret: str) -> bytes:
    """Return the vault's key by what the system's keychain holds; raises WrongPassphrase."""
    return _try(keys, KEYCHAIN, secret)


def with_passphrase(keys: KeyFile, key: bytes, passphrase: str, cost: Cost | None) -> KeyFile:
    """Return `keys` with the passphrase slot made anew; the database is not touched, and travel is over."""
    return replace(keys.with_slot(slots.wrap(key, passphrase, cost)), travel="")


def with_recovery(keys: KeyFile, key: bytes, cost: Cost | None) -> tuple[KeyFile, str]:
    """Return `keys` with a new recovery slot, and its words: to be printed, kept nowhere."""
    made = words.recovery_words()
    return keys.with_slot(slots.wrap(key, words.check_recovery_words(made), cost, kind=SHEET)), made


def rotating(keys: KeyFile, old: bytes, new: bytes, made: Sequence[Slot], travel: str = "") -> KeyFile:
    """Return `keys` with a rotation under way from the `old` key to the `new` one, whose slots are `made`."""
    bound = _bound(keys)
    forward = b"" if travel else boxes.lock(old, new, bound + b"forward")
    back = boxes.lock(new, old, bound + b"back")
    return replace(keys, rotation=Rotation(tuple(made), forward, back, travel))


def new_key_of(keys: KeyFile, old: bytes) -> bytes:
    """Return the key that a rotation goes to, by the one that it comes from; raises NotAVault."""
    return _other_key(keys, old, keys.rotation.forward if keys.rotation else b"", b"forward")


def old_key_of(keys: KeyFile, new: bytes) -> bytes:
    """Return the key that a rotation comes from, by the one that it goes to; raises NotAVault."""
    return _other_key(keys, new, keys.rotation.back if keys.rotation else b"", b"back")


def keys_opened_by(keys: KeyFile, unlock: Callable[[KeyFile], bytes]) -> tuple[bytes, ...]:
    """Return the key of a vault at rest, or the old and the new one while a rotation is under way.

    `unlock` gets a key out of a key file's slots; those of either key will do. Raises what it does, and NotAVault where
    the two keys do not open each other.
    """
    under_way = keys.rotation
    if under_way is None:
        return (unlock(keys),)
    of_old, of_new = replace(keys, rotation=None), replace(keys, slots=under_way.slots, rotation=None)
    try:
        known = unlock(of_old if under_way.forward else of_new)
    except WrongPassphrase:
        known = unlock(of_new if under_way.forward else of_old)
    if is_new_key(keys, known):
        return old_key_of(keys, known), known
    return (known, new_key_of(keys, known)) if under_way.forward else (known,)


def is_new_key(keys: KeyFile, key: bytes) -> bool:
    """Whether a key is the one that a rotation goes to: the old one lies under it."""
    try:
        old_key_of(keys, key)
    except NotAVault:
        return False
    return True


def asked_of_office(keys: KeyFile) -> list[Slot]:
    """Return head office's slots; of a sealing for travel that was cut those of the new key, which opens both."""
    under_way = keys.rotation
    if under_way is not None and not under_way.forward:
        return replace(keys, slots=under_way.slots).of_kind(OFFICE) or keys.of_kind(OFFICE)
    return keys.of_kind(OFFICE)


def _other_key(keys: KeyFile, known: bytes, locked: bytes, way: bytes) -> bytes:
    try:
        return boxes.unlock(known, locked, _bound(keys) + way)
    except SealBroken as damaged:
        raise NotAVault(file=NAME) from damaged


def _bound(keys: KeyFile) -> bytes:
    return f"fieldaudit rotation 1\n{keys.vault}\n".encode("ascii")


def _read_slots(data: Any) -> tuple[Slot, ...]:
    """Return the slots; raises KeySlotRefused for more than are ever written, each of which a guess would have to try.

    A vault has one slot of a kind; a later version may know kinds that this one does not.
    """
    read = tuple(dict(slot) for slot in data)
    kinds = [str(slot.get("kind")) for slot in read]
    if len(kinds) > _MOST_SLOTS or len(set(kinds)) < len(kinds):
        raise KeySlotRefused(reason=f"it names {len(kinds)} ways in, more than this program writes")
    return read


def _read_rotation(data: Any) -> Rotation:
    forward, back = (base64.b64decode(data[name], validate=True) for name in ("forward", "back"))
    return Rotation(_read_slots(data["slots"]), forward, back, _read_travel(data))


def _read_travel(data: Any) -> str:
    travel = data.get("travel", "")
    if travel not in ("", SHEET, OFFICE):
        raise ValueError(travel)
    return str(travel)


def _try(keys: KeyFile, kind: str, secret: str) -> bytes:
    for slot in keys.of_kind(kind):
        try:
            return slots.unwrap(slot, secret)
        except WrongPassphrase:
            continue
    raise WrongPassphrase
