"""What a file is, told from its bytes and structure, never from its name; what cannot be evidence is refused.

Kinds: JPEG (ITU T.81), PNG (ISO 15948), WebP (RFC 9649), HEIC (ISO 23008-12), PDF (ISO 32000), and sound as MP3, AAC,
M4A, Ogg, WAV, AMR and FLAC. Films are refused: a minute of one is larger than everything else in an audit, and no
report can show it. Nothing is decoded here; see `media_pictures` for that.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.errors import PhotoRefused
from fieldaudit.vault import media_memory, media_pictures, media_shapes, media_sounds

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 50 * 1024 * 1024
MOST_PIXELS = 80_000_000

# what is refused by name: the beginning of each, and what it is
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"#!/", "a program"),
    (b"PK\x03\x04", "an archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"GIF8", "a GIF"),
    (b"BM", "a bitmap"),
    (b"II*\x00", "a TIFF or a camera's raw file"),
    (b"MM\x00*", "a TIFF or a camera's raw file"),
    (b"8BPS", "a Photoshop file"),
    (b"\x1a\x45\xdf\xa3", "a film"),
)
_MARKUP = re.compile(rb"<\s*(!doctype|html|svg|script|\?xml|head|body|iframe)", re.IGNORECASE)
_FAMILIES = {
    "picture": ("jpg", "jpeg", "jpe", "jfif", "png", "webp", "heic", "heif"),
    "PDF": ("pdf",),
    "sound": ("mp3", "m4a", "m4b", "aac", "ogg", "oga", "opus", "wav", "amr", "flac", "3gp", "mp4"),
}
_STRANGE = (  # endings by which a system would start or show something else than what is inside
    *("exe", "com", "scr", "bat", "cmd", "ps1", "vbs", "js", "jar", "msi", "lnk", "sh", "app", "apk", "dll", "html"),
    *("htm", "svg", "xml", "zip", "doc", "docx", "docm", "xls", "xlsx", "xlsm", "gif", "bmp", "tif", "tiff", "txt"),
)


@dataclass(frozen=True)
class Look:
    """What a file turned out to be: its media type, and the size in pixels of a picture (0 for others)."""

    media_type: str
    width: int = 0
    height: int = 0

    @property
    def picture(self) -> bool:
        """Whether it is a picture."""
        return self.media_type.startswith("image/")


def read_file(path: Path) -> bytes:
    """Return a file's bytes, at most 50 MB; raises PhotoRefused for what is no file, too large or still growing.

    A pipe or a device is never waited for, and what a link points to is what counts.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as problem:  # a name with a NUL in it is a ValueError
        told = problem.strerror if isinstance(problem, OSError) else None
        raise PhotoRefused(name=path.name, reason=told.lower() if told else "it cannot be read") from problem
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise PhotoRefused(name=path.name, reason="it is not a file")
    with os.fdopen(handle, "rb", buffering=0) as file:
        try:
            return _read_whole(file.read, os.fstat(handle).st_size, path.name)
        except OSError as problem:
            raise PhotoRefused(name=path.name, reason=(problem.strerror or "it cannot be read").lower()) from problem


def _read_whole(read: media_shapes.Read, size: int, name: str) -> bytes:
    if size > MOST_BYTES:
        raise PhotoRefused(name=name, reason=_TOO_LARGE)
    found = bytearray()
    while piece := read(1 << 20):
        found += piece
        if len(found) > size:
            raise PhotoRefused(name=name, reason="it is still being written")
    if len(found) < size:
        raise PhotoRefused(name=name, reason="it changed while it was read")
    return bytes(found)


_TOO_LARGE = "it is larger than 50 MB"


def look(data: bytes, name: str) -> Look:
    """Return what `data` is when it can be evidence; raises PhotoRefused with what is wrong."""
    if not data:
        raise PhotoRefused(name=name, reason="it is empty")
    if len(data) > MOST_BYTES:
        raise PhotoRefused(name=name, reason=_TOO_LARGE)
    try:
        found = _shape(data)
    except media_shapes.Refused as refused:
        raise PhotoRefused(name=name, reason=str(refused)) from None
    _check_name(found, name)
    return found


def _shape(data: bytes) -> Look:
    """Return what the bytes are; raises media_shapes.Refused."""
    kind = media_shapes.kind_of(data) or media_sounds.kind_of(data)
    if not kind:
        raise media_shapes.Refused(_what_else(data))
    if media_shapes.hides_another(data, kind):
        raise media_shapes.Refused("it is two kinds of file in one")
    if not kind.startswith("image/"):
        return Look(kind)
    width, height = media_shapes.size_of(data, kind)
    if kind == "image/heic":
        width, height = media_pictures.heic_size(data)
    if not width or not height:
        raise media_shapes.Refused("it is damaged")
    if width * height > MOST_PIXELS:
        millions = f"{width * height // 1_000_000:,}"
        raise media_shapes.Refused(f"it unpacks to {millions} megapixels, and at most 80 are taken")
    media_memory.check(data, kind, (width, height))
    return Look(kind, width, height)


def _what_else(data: bytes) -> str:
    """Return the reason for refusing what is none of the kinds."""
    found = next((what for mark, what in _OTHERS if data.startswith(mark)), "")
    if _MARKUP.match(data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")):
        found = "a web page or a drawing"
    if data[4:8] == b"ftyp":
        found = "a film" if data[8:12] not in (b"avif", b"avis") else "an AVIF picture"
    if data[:4] == b"RIFF" and data[8:12] == b"AVI ":
        found = "a film"
    if found == "a film":
        return "it is a film, and films are not taken"
    return f"it is {found}, not a photo, a PDF or a sound recording" if found else media_shapes.NONE_OF_THEM


def _check_name(found: Look, name: str) -> None:
    """Refuse a name that promises something else; pictures among themselves may be misnamed, sounds too."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    family = "picture" if found.picture else "PDF" if found.media_type == "application/pdf" else "sound"
    promised = next((one for one, endings in _FAMILIES.items() if ending in endings), "")
    if (promised and promised != family) or ending in _STRANGE:
        what = "sound recording" if family == "sound" else family
        raise PhotoRefused(name=name, reason=f"its name ends in .{ending}, but it is a {what}")


def whole(data: bytes, name: str) -> Look:
    """Return what `data` is, a picture decoded once from end to end; raises PhotoRefused, for one that is cut too."""
    found = look(data, name)
    if found.picture:
        try:
            media_pictures.check(data, found.media_type)
        except media_shapes.Refused as refused:
            raise PhotoRefused(name=name, reason=str(refused)) from None
    return found
