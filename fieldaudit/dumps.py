"""No copy of this process's memory: neither a core dump nor a look into it by another program of the same user.

Standard library only: the launcher and the command line call this before anything else is loaded.
"""

import ctypes
import os
import signal
import sys

_LINUX = sys.platform.startswith("linux")
_SET_PARENT_DEATH_SIGNAL, _SET_DUMPABLE = 1, 4  # <linux/prctl.h>
_NO_FAULT_BOXES = 0x0001 | 0x0002 | 0x8000  # SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX, SEM_NOOPENFILEERRORBOX
_NO_HEAP_IN_REPORTS = 1  # WER_FAULT_REPORTING_FLAG_NOHEAP


def turn_off() -> None:
    """Turn core dumps off for this process and every one that it forks.

    On Linux also PR_SET_DUMPABLE 0: a handler that `core_pattern` pipes to disregards the limit, and only this keeps
    another process of the same user from reading the memory. The Windows part is untried.
    """
    if sys.platform == "win32":
        _turn_off_on_windows()
        return
    import resource  # noqa: PLC0415 - absent on Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if _LINUX:
        _prctl(_SET_DUMPABLE, 0)


def end_with_parent(parent: int) -> None:
    """Have this process asked to end (SIGTERM) once its parent, the process `parent`, is gone; Linux only."""
    if not _LINUX:
        return
    _prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() != parent:  # it went before it could be asked
        os.kill(os.getpid(), signal.SIGTERM)


def _prctl(option: int, value: int) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    result: int = libc.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0))
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def _turn_off_on_windows() -> None:
    if sys.platform == "win32":
        kernel = ctypes.windll.kernel32
        kernel.SetErrorMode(_NO_FAULT_BOXES)
        kernel.WerSetFlags(_NO_HEAP_IN_REPORTS)
