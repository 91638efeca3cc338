"""The whole text of a printed page in place of its words: taken where the words are certain, else told what to give."""

import pytest

from fieldaudit.errors import SharesRefused, WordsMistyped
from fieldaudit.trust import shares
from fieldaudit.trust.recovery import recovery_sheet
from fieldaudit.trust.words import check_recovery_words, recovery_words, word_list

ABOUT = ("Open Harvest Alliance", "salmon-orbit-maple-river acorn-violet-timber-ocean")


@pytest.fixture(scope="module")
def key():
    return recovery_words()


def page(key, made="1 November 2026", holder="Amina 4 Rahman"):
    return recovery_sheet(*ABOUT, key, made, holder)


@pytest.mark.parametrize(
    "reader",
    [
        lambda text: text,
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
        lambda text: " ".join(text.split()),
        lambda text: text.upper(),
        lambda text: "> " + text.replace("\n", "\n> "),
        lambda text: text[text.index("Recovery key") :],
        lambda text: text[text.index("  1   ") : text.index("Whoever")],
    ],
    ids=["as written", "from Windows", "in one line", "capitals", "quoted", "from its middle", "its lines alone"],
)
def test_the_whole_text_of_the_sheet_stands_for_its_words(key, reader):
    assert check_recovery_words(reader(page(key))) == key


def test_two_whole_pages_of_shares_stand_for_the_sheet_whatever_lies_between(key):
    pages = shares.share_sheets(*ABOUT, key, "22 November 2026", "Amina Rahman")
    assert check_recovery_words(pages[2] + "\f\n" + pages[0]) == key
    assert check_recovery_words(" ".join((pages[0] + pages[1] + pages[2]).split())) == key
    with pytest.raises(SharesRefused, match="this is one"):
        check_recovery_words(pages[1])


def test_the_same_sheet_twice_is_one(key):
    assert check_recovery_words(page(key) + page(key)) == key


def test_two_sheets_are_not_chosen_between(key):
    with pytest.raises(WordsMistyped, match="not certain"):
        check_recovery_words(page(key) + page(recovery_words()))


def test_a_sheet_with_a_wrong_word_is_told_as_such_and_names_one_that_is_no_word(key):
    words = key.split()
    other = next(word for word in word_list() if word not in words)
    with pytest.raises(WordsMistyped, match="one is mistyped") as wrong:
        check_recovery_words(page(" ".join([other, *words[1:]])))
    assert not isinstance(wrong.value, SharesRefused)
    with pytest.raises(WordsMistyped, match="'zzyx' is not in the list"):
        check_recovery_words(page(" ".join([*words[:9], "zzyx", *words[10:]])))


@pytest.mark.parametrize("cut", [lambda text: text.replace("  3   ", "  "), lambda text: text[: text.index("  4   ")]])
def test_where_the_words_are_not_certain_it_says_what_to_give(key, cut):
    with pytest.raises(WordsMistyped) as unclear:
        check_recovery_words(cut(page(key)))
    assert "16 words of the sheet" in str(unclear.value)
    assert "not certain" in str(unclear.value)
    assert "not open anything" not in str(unclear.value)
