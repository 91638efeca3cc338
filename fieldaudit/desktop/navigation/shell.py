"""The working window: the rail, the screen one is on, and the status line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from fieldaudit.desktop.half_typed import HalfTyped
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.widgets import Banner, Rail, RailItem, StatusLine

_PREPARE_MS = 60


@dataclass(frozen=True)
class Place:
    """A screen by name: how it is made (on first use), and its item on the rail or the one that is lit meanwhile."""

    name: str
    make: Callable[[], Screen]
    rail: RailItem | None = None
    under: str = ""


class Shell(QWidget):
    """Moves between places; `lock_asked` by the rail's Lock or Ctrl+L, `cover_asked` by F9."""

    lock_asked = Signal()
    cover_asked = Signal()
    status_stale = Signal()
    entered = Signal()
    LOCK = "lock"

    def __init__(
        self, places: Sequence[Place], *, half_typed: HalfTyped | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._half_typed = half_typed or HalfTyped(parent=self)
        self._places = {place.name: place for place in places}
        self._screens: dict[str, Screen] = {}
        self._trail: list[tuple[str, object]] = []
        items = [place.rail for place in places if place.rail is not None]
        self.rail = Rail([*items, RailItem(self.LOCK, self.tr("Lock"), "lock", low=True)])
        self.rail.chosen.connect(self._rail_chosen)
        self.status, self.noticed = StatusLine(), Banner()
        self._stack = QStackedWidget()
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.noticed)
        right.addWidget(self._stack, 1)
        right.addWidget(self.status)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.rail)
        layout.addLayout(right, 1)
        self._install_keys()

    def go(self, name: str, argument: object = None) -> None:
        """Go to a place; `argument` is handed to it."""
        self.leave()
        self._trail.append((name, argument))
        self._enter(name, argument)

    def prepare(self) -> None:
        """Make the screens that are not there yet, one at a time in idle moments, so that going there is quick."""
        missing = next((name for name in self._places if name not in self._screens), None)
        if missing is not None:
            self.screen_of(missing)
            QTimer.singleShot(_PREPARE_MS, self, self.prepare)

    def say_noticed(self, sentences: Sequence[str]) -> None:
        """Say above every page what the vault noticed when it was opened; nothing where it noticed nothing."""
        if sentences:
            self.noticed.say("major", sentences[0], " ".join(sentences[1:]))

    def go_back(self) -> None:
        """Return to where the person came from."""
        self.leave()
        if len(self._trail) > 1:
            self._trail.pop()
        if self._trail:
            self._enter(*self._trail[-1])

    def here(self) -> str:
        """Return the name of the place where the person is."""
        return self._trail[-1][0] if self._trail else ""

    def screen_of(self, name: str) -> Screen:
        """Return the screen of a place, made if it is not there yet."""
        if name not in self._screens:
            made = self._places[name].make()
            made.half_typed = self._half_typed
            made.go.connect(self.go)
            made.back.connect(self.go_back)
            made.status_stale.connect(self.status_stale)
            self._stack.addWidget(made)
            self._screens[name] = made
        return self._screens[name]

    def where(self) -> tuple[str, object]:
        """Return the place and where on it the person is, to return to after unlocking."""
        return self.here(), self.screen_of(self.here()).place() if self.here() else None

    def _enter(self, name: str, argument: object) -> None:
        screen = self.screen_of(name)
        self._stack.setCurrentWidget(screen)
        place = self._places[name]
        self.rail.show_chosen(place.rail.name if place.rail else place.under)
        screen.opened(argument)
        screen.take_focus()
        self.entered.emit()

    def leave(self) -> None:
        """Let the screen one is on write what is half typed."""
        if self._trail and self._trail[-1][0] in self._screens:
            self._half_typed.flush()
            self._screens[self._trail[-1][0]].leaving()

    def _rail_chosen(self, name: str) -> None:
        if name == self.LOCK:
            self.lock_asked.emit()
            return
        self.leave()
        self._trail = [(name, None)]
        self._enter(name, None)

    def _install_keys(self) -> None:
        QShortcut(QKeySequence("Ctrl+L"), self).activated.connect(self.lock_asked)
        QShortcut(QKeySequence("F9"), self).activated.connect(self.cover_asked)
        slash = QShortcut(QKeySequence("/"), self)
        slash.activated.connect(self._find)
        slash.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _find(self) -> None:
        focused = QApplication.focusWidget()
        if isinstance(focused, QLineEdit | QPlainTextEdit | QTextEdit):
            focused.insert("/") if isinstance(focused, QLineEdit) else focused.insertPlainText("/")
        elif self.here():
            self.screen_of(self.here()).find_something()
