"""What opens a vault: any passphrase, a printed sheet, a keychain that is never alone, and what is left for travel."""

import json

import keyring
import keyring.backend
import pytest
from keyring.errors import PasswordDeleteError
from vault_samples import PASSPHRASE, Clock, new_vault

from fieldaudit.errors import (
    KeychainOnlySlot,
    KeychainUnusable,
    RecoveryNotTried,
    RecoveryRefused,
    SealedForTravel,
    SlotMissing,
    WordsMistyped,
    WrongPassphrase,
)
from fieldaudit.trust.sealing import new_identity
from fieldaudit.trust.slots import CHEAP
from fieldaudit.trust.words import recovery_words, word_list
from fieldaudit.vault import Vault, keychain, keyfile, keys, keys_log, keys_travel


class InMemory(keyring.backend.KeyringBackend):
    """A keychain that keeps its secrets as long as the test."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.kept = {}

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def delete_password(self, service, username):
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not found")


class PlaintextFile(InMemory):
    """A backend that keeps its secrets in the clear, by its name."""


PlaintextFile.__module__ = "keyrings.alt.file"


@pytest.fixture
def chain():
    before, made = keyring.get_keyring(), InMemory()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def vault(tmp_path):
    with new_vault(tmp_path / "home", Clock()) as made:
        yield made


def by_keychain(home):
    return Vault.open_by(
        home, lambda known: keyfile.unlock_by_keychain(known, keychain.secret_of(known.vault)), clock=Clock()
    )


@pytest.mark.parametrize(
    "passphrase",
    [
        "".join(word_list())[:10_000],
        "مرحبا بالعالم يا صديقي",
        "密碼很長而且很難猜測的句子",
        "e\u0301tat des lieux du chantier",
    ],
)
def test_a_passphrase_has_no_limit_of_length_or_letters(vault, passphrase):
    keys.change_passphrase(vault, passphrase, cost=CHEAP)
    vault.close()
    Vault.open(vault.home, passphrase).close()


def test_a_letter_and_its_accent_are_the_same_however_they_are_typed(vault):
    keys.change_passphrase(vault, "e\u0301tat des lieux du chantier", cost=CHEAP)
    vault.close()
    Vault.open(vault.home, "\u00e9tat des lieux du chantier").close()


def test_the_keychain_opens_the_vault_until_it_is_switched_off(vault, chain):
    keychain.turn_on(vault)
    (secret,) = chain.kept.values()
    assert secret not in (vault.home / "vault.keys").read_text()
    vault.close()
    with by_keychain(vault.home) as again:
        assert again.check() == []
        keychain.turn_off(again)
        assert again.keys.kinds() == ("passphrase",)
        assert chain.kept == {}
    with pytest.raises(WrongPassphrase):
        by_keychain(vault.home)
    Vault.open(vault.home, PASSPHRASE).close()


def test_the_keychain_is_never_the_only_slot(vault, chain):
    with pytest.raises(KeychainOnlySlot):
        vault.rotate_key(lambda _: [{"kind": keyfile.KEYCHAIN}])
    vault.change_keys(lambda known, _key: known.without(keyfile.PASSPHRASE))
    with pytest.raises(KeychainOnlySlot):
        keychain.turn_on(vault)
    assert chain.kept == {}


@pytest.mark.parametrize("backend", ["null", "fail", "plaintext"])
def test_a_keychain_that_keeps_nothing_or_keeps_it_in_the_clear_is_refused(vault, backend):
    from keyring.backends import fail, null

    before = keyring.get_keyring()
    keyring.set_keyring({"null": null.Keyring, "fail": fail.Keyring, "plaintext": PlaintextFile}[backend]())
    try:
        with pytest.raises(KeychainUnusable):
            keychain.turn_on(vault)
    finally:
        keyring.set_keyring(before)
    assert vault.keys.kinds() == ("passphrase",)


def test_rotating_keeps_the_keychain_and_drops_it_where_it_forgot(vault, chain):
    keychain.turn_on(vault)
    keys.rotate(vault, PASSPHRASE, cost=CHEAP)
    assert vault.keys.kinds() == ("passphrase", "keychain")
    vault.close()
    with by_keychain(vault.home) as again:
        chain.kept.clear()
        keys.rotate(again, PASSPHRASE, cost=CHEAP)
        assert again.keys.kinds() == ("passphrase",)


def test_sealed_for_travel_with_the_sheet_nothing_else_opens_it(vault, chain):
    keychain.turn_on(vault)
    before = vault.keys
    old = vault._key
    words = keys.make_recovery(vault, cost=CHEAP)
    for wrong, error in (("", WordsMistyped), (recovery_words(), RecoveryRefused)):
        with pytest.raises(error):
            keys_travel.seal_for_travel(vault, keyfile.SHEET, wrong, cost=CHEAP)
    keys_travel.seal_for_travel(vault, keyfile.SHEET, words, cost=CHEAP)
    assert vault.keys.kinds() == ("recovery",)
    assert chain.kept == {}
    vault.close()
    with pytest.raises(SealedForTravel, match="printed recovery sheet"):
        Vault.open(vault.home, PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        by_keychain(vault.home)
    keyfile.write(vault.home, before)  # a thief's older copy of the key file, with the passphrase
    assert keyfile.unlock(before, PASSPHRASE) == old
    with pytest.raises(Exception, match="not a FieldAudit vault"):
        Vault.open(vault.home, PASSPHRASE)


def test_the_sheet_ends_the_journey(vault):
    words = keys.make_recovery(vault, cost=CHEAP)
    keys_travel.seal_for_travel(vault, keyfile.SHEET, words, cost=CHEAP)
    vault.close()
    with Vault.recover(vault.home, words) as again:
        assert again.keys.travel == "recovery"
        assert keys_log.rows(again)[-1].what == "sealed for travel"
        keys.change_passphrase(again, "after the journey home", cost=CHEAP)
        assert again.check() == []
    assert keyfile.read(vault.home).travel == ""
    Vault.open(vault.home, "after the journey home").close()


def test_nothing_is_sealed_for_a_recovery_that_is_not_there_or_was_never_tried(vault):
    for way in (keyfile.SHEET, keyfile.OFFICE, keyfile.PASSPHRASE + "x"):
        with pytest.raises(SlotMissing):
            keys_travel.seal_for_travel(vault, way, recovery_words(), cost=CHEAP)
    vault.put(keys.OFFICE_RECIPIENT, new_identity().recipient)
    assert keys.keep_office_slot(vault)
    with pytest.raises(RecoveryNotTried):
        keys_travel.seal_for_travel(vault, keyfile.OFFICE, cost=CHEAP)
    assert not keys_travel.ready(vault, keyfile.OFFICE)
    keys.mark_tried(vault, keyfile.OFFICE)
    keys_travel.seal_for_travel(vault, keyfile.OFFICE, cost=CHEAP)
    assert vault.keys.kinds() == ("office",)
    vault.close()
    with pytest.raises(SealedForTravel, match="head office"):
        Vault.open(vault.home, PASSPHRASE)


def test_a_key_file_that_names_an_unknown_way_to_travel_is_refused(vault):
    data = json.loads((vault.home / "vault.keys").read_text())
    (vault.home / "vault.keys").write_text(json.dumps({**data, "travel": "by air"}))
    with pytest.raises(Exception, match="not a FieldAudit vault"):
        keyfile.read(vault.home)


def test_a_sheet_counts_as_tried_until_another_is_made(vault):
    words = keys.make_recovery(vault, cost=CHEAP)
    assert keys.tried(vault, keyfile.SHEET) == ""
    keys.try_sheet(vault, words)
    assert keys.tried(vault, keyfile.SHEET)
    keys.make_recovery(vault, cost=CHEAP)
    assert keys.tried(vault, keyfile.SHEET) == ""
    with pytest.raises(RecoveryRefused, match="These words do not open"):
        keys.try_sheet(vault, words)
