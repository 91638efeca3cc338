"""Attaching photos, scans and sound to a question: checked, sealed, and recorded with their hash."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from typing import TYPE_CHECKING

from PIL import Image

from fieldaudit.errors import PhotoRefused

if TYPE_CHECKING:
    from pathlib import Path

_EXIF, _TAKEN, _CHANGED = 0x8769, 0x9003, 0x0132  # Exif 2.32: the Exif IFD, DateTimeOriginal, DateTime
MOST_BYTES = 50 * 1024 * 1024

# what a file is says its beginning, never its name
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (8, b"WEBP", "image/webp"),
    (0, b"%PDF-", "application/pdf"),
    (8, b"WAVE", "audio/wav"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypheic", "image/heic"),
)


def media_type(data: bytes) -> str:
    """Return the media type that the bytes themselves show, "" when it is none that can be evidence."""
    for offset, mark, kind in _SIGNATURES:
        if data[offset : offset + len(mark)] == mark:
            return kind
    return ""


def read_file(path: Path) -> bytes:
    """Return a file's bytes when it can be evidence; raises PhotoRefused with what is wrong."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise PhotoRefused(name=path.name, reason="it is larger than 50 MB")
        data = path.read_bytes()
    except (OSError, ValueError) as problem:  # a name with a NUL in it is a ValueError
        told = problem.strerror if isinstance(problem, OSError) else None
        raise PhotoRefused(name=path.name, reason=told.lower() if told else "it cannot be read") from problem
    return check(data, path.name)


def check(data: bytes, name: str) -> bytes:
    """Return `data` when it can be evidence; raises PhotoRefused."""
    if not data:
        raise PhotoRefused(name=name, reason="it is empty")
    if len(data) > MOST_BYTES:
        raise PhotoRefused(name=name, reason="it is larger than 50 MB")
    if not media_type(data):
        raise PhotoRefused(name=name, reason="it is not a photo, a PDF or a sound recording")
    return data


def digest(data: bytes) -> str:
    """Return the SHA-256 of the untouched original, hex."""
    return hashlib.sha256(data).hexdigest()


def taken_at(data: bytes) -> str:
    """Return when a photo says that it was taken (ISO, local to the camera), "" when it does not say."""
    if media_type(data) not in ("image/jpeg", "image/webp", "image/png"):
        return ""
    try:
        with Image.open(io.BytesIO(data)) as image:
            exif = image.getexif()
            said = str(exif.get_ifd(_EXIF).get(_TAKEN, exif.get(_CHANGED, "")))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise PhotoRefused(name="photo", reason="it is damaged") from problem
    try:
        taken = datetime.strptime(said.strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - a camera has its own wall clock
    except ValueError:
        return ""
    return taken.isoformat()
