"""Notices when the computer's own session is locked or the computer goes to sleep, where the platform says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

# service, path, interface, signal: each carries one truth, True at the beginning
SLEEP = (("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep"),)
SCREEN = tuple(
    (f"org.{who}.ScreenSaver", path, f"org.{who}.ScreenSaver", "ActiveChanged")
    for who, path in (
        ("freedesktop", "/org/freedesktop/ScreenSaver"),
        ("freedesktop", "/ScreenSaver"),
        ("gnome", "/org/gnome/ScreenSaver"),
    )
)


class SessionLock(QObject):
    """`locked` when the session's screen is locked or the computer is about to sleep."""

    locked = Signal()

    def watch(self) -> None:
        """Begin to listen on the buses that are there: on Linux as a rule, elsewhere on none."""
        try:
            from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 - absent on some platforms
        except ImportError:
            return
        self.listen(QDBusConnection.systemBus(), SLEEP)
        self.listen(QDBusConnection.sessionBus(), SCREEN)

    def listen(self, bus: QDBusConnection, signals: tuple[tuple[str, str, str, str], ...]) -> bool:
        """Listen for signals on one bus; return whether it is there."""
        if not bus.isConnected():
            return False
        slot: Any = SLOT("_told(bool)")  # the stub says bytes, which the call refuses
        heard = [bus.connect(*signal, self, slot) for signal in signals]
        return all(heard)

    @Slot(bool)
    def _told(self, begins: bool) -> None:
        if begins:
            self.locked.emit()
