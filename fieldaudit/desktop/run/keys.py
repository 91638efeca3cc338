"""Every key of the run screen in one place; keys act only while no text is being typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from fieldaudit.desktop.run.presenter import RunPresenter
    from fieldaudit.desktop.run.question_card import QuestionCard
    from fieldaudit.desktop.run.view import RunScreen

_BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_TEXT = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox)


class RunKeys:
    """What each key does on a screen."""

    def __init__(self, screen: RunScreen, presenter: RunPresenter) -> None:
        self._screen, self._presenter = screen, presenter

    def act(self, event: QKeyEvent) -> bool:
        """Do what a key does; False where it does nothing."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        control = modifiers == Qt.KeyboardModifier.ControlModifier
        if modifiers == Qt.KeyboardModifier.AltModifier and event.key() == Qt.Key.Key_H:
            self._screen.show_history(self._presenter.state.current)  # from within a text too: nothing is typed by it
            return True
        if isinstance(self._screen.window().focusWidget(), _TEXT):
            if event.key() == Qt.Key.Key_Escape:
                self._screen.focus_card()
                return True
            if not (control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_G)):
                return False
        if control:
            action = self._control_keys().get(event.key())
        elif modifiers == _BOTH:
            action = self._presenter.redo if event.key() == Qt.Key.Key_Z else None
        elif event.text().isdecimal() and not modifiers:
            card = self._screen.page.card(self._presenter.state.current)
            return card is not None and card.press(int(event.text()))
        elif event.text() == "?":
            action = self._screen.keys.open
        else:
            action = self._plain_keys().get(event.key()) if not modifiers else None
        if action is None:
            return False
        action()
        return True

    def _control_keys(self) -> dict[int, Callable[[], None]]:
        presenter = self._presenter
        return {
            Qt.Key.Key_Up: lambda: self._screen.leave_to(lambda: presenter.step_section(-1)),
            Qt.Key.Key_Down: lambda: self._screen.leave_to(lambda: presenter.step_section(1, check=True)),
            Qt.Key.Key_G: lambda: self._screen.leave_to(presenter.next_unanswered),
            Qt.Key.Key_Z: presenter.undo,
            Qt.Key.Key_V: self._screen.tray.place.paste,
            Qt.Key.Key_Return: self._screen.go_to_review,
            Qt.Key.Key_Enter: self._screen.go_to_review,
        }

    def _plain_keys(self) -> dict[int, Callable[[], None]]:
        presenter = self._presenter
        return {
            Qt.Key.Key_J: lambda: presenter.step(1),
            Qt.Key.Key_K: lambda: presenter.step(-1),
            Qt.Key.Key_Down: lambda: presenter.step(1),
            Qt.Key.Key_Up: lambda: presenter.step(-1),
            Qt.Key.Key_F: self._flag,
            Qt.Key.Key_P: lambda: self._screen.photo(presenter.state.current),
            Qt.Key.Key_U: self._screen.take_unassigned,
            Qt.Key.Key_T: self._note,
            Qt.Key.Key_H: self._guidance,
            Qt.Key.Key_C: self._screen.open_contents,
            Qt.Key.Key_Delete: self._clear,
            Qt.Key.Key_Backspace: self._clear,
            Qt.Key.Key_Return: self._into_answer,
            Qt.Key.Key_Enter: self._into_answer,
        }

    def _current(self) -> QuestionCard | None:
        card = self._screen.page.card(self._presenter.state.current)
        return card if card is not None and card.isEnabled() else None

    def _flag(self) -> None:
        card = self._current()
        if card is not None:
            card.take_finding()

    def _note(self) -> None:
        card = self._current()
        if card is not None:
            card.take_note()

    def _guidance(self) -> None:
        card = self._screen.page.card(self._presenter.state.current)
        if card is not None:
            card.turn_guidance()

    def _clear(self) -> None:
        card = self._current()
        if card is not None and (card.card.value or card.card.state == "not_checked"):
            self._presenter.answer(card.card.ref, "", stay=True)

    def _into_answer(self) -> None:
        card = self._current()
        control = card.answer.first_control() if card is not None and card.answer is not None else None
        if control is not None:
            control.setFocus(Qt.FocusReason.ShortcutFocusReason)
