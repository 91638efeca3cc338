"""A box for an audit that can be sent: names of any length end in an ellipsis, and are whole in the tip."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy

_LEAST, _HIGH, _BESIDE = 160, 36, 44
"""Its least width and its height; what the box itself and the room around the words take."""


class AuditBox(QCheckBox):
    """Ticked where the audit goes along; named by its words, whole."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setMinimumHeight(_HIGH)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the room of all words, whatever is shown of them."""
        return QSize(self.fontMetrics().horizontalAdvance(self._words) + _BESIDE, _HIGH)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the room of a few words."""
        return QSize(_LEAST, _HIGH)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show what there is room for."""
        room = event.size().width() - _BESIDE
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))
        super().resizeEvent(event)
