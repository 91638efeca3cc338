"""What every test shares: an offscreen Qt, no leftovers outside the temporary folder, keys derived once."""

import os
from functools import cache
from itertools import cycle

import pytest

from fieldaudit.trust import slots

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def _own_state_folder(tmp_path, monkeypatch):
    """Keep incarnation files, which lie outside a vault, inside the test's own folder."""
    monkeypatch.setenv("FIELDAUDIT_STATE_DIR", str(tmp_path / ".state"))


@pytest.fixture(scope="session", autouse=True)
def _keys_derived_once():
    """Derive the cheapest keys once, from a few salts in turn: a run makes and opens thousands of vaults with them."""
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
        yield
