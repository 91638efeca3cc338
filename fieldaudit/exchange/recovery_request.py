"""An auditor who forgot the passphrase asks head office: a request file, and six words to say by telephone.

The request is sealed under the six words, so that it cannot be exchanged on the way and head office has to hear them.
It carries the slot that was sealed to head office and a fresh recipient. The fresh secret waits here under the same six
words: the answer opens nothing for a thief who has the laptop and the answer but not the words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.errors import (
    EventRefused,
    FileUnwritable,
    KeySlotRefused,
    NoOfficeRecovery,
    NotAVault,
    NotSealedForThisKey,
    RecoveryAnswerRefused,
    RecoveryRequestRefused,
    SealBroken,
    SealTooLarge,
    WrongPassphrase,
)
from fieldaudit.exchange import clock
from fieldaudit.exchange.chosen_file import LARGEST, read_small
from fieldaudit.exchange.documents import read_document, write_document
from fieldaudit.trust import sealing, slots, words
from fieldaudit.trust.office_slot import OfficeKey, check_office_slot, unpack
from fieldaudit.vault import Vault, files, keyfile, keys, keys_log

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.trust.slots import Cost, Slot

PENDING = "recovery.pending"
KIND = "recovery request"
_FIELDS = {"vault", "slot", "recipient", "made"}


@dataclass(frozen=True)
class Asked:
    """A written request: the words to say by telephone and to keep until the answer is there."""

    words: str
    path: Path


@dataclass(frozen=True)
class Request:
    """What a request says."""

    vault: str
    slot: Slot
    recipient: str
    made: str


def ask(home: Path, out: Path, *, now: datetime | None = None) -> Asked:
    """Write the request to `out`; an earlier request is void. Raises NoOfficeRecovery, FileUnwritable, NotAVault."""
    known = keyfile.read(home)
    found = keyfile.asked_of_office(known)
    if not found:
        raise NoOfficeRecovery
    files.keep_apart(out)
    fresh, code = sealing.new_identity(), words.six_words()
    values = {
        "vault": known.vault,
        "slot": found[0],
        "recipient": fresh.recipient,
        "made": clock.stamp(now or clock.now()),
    }
    try:
        files.write(home / PENDING, sealing.seal_with_passphrase(fresh.secret.encode("ascii"), code))
        files.write(out, sealing.seal_with_passphrase(write_document(KIND, values), code))
    except OSError as failed:
        raise FileUnwritable(path=out, reason=failed.strerror or "the disk refused") from failed
    return Asked(code, out)


def read_request(path: Path, code: str) -> Request:
    """Open a request with the six words that were said; raises RecoveryRequestRefused, FileUnreadable."""
    try:
        data = sealing.unseal_with_passphrase(read_small(path, RecoveryRequestRefused), words.normalise(code))
        values = read_document(KIND, data)
    except WrongPassphrase as wrong:
        raise RecoveryRequestRefused(reason="the six words do not fit this file") from wrong
    except (SealBroken, EventRefused) as broken:
        raise RecoveryRequestRefused(reason="the file is damaged or is no request") from broken
    return _request(values)


def open_answer(
    home: Path, answer: Path, code: str, passphrase: str, *, cost: Cost | None = None, now: datetime | None = None
) -> Vault:
    """Open the vault by head office's answer, under a new passphrase and a new key; returns it open.

    The old sheet and keychain open nothing any more; head office's slot is made anew. Raises PassphraseTooShort,
    RecoveryAnswerRefused, FileUnreadable and what opening and rotating raise; nothing is changed then.
    """
    slots.check_new_passphrase(passphrase)
    found = _key_in(answer, _pending(home, code))
    if found.vault != keyfile.read(home).vault:
        raise RecoveryAnswerRefused(reason="it answers the request of another computer")
    try:
        vault = Vault.open_by(home, lambda _: found.key)
    except NotAVault as refused:
        raise RecoveryAnswerRefused(reason="it opens a key that this vault no longer has") from refused
    try:
        had_sheet = bool(vault.keys.of_kind(keyfile.SHEET))
        keys.rotate_to_passphrase(vault, passphrase, cost=cost)
        with vault.transaction():
            if vault.keys.of_kind(keyfile.OFFICE):
                keys.mark_tried(vault, keyfile.OFFICE)
            keys_log.note(vault, "recovered", "sheet void" if had_sheet else "", now)
        (home / PENDING).unlink(missing_ok=True)
    except BaseException:
        vault.close()
        raise
    return vault


def _pending(home: Path, code: str) -> str:
    try:
        sealed = (home / PENDING).read_bytes()
    except OSError as missing:
        raise RecoveryAnswerRefused(reason="no request was made on this computer") from missing
    try:
        return sealing.unseal_with_passphrase(sealed, words.normalise(code)).decode("ascii")
    except (WrongPassphrase, SealBroken) as wrong:
        raise RecoveryAnswerRefused(reason="the six words are not those of the last request") from wrong


def _key_in(answer: Path, secret: str) -> OfficeKey:
    try:
        return unpack(sealing.unseal(read_small(answer, RecoveryRequestRefused), [secret], limit=LARGEST))
    except (NotSealedForThisKey, RecoveryRequestRefused) as other:
        raise RecoveryAnswerRefused(reason="it does not answer the last request of this computer") from other
    except (SealBroken, SealTooLarge, KeySlotRefused) as broken:
        raise RecoveryAnswerRefused(reason="the file is damaged or is no answer") from broken


def _request(values: dict[str, Any]) -> Request:
    try:
        if set(values) != _FIELDS or not isinstance(values["vault"], str) or not isinstance(values["made"], str):
            raise RecoveryRequestRefused(reason="the file is damaged or is no request")
        slot = check_office_slot(values["slot"])
        return Request(values["vault"], slot, sealing.check_recipient(str(values["recipient"])), values["made"])
    except KeySlotRefused as strange:
        raise RecoveryRequestRefused(reason="the file is damaged or is no request") from strange
