"""The protection officer's key: made, changed, and told to everyone with a number that only rises.

A change breaks no chain. What was sealed to the former key stays for the former key; each seat begins a new key for a
respondent, sealed to the new one, with the next thing that is said of them (event-format.md, Subjects).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fieldaudit.errors import CertificateRefused, PackageDamaged
from fieldaudit.exchange import clock, membership
from fieldaudit.trust import sealing
from fieldaudit.vault import officers

if TYPE_CHECKING:
    from datetime import datetime

    from fieldaudit.vault import Vault

_KNOWN = "officer.known"


def name(vault: Vault, recipient: str, now: datetime) -> int:
    """Make this recipient the protection officer's, at head office; returns its number. In the caller's transaction."""
    known = vault.get(_KNOWN) or {"number": 1 if vault.get(membership.OFFICER) else 0}
    number = int(known["number"]) + 1
    _change(vault, recipient, number, now)
    return number


def number(vault: Vault) -> int:
    """Return how many keys the organisation's protection officers have had, as far as this vault knows."""
    known = vault.get(_KNOWN)
    return int(known["number"]) if known else int(membership.has_officer(vault))


def changed(vault: Vault) -> str:
    """Return when the key was made or changed last, "" before there is one."""
    return str((vault.get(_KNOWN) or {}).get("time", ""))


def offered(vault: Vault) -> dict[str, Any]:
    """Return what a certificate message says of the officer."""
    return {"officer": vault.get(membership.OFFICER) or "", "officer_number": number(vault)}


def take(vault: Vault, values: dict[str, Any], now: datetime) -> bool:
    """Use the officer's key that head office names, in the field; one that came before changes nothing.

    Returns whether it is another than before. Raises PackageDamaged.
    """
    recipient, told = values.get("officer"), values.get("officer_number", 0)
    if not isinstance(recipient, str) or type(told) is not int:
        raise PackageDamaged(reason="what it says of the protection officer is malformed")
    if not recipient or (told <= number(vault) and membership.has_officer(vault)):
        return False
    try:
        sealing.check_recipient(recipient)
    except CertificateRefused as refused:
        raise PackageDamaged(reason="it names a protection officer's key that is none") from refused
    before = vault.get(membership.OFFICER)
    _change(vault, recipient, told, now)
    return bool(recipient != before)


def _change(vault: Vault, recipient: str, number: int, now: datetime) -> None:
    if recipient != vault.get(membership.OFFICER):
        officers.begin_new_keys(vault)
    vault.put(membership.OFFICER, recipient)
    vault.put(_KNOWN, {"number": number, "time": clock.stamp(now)})
