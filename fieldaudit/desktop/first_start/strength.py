"""How hard a passphrase is to guess, said plainly; an estimate that helps to choose, never a promise."""

import math
from typing import Literal

Strength = Literal["short", "weak", "fair", "strong"]
LEAST = 10
_WEAK_BITS, _FAIR_BITS = 40, 60
_BITS_PER_WORD = 11
_WORDS, _WORD = 4, 3  # "a" and "of" add nothing
_GUESSABLE = 0.6  # what people choose is easier to guess than what is drawn


def strength(passphrase: str) -> Strength:
    """Return how strong a passphrase is: by its words where there are several, else by its characters."""
    if len(passphrase.strip()) < LEAST:
        return "short"
    words = {word.casefold() for word in passphrase.split() if len(word) >= _WORD}
    by_words = len(words) * _BITS_PER_WORD if len(words) >= _WORDS else 0
    length = min(len(passphrase), 2 * len(set(passphrase.casefold())))
    by_letters = length * math.log2(_alphabet(passphrase)) * _GUESSABLE
    bits = max(by_words, by_letters)
    return "weak" if bits < _WEAK_BITS else "fair" if bits < _FAIR_BITS else "strong"


def _alphabet(passphrase: str) -> int:
    """Return how many characters someone who guesses has to reckon with at each place."""
    kinds = ((str.islower, 26), (str.isupper, 26), (str.isdigit, 10))
    known = sum(count for is_kind, count in kinds if any(is_kind(letter) for letter in passphrase))
    others = any(not letter.isalnum() and letter != " " for letter in passphrase)
    return max(2, known + (32 if others else 0))
