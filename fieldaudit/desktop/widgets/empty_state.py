"""What stands where a list has nothing to show: why it is empty and what to do next."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from fieldaudit.desktop import icons
from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_4, SPACE_6
from fieldaudit.desktop.widgets.buttons import Button
from fieldaudit.desktop.widgets.labels import Label

_SIGN = 40


class EmptyState(QWidget):
    """A sign, a short title, a sentence, and a button where there is something to do; `compact` is the title alone."""

    def __init__(
        self,
        icon: str,
        title: str,
        sentence: str = "",
        button: Button | None = None,
        *,
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title, self._sentence = (
            Label(title, bold=not compact, muted=compact, wrap=True),
            Label(sentence, muted=True, wrap=True),
        )
        for label in (self._title, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = QVBoxLayout(self)
        above = SPACE_4 if compact else 2 * SPACE_6
        layout.setContentsMargins(SPACE_6, above, SPACE_6, above)
        layout.setSpacing(SPACE_2)
        layout.addStretch(1)
        if not compact:
            layout.addWidget(_Sign(icon), 0, Qt.AlignmentFlag.AlignHCenter)
            layout.addSpacing(SPACE_2)
        layout.addWidget(self._title)
        layout.addWidget(self._sentence)
        if button is not None:
            layout.addSpacing(SPACE_4)
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.say(title, sentence)

    def say(self, title: str, sentence: str = "") -> None:
        """Change the words."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.setAccessibleName(f"{title}. {sentence}".strip())


class _Sign(QWidget):
    """A large quiet sign."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setFixedSize(_SIGN, _SIGN)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the sign."""
        icons.paint(QPainter(self), self._name, tokens_of(self).border, QRectF(0, 0, _SIGN, _SIGN))
