"""Setting up a home in several steps as if it were one: what a crash leaves half made counts as not there."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fieldaudit.vault import blobs, files, keyfile, reserve, trouble
from fieldaudit.vault.backup import DATABASE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARK = "setting-up"


def unfinished(home: Path) -> bool:
    """Whether the home was being set up and never became whole; nothing was ever kept in it."""
    return (home / MARK).exists()


@contextmanager
def setting_up(home: Path, *others: str) -> Iterator[None]:
    """Mark `home` while it is set up; what an earlier try left there (`others` by name too) is taken away first."""
    with trouble.told(home):
        if unfinished(home):
            _clear(home, others)
        fresh = not (home / keyfile.NAME).exists() and not (home / DATABASE).exists()
        if fresh:
            files.make_folder(home)
            files.write(home / MARK, b"")
    try:
        yield
    except BaseException:
        if fresh:
            _clear(home, others)
        raise
    with trouble.told(home):
        files.remove(
            home / MARK
        )  # durably: with the mark still there, a power cut would make the whole home count as none


def _clear(home: Path, others: tuple[str, ...]) -> None:
    names = {keyfile.NAME, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", reserve.NAME, *others}
    for name in names:
        (home / name).unlink(missing_ok=True)
    shutil.rmtree(home / blobs.FOLDER, ignore_errors=True)
    (home / MARK).unlink(missing_ok=True)  # last: until then it still counts as unfinished
