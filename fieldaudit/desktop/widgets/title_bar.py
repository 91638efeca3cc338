"""The bar at the top of a screen: where one is, and what one can do here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import SPACE_4, SPACE_6
from fieldaudit.desktop.widgets.buttons import IconButton, QuietButton
from fieldaudit.desktop.widgets.labels import ElidedLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from fieldaudit.desktop.widgets.buttons import PrimaryButton

_HEIGHT = 56


class TitleBar(QWidget):
    """Title, subtitle, then quiet buttons and at most one filled one; `back` and `find_asked` are emitted by theirs."""

    back = Signal()
    find_asked = Signal()

    def __init__(
        self, title: str, subtitle: str = "", *, back: bool = False, find: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._filled: PrimaryButton | None = None
        self._title = ElidedLabel(title, "title", bold=True)
        self._subtitle = ElidedLabel(subtitle, muted=True)
        self._subtitle.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(SPACE_4)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_6, 0, SPACE_6, 0)
        layout.setSpacing(SPACE_4)
        if back:
            layout.addWidget(self._back_button())
        layout.addWidget(self._title)
        layout.addWidget(self._subtitle, 1)
        layout.addLayout(self._actions)
        self.setFixedHeight(_HEIGHT)
        if find:
            button = self.add(QuietButton(self.tr("Find"), icon="search", key="/", small=True))
            button.clicked.connect(self.find_asked)

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Change title and subtitle."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._title.updateGeometry()

    def title(self) -> str:
        """Return the title."""
        return self._title.text()

    def add(self, button: QuietButton) -> QuietButton:
        """Add a quiet button; they stand before the filled one."""
        self._actions.insertWidget(
            self._actions.count() - (1 if self._filled else 0), button, 0, Qt.AlignmentFlag.AlignVCenter
        )
        return button

    def add_primary(self, button: PrimaryButton) -> PrimaryButton:
        """Add the screen's one filled button; a second one is a mistake of the screen."""
        if self._filled is not None:
            message = "a screen has at most one filled button"
            raise ValueError(message)
        self._filled = button
        self._actions.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return button

    def take_focus(self) -> None:
        """Give the focus to the main button, or else to the last one."""
        last = self._actions.itemAt(self._actions.count() - 1) if self._actions.count() else None
        widget = last.widget() if last is not None else None
        if widget is not None:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the ground and the line below."""
        tokens, painter = tokens_of(self), QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.panel))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(tokens.hairline))

    def _back_button(self) -> IconButton:
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        button = IconButton("chevron-right" if mirrored else "chevron-left", self.tr("Back"), small=True)
        button.clicked.connect(self.back)
        return button
