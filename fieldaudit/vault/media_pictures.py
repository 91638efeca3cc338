"""Decoding strangers' pictures, with Pillow: the only place that does; the demo draws some.

Called on worker threads alone. A picture's size must have been checked by `media.look` before it is decoded here.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from fieldaudit.vault.media_shapes import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXIF, _TAKEN, _CHANGED = 0x8769, 0x9003, 0x0132  # Exif 2.32: the Exif IFD, DateTimeOriginal, DateTime
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/heic": "HEIF"}
_DAMAGED = "it is cut short or damaged"
_NO_PICTURE = "only a picture can be copied without what is hidden in its file"
_MOST_PIXELS = 80_000_000
_ONE_AT_A_TIME = Lock()  # Pillow's warnings are turned off for the whole process while a picture is open
NO_HEIC = "this computer cannot open HEIC photos; save it as JPEG, or set the camera to JPEG"
_PROBLEMS = (  # what Pillow's decoders raise on files that are damaged or made to hurt
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    ArithmeticError,
    TypeError,
    MemoryError,
    RuntimeError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Warning,
)


@contextmanager
def _opened(data: bytes, kind: str) -> Iterator[Image.Image]:
    """Open a picture as `kind` and as nothing else; raises Refused."""
    if kind not in _FORMATS:
        raise Refused(_NO_PICTURE)
    if kind == "image/heic" and not heic_here():
        raise Refused(NO_HEIC)
    try:
        with _ONE_AT_A_TIME, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[_FORMATS[kind]]) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    raise Refused(_DAMAGED)  # its structure said less
                yield picture
    except _PROBLEMS as problem:
        raise Refused(_DAMAGED) from problem


@cache
def heic_here() -> bool:
    """Whether a decoder for HEIC is installed."""
    try:
        import pi_heif  # type: ignore[import-untyped]  # noqa: PLC0415 - an optional extra, loaded when it is needed
    except ImportError:
        return False
    pi_heif.register_heif_opener()
    return True


def heic_size(data: bytes) -> tuple[int, int]:
    """Return width and height of a HEIC photo without decoding it; raises Refused."""
    with _opened(data, "image/heic") as picture:
        return picture.size


def check(data: bytes, kind: str) -> None:
    """Decode a picture from end to end, a JPEG at an eighth of its size; raises Refused when it is cut or damaged."""
    with _opened(data, kind) as picture:
        picture.draft(None, (picture.width // 8, picture.height // 8))
        picture.load()


def taken_at(data: bytes, kind: str) -> str:
    """Return when a photo says that it was taken (ISO, local to the camera), "" when it does not say."""
    try:
        with _opened(data, kind) as picture:
            exif = picture.getexif()
            said = str(exif.get_ifd(_EXIF).get(_TAKEN, exif.get(_CHANGED, "")))
    except Refused:  # what is beside the pixels may be broken in a good photo
        return ""
    try:
        taken = datetime.strptime(said.strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - a camera has its own wall clock
    except ValueError:
        return ""
    return taken.isoformat()


def copy(data: bytes, kind: str, longest: int = 1600, quality: int = 85) -> bytes:
    """Return the picture as a JPEG of its pixels alone: upright, at most `longest` pixels, no metadata of any kind.

    For whatever leaves the original's keeping: reports, and thumbnails of kinds that Qt cannot read. Raises Refused,
    for a PDF or a sound too: they cannot be stripped with certainty.
    """
    with _opened(data, kind) as picture:
        picture.draft("RGB", (longest, longest))
        seen = _eight_bits(picture) if picture.mode.startswith("I") else picture
        seen.thumbnail((longest, longest))  # before it is turned, which copies it
        upright = ImageOps.exif_transpose(seen)
        clear = "A" in upright.getbands() or "transparency" in upright.info
        pixels = upright.convert("RGBA" if clear else "RGB")
        # a saved copy of an opened picture keeps its comment and profile: a new one knows nothing but pixels
        clean = Image.new("RGB", pixels.size, "white")
        clean.paste(pixels, (0, 0), pixels if clear else None)
        out = io.BytesIO()
        clean.save(out, "JPEG", quality=quality)
        return out.getvalue()


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Return a grey picture of 16 bits, which Pillow neither shrinks nor saves, as one of eight."""
    grey = picture.convert("I").point(lambda value: value / 256).convert("L")
    grey.info, grey._exif = picture.info, picture.getexif()  # noqa: SLF001 - how it lies
    return grey
