"""The recovery key as three shares: any two give it back, wrong or mixed ones are told in one sentence."""

from itertools import combinations

import pytest

from fieldaudit.errors import SharesRefused, WordsMistyped
from fieldaudit.trust import shares
from fieldaudit.trust.words import check_recovery_words, recovery_words


@pytest.fixture(scope="module")
def key():
    return recovery_words()


@pytest.fixture(scope="module")
def made(key):
    return shares.make_shares(key)


def test_any_two_of_three_give_the_key_back_in_either_order(key, made):
    assert len(made) == 3
    assert {len(share.split()) for share in made} == {shares.WORDS}
    for one, other in combinations(made, 2):
        assert shares.restore([one, other]) == shares.restore([other.upper(), one]) == key


def test_two_shares_typed_one_after_the_other_stand_where_the_words_of_the_sheet_do(key, made):
    assert check_recovery_words(f"{made[2]}\n\n{made[0]}") == key
    assert check_recovery_words(key) == key


def test_one_alone_twice_the_same_mixed_or_mistyped_ones_are_told_in_a_sentence(key, made):
    other = shares.make_shares(recovery_words())
    wrong = made[1].split()
    wrong[-4] = "academic" if wrong[-4] != "academic" else "acid"
    bad = {
        made[0]: "two different shares",
        f"{made[0]} {made[0]}": "two different shares",
        f"{made[0]} {other[1]}": "do not belong together",
        f"{made[0]} {' '.join(wrong)}": "mistyped",
        f"{made[0]} {made[1]} abacus": "57 words",
        f"{made[0]} {' '.join(['zyx', *made[1].split()[1:]])}": "no share",
    }
    for typed, said in bad.items():
        with pytest.raises(SharesRefused, match=said):
            check_recovery_words(typed)
    with pytest.raises(WordsMistyped):
        shares.make_shares("not a key")


def test_shares_of_something_else_make_no_key():
    from shamir_mnemonic import generate_mnemonics

    [foreign] = generate_mnemonics(1, [(2, 3)], bytes(range(16)))
    with pytest.raises(SharesRefused, match="something else"):
        shares.restore(foreign[:2])


def test_each_share_has_a_sheet_of_its_own_that_says_how_to_use_it(key):
    pages = shares.share_sheets("Open Harvest Alliance", "acorn-violet", key, "22 November 2026")
    assert len(pages) == 3
    for number, text in enumerate(pages, start=1):
        assert f"SHARE {number} OF 3" in text
        assert "Any 2 of the 3" in text
    lines = [line.split()[1:] for line in pages[0].splitlines() if line[2:3].isdigit()]
    again = [line.split()[1:] for line in pages[2].splitlines() if line[2:3].isdigit()]
    typed = " ".join(word for line in (*lines, *again) for word in line)
    assert check_recovery_words(typed) == key
