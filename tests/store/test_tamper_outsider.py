"""What somebody without any key can do to the files of a vault, and what finds it (docs/threat-model.md)."""

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from tamper_world import (
    DATABASE,
    PAGE,
    PHOTO,
    found,
    kept_from,
    pages,
    put_back,
    put_page,
    put_state,
    ready,
    reopen,
    state_of,
)
from vault_samples import AUDIT, PASSPHRASE, Clock, add_blob, answer, values

from fieldaudit.errors import NotAVault, WrongPassphrase
from fieldaudit.vault import Vault, keyfile

PUT_BACK = "put back to an earlier state"


@pytest.fixture
def home(tmp_path):
    return ready(tmp_path / "home")


@pytest.fixture
def quick(monkeypatch, home):
    """Derive the key once: many openings of the same vault follow."""
    key = keyfile.unlock(keyfile.read(home), PASSPHRASE)
    monkeypatch.setattr(keyfile, "unlock", lambda keys, passphrase: key)


def told(home):
    """Return what opening or the full check says; an opening that is refused says so in its sentence."""
    try:
        return found(home)
    except NotAVault as refused:
        return refused.sentence


@pytest.mark.usefixtures("quick")
def test_a_flipped_bit_in_any_page_is_found(home):
    whole = pages(home / DATABASE)
    for number, page in enumerate(whole):
        at = PAGE // 3
        put_page(home / DATABASE, number, page[:at] + bytes([page[at] ^ 1]) + page[at + 1 :])
        assert told(home), f"page {number}"
        ready(home)


@pytest.mark.usefixtures("quick")
def test_two_pages_that_changed_places_are_found(home):
    whole = pages(home / DATABASE)
    for number in (3, len(whole) // 2, len(whole) - 2):
        put_page(home / DATABASE, number, whole[number + 1])
        put_page(home / DATABASE, number + 1, whole[number])
        assert told(home), f"page {number}"
        ready(home)


@pytest.mark.usefixtures("quick")
def test_any_page_put_back_to_its_older_ciphertext_is_found(home):
    """SQLCipher seals a page with its number, not with its age, so an old page is sound: the journal is what tells."""
    before, after = pages(kept_from("one") / DATABASE), pages(home / DATABASE)
    changed = [number for number, page in enumerate(before) if page != after[number]]
    assert len(changed) > 10
    for number in changed:
        put_page(home / DATABASE, number, before[number])
        assert told(home), f"page {number}"
        ready(home)


@pytest.mark.parametrize("kept", [0, PAGE, PAGE + 1000, 20 * PAGE, -PAGE])
def test_a_database_that_was_cut_is_found(home, kept):
    whole = (home / DATABASE).read_bytes()
    (home / DATABASE).write_bytes(whole[:kept])
    assert told(home)


@pytest.mark.parametrize("damage", [lambda data: data[:-40], lambda data: data.replace(b"a", b"b"), lambda _: b""])
def test_a_key_file_that_was_cut_or_changed_opens_nothing(home, damage):
    path = home / keyfile.NAME
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises((NotAVault, WrongPassphrase)):
        reopen(home)


def test_a_cut_lost_or_exchanged_attachment_is_found(home):
    with reopen(home) as vault:
        add_blob(vault, PHOTO, "image/jpeg", "other.jpg")
    first, second = sorted((home / "blobs").iterdir())
    whole = first.read_bytes()
    for do in (lambda: first.write_bytes(whole[:-1]), lambda: shutil.copy(second, first), first.unlink):
        do()
        assert "The file of the attachment" in found(home)
        first.write_bytes(whole)
    assert found(home) == ""


def killed_after(home, count):
    """Append `count` answers in a process that ends without closing, so that they lie in the write-ahead log."""
    script = f"""
        import os, sys
        sys.path.insert(0, {os.fspath(Path(__file__).parent)!r})
        from pathlib import Path
        from tamper_world import note, reopen
        vault = reopen(Path({os.fspath(home)!r}))
        for number in range({count}):
            vault.append([note(f"in the log {{number}}", "/data/exits")])
        os._exit(0)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=True, timeout=120)
    assert (home / f"{DATABASE}-wal").stat().st_size > count * PAGE


def test_a_log_that_was_cut_or_taken_away_is_told_at_unlock(home, tmp_path):
    killed_after(home, 3)
    log, state = home / f"{DATABASE}-wal", state_of(home).read_bytes()
    shutil.copytree(home, tmp_path / "killed")
    with reopen(home) as vault:  # after a mere crash nothing is missing and nothing is said
        assert vault.noticed() == []
    for cut in (0, 32, log_size(tmp_path / "killed") * 2 // 3):
        put_back(tmp_path / "killed", home)
        state_of(home).write_bytes(state)
        log.write_bytes(log.read_bytes()[:cut])
        with reopen(home) as vault:
            assert PUT_BACK in vault.noticed()[0]
            assert vault.check() == []


def log_size(home):
    return (home / f"{DATABASE}-wal").stat().st_size


def test_an_older_log_beside_a_newer_database_is_found(home, tmp_path):
    killed_after(home, 2)
    old = (home / f"{DATABASE}-wal").read_bytes()
    with reopen(home) as vault:
        vault.append([answer(str(number)) for number in range(60)])
    (home / f"{DATABASE}-wal").write_bytes(old)
    assert told(home)


def test_a_folder_put_back_to_yesterday_is_told_at_unlock(home):
    put_back(kept_from("one"), home)
    with reopen(home) as vault:
        assert PUT_BACK in vault.noticed()[0]
        assert vault.check() == []
        before = vault.incarnation
    with reopen(home) as vault:  # it goes on in a life of its own, and says it once
        assert vault.noticed() == []
        assert PUT_BACK in vault.noticed(ever=True)[0]
        assert vault.incarnation == before


def test_a_folder_and_its_state_put_back_to_yesterday_say_nothing_here(home):
    put_back(kept_from("one"), home)
    put_state(home, "one")
    assert found(home) == ""


def test_another_vault_in_the_place_of_this_one_does_not_open_with_its_passphrase(home, tmp_path):
    with Vault.create(tmp_path / "other", "an entirely other passphrase", clock=Clock()) as other:
        other.put("x", 1)
    put_back(tmp_path / "other", home)
    with pytest.raises(WrongPassphrase):
        reopen(home)


def test_the_database_of_another_vault_does_not_open_with_this_ones_keys(home, tmp_path):
    with Vault.create(tmp_path / "other", "an entirely other passphrase", clock=Clock()):
        pass
    shutil.copy(tmp_path / "other" / DATABASE, home / DATABASE)
    with pytest.raises(NotAVault):
        reopen(home)


def test_attachments_of_entries_that_were_taken_away_are_not_swept(home):
    newer = (home / DATABASE).read_bytes()
    (home / DATABASE).write_bytes((kept_from("one") / DATABASE).read_bytes())
    for _ in range(2):
        with reopen(home) as vault:
            assert vault.noticed(ever=True)
    (home / DATABASE).write_bytes(newer)  # the right one is found again: its photo is still there
    with reopen(home) as vault:
        assert vault.check() == []


def test_what_is_put_back_is_lost_here_and_nothing_else_is(home):
    put_back(kept_from("one"), home)
    with reopen(home) as vault:
        assert values(vault, "answer//data/exits") == ["1"]
        assert len(vault.events(AUDIT)) == 43
