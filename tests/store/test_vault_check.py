"""The full check tells what is left undone, shows how far it is, and can be stopped without leaving anything."""

import pytest
from vault_samples import AUDIT, answer, created, new_vault

from fieldaudit.errors import Cancelled, DiskFull, ErasureUnfinished
from fieldaudit.field import consent
from fieldaudit.trust import sealing
from fieldaudit.vault import chains, scrub

UNDONE = "Last traces of what was erased wait to be removed: free some disk space, then lock and open the vault again."


@pytest.fixture
def vault(tmp_path):
    with new_vault(tmp_path / "home") as made:
        made.append([created(), answer("1")])
        yield made


def disk_is_full(_connection):
    raise DiskFull


def test_an_erasure_whose_traces_wait_is_told_with_what_to_do_and_no_longer_when_it_is_finished(vault, monkeypatch):
    vault.put("officer_recipient", sealing.new_identity().recipient)
    vault.append([answer("kestrel", "/data/said", audience="restricted")])
    with monkeypatch.context() as full:
        full.setattr(scrub, "finish", disk_is_full)
        with pytest.raises(ErasureUnfinished):
            consent.withdraw_consent(vault, AUDIT, reason="asked")
        assert vault.check() == [UNDONE]
    vault.append([answer("2")])
    assert vault.check() == []


def test_a_purge_whose_traces_wait_is_told_too(vault):
    with vault.transaction() as connection:
        scrub.must_follow(connection)
    assert vault.check() == [UNDONE]


def test_the_check_says_how_far_it_is_and_ends_where_it_is_stopped(vault, monkeypatch):
    monkeypatch.setattr(chains, "_AT_ONCE", 1)
    vault.append([answer(str(number), f"/data/{number}") for number in range(20)])
    seen = []
    assert vault.check(lambda done, total: seen.append((done, total))) == []
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert len({total for _, total in seen}) == 1
    assert seen[-1][0] == seen[-1][1]
    assert len(seen) > 20

    def stop(_done, _total):
        raise Cancelled

    with pytest.raises(Cancelled):
        vault.check(stop)
    assert vault.check() == []


@pytest.mark.parametrize("call", [1, 4, 12])
def test_a_check_that_was_stopped_does_not_stand_in_the_way_of_the_next(vault, monkeypatch, call):
    monkeypatch.setattr(chains, "_AT_ONCE", 1)
    vault.append([answer(str(number), f"/data/{number}") for number in range(20)])
    calls = iter(range(100))

    def stop(_done, _total):
        if next(calls) == call:
            raise Cancelled

    with pytest.raises(Cancelled) as stopped:
        vault.check(stop)
    assert vault.check() == []
    assert stopped.tb is not None  # it still holds what the check had open
