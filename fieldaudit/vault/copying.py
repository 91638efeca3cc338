"""One copy of a vault at a time, and nothing beside it that rewrites the database: a purge, a new key."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fieldaudit.errors import CopyUnderWay

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_guard = threading.Lock()
_busy: set[Path] = set()


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Be the only one in this process who copies or rewrites the vault in `home`; raises CopyUnderWay.

    Other processes are kept out by the vault's own lock.
    """
    with _guard:
        if home in _busy:
            raise CopyUnderWay
        _busy.add(home)
    try:
        yield
    finally:
        with _guard:
            _busy.discard(home)
