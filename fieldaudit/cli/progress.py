"""Progress of long work on a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldaudit.cli.output import Output

_SHOWN_EVERY = 20  # parts of a hundred


def on_terminal(output: Output) -> Callable[[int, int], None]:
    """Return what shows progress on a terminal, and nothing elsewhere."""
    shown = -1

    def show(done: int, total: int) -> None:
        nonlocal shown
        part = _SHOWN_EVERY * done // total if total else 0
        if sys.stderr.isatty() and part != shown:
            shown = part
            output.say(f"{100 * done // total if total else 100} %")

    return show
