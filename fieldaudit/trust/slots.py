"""Key slots: a 256-bit key wrapped under a passphrase or a recovery key, as a JSON-able dict.

Argon2id (RFC 9106) derives the wrapping key and AES-256-GCM wraps. All parameters of a slot are authenticated with it,
and a slot that asks for less than the floor, or for so much that opening it would exhaust a laptop, is refused before
anything is derived.
"""

import base64
import binascii
import json
import secrets
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from fieldaudit.errors import KeySlotRefused, PassphraseGuessable, PassphraseTooShort, WrongPassphrase
from fieldaudit.trust import strength

Slot = dict[str, Any]

KEY_BYTES = 32
LEAST_PASSPHRASE = strength.LEAST
_SALT_BYTES, _NONCE_BYTES, _TAG_BYTES = 16, 12, 16
_FIELDS = {"v", "kind", "kdf", "memory_kib", "passes", "lanes", "salt", "cipher", "nonce", "wrapped"}


@dataclass(frozen=True)
class Cost:
    """What one derivation takes: memory in KiB, passes over it, lanes side by side."""

    memory_kib: int
    passes: int
    lanes: int


DEFAULT = Cost(256 * 1024, 3, 4)
FLOOR = Cost(64 * 1024, 3, 1)
_TARGET_SECONDS, _TOO_LONG = 1.0, 1.5
CEILING = Cost(1024 * 1024, 16, 16)
CHEAP = Cost(FLOOR.memory_kib, FLOOR.passes, 4)  # for tests: the least that is ever accepted


def new_key() -> bytes:
    """Draw a key."""
    return secrets.token_bytes(KEY_BYTES)


def check_new_passphrase(passphrase: str, hints: Sequence[str] = ()) -> None:
    """Raise PassphraseTooShort or PassphraseGuessable for one that should not be chosen; none is too long.

    `hints` are words that someone who knows its owner tries first, such as a name.
    """
    found = strength.measure(passphrase, hints).strength
    if found == "short":
        raise PassphraseTooShort(least=LEAST_PASSPHRASE)
    if found == "guessable":
        raise PassphraseGuessable


def cost_for(seconds: float) -> Cost:
    """Return the cost that takes about a second where DEFAULT takes `seconds`: more passes, or less memory.

    Memory is given up only where DEFAULT takes half as long again as it should, and never below the floor.
    """
    memory = DEFAULT.memory_kib
    while memory > FLOOR.memory_kib and seconds * memory / DEFAULT.memory_kib > _TOO_LONG:
        memory //= 2
    a_pass = seconds * memory / DEFAULT.memory_kib / DEFAULT.passes
    passes = round(_TARGET_SECONDS / max(a_pass, 1e-6))
    return Cost(memory, min(max(passes, FLOOR.passes), CEILING.passes), DEFAULT.lanes)


@lru_cache(maxsize=1)
def calibrated() -> Cost:
    """Return the cost that takes about a second on this machine; measured by one derivation, once."""
    probe = _parameters(DEFAULT, "passphrase")
    began = time.perf_counter()
    try:
        _derive(probe, "a passphrase to measure with")
    except MemoryError:
        return Cost(FLOOR.memory_kib, FLOOR.passes, DEFAULT.lanes)
    return cost_for(time.perf_counter() - began)


def wrap(key: bytes, passphrase: str, cost: Cost | None = None, *, kind: str = "passphrase") -> Slot:
    """Wrap a 32-byte `key`; `kind` says what opens the slot. Without a `cost` it is calibrated to this machine."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    slot = _parameters(cost or calibrated(), kind)
    cipher = AESGCM(_derive(slot, passphrase))
    slot["wrapped"] = _text(cipher.encrypt(_bytes(slot["nonce"], _NONCE_BYTES), key, _bound(slot)))
    return slot


def unwrap(slot: Slot, passphrase: str) -> bytes:
    """Return the key; raise KeySlotRefused for a damaged or hostile slot, WrongPassphrase when it does not open."""
    _check_shape(slot)
    cipher = AESGCM(_derive(slot, passphrase))
    wrapped = _bytes(slot["wrapped"], KEY_BYTES + _TAG_BYTES)
    try:
        return cipher.decrypt(_bytes(slot["nonce"], _NONCE_BYTES), wrapped, _bound(slot))
    except InvalidTag as wrong:
        raise WrongPassphrase from wrong


def _parameters(cost: Cost, kind: str) -> Slot:
    _check_cost(cost)
    return {
        "v": 1,
        "kind": kind,
        "kdf": "argon2id",
        "memory_kib": cost.memory_kib,
        "passes": cost.passes,
        "lanes": cost.lanes,
        "salt": _text(secrets.token_bytes(_SALT_BYTES)),
        "cipher": "aes-256-gcm",
        "nonce": _text(secrets.token_bytes(_NONCE_BYTES)),
    }


def _check_shape(slot: Slot) -> None:
    if not isinstance(slot, dict) or set(slot) != _FIELDS:
        raise KeySlotRefused(reason="a key slot has missing or unknown fields")
    if slot["v"] != 1 or slot["kdf"] != "argon2id" or slot["cipher"] != "aes-256-gcm":
        raise KeySlotRefused(reason="a key slot names a method that this program does not know")
    numbers = [slot["v"], slot["memory_kib"], slot["passes"], slot["lanes"]]
    if any(type(number) is not int for number in numbers):
        raise KeySlotRefused(reason="a key slot's cost is not a number")
    _check_cost(Cost(*numbers[1:]))


def _check_cost(cost: Cost) -> None:
    if cost.memory_kib < FLOOR.memory_kib or cost.passes < FLOOR.passes or cost.lanes < FLOOR.lanes:
        raise KeySlotRefused(reason="a key slot is weaker than this program accepts")
    if cost.memory_kib > CEILING.memory_kib or cost.passes > CEILING.passes or cost.lanes > CEILING.lanes:
        raise KeySlotRefused(reason="a key slot asks for more memory or time than this program gives")


def _derive(slot: Slot, passphrase: str) -> bytes:
    derivation = Argon2id(
        salt=_bytes(slot["salt"], _SALT_BYTES),
        length=KEY_BYTES,
        iterations=slot["passes"],
        lanes=slot["lanes"],
        memory_cost=slot["memory_kib"],
    )
    return derivation.derive(unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass"))


def _bound(slot: Slot) -> bytes:
    """Return what is authenticated with the wrapped key: every other field of the slot."""
    fields = {name: value for name, value in slot.items() if name != "wrapped"}
    return b"fieldaudit slot 1\n" + json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: object, size: int) -> bytes:
    try:
        data = base64.b64decode(str(text), validate=True)
    except binascii.Error as strange:
        raise KeySlotRefused(reason="a key slot holds letters that do not belong there") from strange
    if len(data) != size:
        raise KeySlotRefused(reason="a key slot is cut short")
    return data
