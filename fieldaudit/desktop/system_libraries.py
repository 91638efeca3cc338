"""Which of Qt's system libraries a Linux machine lacks, and the command that installs them."""

import ctypes.util
import os
import sys
from pathlib import Path

from fieldaudit.errors import NoScreen, QtLibrariesMissing

# shared library -> Debian package; the second group is needed only where there is a screen
_ALWAYS = {
    "glib-2.0": "libglib2.0-0",
    "EGL": "libegl1",
    "GL": "libgl1",
    "X11": "libx11-6",
    "dbus-1": "libdbus-1-3",
    "fontconfig": "libfontconfig1",
    "freetype": "libfreetype6",
    "xkbcommon": "libxkbcommon0",
}
_PLACES = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
_SCREEN = {
    "X11-xcb": "libx11-xcb1",
    "xcb-cursor": "libxcb-cursor0",
    "xcb-icccm": "libxcb-icccm4",
    "xcb-keysyms": "libxcb-keysyms1",
    "xcb-shape": "libxcb-shape0",
    "xcb-xkb": "libxcb-xkb1",
    "xkbcommon-x11": "libxkbcommon-x11-0",
}


def missing_packages() -> list[str]:
    """Return the Debian packages whose library is not found on this machine; empty outside Linux."""
    if not sys.platform.startswith("linux"):
        return []
    wanted = dict(_ALWAYS)
    if os.environ.get("QT_QPA_PLATFORM", "xcb").startswith("xcb"):
        wanted |= _SCREEN
    return [package for library, package in wanted.items() if ctypes.util.find_library(library) is None]


def require() -> None:
    """Raise what keeps Qt from starting: `QtLibrariesMissing`, which names the command that helps, or `NoScreen`."""
    packages = missing_packages()
    if packages:
        raise QtLibrariesMissing(packages=" ".join(packages))
    require_screen()


def require_screen() -> None:
    """Raise `NoScreen` where there is none."""
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in _PLACES):
        raise NoScreen


def load(library: Path) -> None:
    """Load a library of Qt's that needs others of the system; raises OSError where one is missing."""
    if library.is_file():
        ctypes.CDLL(str(library))
