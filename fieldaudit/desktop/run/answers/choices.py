"""One of a few: buttons that answer to their position. Several of a few: the same, as toggles. An OK: a single one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.desktop.run.answers.base import AnswerButton, FlowAnswer
from fieldaudit.desktop.wording import severity_tone

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import Card, Option
    from fieldaudit.desktop.theme import Tone

_MOST_KEYS = 9


class _Buttons(FlowAnswer):
    """A button for each choice, the first ones with the key of their position; `ready` connects one."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self._buttons: dict[str, AnswerButton] = {}
        for position, option in enumerate(card.options, start=1):
            button = self.make_button(option, _key(position))
            self.ready(button, option.value)
            self._buttons[option.value] = button
            self.numbered.append(button)
            self.flow.addWidget(button)
        self.end_with_not_checked(_key(len(card.options) + 1))
        self.show_card(card)

    def make_button(self, option: Option, key: str) -> AnswerButton:
        """Return a choice's button."""
        return AnswerButton(option.label, key)

    def ready(self, button: AnswerButton, value: str) -> None:
        """Let a choice's button answer."""
        raise NotImplementedError


def _key(position: int) -> str:
    return str(position) if position <= _MOST_KEYS else ""


class ChoiceButtons(_Buttons):
    """One of up to some six choices."""

    def ready(self, button: AnswerButton, value: str) -> None:
        """Let a choice's button choose it."""
        button.clicked.connect(lambda: self._chosen(value))

    def show_card(self, card: Card) -> None:
        """Mark the chosen one, in the tone of what it means."""
        super().show_card(card)
        tone = tone_of(card)
        for value, button in self._buttons.items():
            button.show_chosen(tone, chosen=value == card.value)

    def first_control(self) -> AnswerButton | None:
        """Return the chosen button, or the first."""
        return self._buttons.get(self.card.value) or next(iter(self._buttons.values()), None)

    def _chosen(self, value: str) -> None:
        for other, button in self._buttons.items():
            button.setChecked(other == value)
        if value != self.card.value:
            self.answered.emit(value, False)


class Toggles(_Buttons):
    """Several of a few."""

    def ready(self, button: AnswerButton, value: str) -> None:  # noqa: ARG002 - all that are chosen answer together
        """Let a choice's button add it or take it away."""
        button.toggled.connect(lambda on: button.set_icon("check" if on else ""))
        button.clicked.connect(self._toggled)

    def show_card(self, card: Card) -> None:
        """Mark what is chosen."""
        super().show_card(card)
        chosen = set(card.value.split())
        tone = tone_of(card)
        for value, button in self._buttons.items():
            if button.isChecked() != (value in chosen):
                button.updateGeometry()
            button.show_chosen(tone, chosen=value in chosen)

    def first_control(self) -> AnswerButton | None:
        """Return the first button."""
        return next(iter(self._buttons.values()), None)

    def _toggled(self) -> None:
        chosen = [value for value, button in self._buttons.items() if button.isChecked()]
        self.answered.emit(" ".join(chosen), True)


class Acknowledgement(FlowAnswer):
    """An OK to give (XForms trigger)."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self._ok = AnswerButton(self.tr("OK"), "1")
        self._ok.clicked.connect(lambda on: self.answered.emit("OK" if on else "", False))
        self.numbered.append(self._ok)
        self.flow.addWidget(self._ok)
        self.end_with_not_checked("2")
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Mark whether it was given."""
        super().show_card(card)
        self._ok.tone = "good"
        self._ok.setChecked(bool(card.value))

    def first_control(self) -> AnswerButton:
        """Return the button."""
        return self._ok


def tone_of(card: Card) -> Tone:
    """Return the tone of an answer: what it fails by, good where a rule is met, plain accent where there is none."""
    if card.failing:
        return severity_tone(card.severity)
    return {"compliant": "good", "unable": "minor", "na": "neutral"}.get(card.verdict, "accent")  # type: ignore[return-value]  # every value is a Tone
