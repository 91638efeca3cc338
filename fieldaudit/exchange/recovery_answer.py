"""Head office answers someone who forgot their passphrase: after hearing six words, by its certificate passphrase.

For the seconds that answering takes, this process holds the key of the auditor's vault as it was when the request was
made. It shows it to nobody and writes it only sealed to the fresh recipient of the request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.errors import (
    CertificateRefused,
    KeySlotRefused,
    NotSealedForThisKey,
    RecoveryRequestRefused,
    SealBroken,
    SealTooLarge,
    SeatNotConfirmed,
)
from fieldaudit.exchange import authority_key, membership, people
from fieldaudit.exchange.enrol import write_new
from fieldaudit.exchange.recovery_request import read_request
from fieldaudit.trust import keys, sealing
from fieldaudit.trust.office_slot import open_office_slot, pack
from fieldaudit.vault import keys_log

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.exchange.recovery_request import Request
    from fieldaudit.trust.office_slot import OfficeKey
    from fieldaudit.vault import Vault


@dataclass(frozen=True)
class Asking:
    """Who asks: the person whose vault it is, as head office knows them; no `name` when no package came from there."""

    seat: str
    fingerprint: str
    name: str
    role: str
    branch: str
    made: str


def look(vault: Vault, file: Path, code: str, passphrase: str) -> Asking:
    """Say whose vault a request is for; `passphrase` is that of the certificate key, `code` the six words as heard.

    Raises NotHeadOffice, RecoveryRequestRefused, WrongPassphrase, SeatNotConfirmed for one who was revoked.
    """
    return _opened(vault, file, code, passphrase)[0]


def answer(vault: Vault, file: Path, code: str, passphrase: str, out: Path, *, now: datetime | None = None) -> Asking:
    """Write the answer to `out` and log it; raises what `look` raises, and FileUnwritable."""
    asking, found, request = _opened(vault, file, code, passphrase)
    sealed = sealing.seal(pack(found), [request.recipient])
    keys_log.note(vault, "recovery answered", f"{asking.seat} {found.vault}", now)  # before the file can leave
    write_new(out, sealed)
    return asking


def _opened(vault: Vault, file: Path, code: str, passphrase: str) -> tuple[Asking, OfficeKey, Request]:
    membership.require_head_office(vault)
    try:
        request = read_request(file, code)
    except CertificateRefused as strange:
        raise RecoveryRequestRefused(reason="the file is damaged or is no request") from strange
    secret = authority_key.recovery_secret(vault.home, passphrase)
    try:
        found = open_office_slot(request.slot, [secret])
    except NotSealedForThisKey as other:
        raise RecoveryRequestRefused(reason="it belongs to another organisation or to an older key of it") from other
    except (SealBroken, SealTooLarge, KeySlotRefused) as broken:
        raise RecoveryRequestRefused(reason="the file is damaged or is no request") from broken
    if found.vault != request.vault:
        raise RecoveryRequestRefused(reason="its two halves come from different computers")
    return _asking(vault, found, request.made), found, request


def _asking(vault: Vault, found: OfficeKey, made: str) -> Asking:
    known = people.seats(vault).get(found.seat) or people.waiting(vault).get(found.seat)
    if known is None:
        return Asking(found.seat, keys.fingerprint(found.seat), "", "", "", made)
    if known.state == people.REVOKED:
        raise SeatNotConfirmed(name=known.name)
    return Asking(found.seat, known.fingerprint, known.name, known.role, known.branch, made)
