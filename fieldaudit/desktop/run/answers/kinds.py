"""Which control answers which kind of question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.desktop.run.answers.choices import Acknowledgement, ChoiceButtons, Toggles
from fieldaudit.desktop.run.answers.days import DayAnswer, MomentAnswer
from fieldaudit.desktop.run.answers.lists import SearchableList
from fieldaudit.desktop.run.answers.others import RangeAnswer, RankAnswer, ShownValue, UploadAnswer
from fieldaudit.desktop.run.answers.texts import ClockAnswer, NumberAnswer, PlaceAnswer, TextAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fieldaudit.desktop.run.answers.base import Answer
    from fieldaudit.desktop.run.cards import Card, Control

_KINDS: Mapping[Control, Callable[[Card], Answer]] = {
    "buttons": ChoiceButtons,
    "list": SearchableList,
    "toggles": Toggles,
    "rank": RankAnswer,
    "range": RangeAnswer,
    "upload": UploadAnswer,
    "ok": Acknowledgement,
    "line": TextAnswer,
    "lines": TextAnswer,
    "int": NumberAnswer,
    "decimal": NumberAnswer,
    "date": DayAnswer,
    "datetime": MomentAnswer,
    "time": ClockAnswer,
    "place": PlaceAnswer,
    "calculated": ShownValue,
}


def answer_for(card: Card) -> Answer | None:
    """Return the control of a question, None for a note."""
    make = _KINDS.get(card.control)
    return make(card) if make else None
