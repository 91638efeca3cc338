"""How far writing the database anew is, told from within SQLite's own long statements, which are stopped there too."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_EVERY = 1_000  # instructions of SQLite's machine: some hundred rows
_MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Course:
    """Writing a copy of `size` bytes and reading it back: `progress` is told bytes of both, and may raise to stop."""

    size: int
    progress: Callable[[int, int], None] | None = None

    def tell(self, written: int, verified: int = 0) -> None:
        """Say how many bytes are written and how many verified; raises what `progress` does."""
        if self.progress:
            self.progress(min(written, self.size) + min(verified, self.size), 2 * self.size)

    @contextmanager
    def writing(self, database: Any, copy: Path) -> Iterator[None]:
        """Tell how large the copy has become, at each megabyte, while a statement of `database` writes it.

        A signal to the process (Ctrl-C) is heard there as well, whether or not anybody watches.
        """
        stopped: list[BaseException] = []
        told = -1

        def look() -> int:
            nonlocal told
            try:
                written = copy.stat().st_size
                if written // _MEGABYTE != told:
                    told = written // _MEGABYTE
                    self.tell(written)
            except BaseException as stop:  # noqa: BLE001 - SQLite knows numbers only: it is raised again below
                stopped.append(stop)
                return 1
            return 0

        database.set_progress_handler(look, _EVERY)
        try:
            yield
        except sqlcipher3.dbapi2.Error:
            if stopped:
                raise stopped[0] from None
            raise
        finally:
            database.set_progress_handler(None, 0)
