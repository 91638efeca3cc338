"""Key slots: what opens them, and which are refused before any work is done."""

import json

import pytest

from fieldaudit.errors import KeySlotRefused, PassphraseTooShort, WrongPassphrase
from fieldaudit.trust.slots import CEILING, CHEAP, FLOOR, Cost, check_new_passphrase, new_key, unwrap, wrap

KEY = new_key()
SLOT = wrap(KEY, "correct horse battery", CHEAP)


def test_a_slot_opens_with_its_passphrase_after_a_round_through_json():
    assert unwrap(json.loads(json.dumps(SLOT)), "correct horse battery") == KEY


def test_a_wrong_passphrase_is_said_plainly():
    with pytest.raises(WrongPassphrase, match="does not fit"):
        unwrap(SLOT, "correct horse batterY")


def test_letters_with_accents_open_however_the_keyboard_composes_them():
    slot = wrap(KEY, "cafe\u0301 cafe\u0301 cafe\u0301", CHEAP)
    assert unwrap(slot, "caf\u00e9 caf\u00e9 caf\u00e9") == KEY


@pytest.mark.parametrize(
    "change",
    [
        {"memory_kib": FLOOR.memory_kib - 1},
        {"memory_kib": CEILING.memory_kib + 1},
        {"memory_kib": 2**62},
        {"memory_kib": True},
        {"memory_kib": "65536"},
        {"passes": 1},
        {"passes": 10**9},
        {"lanes": 0},
        {"lanes": 4096},
        {"kdf": "pbkdf2"},
        {"cipher": "none"},
        {"v": 2},
        {"v": True},
        {"salt": ""},
        {"salt": "??"},
        {"nonce": "AAAA"},
        {"wrapped": "AAAA"},
        {"extra": 1},
    ],
)
def test_a_weak_heavy_or_strange_slot_is_refused_before_deriving(change: dict[str, object]):
    with pytest.raises(KeySlotRefused):
        unwrap({**SLOT, **change}, "correct horse battery")


@pytest.mark.parametrize("change", [{"kind": "recovery"}, {"passes": 4}, {"lanes": 2}])
def test_the_parameters_are_bound_to_the_wrapped_key(change: dict[str, object]):
    with pytest.raises(WrongPassphrase):
        unwrap({**SLOT, **change}, "correct horse battery")


def test_a_slot_is_never_made_weaker_than_the_floor():
    with pytest.raises(KeySlotRefused):
        wrap(KEY, "correct horse battery", Cost(8, 1, 1))


def test_a_short_passphrase_is_not_accepted_for_something_new():
    check_new_passphrase("ten letter")
    with pytest.raises(PassphraseTooShort, match="10"):
        check_new_passphrase("  short   ")
