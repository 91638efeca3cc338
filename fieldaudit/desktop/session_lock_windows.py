"""What Windows tells a window about its session and its power; written from the manual, untried.

WM_WTSSESSION_CHANGE comes once the window is registered for it, WM_POWERBROADCAST by itself
(learn.microsoft.com: "WM_WTSSESSION_CHANGE message", "WM_POWERBROADCAST message").
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractNativeEventFilter, QCoreApplication

if TYPE_CHECKING:
    from collections.abc import Callable

SESSION_CHANGE, SESSION_LOCK, CONSOLE_DISCONNECT, REMOTE_DISCONNECT, LOGOFF = 0x02B1, 0x7, 0x2, 0x4, 0x6
POWER_BROADCAST, SUSPEND = 0x0218, 0x4
_THIS_SESSION = 0


def begins(message: int, what: int) -> bool:
    """Return whether a message says that the session is locked or left, or that the computer goes to sleep."""
    left = (SESSION_LOCK, CONSOLE_DISCONNECT, REMOTE_DISCONNECT, LOGOFF)
    return (message == SESSION_CHANGE and what in left) or (message == POWER_BROADCAST and what == SUSPEND)


class WindowsMessages(QAbstractNativeEventFilter):
    """Calls `told` when a lock or a sleep begins."""

    def __init__(self, window: int, told: Callable[[], None]) -> None:
        super().__init__()
        self._told = told
        if sys.platform == "win32":
            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(wintypes.HWND(window), _THIS_SESSION)
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self)

    def nativeEventFilter(self, kind: Any, message: Any) -> tuple[bool, int]:  # noqa: N802 - Qt's name
        """Look at a message; let every one go on."""
        if bytes(kind) == b"windows_generic_MSG":
            read = wintypes.MSG.from_address(int(message))
            if begins(read.message, read.wParam):
                self._told()
        return False, 0
