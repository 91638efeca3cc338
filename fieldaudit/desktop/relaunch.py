"""Locking ends the process that held the keys: memory that was freed still holds them, a new process does not."""

import os
import sys

LOCKED = 75
"""The event loop's exit code that asks for a new process."""


def command() -> list[str]:
    """Return the command that starts this program as it was started."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *sys.argv[1:]]
    return [sys.executable, *sys.orig_argv[1:]]


def relaunch() -> int:  # noqa: RET503 - execv never returns
    """Replace this process by a new one at the unlock screen; where that is not possible, start one and end."""
    if sys.platform == "win32":
        import subprocess  # noqa: PLC0415 - the first page must not wait for it

        subprocess.Popen(command())  # noqa: S603 - the program itself
        return 0
    os.execv(sys.executable, command())  # noqa: S606 - the program itself
