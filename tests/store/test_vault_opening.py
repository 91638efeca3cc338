"""Making, opening, locking, copying and restoring a vault, and every way in which that can go wrong."""

import json
import shutil
import subprocess
import sys

import pytest
from vault_samples import AUDIT, PASSPHRASE, Clock, answer, created, new_vault, parts, reopened

from fieldaudit.errors import (
    KeySlotRefused,
    NotAVault,
    NoVaultHere,
    PassphraseTooShort,
    VaultExists,
    VaultInUse,
    VaultTooNew,
    WordsMistyped,
    WrongPassphrase,
)
from fieldaudit.trust import slots
from fieldaudit.trust.slots import CHEAP
from fieldaudit.trust.words import recovery_words
from fieldaudit.vault import Vault, keyfile, keys
from fieldaudit.vault.histories import side_by_side


@pytest.fixture
def home(tmp_path):
    """A closed vault with one answer."""
    with new_vault(tmp_path / "home") as vault:
        vault.append([created(), answer("1")])
    return tmp_path / "home"


def opened(home):
    return Vault.open(home, PASSPHRASE, clock=Clock())


def test_a_wrong_passphrase_is_refused_and_the_right_one_works_after(home):
    with pytest.raises(WrongPassphrase):
        Vault.open(home, "wrong horse battery staple")
    with opened(home) as vault:
        assert vault.check() == []


def test_a_folder_without_a_vault_stays_empty(tmp_path):
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "missing"):
        assert not Vault.exists(folder)
        with pytest.raises(NoVaultHere):
            Vault.open(folder, PASSPHRASE)
    assert list(tmp_path.iterdir()) == [tmp_path / "empty"]
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_missing_database_is_not_silently_made_anew(home):
    (home / "vault.db").rename(home / "elsewhere")
    with pytest.raises(NotAVault):
        opened(home)
    assert not (home / "vault.db").exists()


@pytest.mark.parametrize(
    "damage", [b"", b"SQLite format 3\0" + b"\0" * 8000, b"hello" * 5000], ids=["empty", "plain", "text"]
)
def test_a_database_file_that_is_none_is_refused(home, damage):
    (home / "vault.db").write_bytes(damage)
    with pytest.raises(NotAVault):
        opened(home)
    assert (home / "vault.db").read_bytes() == damage


@pytest.mark.parametrize(
    "damage",
    [b"", b"{}", b"[1]", b"\xff\xfe", b'{"format": "fieldaudit vault keys", "version": 1, "vault": 3, "slots": []}'],
)
def test_a_key_file_that_is_none_is_refused(home, damage):
    (home / "vault.keys").write_bytes(damage)
    with pytest.raises(NotAVault):
        opened(home)


def test_a_key_file_with_more_slots_than_are_ever_written_is_refused_before_anything_is_derived(home, monkeypatch):
    data = json.loads((home / "vault.keys").read_bytes())
    [slot] = data["slots"]
    tried = []
    monkeypatch.setattr(slots, "unwrap", lambda *_: tried.append(1))
    other = {**slot, "kind": "of a later version"}
    for made in (
        [{**slot}] * 40,
        [slot, slot],
        [{**other, "kind": f"{other['kind']} {number}"} for number in range(9)],
    ):
        for damaged in ({**data, "slots": made}, _between_two_keys(data, made)):
            (home / "vault.keys").write_text(json.dumps(damaged))
            with pytest.raises(KeySlotRefused, match="ways in") as refused:
                opened(home)
            assert "restore a backup" in str(refused.value)
    assert tried == []


def _between_two_keys(data, made):
    rotation = {"slots": made, "forward": "", "back": "", "travel": ""}
    return {**data, "version": 2, "rotation": rotation}


def test_every_way_in_that_there_can_be_at_once_is_still_read(home):
    data = json.loads((home / "vault.keys").read_bytes())
    [slot] = data["slots"]
    kinds = ("passphrase", "recovery", "office", "keychain")
    (home / "vault.keys").write_text(json.dumps({**data, "slots": [{**slot, "kind": kind} for kind in kinds]}))
    assert keyfile.read(home).kinds() == kinds


def test_the_keys_of_another_vault_do_not_open_this_one(home, tmp_path):
    new_vault(tmp_path / "other").close()
    shutil.copy(tmp_path / "other" / "vault.keys", home)
    with pytest.raises(NotAVault):
        opened(home)


def test_a_vault_is_not_made_over_another(home):
    before = (home / "vault.keys").read_bytes()
    with pytest.raises(VaultExists):
        Vault.create(home, PASSPHRASE, cost=CHEAP)
    assert (home / "vault.keys").read_bytes() == before


def test_a_short_passphrase_makes_no_vault(tmp_path):
    with pytest.raises(PassphraseTooShort):
        Vault.create(tmp_path / "home", "short", cost=CHEAP)
    assert not (tmp_path / "home").exists()


def test_what_a_crash_while_making_left_is_made_anew(home):
    (home / "vault.db").unlink()
    (home / "vault.db.part").write_bytes(b"half a database")
    with Vault.create(home, PASSPHRASE, cost=CHEAP) as vault:
        assert vault.check() == []


