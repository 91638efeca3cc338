"""What the appearance words of a question ask for (ODK XForms, appearances)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import Card

_COLUMNS = re.compile(r"columns-(\d{1,2})|w(\d{1,2})-columns")
_MOST_COLUMNS = 10
_USUAL_COLUMNS = 2
_SEARCH = re.compile(r"(?<![\w-])search\(")


def words(card: Card) -> frozenset[str]:
    """Return the single words of a question's appearance, small."""
    return frozenset(card.appearance.casefold().split())


def asks(card: Card, *names: str) -> bool:
    """Return whether the appearance holds one of these words."""
    return not words(card).isdisjoint(names)


def searches(card: Card) -> bool:
    """Return whether choices are to be found by typing."""
    return asks(card, "minimal", "autocomplete", "search", "compact") or bool(_SEARCH.search(card.appearance))


def columns(card: Card) -> int:
    """Return how many columns its choices stand in, 0 where the appearance says nothing of it."""
    for word in words(card):
        found = _COLUMNS.fullmatch(word)
        if found:
            return min(_MOST_COLUMNS, max(1, int(found[1] or found[2])))
    if asks(card, "likert", "list"):
        return min(_MOST_COLUMNS, max(1, len(card.options)))
    return _USUAL_COLUMNS if asks(card, "columns") else 0
