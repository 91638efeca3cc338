"""What every statement on a closing must keep to: how long its words are, and what a handwritten signature is."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from fieldaudit.errors import FileUnreadable, StatementRefused

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = 10_000
_PICTURE = 200_000  # bytes of a PNG; the pad's have some thousands
_PNG = b"\x89PNG\r\n\x1a\n"


def check_picture(text: str) -> None:
    """Raise StatementRefused unless it is "" or a PNG in base64 of a size that a signature has."""
    if not text:
        return
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data.startswith(_PNG) or len(data) > _PICTURE:
        raise StatementRefused(reason="the handwritten signature must be a PNG picture of at most 200 KB")


def read_picture(path: Path) -> str:
    """Return a PNG file as a statement holds it; raises FileUnreadable, StatementRefused."""
    try:
        with path.open("rb") as file:
            data = file.read(_PICTURE + 1)
    except OSError as failed:
        raise FileUnreadable(path=path, reason=failed.strerror or "the disk refused") from failed
    text = base64.b64encode(data).decode("ascii")
    check_picture(text)
    return text
