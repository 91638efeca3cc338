"""Where a line may end: at spaces first, between syllables in scripts without them, anywhere rather than overflow."""

import unicodedata
from collections.abc import Sequence

_UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF))  # Thai and Lao, Myanmar, Khmer
_NOT_AFTER = frozenset("เแโใไເແໂໃໄ")  # vowels written before their consonant
_NOT_BEFORE = frozenset("ะาำๅๆฯະາຳໆ។៕ៗ၊။")
_KILLERS = frozenset("\u1039\u103a")  # a Myanmar consonant under one of these closes the syllable before it
_FULL_ENOUGH = 0.6


def cut(text: str, advances: Sequence[float | None], width: float) -> list[tuple[int, int]]:
    """Cut a paragraph into lines (start, end without trailing spaces) of at most `width`.

    `advances` holds each character's width, None where the character belongs to the one before.
    """
    lines: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        end = _end(text, advances, start, width)
        stop = end
        while stop > start and text[stop - 1].isspace():
            stop -= 1
        lines.append((start, stop))
        start = end
        while start < len(text) and text[start].isspace():
            start += 1
    return lines or [(0, 0)]


def _end(text: str, advances: Sequence[float | None], start: int, width: float) -> int:
    """Give the place after the last character of the line that begins at `start`."""
    used = spaced_at = 0.0
    spaced = syllable = anywhere = 0
    for i in range(start, len(text)):
        advance = advances[i]
        if i > start and advance is not None:
            anywhere = i
            if _after_space(text, i):
                spaced, spaced_at = i, used
            elif _between_syllables(text, i):
                syllable = i
        used += advance or 0.0
        if used > width and not text[i].isspace() and anywhere:
            full_enough = spaced_at >= _FULL_ENOUGH * width or syllable <= spaced
            return spaced if spaced and full_enough else syllable or anywhere
    return len(text)


def _after_space(text: str, i: int) -> bool:
    before, here = text[i - 1], text[i]
    return (before.isspace() and not here.isspace()) or (before in "\u200b-/" and here.isalpha())


def _between_syllables(text: str, i: int) -> bool:
    before, here, after = text[i - 1], text[i], text[i + 1 : i + 3]
    return (
        _unspaced(before)
        and _unspaced(here)
        and before not in _NOT_AFTER
        and here not in _NOT_BEFORE
        and unicodedata.category(here)[0] != "M"
        and not _KILLERS & set(after)
        and before != "\u1039"
    )


def _unspaced(character: str) -> bool:
    return any(low <= ord(character) <= high for low, high in _UNSPACED)
