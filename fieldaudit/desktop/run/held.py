"""What was given on the run screen and is not on disk yet: it shows at once; a text that cannot be saved stays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fieldaudit.desktop.run.cards import Card, cards_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldaudit.desktop.run.cards import Item

_TEXTS = ("line", "lines", "int", "decimal", "date", "time", "datetime", "place")


@dataclass(frozen=True)
class Waiting:
    """An answer that is being saved, and the card as it was before."""

    ticket: int
    value: str
    before: Card

    @property
    def typed(self) -> bool:
        """Whether giving it again would mean to type it again."""
        return self.before.control in _TEXTS


class Held:
    """Answers and notes that wait to be saved, by reference, and how to save again what could not be."""

    def __init__(self) -> None:
        """Hold nothing."""
        self._answers: dict[str, Waiting] = {}
        self._notes: dict[str, str] = {}
        self._again: dict[tuple[str, str], Callable[[], None]] = {}
        self._tickets = 0

    def answer(self, ref: str, value: str, items: tuple[Item, ...]) -> int:
        """Hold an answer; returns the ticket by which it is let go."""
        self._tickets += 1
        self._again.pop(("answer", ref), None)
        waiting = self._answers.get(ref)
        before = waiting.before if waiting else next((card for card in cards_of(items) if card.ref == ref), None)
        if before is not None:
            self._answers[ref] = Waiting(self._tickets, value, before)
        return self._tickets

    def let_go(self, ref: str, ticket: int) -> Waiting | None:
        """Hold an answer no longer, unless another was given since."""
        held = self._answers.get(ref)
        return self._answers.pop(ref) if held is not None and held.ticket == ticket else None

    def keep(self, ref: str, waiting: Waiting, again: Callable[[], None]) -> None:
        """Go on holding what was typed and could not be saved."""
        self._answers.setdefault(ref, waiting)
        self._again["answer", ref] = again

    def keep_note(self, ref: str, text: str, again: Callable[[], None]) -> None:
        """Hold a note that could not be saved."""
        self._notes[ref] = text
        self._again["note", ref] = again

    def let_note_go(self, ref: str) -> None:
        """Hold a note no longer: another is being saved."""
        self._notes.pop(ref, None)
        self._again.pop(("note", ref), None)

    def save_again(self) -> None:
        """Try once more what could not be saved: something else just was."""
        again, self._again = self._again, {}
        for save in again.values():
            save()

    def forget(self) -> None:
        """Hold nothing any more."""
        self._answers.clear()
        self._notes.clear()
        self._again.clear()

    def over(self, items: tuple[Item, ...]) -> tuple[Item, ...]:
        """Return the items with what is held laid over them."""
        return tuple(self._over(item) if isinstance(item, Card) else item for item in items)

    def _over(self, card: Card) -> Card:
        if card.ref in self._notes:
            card = replace(card, note=self._notes[card.ref])
        if card.ref not in self._answers:
            return card
        value = self._answers[card.ref].value
        return replace(card, value=value, state="answered" if value else "open", reason="")
