"""Notices when the computer's own session is locked or the computer goes to sleep, where the platform says so."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection
    from PySide6.QtWidgets import QWidget

LOGIN, MANAGER_PATH, MANAGER = "org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager"
# service, path, interface, signal: each carries one truth, True at the beginning
SLEEP = ((LOGIN, MANAGER_PATH, MANAGER, "PrepareForSleep"),)
SCREEN = tuple(
    (f"org.{who}.ScreenSaver", path, f"org.{who}.ScreenSaver", "ActiveChanged")
    for who, path in (
        ("freedesktop", "/org/freedesktop/ScreenSaver"),
        ("freedesktop", "/ScreenSaver"),
        ("gnome", "/org/gnome/ScreenSaver"),
        ("cinnamon", "/org/cinnamon/ScreenSaver"),
        ("mate", "/org/mate/ScreenSaver"),
        ("xfce", "/org/xfce/ScreenSaver"),
    )
)
_WAIT_MS = 500


class SessionLock(QObject):
    """`locked` when the session's screen is locked or the computer is about to sleep."""

    locked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._delay: object = None

    def watch(self, window: QWidget) -> None:
        """Begin to listen: the buses on Linux, the window's messages on Windows (untried), nothing elsewhere."""
        if sys.platform == "win32":
            from fieldaudit.desktop.session_lock_windows import WindowsMessages  # noqa: PLC0415 - Windows only

            self._delay = WindowsMessages(int(window.winId()), self.locked.emit)
            return
        try:
            from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 - absent on some platforms
        except ImportError:
            return
        system = QDBusConnection.systemBus()
        self.listen(system, SLEEP)
        self.listen_to_login(system)
        self.listen(QDBusConnection.sessionBus(), SCREEN)

    def listen(self, bus: QDBusConnection, signals: tuple[tuple[str, str, str, str], ...]) -> bool:
        """Listen for signals on one bus; return whether it is there."""
        if not bus.isConnected():
            return False
        slot: Any = SLOT("_told(bool)")  # the stub says bytes, which the call refuses
        heard = [bus.connect(*signal, self, slot) for signal in signals]
        return all(heard)

    def listen_to_login(self, bus: QDBusConnection) -> bool:
        """Listen for this session's own Lock, and have sleep wait until the vault is closed.

        The delay lasts as long as its file is open: it ends with this process. Returns whether both are had.
        """
        if not bus.isConnected():
            return False
        session = _asked(bus, "GetSession", [os.environ.get("XDG_SESSION_ID", "auto")])
        delay = _asked(bus, "Inhibit", ["sleep", "FieldAudit", "closes the vault", "delay"])
        if delay is not None:
            self._delay = delay
        slot: Any = SLOT("_locked()")
        path = session.path() if session is not None else ""
        return bool(path) and bus.connect(LOGIN, path, f"{LOGIN}.Session", "Lock", self, slot) and delay is not None

    @Slot(bool)
    def _told(self, begins: bool) -> None:
        if begins:
            self.locked.emit()

    @Slot()
    def _locked(self) -> None:
        self.locked.emit()


def _asked(bus: QDBusConnection, method: str, arguments: list[object]) -> Any:
    """Return what the login manager answers, None where it does not."""
    from PySide6.QtDBus import QDBus, QDBusMessage  # noqa: PLC0415 - absent on some platforms

    call = QDBusMessage.createMethodCall(LOGIN, MANAGER_PATH, MANAGER, method)
    call.setArguments(arguments)
    answer = bus.call(call, QDBus.CallMode.Block, _WAIT_MS)
    told = answer.arguments()
    return told[0] if answer.type() == QDBusMessage.MessageType.ReplyMessage and told else None
