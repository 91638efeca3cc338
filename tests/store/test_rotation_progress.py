"""A new key for the database says how far it is, and stops where nothing was changed yet."""

import pytest
from vault_samples import AUDIT, PASSPHRASE, answer, created, event, new_vault, reopened

from fieldaudit.errors import Cancelled
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import keys, keys_progress, keys_rotation


@pytest.fixture
def vault(tmp_path, monkeypatch):
    monkeypatch.setattr(keys_progress, "_EVERY", 500)
    with new_vault(tmp_path / "home") as made:
        made.append([created(), *(event("note.set", {"ref": f"/data/{n}", "text": "word " * 400}) for n in range(200))])
        yield made


def rotate(vault, progress=None):
    keys.rotate(vault, PASSPHRASE, cost=CHEAP, progress=progress)


def test_how_far_it_is_only_rises_and_ends_at_all_of_it(vault):
    told = []
    rotate(vault, lambda done, total: told.append((done, total)))
    done, [total] = [one for one, _ in told], {total for _, total in told}
    assert done == sorted(done)
    assert done[0] < total / 2  # told while SQLite still writes
    assert done[-1] == total


@pytest.mark.parametrize("share", [0, 0.2, 0.45, 0.5, 1])
def test_who_cancels_keeps_the_vault_as_it_was_and_can_go_on(vault, share):
    def stop(done, total):
        if done >= share * total:
            raise Cancelled

    old, opened_by = vault._key, vault.keys
    before = vault.cells(AUDIT)
    with pytest.raises(Cancelled):
        rotate(vault, stop)
    assert (vault._key, vault.keys) == (old, opened_by)
    assert not (vault.home / keys_rotation.NEXT).exists()
    assert vault.cells(AUDIT) == before
    vault.append([answer("after")])
    with reopened(vault) as again:
        assert again.check() == []
        rotate(again)
        assert again._key != old


def test_ctrl_c_is_heard_while_sqlite_writes_though_nobody_watches(vault, monkeypatch):
    class Interrupted(keys_progress.Course):
        def tell(self, written, verified=0):
            raise KeyboardInterrupt

    monkeypatch.setattr(keys_rotation, "Course", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        rotate(vault)
    assert vault.check() == []
