"""Keys and codes as words that people can read aloud, type and compare."""

import hashlib
import secrets
from functools import cache

from fieldaudit.assets import folder
from fieldaudit.errors import WordsMistyped, WordsNotCertain
from fieldaudit.trust import pasted

_CODE_WORDS = 6  # 77 bits, behind age's scrypt and an expiry date
DRAWN = 15  # 193 bits, and one word that checks them
_MOST_OF_A_KEY = 20  # more words are shares of one (shares.py)
_GROUP = 4


@cache
def word_list() -> tuple[str, ...]:
    """Return the 7,703 words, in the order that every code and fingerprint depends on."""
    return tuple((folder("resources") / "words" / "eff-large.txt").read_text("ascii").split())


def six_words() -> str:
    """Draw a one-time code, such as `acorn violet timber salmon orbit maple`."""
    return " ".join(_draw(_CODE_WORDS))


def normalise(code: str) -> str:
    """Return `code` in lower case with single spaces; hyphens, commas and line breaks count as spaces."""
    return " ".join("".join(letter if letter.isalpha() else " " for letter in code.lower()).split())


def recovery_words() -> str:
    """Draw a recovery key: fifteen words and a sixteenth that checks them."""
    return with_check(_draw(DRAWN))


def with_check(drawn: list[str]) -> str:
    """Return the recovery key of fifteen words: with the one that checks them."""
    return " ".join([*drawn, _check_word(drawn)])


def check_recovery_words(text: str) -> str:
    """Return the recovery key `text` normalised, or that of the shares in it; raise WordsMistyped, SharesRefused.

    The whole text of the printed page will do too, where its numbered lines are there.
    """
    words = normalise(text).split()
    keys = [run for run in pasted.runs(text) if len(run) == DRAWN + 1]
    certain = {" ".join(run) for run in keys if is_key(run)}
    if len(certain) == 1:
        return certain.pop()
    if len(certain) > 1:
        raise WordsNotCertain(count=len(words))
    if keys:
        return _checked(keys[0])
    if len(words) > _MOST_OF_A_KEY:
        from fieldaudit.trust import shares  # noqa: PLC0415 - it reads this module, and a word list, for shares alone

        return shares.restore_typed(text)
    return _checked(words)


def is_key(words: list[str]) -> bool:
    """Whether these are the words of a recovery key, by the one that checks them."""
    return len(words) == DRAWN + 1 and words[-1] == _check_word(words[:-1])


def _checked(words: list[str]) -> str:
    known = frozenset(word_list())
    strange = [word for word in words if word not in known]
    if strange:
        raise WordsMistyped(detail=f" ({strange[0]!r} is not in the list)")
    if not is_key(words):
        raise WordsMistyped(detail="")
    return " ".join(words)


def in_groups(text: str) -> str:
    """Lay out words in groups of four: `acorn-violet-timber-ocean salmon-orbit-maple-river`."""
    words = normalise(text).split()
    groups = (words[start : start + _GROUP] for start in range(0, len(words), _GROUP))
    return " ".join("-".join(group) for group in groups)


def words_of(digest: bytes, count: int) -> str:
    """Write the low part of `digest` as `count` words."""
    number, words = int.from_bytes(digest, "big"), word_list()
    chosen = []
    for _ in range(count):
        number, index = divmod(number, len(words))
        chosen.append(words[index])
    return " ".join(chosen)


def _draw(count: int) -> list[str]:
    return [secrets.choice(word_list()) for _ in range(count)]


def _check_word(words: list[str]) -> str:
    return words_of(hashlib.sha256(b"fieldaudit recovery 1\n" + " ".join(words).encode()).digest(), 1)
