"""`fieldaudit`: the command line; without a command the desktop, whose vault lives in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

from fieldaudit import faults, launcher

_HOME = "--home"


def main() -> int:
    """Run the program as it was called and return its exit code.

    What only asks for a window is seen here, without loading the command line: the launcher stays as it begins.
    """
    launcher.guard()
    arguments = sys.argv[1:]
    if arguments[:1] == [launcher.WINDOW]:
        return window(_home_only(arguments[1:]) or "")
    home = _home_only(arguments)
    if home is not None:
        return launcher.keep(lambda: window(home), arguments)
    faults.hush_logging()
    from fieldaudit.cli import main as command_line  # noqa: PLC0415 - loads every room, which no launcher may

    return command_line(arguments)


def _home_only(arguments: list[str]) -> str | None:
    """Return the home when nothing else is said ("": the usual one), None when it takes the command line to tell."""
    match arguments:
        case []:
            return ""
        case [option, home] if option == _HOME and not home.startswith("-"):
            return home
        case [both] if both.startswith(f"{_HOME}="):
            return both.removeprefix(f"{_HOME}=")
    return None


def window(home: str) -> int:
    """Run the window in this process."""
    from fieldaudit.desktop.opening import open_window  # noqa: PLC0415 - Qt is loaded in the window's process only

    return open_window(Path(home) if home else None)


if __name__ == "__main__":
    sys.exit(main())
