"""What every screen is: a title bar, a message in its place, and the page below."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from fieldaudit.desktop.half_typed import HalfTyped
from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import SPACE_4, SPACE_6
from fieldaudit.desktop.widgets import Banner, RowTable, TitleBar, column


class Screen(QWidget):
    """A place of the program. Ask to go elsewhere with `go.emit(name, argument)`, to return with `back.emit()`."""

    go = Signal(str, object)
    back = Signal()
    status_stale = Signal()
    """Emitted after a change that the status line tells of (something signed, sent, received)."""

    def __init__(self, title: str, subtitle: str = "", *, back: bool = False, find: bool = False) -> None:
        super().__init__()
        self.half_typed = HalfTyped(parent=self)
        self.setAccessibleName(title)
        self.bar = TitleBar(title, subtitle, back=back, find=find)
        self.bar.back.connect(self.back)
        self.bar.find_asked.connect(self.find_something)
        self.banner = Banner()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.bar)
        self._layout.addLayout(column(self.banner, margins=(SPACE_6, SPACE_4, SPACE_6, 0)))

    def set_content(self, content: QWidget | QLayout) -> None:
        """Put the page below the bar: a scroll area from `widgets.page(...)`, or a layout of columns of its own."""
        if isinstance(content, QLayout):
            self._layout.addLayout(content, 1)
        else:
            self._layout.addWidget(content, 1)

    def opened(self, argument: object = None) -> None:
        """Begin: the person came here; `argument` is what `go` carried (such as the audit's id)."""

    def leaving(self) -> None:
        """Write what is half typed: the person goes elsewhere."""

    def record(self) -> str:
        """Return the record that what is typed here is about, "" for none."""
        return ""

    def find_something(self) -> None:
        """Put the cursor where one types to filter or search: the Find button or `/` was pressed."""

    def first_focus(self) -> QWidget | None:
        """Return what has the focus when the screen opens; None: the first control of the page."""
        return None

    def place(self) -> object:
        """Return where one is on this screen, JSON-able: after unlocking it comes back through `opened`."""
        return None

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the warm ground."""
        QPainter(self).fillRect(self.rect(), QColor(tokens_of(self).background))

    def take_focus(self) -> None:
        """Put the focus where work on this screen begins."""
        target = self.first_focus()
        if isinstance(target, RowTable):
            if not target.want_focus():
                self.bar.take_focus()
        elif target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