def test_a_vault_of_a_newer_version_is_refused_with_the_version_that_opens_it(home):
    with opened(home) as vault, vault.transaction() as connection:
        connection.exec_driver_sql("UPDATE schema_version SET version = 99, program = '9.1'")
    with pytest.raises(VaultTooNew, match=r"9\.1"):
        opened(home)


def test_a_second_process_is_refused(home):
    script = (
        "import sys, pathlib\n"
        "from fieldaudit.errors import VaultInUse\n"
        "from fieldaudit.vault import Vault\n"
        "try:\n"
        "    Vault.open(pathlib.Path(sys.argv[1]), sys.argv[2])\n"
        "except VaultInUse as refused:\n"
        "    print(refused.sentence)\n"
    )
    with opened(home):
        with pytest.raises(VaultInUse):
            opened(home)
        done = subprocess.run(
            [sys.executable, "-c", script, str(home), PASSPHRASE], capture_output=True, text=True, check=True
        )
    assert "is open in another window" in done.stdout
    with opened(home) as vault:
        assert vault.check() == []


def test_closing_twice_does_nothing(home):
    vault = opened(home)
    vault.close()
    vault.close()


def test_a_new_passphrase_replaces_the_old_one_and_leaves_the_database_as_it_is(home):
    with opened(home) as vault:
        before = vault.cells(AUDIT)
        database = (home / "vault.db").read_bytes()
        with pytest.raises(PassphraseTooShort):
            keys.change_passphrase(vault, "short", cost=CHEAP)
        keys.change_passphrase(vault, "another passphrase", cost=CHEAP)
        assert (home / "vault.db").read_bytes() == database
    with pytest.raises(WrongPassphrase):
        opened(home)
    with Vault.open(home, "another passphrase") as vault:
        assert vault.cells(AUDIT) == before


def test_the_printed_words_open_a_vault_whose_passphrase_is_lost(home):
    with opened(home) as vault:
        outdated = keys.make_recovery(vault, cost=CHEAP)
        words = keys.make_recovery(vault, cost=CHEAP)
    assert words.encode() not in (home / "vault.keys").read_bytes()
    for wrong in (outdated, recovery_words()):
        with pytest.raises(WrongPassphrase):
            Vault.recover(home, wrong)
    with pytest.raises(WordsMistyped):
        Vault.recover(home, "no such words")
    with Vault.recover(home, words.upper()) as vault:
        keys.change_passphrase(vault, "a new passphrase", cost=CHEAP)
    with Vault.open(home, "a new passphrase") as vault:
        assert vault.check() == []


def one_more(vault):
    """Append an answer; return its stream (incarnation, seq) and parent."""
    (made,) = vault.append([answer("x")])
    return made.inc, made.seq, made.parent


def test_the_same_vault_goes_on_in_the_same_stream(home):
    with opened(home) as vault:
        inc = vault.incarnation
        assert one_more(vault) == (inc, 3, "")
        with reopened(vault) as again:
            assert one_more(again) == (inc, 4, "")


def test_a_copied_vault_opens_a_new_stream_that_names_its_parent(home, tmp_path):
    shutil.copytree(home, tmp_path / "copy")
    with opened(home) as vault, opened(tmp_path / "copy") as copy:
        last = vault.events(AUDIT)[-1].hash
        assert copy.seat == vault.seat
        assert copy.incarnation != vault.incarnation
        inc, seq, parent = one_more(copy)
        assert (inc, seq, parent) == (copy.incarnation, 1, last)
        assert one_more(copy) == (copy.incarnation, 2, "")
        assert one_more(vault) == (vault.incarnation, 3, "")
        vault.absorb(parts(copy))
        copy.absorb(parts(vault))
        assert vault.cells(AUDIT) == copy.cells(AUDIT)
        assert not any(branch.forked for branch in side_by_side(vault, AUDIT))


def test_a_copy_put_back_in_the_same_place_opens_a_new_stream(home, tmp_path):
    shutil.copytree(home, tmp_path / "kept")
    with opened(home) as vault:
        inc = vault.incarnation
        lost = one_more(vault)
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "kept", home)
    with opened(home) as vault:
        assert vault.incarnation != inc
        assert one_more(vault)[1] == 1
        assert lost[1] == 3


def test_a_vault_whose_incarnation_file_is_lost_or_damaged_opens_a_new_stream(home, tmp_path):
    with opened(home) as vault:
        inc = vault.incarnation
    (file,) = (path for path in (tmp_path / ".state" / "incarnations").iterdir() if not path.suffix)
    file.write_bytes(file.read_bytes()[:40])
    with opened(home) as vault:
        assert vault.incarnation != inc


def test_an_answer_is_saved_even_when_the_incarnation_file_cannot_be_written(home, tmp_path):
    with opened(home) as vault:
        inc = vault.incarnation
        shutil.rmtree(tmp_path / ".state")
        assert one_more(vault) == (inc, 3, "")
    with opened(home) as vault:
        assert vault.incarnation != inc
        assert len(vault.events(AUDIT)) == 3
