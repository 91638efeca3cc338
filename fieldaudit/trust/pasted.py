"""Finding the words on a page that was pasted whole: its numbered lines of four words each, in whatever layout."""

from __future__ import annotations

import re

_IN_A_LINE = 4
_TOKEN = re.compile(r"[^\W\d_]+|\d+")


def runs(text: str) -> list[list[str]]:
    """Return the words of each run of groups of four numbered 1, 2, 3 and so on, in the order of the text."""
    tokens, found, at = _TOKEN.findall(text.lower()), list[list[str]](), 0
    while at < len(tokens):
        words = _run(tokens, at)
        if words:
            found.append(words)
        at += len(words) // _IN_A_LINE * (_IN_A_LINE + 1) or 1
    return found


def _run(tokens: list[str], at: int) -> list[str]:
    """Return the words of the run that begins at a token, [] where none does."""
    words: list[str] = []
    number = 1
    while at < len(tokens) and tokens[at] == str(number):
        group = tokens[at + 1 : at + 1 + _IN_A_LINE]
        if len(group) < _IN_A_LINE or any(word.isdecimal() for word in group):
            break
        words += group
        number, at = number + 1, at + 1 + _IN_A_LINE
    return words
