"""Which control answers which kind of question, by its kind and by what its appearance asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.desktop.run.answers import appearance
from fieldaudit.desktop.run.answers.calendar_days import UNKNOWN, PartOfDay, PlainDay
from fieldaudit.desktop.run.answers.choices import Acknowledgement, ChoiceButtons, Toggles
from fieldaudit.desktop.run.answers.columns import ChoiceColumns, ToggleColumns
from fieldaudit.desktop.run.answers.days import DayAnswer, MomentAnswer
from fieldaudit.desktop.run.answers.image_map import ImageMapMany, ImageMapOne, drawing_of
from fieldaudit.desktop.run.answers.links import LinkAnswer
from fieldaudit.desktop.run.answers.lists import SearchableList
from fieldaudit.desktop.run.answers.numbers import Counter, Digits, GroupedNumber
from fieldaudit.desktop.run.answers.pads import pad_for
from fieldaudit.desktop.run.answers.places import PlaceAnswer
from fieldaudit.desktop.run.answers.ranges import MOST_STARS, RangeAnswer, RangePicker, Stars, number
from fieldaudit.desktop.run.answers.ranking import RankAnswer
from fieldaudit.desktop.run.answers.secrets import MaskedText
from fieldaudit.desktop.run.answers.shown import ShownValue
from fieldaudit.desktop.run.answers.texts import ClockAnswer, NumberAnswer, TextAnswer
from fieldaudit.desktop.run.answers.tick_list import TickList
from fieldaudit.desktop.run.answers.uploads import UploadAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fieldaudit.desktop.run.answers.base import Answer
    from fieldaudit.desktop.run.cards import Card, Control

MOST_TOGGLES, MOST_CELLS = 12, 40


def answer_for(card: Card) -> Answer | None:
    """Return the control of a question, None for a note; an appearance that means nothing here changes nothing."""
    make = _KINDS.get(card.control)
    return make(card) if make else None


def _one(card: Card) -> Answer:
    """Return the control of one choice: buttons for a few, a list that is searched for many."""
    if appearance.asks(card, "image-map") and drawing_of(card) is not None:
        return ImageMapOne(card)
    if appearance.searches(card):
        return SearchableList(card)
    arranged = appearance.columns(card) or appearance.asks(card, "columns-pack", "no-buttons")
    pictured = any(option.image for option in card.options)
    if len(card.options) <= MOST_CELLS and (arranged or pictured):
        return ChoiceColumns(card)
    return ChoiceButtons(card) if card.control == "buttons" else SearchableList(card)


def _several(card: Card) -> Answer:
    """Return the control of several choices: toggles for a few, a list to tick in for many."""
    if appearance.asks(card, "image-map") and drawing_of(card) is not None:
        return ImageMapMany(card)
    arranged = appearance.columns(card) or appearance.asks(card, "columns-pack", "no-buttons")
    most = MOST_CELLS if arranged or any(option.image for option in card.options) else MOST_TOGGLES
    if appearance.searches(card) or len(card.options) > most:
        return TickList(card)
    return ToggleColumns(card) if arranged or most == MOST_CELLS else Toggles(card)


def _number(card: Card) -> Answer:
    if appearance.asks(card, "counter") and card.control == "int":
        return Counter(card)
    return GroupedNumber(card) if appearance.asks(card, "thousands-sep") else NumberAnswer(card)


def _text(card: Card) -> Answer:
    if appearance.asks(card, "masked", "hide-input", "hidden-answer"):
        return MaskedText(card)
    return Digits(card) if appearance.asks(card, "numbers") else TextAnswer(card)


def _day(card: Card) -> Answer:
    if appearance.asks(card, "month-year", "year", "ethiopian", "coptic", "islamic", "persian"):
        return PartOfDay(card)
    return PlainDay(card) if appearance.asks(card, "no-calendar", *UNKNOWN) else DayAnswer(card)


def _range(card: Card) -> Answer:
    if appearance.asks(card, "rating") and 1 <= number(card.end, "0") <= MOST_STARS:
        return Stars(card)
    return RangePicker(card) if appearance.asks(card, "picker") else RangeAnswer(card)


def _upload(card: Card) -> Answer:
    return pad_for(card) if appearance.asks(card, "signature", "draw", "annotate") else UploadAnswer(card)


def _shown(card: Card) -> Answer:
    return LinkAnswer(card) if appearance.asks(card, "url") else ShownValue(card)


_KINDS: Mapping[Control, Callable[[Card], Answer]] = {
    "buttons": _one,
    "list": _one,
    "toggles": _several,
    "rank": RankAnswer,
    "range": _range,
    "upload": _upload,
    "ok": Acknowledgement,
    "line": _text,
    "lines": _text,
    "int": _number,
    "decimal": _number,
    "date": _day,
    "datetime": MomentAnswer,
    "time": ClockAnswer,
    "place": PlaceAnswer,
    "calculated": _shown,
}
