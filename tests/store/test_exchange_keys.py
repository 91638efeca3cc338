"""The certificate key: apart from the vault, under one passphrase, and the sheet that recovers both."""

from pathlib import Path

import pytest

from fieldaudit.errors import AuthorityKeyDamaged, PassphraseTooShort, WordsMistyped, WrongPassphrase
from fieldaudit.exchange import authority_key, enrol, membership
from fieldaudit.exchange.passphrases import change_passphrase, recover
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import Vault

OLD, NEW, APART = "correct horse battery", "a new long passphrase", "kept in another safe"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    enrol.create_organisation(tmp_path / "home", "Open Harvest Alliance", OLD, cost=CHEAP)
    return tmp_path / "home"


def test_the_key_lies_in_its_own_file_and_never_in_the_vault(home):
    key = authority_key.load(home, OLD).key
    assert key.pem() not in (home / "ca.key").read_bytes()
    with Vault.open(home, OLD) as vault:
        assert vault.signing_key.seat != key.seat
        assert membership.organisation(vault).id == key.seat
        assert membership.member(vault).role == "headoffice"


def test_the_printed_words_set_a_new_passphrase_for_both(tmp_path):
    made = enrol.create_organisation(tmp_path / "home", "Open Harvest Alliance", OLD, cost=CHEAP)
    assert made.recovery_words.split()[0] in made.sheet
    with pytest.raises(WordsMistyped):
        recover(tmp_path / "home", made.recovery_words[:-3], NEW, cost=CHEAP)
    recover(tmp_path / "home", made.recovery_words.upper(), NEW, cost=CHEAP)
    Vault.open(tmp_path / "home", NEW).close()
    authority_key.load(tmp_path / "home", NEW)
    with pytest.raises(WrongPassphrase):
        authority_key.load(tmp_path / "home", OLD)


def test_changing_the_passphrase_changes_it_for_both(home):
    with Vault.open(home, OLD) as vault:
        with pytest.raises(PassphraseTooShort):
            change_passphrase(vault, OLD, "short", cost=CHEAP)
        change_passphrase(vault, OLD, NEW, cost=CHEAP)
    Vault.open(home, NEW).close()
    authority_key.load(home, NEW)


def test_a_key_that_was_set_apart_keeps_its_own_passphrase(tmp_path):
    home = tmp_path / "home"
    enrol.create_organisation(home, "Open Harvest Alliance", OLD, cost=CHEAP, authority_passphrase=APART)
    with Vault.open(home, OLD) as vault:
        change_passphrase(vault, OLD, NEW, cost=CHEAP)
    authority_key.load(home, APART)
    with pytest.raises(WrongPassphrase):
        authority_key.load(home, NEW)


def test_a_damaged_or_missing_key_file_is_said_plainly(home):
    whole = (home / "ca.key").read_bytes()
    for damaged in (b"", b"{}", whole[:-40], whole.replace(b'"locked": "', b'"locked": "AAAA')):
        (home / "ca.key").write_bytes(damaged)
        with pytest.raises(AuthorityKeyDamaged):
            authority_key.load(home, OLD)
    (home / "ca.key").unlink()
    with pytest.raises(AuthorityKeyDamaged):
        authority_key.load(home, OLD)
