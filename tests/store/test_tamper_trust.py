"""Settings that say whom to trust, put back to an earlier state by who has the files: told at the next opening."""

import shutil

import pytest
from vault_samples import Clock, answer, new_vault, reopened

from fieldaudit.exchange import membership, officer, people
from fieldaudit.vault import Vault, files, keys, settings, trusted
from fieldaudit.vault.incarnation import Incarnation

BEFORE, AFTER = {"number": 1, "revoked": []}, {"number": 2, "revoked": [{"seat": "a" * 32, "since": "2026-11-22"}]}
TOLD = "settings that say whom this vault trusts were found put back"


@pytest.fixture
def vault(tmp_path):
    with new_vault(tmp_path / "home") as made:
        made.append([answer("1")])
        made.put(people.REVOCATIONS, BEFORE)
        yield made


def put_back_after(vault, change):
    """Return the vault, opened again after who has its files put the database back to what it was before a change."""
    vault.close()
    older = vault.home.with_name("older.db")
    shutil.copy(vault.home / "vault.db", older)
    with Vault.open(vault.home, "correct horse battery staple", clock=Clock()) as again:
        change(again)
    shutil.copy(older, vault.home / "vault.db")
    return reopened(vault)


def test_a_revocation_that_was_put_back_is_told_at_unlock_once_and_kept(vault):
    with put_back_after(vault, lambda vault: vault.put(people.REVOCATIONS, AFTER)) as again:
        assert people.revocations(again) == BEFORE  # every page is sound, and no entry is missing
        assert again.check() == []
        assert TOLD in again.noticed()[0]
        assert "See who is revoked" in again.noticed()[0]
        life = again.incarnation
    with reopened(again) as later:
        assert later.noticed() == []
        assert TOLD in later.noticed(ever=True)[0]
        assert later.incarnation == life == vault.incarnation


def test_what_is_no_matter_of_trust_is_not_told(vault):
    with put_back_after(vault, lambda vault: vault.put("language/x", "bn")) as again:
        assert again.noticed() == []


def test_files_that_nothing_names_are_still_swept_after_it(vault):
    with put_back_after(vault, lambda vault: vault.put(people.REVOCATIONS, AFTER)) as again:
        (again.home / "blobs" / "orphan.age").write_bytes(b"orphan")
        with reopened(again) as later:
            assert list((later.home / "blobs").iterdir()) == []


def test_a_crash_before_or_after_the_commit_raises_no_alarm(vault, monkeypatch):
    path = Incarnation.place_of(vault.keys.vault, vault.home)
    with pytest.raises(KeyboardInterrupt), vault.transaction() as connection:
        settings.put(connection, {people.REVOCATIONS: AFTER})
        trusted.before_commit(connection, path)
        raise KeyboardInterrupt
    assert len(trusted.place_of(path).read_bytes()) == 2 * 65
    with reopened(vault) as again:
        assert (people.revocations(again), again.noticed()) == (BEFORE, [])
        assert len(trusted.place_of(path).read_bytes()) == 65
        with monkeypatch.context() as cut:
            cut.setattr(trusted, "after_commit", lambda *_: None)
            again.put(people.REVOCATIONS, AFTER)
    with reopened(again) as later:
        assert (people.revocations(later), later.noticed()) == (AFTER, [])


def test_a_state_folder_that_cannot_be_written_refuses_no_setting_and_raises_no_alarm(vault, monkeypatch):
    with monkeypatch.context() as full:
        full.setattr(files, "write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        vault.put(people.REVOCATIONS, AFTER)
    with reopened(vault) as again:
        assert (people.revocations(again), again.noticed()) == (AFTER, [])


def test_a_restored_backup_is_no_alarm(vault, tmp_path):
    vault.backup(tmp_path / "backup.tar")
    vault.put(people.REVOCATIONS, AFTER)
    vault.close()
    shutil.rmtree(vault.home)
    Vault.restore(tmp_path / "backup.tar", vault.home)
    with reopened(vault) as again:
        assert (people.revocations(again), again.noticed()) == (BEFORE, [])


def test_what_is_remembered_is_what_exchange_trusts_by():
    of_exchange = {membership.ORGANISATION, membership.ME, membership.HEAD_OFFICE, membership.OFFICER}
    of_exchange |= {people.REVOCATIONS, people._TRUSTED, officer._KNOWN, keys.OFFICE_RECIPIENT}
    assert set(trusted.KEYS) == of_exchange
