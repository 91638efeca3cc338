"""Killed at random moments, or met by a full disk: what was reported as saved is there, and nothing is half written."""

import os
import shutil
import subprocess

import pytest
from exchange_world import PASSPHRASE
from field_world import field_desk, start
from kill_world import SEEN, fill_and_kill, import_and_kill

from fieldaudit.errors import DiskFull
from fieldaudit.field.work import AuditWork
from fieldaudit.vault import Vault

KILLS = 10  # three hundred: python -m tests.benchmarks.vault_kill

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system knows neither fork nor SIGKILL")


def test_after_ten_kills_of_fill_every_confirmed_step_is_there_and_replay_says_the_same(tmp_path):
    killed, confirmed = fill_and_kill(tmp_path, KILLS, seed=4)
    assert killed == KILLS
    assert confirmed >= KILLS // 2


def test_after_ten_kills_of_an_import_all_of_the_package_is_in_or_nothing(tmp_path):
    killed, gone_in = import_and_kill(tmp_path, KILLS, seed=4)
    assert killed > KILLS // 4
    assert gone_in < KILLS


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 3 MB in memory, where mounting is allowed."""
    place = tmp_path / "small"
    place.mkdir()
    try:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", place], capture_output=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("the system has no mount command")
    if done.returncode:
        pytest.skip("mounting is not allowed here")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def test_a_disk_filled_to_the_last_byte_is_told_and_everything_saved_is_there(tmp_path, small_disk):
    with field_desk(tmp_path / "world") as world:
        audit = start(world).id
    home = shutil.copytree(tmp_path / "world" / "field", small_disk / "home")
    with Vault.open(home, PASSPHRASE) as vault:
        saved = fill_up(AuditWork(vault, audit), small_disk)
    with Vault.open(home, PASSPHRASE) as vault:
        assert [cell.value for cell in vault.cells(audit, f"answer/{SEEN}")] == [str(saved)]
        (small_disk / "ballast").unlink()
        assert vault.check() == []
        AuditWork(vault, audit).answer(SEEN, str(saved + 1))
        assert vault.check() == []


def fill_up(work, disk):
    """Answer until the disk is full, once the rest of it was taken away; returns the last answer that was saved."""
    saved = 0
    with pytest.raises(DiskFull):
        for number in range(1, 10_000):
            if number == 20:
                take_the_rest(disk / "ballast")
            work.answer(SEEN, str(number))
            saved = number
    assert work.session.node(SEEN).value == str(saved)
    return saved


def take_the_rest(ballast):
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="space"):
        while True:
            file.write(b"x" * 4096)
