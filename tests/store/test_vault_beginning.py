"""A crash while a home is set up leaves nothing in the way: the next try starts anew, a whole home is never touched."""

import pytest
from exchange_world import PASSPHRASE, make_world, open_world

from fieldaudit.errors import DiskTrouble, NoVaultHere, VaultExists
from fieldaudit.exchange import enrol
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import Vault, files
from fieldaudit.vault.beginning import MARK, setting_up, unfinished


class PowerCutError(BaseException):
    """Nothing after it runs."""


def test_a_join_that_was_cut_short_can_be_done_again(tmp_path, monkeypatch):
    make_world(tmp_path)
    with open_world(tmp_path) as world:
        made = enrol.invite(world.office, "B. Osei", "auditor", "South", tmp_path / "osei.invitation")
    home = tmp_path / "cut"
    with monkeypatch.context() as cut:
        cut.setattr("fieldaudit.vault.beginning._clear", lambda *_: None)  # a cut leaves no time to clean up
        cut.setattr(Vault, "set_seat", lambda *_: (_ for _ in ()).throw(PowerCutError))
        with pytest.raises(PowerCutError):
            enrol.join(home, tmp_path / "osei.invitation", made.code, PASSPHRASE, cost=CHEAP)
    assert unfinished(home)
    assert not Vault.exists(home)
    with pytest.raises(NoVaultHere):
        Vault.open(home, PASSPHRASE)
    joined = enrol.join(home, tmp_path / "osei.invitation", made.code, PASSPHRASE, cost=CHEAP)
    assert joined.name == "B. Osei"
    assert Vault.exists(home)
    assert not (home / MARK).exists()


def test_a_failed_set_up_leaves_nothing_and_a_whole_home_is_never_touched(tmp_path, monkeypatch):
    home = tmp_path / "office"
    with monkeypatch.context() as failing:
        failing.setattr(Vault, "set_seat", lambda *_: (_ for _ in ()).throw(OSError("unplugged")))
        with pytest.raises(DiskTrouble):
            enrol.create_organisation(home, "Open Harvest", PASSPHRASE, cost=CHEAP)
    assert sorted(path.name for path in home.iterdir() if path.suffix != ".lock") == []
    enrol.create_organisation(home, "Open Harvest", PASSPHRASE, cost=CHEAP)
    before = sorted(path.name for path in home.iterdir())
    with pytest.raises(VaultExists):
        enrol.create_organisation(home, "Another", PASSPHRASE, cost=CHEAP)
    assert sorted(path.name for path in home.iterdir()) == before
    Vault.open(home, PASSPHRASE).close()


def test_the_end_of_a_set_up_is_durable_so_that_a_power_cut_never_makes_a_whole_home_count_as_none(
    tmp_path, monkeypatch
):
    home, synced = tmp_path / "new" / "home", []
    monkeypatch.setattr(files, "sync_folder", lambda folder: synced.append((folder, (home / MARK).exists())))
    with setting_up(home):
        assert (home, True) in synced
        assert (tmp_path / "new", False) in synced
    assert synced[-1] == (home, False)
