"""What opens a vault, and changing it: its slots by name, the sheet, head office, a new database key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fieldaudit.errors import RecoveryRefused, SlotMissing, WrongPassphrase
from fieldaudit.trust import slots
from fieldaudit.trust.office_slot import OfficeKey, office_slot
from fieldaudit.trust.words import check_recovery_words
from fieldaudit.vault import keychain, keyfile, keys_log

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fieldaudit.trust.slots import Cost, Slot
    from fieldaudit.vault.keyfile import KeyFile
    from fieldaudit.vault.vault import Vault

    Progress = Callable[[int, int], None]

OFFICE_RECIPIENT = "keys.office_recipient"  # verified before it is put there: exchange/recovery_voucher.py
_TRIED = "keys.tried"


@dataclass(frozen=True)
class SlotRow:
    """A slot as people see it: its kind, what one try costs ("" where nothing is derived), and whether it was tried."""

    kind: str
    cost: str = ""
    tried: str = ""


def listed(vault: Vault) -> list[SlotRow]:
    """Return the vault's slots."""
    return [SlotRow(slot["kind"], _cost(slot), tried(vault, slot["kind"])) for slot in vault.keys.slots]


def change_passphrase(vault: Vault, passphrase: str, *, cost: Cost | None = None) -> None:
    """Set a new passphrase; the database stays as it is. Raises PassphraseTooShort."""
    slots.check_new_passphrase(passphrase)
    vault.change_keys(lambda keys, key: keyfile.with_passphrase(keys, key, passphrase, cost))


def make_recovery(vault: Vault, *, cost: Cost | None = None) -> str:
    """Make a recovery slot, in place of a former one, and return its words: to be printed, stored nowhere."""
    words: list[str] = []

    def with_sheet(keys: KeyFile, key: bytes) -> KeyFile:
        made, said = keyfile.with_recovery(keys, key, cost)
        words.append(said)
        return made

    vault.change_keys(with_sheet)
    return words[0]


def check_passphrase(vault: Vault, passphrase: str) -> None:
    """Raise WrongPassphrase unless `passphrase` opens the vault now."""
    keyfile.unlock(vault.keys, passphrase)


def rotate(vault: Vault, passphrase: str, *, cost: Cost | None = None, progress: Progress | None = None) -> None:
    """Write the database anew under a new key that opens by the same passphrase, head office and keychain.

    A printed sheet opens nothing any more: its words are known to nobody here, so another has to be printed. Raises
    WrongPassphrase, DiskFull, DiskTrouble, KeyNotRotated; the vault then goes on as it was.
    """
    check_passphrase(vault, passphrase)
    rotate_to(vault, lambda key: [slots.wrap(key, passphrase, cost), *_kept(vault, key)], progress=progress)
    keys_log.note(vault, "rotated")


def rotate_to_passphrase(vault: Vault, passphrase: str, *, cost: Cost | None = None) -> None:
    """Do as `rotate` does, with a new passphrase; a keychain's slot goes too. Raises PassphraseTooShort and others."""
    slots.check_new_passphrase(passphrase)
    rotate_to(vault, lambda key: [slots.wrap(key, passphrase, cost), *_office(vault, key)])


def rotate_to(
    vault: Vault, slots_of: Callable[[bytes], Sequence[Slot]], travel: str = "", progress: Progress | None = None
) -> None:
    """Rotate to exactly the slots that `slots_of` makes; `progress` is told bytes done and in all, and may stop it."""
    vault.rotate_key(slots_of, travel, progress)


def keep_office_slot(vault: Vault) -> bool:
    """Seal a slot to head office where its recovery recipient is known and has none; returns whether one was made."""
    recipient = vault.get(OFFICE_RECIPIENT)
    if not recipient or vault.keys.travel:
        return False
    if any(slot.get("recipient") == recipient for slot in vault.keys.of_kind(keyfile.OFFICE)):
        return False
    vault.change_keys(lambda keys, key: keys.with_slot(_for_office(vault, keys, key, recipient)))
    keys_log.note(vault, "slot made", keyfile.OFFICE)
    return True


def try_sheet(vault: Vault, words: str) -> None:
    """Note that the printed words open this vault; raises WordsMistyped, RecoveryRefused."""
    try:
        keyfile.unlock_by_recovery(vault.keys, words)
    except WrongPassphrase as refused:
        raise RecoveryRefused from refused
    mark_tried(vault, keyfile.SHEET)


def mark_tried(vault: Vault, kind: str) -> None:
    """Note that the present slot of `kind` was seen to open this vault."""
    found = vault.keys.of_kind(kind)
    if not found:
        raise SlotMissing(kind=kind)
    marks = vault.get(_TRIED) or {}
    row = {"slot": _mark(found[0]), "time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}
    vault.put(_TRIED, {**marks, kind: row})


def tried(vault: Vault, kind: str) -> str:
    """Return when the present slot of `kind` was tried, "" when it never was."""
    found, mark = vault.keys.of_kind(kind), (vault.get(_TRIED) or {}).get(kind)
    return str(mark["time"]) if found and mark and mark["slot"] == _mark(found[0]) else ""


def sheet_slot(key: bytes, words: str, cost: Cost | None = None) -> Slot:
    """Return a slot for words that were printed before."""
    return slots.wrap(key, check_recovery_words(words), cost, kind=keyfile.SHEET)


def office_slot_of(vault: Vault, key: bytes) -> Slot:
    """Return a slot for head office; raises SlotMissing where its recovery recipient is not known."""
    found = _office(vault, key)
    if not found:
        raise SlotMissing(kind=keyfile.OFFICE)
    return found[0]


def _kept(vault: Vault, key: bytes) -> list[Slot]:
    made = _office(vault, key)
    if vault.keys.of_kind(keyfile.KEYCHAIN):
        try:
            made.append(keychain.slot_for(key, vault.keys.vault))
        except WrongPassphrase:  # the keychain forgot it: the slot opened nothing
            return made
    return made


def _office(vault: Vault, key: bytes) -> list[Slot]:
    recipient = vault.get(OFFICE_RECIPIENT)
    return [_for_office(vault, vault.keys, key, recipient)] if recipient else []


def _for_office(vault: Vault, keys: KeyFile, key: bytes, recipient: str) -> Slot:
    return office_slot(OfficeKey(key, keys.vault, vault.seat), recipient)


def _mark(slot: Slot) -> str:
    """Return what tells a slot from the next of its kind: the recipient lasts, a salt does not."""
    return str(slot.get("salt") or slot.get("recipient"))


def _cost(slot: Slot) -> str:
    if "memory_kib" not in slot:
        return ""
    return f"{slot['memory_kib'] // 1024} MiB, {slot['passes']} passes, {slot['lanes']} lanes"
