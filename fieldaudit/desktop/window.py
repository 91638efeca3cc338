"""The one window: an entry page before unlocking, the shell after."""

from collections.abc import Callable

from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import QStackedLayout, QWidget

from fieldaudit.desktop import icons
from fieldaudit.desktop.navigation.shell import Shell
from fieldaudit.desktop.theme import LIGHT

DESIGN_SIZE = (1366, 768)
LEAST_SIZE = (1132, 590)


class Window(QWidget):
    """Shows one page at a time; `closing` is called before it goes."""

    def __init__(self, closing: Callable[[], None]) -> None:
        super().__init__()
        self._closing = closing
        self.setWindowTitle("FieldAudit")
        self.setWindowIcon(QIcon(icons.pixmap("clipboard-check", LIGHT.accent, 64)))
        self._stack = QStackedLayout(self)
        self.setMinimumSize(*LEAST_SIZE)
        self.resize(*DESIGN_SIZE)

    def show_page(self, page: QWidget) -> None:
        """Show a page and let go of the one before."""
        before = self._stack.currentWidget()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if before is not None:
            self._stack.removeWidget(before)
            before.deleteLater()
        take_focus = getattr(page, "take_focus", None)
        if take_focus is not None:
            take_focus()

    def shell(self) -> Shell | None:
        """Return the shell when it is shown."""
        page = self._stack.currentWidget()
        return page if isinstance(page, Shell) else None

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Write what is half typed, then go."""
        self._closing()
        event.accept()
