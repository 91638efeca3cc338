"""What lies over the whole window: the neutral page of interview mode, which is no lock, and the page of locking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget

from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import SPACE_3
from fieldaudit.desktop.widgets import Button, KeyCap, Label, holder, row

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent


class Cover(QWidget):
    """Lies over `window`, opaque and as large as it; keys and clicks go no further, the focus comes back after it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._focus_before = window.focusWidget()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(SPACE_3)
        self._layout.addStretch(1)
        window.installEventFilter(self)

    def add(self, *widgets: QWidget) -> None:
        """Put widgets below one another, in the middle."""
        for widget in widgets:
            self._layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)

    def open(self) -> None:
        """Show it at once, and take away what floats beside the window: menus, dialogs, tips."""
        self._layout.addStretch(1)
        window = self.window()
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        QToolTip.hideText()
        for other in QApplication.topLevelWidgets():
            if other is not window and other.isVisible():
                other.close()
        self.repaint()

    def take_away(self) -> None:
        """Show what lies below again, and give the keyboard back."""
        self.window().removeEventFilter(self)
        self.hide()
        if self._focus_before is not None:
            self._focus_before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay as large as the window."""
        if event.type() == QEvent.Type.Resize and watched is self.window():
            self.setGeometry(self.window().rect())
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: ARG002, N802 - Qt's name and signature
        """Keep Tab from what lies below."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let no key through."""
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let no click through."""
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the warm ground over everything."""
        QPainter(self).fillRect(self.rect(), QColor(tokens_of(self).background))


class InterviewCover(Cover):
    """Hides the screen from whoever sits across; `lifted` by F9 or Escape. The vault stays open, and it says so."""

    lifted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.add(
            Label(self.tr("One moment, please"), "heading", bold=True),
            holder(row(KeyCap("F9"), Label(self.tr("or")), KeyCap("Esc"), Label(self.tr("uncovers the screen")))),
            Label(self.tr("This is not a lock: the vault stays open."), bold=True),
            holder(row(KeyCap("Ctrl L"), Label(self.tr("locks")))),
        )
        self.setAccessibleName(self.tr("The screen is covered. This is not a lock: Ctrl+L locks."))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Uncover with Escape; F9 is the window's own."""
        if event.key() == Qt.Key.Key_Escape:
            self.lifted.emit()
        event.accept()


class LockingCover(Cover):
    """Stands while the vault is being closed; where something long is finished first, `now_asked` ends that."""

    now_asked = Signal()

    def __init__(self, window: QWidget, *, finishing: bool) -> None:
        super().__init__(window)
        self.add(Label(self.tr("Locking…"), "heading", bold=True))
        self.setAccessibleName(self.tr("Locking"))
        if finishing:
            self.add(Label(self.tr("What is being written is finished first."), "question"))
            self.now = Button(self.tr("Lock now"), "plain", icon="lock", key="Enter")
            self.now.clicked.connect(self.now_asked)
            self.add(self.now, Label(self.tr("It is then stopped, and nothing half-written is left."), muted=True))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Lock now with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.now_asked.emit()
        event.accept()
