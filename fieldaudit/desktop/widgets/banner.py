"""A message in its place on the page: one sentence that says what is wrong, one that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldaudit.desktop import icons
from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_CONTROL, SPACE_1, SPACE_3, SPACE_4
from fieldaudit.desktop.widgets.buttons import Button, IconButton
from fieldaudit.desktop.widgets.labels import Label
from fieldaudit.desktop.widgets.painting import rounded

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from fieldaudit.desktop.theme import Tone
    from fieldaudit.errors import FieldAuditError

_SIGN = 20
_SIGNS: dict[Tone, str] = {
    "critical": "circle-alert",
    "major": "triangle-alert",
    "good": "circle-check",
    "information": "info",
}


class Banner(QWidget):
    """Hidden until it has something to say; `action` is emitted by its button, `dismissed` by its cross."""

    action = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone: Tone = "information"
        self._sentence, self._next = Label(bold=True, wrap=True), Label(wrap=True)
        self._button = Button("", "quiet", small=True)
        self._button.clicked.connect(self.action)
        cross = IconButton("x", self.tr("Close this message"), kind="plain", small=True)
        cross.clicked.connect(self._dismiss)
        words = QVBoxLayout()
        words.setSpacing(SPACE_1)
        words.addWidget(self._sentence)
        words.addWidget(self._next)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_4 + _SIGN + SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        layout.setSpacing(SPACE_3)
        layout.addLayout(words, 1)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(cross, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def show_error(self, error: FieldAuditError | None) -> None:
        """Show a failure with its next step, or hide for None."""
        if error is None:
            self.hide()
        else:
            self.say("critical", error.sentence, error.window_step)

    def say(self, tone: Tone, sentence: str, next_step: str = "", *, button: str = "") -> None:
        """Show a sentence, a next step and, where given, a button."""
        self._tone = tone
        self._sentence.setText(sentence)
        self._next.setText(next_step)
        self._next.setVisible(bool(next_step))
        self._button.set_text(button)
        self._button.setVisible(bool(button))
        self.setAccessibleName(f"{sentence} {next_step}".strip())
        self.setVisible(True)
        self.update()

    def text(self) -> str:
        """Return what is being said."""
        return self.accessibleName() if not self.isHidden() else ""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the soft ground and the sign."""
        pair, painter = tokens_of(self).tone(self._tone), QPainter(self)
        rounded(painter, QRectF(self.rect()), RADIUS_CONTROL, pair.soft, pair.strong)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = self.width() - SPACE_4 - _SIGN if mirrored else SPACE_4
        icons.paint(painter, _SIGNS.get(self._tone, "info"), pair.strong, QRectF(left, SPACE_3 + 2, _SIGN, _SIGN))

    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()
