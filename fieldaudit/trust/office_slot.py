"""The slot that head office can open: a vault's key sealed (age) to the organisation's recovery recipient.

Nothing is derived here, so the slot is not of slots.py; it lies beside the others in the key file and says for whom it
is. What is sealed names the vault and the seat, so that head office sees whose key it gives back.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.errors import KeySlotRefused
from fieldaudit.trust import sealing
from fieldaudit.trust.slots import KEY_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldaudit.trust.slots import Slot

KIND = "office"
_FORMAT = "fieldaudit office slot"
_LARGEST = 64 * 1024
_FIELDS = {"v", "kind", "recipient", "sealed"}


@dataclass(frozen=True)
class OfficeKey:
    """What head office finds in a slot: the key, and whose vault it opens; `repr` never shows the key."""

    key: bytes
    vault: str
    seat: str

    def __repr__(self) -> str:
        return f"OfficeKey(vault={self.vault}, seat={self.seat})"


def office_slot(found: OfficeKey, recipient: str) -> Slot:
    """Return the slot that holds `found`, sealed to head office's recovery `recipient`."""
    return {
        "v": 1,
        "kind": KIND,
        "recipient": recipient,
        "sealed": base64.b64encode(sealing.seal(pack(found), [recipient])).decode("ascii"),
    }


def check_office_slot(slot: Any) -> Slot:
    """Return `slot` when it has the shape of one; raises KeySlotRefused."""
    if not isinstance(slot, dict) or set(slot) != _FIELDS or slot["v"] != 1 or slot["kind"] != KIND:
        raise KeySlotRefused(reason="the slot for head office has missing or unknown fields")
    if not isinstance(slot["recipient"], str) or not isinstance(slot["sealed"], str) or len(slot["sealed"]) > _LARGEST:
        raise KeySlotRefused(reason="the slot for head office is malformed")
    return slot


def open_office_slot(slot: Slot, secrets: Sequence[str]) -> OfficeKey:
    """Open a slot with head office's recovery secret; raises NotSealedForThisKey, SealBroken or KeySlotRefused."""
    try:
        sealed = base64.b64decode(check_office_slot(slot)["sealed"], validate=True)
    except ValueError as strange:
        raise KeySlotRefused(reason="the slot for head office holds letters that do not belong there") from strange
    return unpack(sealing.unseal(sealed, secrets, limit=_LARGEST))


def pack(found: OfficeKey) -> bytes:
    """Return the document that carries a vault's key; it is only ever written sealed."""
    key = base64.b64encode(found.key).decode("ascii")
    values = {"format": _FORMAT, "version": 1, "key": key, "vault": found.vault, "seat": found.seat}
    return json.dumps(values, sort_keys=True).encode("ascii")


def unpack(document: bytes) -> OfficeKey:
    """Read what `pack` wrote; raises KeySlotRefused."""
    try:
        data: Any = json.loads(document)
        key = base64.b64decode(data["key"], validate=True)
        known = data["format"] == _FORMAT and data["version"] == 1 and len(key) == KEY_BYTES
        found = OfficeKey(key, str(data["vault"]), str(data["seat"]))
    except (ValueError, KeyError, TypeError) as strange:
        raise KeySlotRefused(reason="the slot for head office holds something else") from strange
    if not known:
        raise KeySlotRefused(reason="the slot for head office holds something else")
    return found
