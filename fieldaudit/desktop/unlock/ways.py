"""Which ways into a vault its key file names, read without the vault room: the first page does not wait for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_FILE, _LARGEST = "vault.keys", 1024 * 1024
_KINDS = ("passphrase", "recovery", "office", "keychain")


@dataclass(frozen=True)
class Ways:
    """What to offer at the unlock screen; `travel` is the one way that a vault sealed for travel was left to."""

    sheet: bool = True
    office: bool = False
    keychain: bool = False
    travel: str = ""


def ways_of(home: Path) -> Ways:
    """Return the ways; a file that cannot be read offers the usual ones, and opening then says what is wrong."""
    try:
        if (home / _FILE).stat().st_size > _LARGEST:
            return Ways()
        data = json.loads((home / _FILE).read_bytes())
        kinds = {str(slot["kind"]) for slot in data["slots"]}
        travel = str(data.get("travel", ""))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Ways()
    sealed = travel if travel in _KINDS and "passphrase" not in kinds else ""
    return Ways("recovery" in kinds, "office" in kinds, "keychain" in kinds, sealed)
