"""The structure of pictures and PDFs, walked without decoding: kind, size in pixels, bombs, a second file inside."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Read = Callable[[int], bytes | None]

NONE_OF_THEM = "it is not a photo, a PDF or a sound recording"
_CUT = "it is cut short or damaged"
_MOST_TEXT = 4 * 1024 * 1024  # what a PNG's packed text or colour profile may unpack to
_PNG = b"\x89PNG\r\n\x1a\n"
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"hevc", b"hevx")
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # T.81 table B.1: SOF markers
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
_FILL, SCAN = 0xFF, 0xDA  # what begins every marker, and the start of coded pixels
_MOST_BOXES = 10_000


class Refused(Exception):
    """A file that cannot be evidence; its text is the reason."""


def kind_of(data: bytes) -> str:
    """Return the media type of a picture or a PDF by its first bytes, "" for another."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(_PNG):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS and b"avif" not in data[8 : 8 + 64]:
        return "image/heic"
    return ""


def size_of(data: bytes, kind: str) -> tuple[int, int]:
    """Return width and height that the picture's structure states; raises Refused when it is cut or a bomb."""
    try:
        if kind == "image/jpeg":
            return _jpeg(data)
        if kind == "image/png":
            return _png(data)
        if kind == "image/webp":
            return _webp(data)
    except (struct.error, IndexError):
        raise Refused(_CUT) from None
    return 0, 0


def _jpeg(data: bytes) -> tuple[int, int]:
    found = (0, 0)
    for marker, at, length in segments(data):
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 3)
            found = max(found, (width, height), key=lambda size: size[0] * size[1])
        if marker == SCAN and data.find(b"\xff\xd9", at + length) >= 0:  # what follows is coded, until the end mark
            return found
    raise Refused(_CUT)


def frames_of_jpeg(data: bytes) -> list[tuple[int, int]]:
    """Return marker and place of the content of every frame header before the first scan."""
    return [(marker, at) for marker, at, _ in segments(data) if marker in _FRAMES]


def segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Give marker, place after it, and length (itself included) of each segment up to the first scan."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != _FILL:
            raise Refused(_CUT)
        marker = data[at + 1]
        if marker == _FILL or marker in _ALONE:
            at += 1 if marker == _FILL else 2
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        if length < 2 or at + 2 + length > len(data):  # noqa: PLR2004 - the length counts its own two bytes
            raise Refused(_CUT)
        yield marker, at + 2, length
        if marker == SCAN:
            return
        at += 2 + length


def _png(data: bytes) -> tuple[int, int]:
    at, size, last, left = len(_PNG), (0, 0), b"", _MOST_TEXT
    while at + 12 <= len(data) and last != b"IEND":
        length, last = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        if len(body) < length or at + 12 + length > len(data):
            raise Refused(_CUT)
        if last != b"IDAT" and zlib.crc32(last + body) != struct.unpack_from(">I", data, at + 8 + length)[0]:
            raise Refused("it is damaged")
        if (last == b"IHDR") != (at == len(_PNG)):
            raise Refused("it is damaged")  # one header, and first: another would say another size
        if last == b"IHDR":
            size = struct.unpack_from(">II", body)
        if last in (b"zTXt", b"iTXt", b"iCCP"):
            left -= _unpacked(body, left)
        at += 12 + length
    if last != b"IEND":
        raise Refused(_CUT)
    return size


def _unpacked(body: bytes, most: int) -> int:
    """Return how much a chunk unpacks to; refuse more than text and a colour profile together ever are."""
    start = body.find(b"\x78", body.find(b"\0") + 1)
    while 0 <= start < len(body):
        try:
            unpacked = zlib.decompressobj().decompress(body[start:], most + 1)
        except zlib.error:
            start = body.find(b"\x78", start + 1) if start < 200 else -1  # noqa: PLR2004 - keyword and languages are short
            continue
        if len(unpacked) > most:
            raise Refused("it holds a text that unpacks without end")
        return len(unpacked)
    return 0


def _webp(data: bytes) -> tuple[int, int]:
    (said,) = struct.unpack_from("<I", data, 4)
    if said + 8 > len(data):
        raise Refused(_CUT)
    kind, body = data[12:16], data[20:50]
    if kind == b"VP8X":
        canvas = (int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1)
        return max([canvas, *_webp_frames(data)], key=lambda size: size[0] * size[1])
    return _webp_frame(kind, body)


def _webp_frames(data: bytes) -> Iterator[tuple[int, int]]:
    at = 12
    while at + 8 <= len(data):
        kind, (length,) = data[at : at + 4], struct.unpack_from("<I", data, at + 4)
        if kind in (b"VP8 ", b"VP8L"):
            yield _webp_frame(kind, data[at + 8 : at + 38])
        at += 8 + length + length % 2


def _webp_frame(kind: bytes, body: bytes) -> tuple[int, int]:
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    raise Refused("it is damaged")


def hides_another(data: bytes, kind: str) -> bool:
    """Return whether the file would also open as a PDF, an archive or a web page: one made to deceive."""
    if kind == "application/pdf":
        if b"%%EOF" not in data[-2048:]:
            raise Refused(_CUT)
    elif b"%PDF-" in data[:1024]:
        return True
    return _is_archive(data) or _is_page(data[:1024])


def _is_archive(data: bytes) -> bool:
    """Whether a ZIP directory ends exactly where the file ends (APPNOTE 4.3.16)."""
    at = data.rfind(b"PK\x05\x06", -(22 + 0xFFFF))
    return at >= 0 and at + 22 <= len(data) and at + 22 + struct.unpack_from("<H", data, at + 20)[0] == len(data)


def _is_page(start: bytes) -> bool:
    lowered = start.lower()
    return any(mark in lowered for mark in (b"<script", b"<html", b"<!doctype html", b"<svg", b"<?php"))


def boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Give type, begin and end of the content of each box of an ISO media file (ISO 14496-12, 4.2)."""
    at = start
    for _ in range(_MOST_BOXES):
        if at + 8 > end:
            return
        size, kind = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1:
            if at + 16 > end:
                return
            size, head = struct.unpack_from(">Q", data, at + 8)[0], 16
        size = size or end - at
        if size < head or at + size > end:
            raise Refused(_CUT)
        yield kind, at + head, at + size
        at += size
