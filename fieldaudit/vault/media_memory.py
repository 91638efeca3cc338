"""What decoding a picture takes in memory at most, told from its structure before anything is decoded.

Measured with Pillow 12 (VmHWM of a process that decodes it): a picture lies there with four bytes a pixel, one where it
is grey; a progressive JPEG takes all its coefficients, however small it is drawn; a WebP is unpacked by a decoder of
animations, which keeps two canvases beside the picture.
"""

from __future__ import annotations

import struct
from math import ceil

from fieldaudit.vault.media_shapes import SCAN, Refused, frames_of_jpeg, segments

MOST = 400 * 1024 * 1024
_ROWS_AT_ONCE = 64 * 1024 * 1024  # what a JPEG takes that is decoded row by row, or at an eighth of its size
_WEBP, _HEIC = 16, 8  # bytes a pixel
_GREY, _GREY_DEEP, _COLOURS, _CLEAR = 1, 8, 4, 8
_COEFFICIENT = 2  # bytes
_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})  # T.81 table B.1


def check(data: bytes, kind: str, size: tuple[int, int]) -> None:
    """Raise Refused for a picture, of which `size` is known to be bearable, that would take too much memory."""
    found = needed(data, kind, size[0] * size[1])
    if found > MOST:
        raise Refused(f"opening it takes {found >> 20:,} MB of memory, and at most {MOST >> 20} are given")


def needed(data: bytes, kind: str, pixels: int) -> int:
    """Return how many bytes decoding a picture of this media type takes at most, about."""
    if kind == "image/jpeg":
        return _coefficients(data) + _ROWS_AT_ONCE
    if kind == "image/png":
        return pixels * _png(data)
    return pixels * (_WEBP if kind == "image/webp" else _HEIC)


def _png(data: bytes) -> int:
    """Return bytes a pixel by bit depth and colour type (ISO 15948, 11.2.1)."""
    depth, colour = data[24], data[25]
    if colour == 0:
        return _GREY if depth <= 8 else _GREY_DEEP  # noqa: PLR2004 - bits
    return _CLEAR if colour in (4, 6) else _COLOURS  # with alpha, shrinking it takes a copy


def _coefficients(data: bytes) -> int:
    """Return the bytes of all coefficients where they are kept until the last scan, else 0 (T.81, B.2.2 and B.2.3)."""
    most = 0
    for marker, at in frames_of_jpeg(data):
        height, width, parts = struct.unpack_from(">HHB", data, at + 3)
        factors = [data[at + 9 + 3 * part] for part in range(parts)]
        across, down = max(factor >> 4 for factor in factors), max(factor & 15 for factor in factors)
        one_scan = marker not in _PROGRESSIVE and _in_first_scan(data) >= parts
        if one_scan or not across or not down:
            continue
        areas = (ceil(width * (factor >> 4) / across) * ceil(height * (factor & 15) / down) for factor in factors)
        most = max(most, sum(areas) * _COEFFICIENT)
    return most


def _in_first_scan(data: bytes) -> int:
    return next((data[at + 2] for marker, at, _ in segments(data) if marker == SCAN), 0)
