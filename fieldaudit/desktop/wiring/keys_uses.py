"""What the page of keys does, on the vault; and what the unlock screen does without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from fieldaudit.desktop.settings.keys_presenter import Asking, KeysFacts
from fieldaudit.desktop.wiring.backup_uses import in_megabytes
from fieldaudit.errors import KeychainUnusable
from fieldaudit.exchange import membership, passphrases, recovery_answer, recovery_request, sheets
from fieldaudit.vault import Vault, keychain, keyfile, keys, keys_travel

if TYPE_CHECKING:
    from pathlib import Path

    from fieldaudit.desktop.protocols import Progress


class KeysUses:
    """The keys of one vault."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault

    def facts(self) -> KeysFacts:
        """Return what opens the vault."""
        vault = self._vault
        try:
            name = keychain.usable()
        except KeychainUnusable:
            name = ""
        return KeysFacts(
            slots=tuple((_name(slot.kind), _about(slot)) for slot in keys.listed(vault)),
            keychain_on=keyfile.KEYCHAIN in vault.keys.kinds(),
            keychain_name=name,
            ways=tuple(way for way in keys_travel.WAYS if keys_travel.ready(vault, way)),
            head_office=membership.is_head_office(vault),
        )

    def change_passphrase(self, old: str, new: str) -> None:
        """Set a new passphrase, for the certificate key too where it has the same."""
        keys.check_passphrase(self._vault, old)
        passphrases.change_passphrase(self._vault, old, new)

    def rotate(self, passphrase: str, progress: Progress) -> bool:
        """Give the database a new key; return whether a printed sheet is void now."""
        had = keyfile.SHEET in self._vault.keys.kinds()
        keys.rotate(self._vault, passphrase, progress=in_megabytes(progress))
        return had

    def make_sheet(self, passphrase: str) -> str:
        """Return the text of a new recovery sheet."""
        return sheets.make_sheet(self._vault, passphrase).text

    def set_keychain(self, on: bool) -> None:
        """Switch the keychain's slot on or off."""
        (keychain.turn_on if on else keychain.turn_off)(self._vault)

    def seal_for_travel(self, way: str, words: str, progress: Progress) -> None:
        """Leave one recovery alone to open the vault."""
        keys_travel.seal_for_travel(self._vault, way, words, progress=in_megabytes(progress))

    def look(self, request: Path, words: str, passphrase: str) -> Asking:
        """Say who asks head office."""
        found = recovery_answer.look(self._vault, request, words, passphrase)
        return Asking(found.name, found.role, found.branch, found.fingerprint)

    def answer(self, request: Path, words: str, passphrase: str, out: Path) -> None:
        """Write head office's answer."""
        recovery_answer.answer(self._vault, request, words, passphrase, out)


class AskUses:
    """Asking head office for the vault in `home`."""

    def __init__(self, home: Path) -> None:
        """Remember where the vault lies."""
        self._home = home

    def ask(self, out: Path) -> str:
        """Write a request; return the six words to say."""
        return recovery_request.ask(self._home, out).words

    def open(self, answer: Path, words: str, passphrase: str) -> Vault:
        """Open the vault by the answer, under a new passphrase."""
        return recovery_request.open_answer(self._home, answer, words, passphrase)


def open_by_keychain(home: Path) -> Vault:
    """Open the vault by what the system's keychain keeps; raises WrongPassphrase and what opening does."""
    return Vault.open_by(home, lambda known: keyfile.unlock_by_keychain(known, keychain.secret_of(known.vault)))


def _name(kind: str) -> str:
    say = QCoreApplication.translate
    names = {
        keyfile.PASSPHRASE: say("keys", "Your passphrase"),
        keyfile.SHEET: say("keys", "The printed sheet"),
        keyfile.OFFICE: say("keys", "Head office"),
        keyfile.KEYCHAIN: say("keys", "This computer's keychain"),
    }
    return names.get(kind, kind)


def _about(slot: keys.SlotRow) -> str:
    say = QCoreApplication.translate
    if slot.tried:
        return say("keys", "tried on {day}").format(day=slot.tried[:10])
    if slot.kind == keyfile.OFFICE:
        return say("keys", "when you ask for it; both sides keep a record")
    return slot.cost
