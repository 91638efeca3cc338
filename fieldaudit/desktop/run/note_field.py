"""The note beside a question: as high as what is written in it."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from fieldaudit.desktop.run.answers.texts import REST_MS
from fieldaudit.desktop.theme.tokens import TARGET_SMALL

_MOST_LINES = 6
_AROUND = 18


class NoteField(QPlainTextEdit):
    """`committed(text)` after 800 ms of rest or when it is left; grows with its lines, scrolls from the seventh on."""

    committed = Signal(str)

    def __init__(self, invitation: str) -> None:
        super().__init__()
        self._standing = ""
        self.setPlaceholderText(invitation)
        self.setAccessibleName(invitation)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setStyleSheet("QPlainTextEdit { padding: 4px 7px; } QPlainTextEdit:focus { padding: 3px 6px; }")
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.flush)
        self.textChanged.connect(self._edited)
        self._grow()

    def text(self) -> str:
        """Return what stands in the field."""
        return self.toPlainText()

    def show_text(self, text: str) -> None:
        """Show the note that stands, unless another is being typed."""
        if self._rest.isActive() or (self.hasFocus() and self.text() != self._standing):
            return
        self._standing = text
        if self.text() != text:
            self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(False)
            self._grow()

    def flush(self) -> None:
        """Hand over what is typed."""
        self._rest.stop()
        if self.text().strip() != self._standing:
            self._standing = self.text().strip()
            self.committed.emit(self._standing)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Hand over when it is left."""
        super().focusOutEvent(event)
        self.flush()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Leave keys with Ctrl that are not the text's own to the screen."""
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_G):
            event.ignore()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Count the lines anew."""
        super().resizeEvent(event)
        self._grow()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._grow()

    def _edited(self) -> None:
        self._rest.start()
        self._grow()

    def _grow(self) -> None:
        lines = max(1, round(self.document().size().height()))
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded if lines > _MOST_LINES else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        high = self.fontMetrics().lineSpacing() * min(lines, _MOST_LINES) + _AROUND
        if self.height() != max(TARGET_SMALL, high) or self.minimumHeight() != self.maximumHeight():
            self.setFixedHeight(max(TARGET_SMALL, high))
