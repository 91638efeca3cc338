"""Why something is done, asked in one line in its place: why a question was not checked, why a photo goes away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from fieldaudit.desktop.half_typed import KeptForm
from fieldaudit.desktop.theme.tokens import SPACE_2, TARGET
from fieldaudit.desktop.widgets import Button

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class ReasonLine(QWidget):
    """`given(reason)` on Enter or Save, `given_up` on Escape or Cancel; a blank reason is none.

    `kept` is the name under which a reason that is half typed outlives a lock.
    """

    given = Signal(str)
    given_up = Signal()

    def __init__(self, reason: str = "", invitation: str = "", *, kept: str = "") -> None:
        super().__init__()
        words = invitation or self.tr("Why was it not checked?")
        self.field = QLineEdit(reason)
        self.field.setPlaceholderText(words)
        self.field.setAccessibleName(words)
        self.field.setMinimumHeight(TARGET)
        self.field.returnPressed.connect(self._give)
        save, cancel = Button(self.tr("Save")), Button(self.tr("Cancel"), "plain")
        save.clicked.connect(self._give)
        cancel.clicked.connect(self.given_up)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.field, 1)
        layout.addWidget(save)
        layout.addWidget(cancel)
        if kept:
            half = KeptForm(self, kept, {"reason": self.field})
            self.given.connect(half.done)
            self.given_up.connect(half.done)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Give up with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def _give(self) -> None:
        reason = self.field.text().strip()
        if reason:
            self.given.emit(reason)
        else:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
