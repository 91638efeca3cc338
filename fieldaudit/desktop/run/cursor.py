"""Where the cursor stands in a text of a question, to return to after unlocking: a place, never what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

if TYPE_CHECKING:
    from fieldaudit.desktop.run.question_card import QuestionCard

_Text = QLineEdit | QPlainTextEdit


def cursor_of(card: QuestionCard | None) -> dict[str, int] | None:
    """Return which text of a card has the keyboard and where its cursor stands, None where none has."""
    if card is None:
        return None
    focused = card.window().focusWidget()
    for number, text in enumerate(_texts(card)):
        if text is focused:
            at = text.cursorPosition() if isinstance(text, QLineEdit) else text.textCursor().position()
            return {"text": number, "at": at}
    return None


def put_cursor(card: QuestionCard, cursor: Any) -> None:
    """Put the keyboard and the cursor where `cursor_of` found them, as far as the text still reaches."""
    texts = _texts(card)
    number, at = (cursor.get(name) if isinstance(cursor, dict) else None for name in ("text", "at"))
    if not isinstance(number, int) or not isinstance(at, int) or not 0 <= number < len(texts):
        return
    text = texts[number]
    card.show()  # one that the layout has not shown yet could not take the keyboard
    text.setFocus(Qt.FocusReason.OtherFocusReason)
    if isinstance(text, QLineEdit):
        text.setCursorPosition(at)
    else:
        place = text.textCursor()
        place.setPosition(min(at, len(text.toPlainText())))
        text.setTextCursor(place)


def _texts(card: QuestionCard) -> list[_Text]:
    return [text for text in card.findChildren(QWidget) if isinstance(text, QLineEdit | QPlainTextEdit)]
