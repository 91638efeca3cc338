"""The process that stays: it starts the window in a process of its own, waits, and starts a new one after a lock.

Memory that was freed still holds keys and names; a process that ended does not. So locking ends the process that held
them, and what starts the next one has never held any: this module knows the standard library only, and nothing of what
a window does comes back to it but an exit code.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from fieldaudit import dumps, faults

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from subprocess import Popen
    from types import FrameType

LOCKED = 75
"""The window's exit code that asks for a new process."""
WINDOW = "--in-this-process"
"""The first argument by which a launcher that cannot fork starts the window's process."""
_SIGNALLED = 128


def guard() -> None:
    """Keep what this process will hold out of dumps and reports; the first thing that a process does."""
    dumps.turn_off()
    faults.report_without_values()


def keep(window: Callable[[], int], arguments: Sequence[str], *, fork: bool = sys.platform == "linux") -> int:
    """Run `window` in a process of its own, anew as often as it ends with LOCKED; return its last exit code.

    Where forking is safe it is forked: nothing is loaded twice. Elsewhere (untried) the program is started again with
    WINDOW and `arguments`. Signals that ask this process to end are passed on, and it ends after its window did.
    """
    return _Forking(window).run() if fork else _starting(arguments)


def command(arguments: Sequence[str]) -> list[str]:
    """Return the command that starts a window's process where there is no forking."""
    program = [] if getattr(sys, "frozen", False) else ["-m", "fieldaudit"]
    return [sys.executable, *program, WINDOW, *arguments]


class _Forking:
    """A launcher by fork: one window at a time."""

    def __init__(self, window: Callable[[], int]) -> None:
        import signal  # noqa: PLC0415 - a command needs none of this

        self._window, self._signal = window, signal
        self._child = self._asked = 0
        self._passed_on = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT}

    def run(self) -> int:
        for number in self._passed_on:
            self._signal.signal(number, self._pass_on)
        code = LOCKED
        while code == LOCKED and not self._asked:
            code = self._one()
        return _SIGNALLED + self._asked if code == LOCKED else code

    def _one(self) -> int:
        launcher = os.getpid()
        self._signal.pthread_sigmask(self._signal.SIG_BLOCK, self._passed_on)
        self._child = os.fork()
        if not self._child:
            self._be_the_window(launcher)
        self._signal.pthread_sigmask(self._signal.SIG_UNBLOCK, self._passed_on)
        code = os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1])
        self._child = 0
        return code if code >= 0 else _SIGNALLED - code

    def _be_the_window(self, launcher: int) -> None:
        """Run the window and end at once: nothing is torn down that could still write or wait."""
        code = 1
        try:
            for number in self._passed_on:
                self._signal.signal(number, self._signal.SIG_DFL)
            self._signal.pthread_sigmask(self._signal.SIG_UNBLOCK, self._passed_on)
            dumps.end_with_parent(launcher)
            code = self._window()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        except BaseException as error:  # noqa: BLE001 - told like every other one; the process ends in any case
            sys.excepthook(type(error), error, error.__traceback__)
        finally:
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:
                    stream.flush()
            os._exit(code)

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        del frame
        self._asked = number
        if self._child:
            os.kill(self._child, number)


def _pass_on(child: Popen[bytes], number: int, frame: FrameType | None) -> None:
    del frame
    child.send_signal(number)


def _starting(arguments: Sequence[str]) -> int:
    import signal  # noqa: PLC0415 - a command needs none of this
    import subprocess  # noqa: PLC0415 - as above

    code = LOCKED
    while code == LOCKED:
        with subprocess.Popen(command(arguments)) as child:  # noqa: S603 - the program itself
            for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK"):
                if hasattr(signal, name):
                    signal.signal(getattr(signal, name), partial(_pass_on, child))
            code = child.wait()
    return code if code >= 0 else _SIGNALLED - code
