"""What every test shares: an offscreen Qt, no leftovers outside its folder, no waiting for keys or for the disk."""

import os
from functools import cache
from itertools import cycle

import pytest
from hypothesis import HealthCheck, settings
from quick_sealing import seal_with_passphrase

from fieldaudit.trust import sealing, slots
from fieldaudit.vault import engine

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
settings.register_profile("patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")  # how long anything takes on a busy machine is no test of it


@pytest.fixture(autouse=True)
def _own_state_folder(tmp_path, monkeypatch):
    """Keep incarnation files, which lie outside a vault, inside the test's own folder."""
    monkeypatch.setenv("FIELDAUDIT_STATE_DIR", str(tmp_path / ".state"))


@pytest.fixture(scope="session", autouse=True)
def _keys_derived_once():
    """Derive the cheapest keys once, from a few salts in turn: a run makes and opens thousands of vaults with them.

    Every machine counts as the slowest here, and sealing to a passphrase takes no second.
    """
    salts = cycle([f"{letter}{'A' * 21}==" for letter in "ABCD"])
    derive, parameters = slots._derive, slots._parameters

    @cache
    def derived(salt, passphrase):
        return derive(parameters(slots.CHEAP, "passphrase") | {"salt": salt}, passphrase)

    def few_salts(cost, kind):
        return parameters(cost, kind) | ({"salt": next(salts)} if cost == slots.CHEAP else {})

    def once(slot, passphrase):
        cheap = slots.Cost(slot["memory_kib"], slot["passes"], slot["lanes"]) == slots.CHEAP
        return derived(slot["salt"], passphrase) if cheap else derive(slot, passphrase)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slots, "_parameters", few_salts)
        patch.setattr(slots, "_derive", once)
        patch.setattr(slots, "cost_for", lambda seconds: slots.CHEAP)
        patch.setattr(sealing, "seal_with_passphrase", seal_with_passphrase)
        yield


@pytest.fixture(scope="session", autouse=True)
def _nothing_waits_for_the_disk():
    """Leave it to the system when it writes: only the loss of power would tell, and those tests run other processes."""
    lazy = tuple(setting.replace("synchronous = FULL", "synchronous = OFF") for setting in engine._SETTINGS)
    assert lazy != engine._SETTINGS
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "_SETTINGS", lazy)
        patch.setattr(os, "fsync", lambda file: os.fstat(file if isinstance(file, int) else file.fileno()) and None)
        yield
