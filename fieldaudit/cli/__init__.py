"""The command line: the desktop's use cases without a screen; with no command it opens the desktop.

Exit codes: 0 done, 1 the input was refused (the reason in one sentence on stderr), 2 wrong usage.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from fieldaudit import launcher
from fieldaudit.cli.arguments import build_parser
from fieldaudit.cli.output import Output
from fieldaudit.errors import DiskTrouble, FieldAuditError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command (or open the desktop) and return the process's exit code; without `argv` it is the program."""
    if argv is None:
        launcher.guard()
    parser = build_parser()
    options = parser.parse_args(_asked(sys.argv[1:] if argv is None else argv))
    output = Output(as_json=getattr(options, "json", False))
    try:
        if options.command is None:
            return _open_desktop(options.home)
        code = options.run(options, output)
    except FieldAuditError as error:
        output.refuse(error)
        return 1
    except KeyboardInterrupt:
        output.say("Stopped. What was already saved stays saved.")
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except OSError as problem:  # a disk or a folder that no room expected; never a traceback
        output.refuse(DiskTrouble(reason=problem.strerror or "it failed"))
        return 1
    return int(code or 0)


def _asked(argv: Sequence[str]) -> Sequence[str]:
    """Return what `help COMMAND` means: the command's own --help."""
    return [*argv[1:], "--help"] if argv[:1] == ["help"] else argv


def _open_desktop(home: str | None) -> int:
    from fieldaudit.__main__ import window  # noqa: PLC0415 - only when a window is asked for

    return launcher.keep(lambda: window(home or ""), ["--home", home] if home else [])
