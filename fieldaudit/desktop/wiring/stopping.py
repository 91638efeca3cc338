"""Long work on many files that a person stops: what was done by then stays done, and is told so."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from fieldaudit.errors import Cancelled, IntakeStopped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fieldaudit.desktop.protocols import Progress


@contextmanager
def told_how_far(progress: Progress, said: type[IntakeStopped] = IntakeStopped) -> Iterator[Callable[[int, int], None]]:
    """Give a way to report progress; once the person stops it, raises `said` with how far it went."""
    reached = (0, 0)

    def report(done: int, total: int) -> None:
        nonlocal reached
        reached = done, total
        progress.report(done, total)

    try:
        yield report
    except Cancelled as stopped:
        raise said(done=reached[0], total=reached[1]) from stopped
