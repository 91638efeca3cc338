"""Codes that stand for workers wherever they are spoken of: drawn at random, so that nothing follows from a name.

`K7M-4QX-92H`: eight characters that were drawn and one that follows from them, out of 29 that are hard to mistake for
each other (no 0 and O, no 1, I and L, no S beside 5, no U beside V). The last one tells every single character that was
misread and every two that changed places. 29 to the eighth is 5 x 10^11: seats need not ask each other, and of 10,000
workers two share a code once in ten thousand organisations.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXYZ"
LENGTH = 9
_GROUP = 3
_BETWEEN = " -\u2010\u2011\u2013\u200e\u200f\u2066\u2069"  # dashes, and marks of direction that a copied code carries


def draw(known: Collection[str] = ()) -> str:
    """Return a code that is none of those `known` here."""
    while True:
        drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
        code = _grouped(drawn + _check(drawn))
        if code not in known:
            return code


def read(typed: str) -> str:
    """Return the code that was typed, in any case, with or without its dashes; "" where it is none."""
    text = "".join(character for character in typed.upper() if character not in _BETWEEN)
    if len(text) != LENGTH or not set(text) <= set(ALPHABET):
        return ""
    return _grouped(text) if _check(text[:-1]) == text[-1] else ""


def _grouped(text: str) -> str:
    return "-".join(text[at : at + _GROUP] for at in range(0, LENGTH, _GROUP))


def _check(drawn: str) -> str:
    """Return the last character: a weighted sum modulo 29, a prime, with weights that all differ."""
    total = sum(weight * ALPHABET.index(character) for weight, character in enumerate(drawn, start=2))
    return ALPHABET[total % len(ALPHABET)]
