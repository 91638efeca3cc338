"""What a window's process does first: find out whether Qt can start here, then open the window."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def open_window(home: Path | None = None, *, quit_when_shown: bool = False) -> int:
    """Open the window on the vault in `home` and return the exit code; says in one sentence what keeps it from it."""
    from fieldaudit.errors import DiskTrouble, FieldAuditError  # noqa: PLC0415 - beside Qt, not in the launcher

    try:
        _load_qt()
        from fieldaudit.desktop.app import main  # noqa: PLC0415 - only where Qt is whole

        return main(home, quit_when_shown=quit_when_shown)
    except FieldAuditError as error:
        return _refuse(error)
    except OSError as problem:
        return _refuse(DiskTrouble(reason=problem.strerror or "it failed"))


def _load_qt() -> None:
    """Load Qt as the window will; only where that fails every library is looked for, which takes a while."""
    from fieldaudit.desktop import system_libraries  # noqa: PLC0415 - beside Qt

    system_libraries.require_screen()
    try:
        import PySide6.QtWidgets  # noqa: PLC0415 - tried here

        if os.environ.get("QT_QPA_PLATFORM", "xcb").startswith("xcb") and sys.platform.startswith("linux"):
            system_libraries.load(Path(PySide6.QtWidgets.__file__).with_name("Qt") / "plugins/platforms/libqxcb.so")
    except (ImportError, OSError):
        system_libraries.require()
        raise


def _refuse(error: Exception) -> int:
    if sys.stderr is not None:  # a windowed program has none
        sys.stderr.write(f"fieldaudit: {error}\n")
    return 1
