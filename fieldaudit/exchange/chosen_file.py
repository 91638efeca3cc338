"""A small file that a person chose: an invitation, a request, an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.errors import FileUnreadable

if TYPE_CHECKING:
    from pathlib import Path

    from fieldaudit.errors import InvitationRefused, RecoveryRequestRefused

LARGEST = 256 * 1024


def read_small(path: Path, refused: type[InvitationRefused | RecoveryRequestRefused]) -> bytes:
    """Return what the file holds; raises FileUnreadable, and `refused` when it is too large to be one."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as failed:
        raise FileUnreadable(path=path, reason=failed.strerror or "the disk refused") from failed
    if len(data) > LARGEST:
        raise refused(reason="the file is too large to be one")
    return data
