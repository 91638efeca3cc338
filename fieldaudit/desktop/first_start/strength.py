"""How hard a passphrase is to guess, said plainly; an estimate that helps to choose, never a promise."""

import math
from typing import Literal

Strength = Literal["short", "weak", "fair", "strong"]
LEAST = 10
_WEAK_BITS, _FAIR_BITS = 40, 60
_BITS_PER_WORD = 11
_WORDS = 4


def strength(passphrase: str) -> Strength:
    """Return how strong a passphrase is: by its words where there are several, else by its distinct characters."""
    if len(passphrase.strip()) < LEAST:
        return "short"
    words = {word.casefold() for word in passphrase.split() if len(word) > 2}  # noqa: PLR2004 - "a" and "of" add nothing
    by_words = len(words) * _BITS_PER_WORD if len(words) >= _WORDS else 0
    distinct = len(set(passphrase.casefold()))
    by_letters = min(len(passphrase), 2 * distinct) * math.log2(max(2, distinct)) * 0.7
    bits = max(by_words, by_letters)
    return "weak" if bits < _WEAK_BITS else "fair" if bits < _FAIR_BITS else "strong"
