"""What lies behind the first page, loaded while a passphrase is typed: module by module, on the interface thread.

Not on the worker, as all else is: making Qt's classes on one thread while another runs its event loop has crashed.
"""

from __future__ import annotations

import importlib
import pkgutil

from PySide6.QtCore import QObject, QTimer

from fieldaudit import desktop

_PAUSE_MS = 2
_PARTS_FIRST = ("widgets", "navigation", "backup", "run.answers", "run")
"""Packages that others build on: what is loaded alone takes a few milliseconds, all at once most of a second."""


def modules() -> list[str]:
    """Return the names of the desktop's modules, those first that others build on."""
    names = [found.name for found in pkgutil.walk_packages(desktop.__path__, f"{desktop.__name__}.")]
    first = tuple(f"{desktop.__name__}.{part}." for part in _PARTS_FIRST)
    return sorted(names, key=lambda name: [not name.startswith(part) for part in first])


class Loading(QObject):
    """Loads one module after the other, with a pause for keys and paint between them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._left = modules()[::-1]
        self._next = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._next.timeout.connect(self._load)

    def begin(self) -> None:
        """Load the first."""
        self._next.start()

    def _load(self) -> None:
        importlib.import_module(self._left.pop())
        if self._left:
            self._next.start()
