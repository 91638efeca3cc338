"""How strong a passphrase is, and what a slot costs on this machine."""

import pytest

from fieldaudit.errors import PassphraseGuessable
from fieldaudit.trust import slots
from fieldaudit.trust.slots import CEILING, DEFAULT, FLOOR, check_new_passphrase, cost_for
from fieldaudit.trust.strength import measure


@pytest.mark.parametrize(
    ("passphrase", "strength"),
    [
        ("", "short"),
        ("ninechars", "short"),
        ("          short         ", "short"),
        ("password1234", "guessable"),
        ("aaaaaaaaaaaaaaaa", "guessable"),
        ("qwertyuiop", "guessable"),
        ("ten letter", "weak"),
        ("acorn violet timber salmon", "strong"),
        ("日本語のパスワード長い", "strong"),
        ("x" * 9_999 + "y", "guessable"),
        ("acorn violet timber salmon " * 400, "strong"),
        ("half a pair \ud800 of surrogates", "strong"),
    ],
)
def test_a_passphrase_is_measured_by_its_guesses(passphrase, strength):
    assert measure(passphrase).strength == strength


def test_what_people_know_about_its_owner_makes_it_weaker():
    known = ("Open Harvest Alliance", "Rahmatullah", "")
    assert measure("rahmatullah", known).strength == "guessable"
    assert measure("rahmatullah").strength != "guessable"


def test_a_remark_is_a_word_that_can_be_translated():
    assert measure("password1234").remark == "this-is-a-common-password"
    assert measure("acorn violet timber salmon").remark == ""


def test_one_that_anyone_would_try_first_is_refused():
    with pytest.raises(PassphraseGuessable):
        check_new_passphrase("password1234")
    check_new_passphrase("acorn violet timber")


def test_a_slow_machine_gets_less_memory_and_a_fast_one_more_passes():
    assert cost_for(1.0) == DEFAULT
    assert cost_for(0.5) == slots.Cost(DEFAULT.memory_kib, 6, 4)
    assert cost_for(2.2) == slots.Cost(128 * 1024, 3, 4)
    assert cost_for(60.0) == slots.Cost(FLOOR.memory_kib, FLOOR.passes, 4)
    assert cost_for(0.0) == slots.Cost(DEFAULT.memory_kib, CEILING.passes, 4)


def test_a_machine_without_the_memory_gets_the_floor(monkeypatch):
    def too_large(*_):
        raise MemoryError

    monkeypatch.setattr(slots, "_derive", too_large)
    slots.calibrated.cache_clear()
    try:
        assert slots.calibrated() == slots.Cost(FLOOR.memory_kib, FLOOR.passes, 4)
    finally:
        slots.calibrated.cache_clear()
