"""The one window: an entry page before unlocking, the shell after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QStackedLayout, QWidget

from fieldaudit.desktop import icons
from fieldaudit.desktop.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent

    from fieldaudit.desktop.cover import Cover
    from fieldaudit.desktop.navigation.shell import Shell

DESIGN_SIZE = (1366, 768)
LEAST_SIZE = (1132, 590)


class Window(QWidget):
    """Shows one page at a time; `closing` is called before it goes."""

    def __init__(self, closing: Callable[[], None]) -> None:
        super().__init__()
        self._closing = closing
        self._shell: Shell | None = None
        self._cover: Cover | None = None
        self.setWindowTitle("FieldAudit")
        self.setWindowIcon(QIcon(icons.pixmap("clipboard-check", LIGHT.accent, 64)))
        self._stack = QStackedLayout(self)
        self.setMinimumSize(*LEAST_SIZE)
        self.resize(*DESIGN_SIZE)

    def show_page(self, page: QWidget) -> None:
        """Show a page and let go of the one before."""
        self._shell = None
        before = self._stack.currentWidget()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if before is not None:
            self._stack.removeWidget(before)
            before.deleteLater()
        take_focus = getattr(page, "take_focus", None)
        if take_focus is not None:
            take_focus()

    def show_shell(self, shell: Shell) -> None:
        """Show the working window."""
        self.show_page(shell)
        self._shell = shell

    def show_cover(self, cover: Cover) -> None:
        """Lay a cover over everything, in place of one that lies there."""
        self.uncover()
        self._cover = cover
        cover.open()

    def uncover(self) -> None:
        """Take the cover away."""
        if self._cover is not None:
            self._cover.take_away()
            self._cover = None

    def turn_interview_cover(self) -> None:
        """Hide what is on the screen from whoever sits across, or show it again."""
        from fieldaudit.desktop.cover import InterviewCover  # noqa: PLC0415 - the first page must not wait for it

        if self._cover is None:
            cover = InterviewCover(self)
            cover.lifted.connect(self.uncover)
            self.show_cover(cover)
        elif isinstance(self._cover, InterviewCover):
            self.uncover()

    def page(self) -> QWidget | None:
        """Return the page that is shown."""
        return self._stack.currentWidget()

    def shell(self) -> Shell | None:
        """Return the shell when it is shown."""
        return self._shell

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name and signature
        """Write what is half typed, then go."""
        self._closing()
        event.accept()
