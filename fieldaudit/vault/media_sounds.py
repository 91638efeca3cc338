"""The structure of sound recordings: which kind one is, and whether it is whole enough to be one."""

from __future__ import annotations

import struct

from fieldaudit.vault.media_shapes import Refused, boxes

_CUT = "it is cut short or damaged"
_FILM = "it is a film, and films are not taken"
# ISO 11172-3 and 13818-3: kbit/s by index for (MPEG-1, layer 3) and (MPEG-2 and 2.5, layer 3); samples per second
_RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SAMPLES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_OGG_SOUNDS = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC", b"Speex   ")
_PICTURES = (b"avif", b"avis")
_DEEPEST = 4  # a track lies in moov, mdia in that, hdlr in that (ISO 14496-12, 6.2.3)
_OGG_FILMS = (b"\x80theora", b"BBCD")


def kind_of(data: bytes) -> str:  # noqa: PLR0911 - a kind a line
    """Return the media type of a sound recording, "" for none; raises Refused for a film and for one that is cut."""
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return _wav(data)
    if data[:4] == b"OggS":
        return _ogg(data)
    if data[:4] == b"fLaC":
        return _needs(data, 42, "audio/flac")
    if data.startswith((b"#!AMR\n", b"#!AMR-WB\n")):
        return _needs(data, 16, "audio/amr")
    if data[4:8] == b"ftyp":
        return _mp4(data)
    if data[:3] == b"ID3" or (data[:1] == b"\xff" and data[1:2] >= b"\xe0"):
        return _frames(data)
    return ""


def _needs(data: bytes, least: int, kind: str) -> str:
    if len(data) < least:
        raise Refused(_CUT)
    return kind


def _wav(data: bytes) -> str:
    at, seen = 12, set[bytes]()
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<4sI", data, at)
        seen.add(kind)
        if kind == b"data":
            break
        at += 8 + size + size % 2
    if not {b"fmt ", b"data"} <= seen:
        raise Refused(_CUT)
    return "audio/wav"


def _ogg(data: bytes) -> str:
    start = data[:512]
    if any(mark in start for mark in _OGG_FILMS):
        raise Refused(_FILM)
    return "audio/ogg" if any(mark in start for mark in _OGG_SOUNDS) else ""


def _mp4(data: bytes) -> str:
    """Return audio/mp4 for a file of the MP4 family whose tracks are sound alone."""
    if data[8:12] in _PICTURES:
        return ""
    handlers = set[bytes]()
    for kind, start, end in boxes(data, 0, len(data)):
        if kind == b"moov":
            handlers = _handlers(data, start, end)
    if not handlers:
        raise Refused(_CUT if data[8:11] in (b"M4A", b"M4B") else "its content cannot be recognised")
    if b"vide" in handlers:
        raise Refused(_FILM)
    return "audio/mp4" if b"soun" in handlers else ""


def _handlers(data: bytes, start: int, end: int, depth: int = 0) -> set[bytes]:
    found = set[bytes]()
    for kind, at, to in boxes(data, start, end):
        if kind in (b"trak", b"mdia") and depth < _DEEPEST:
            found |= _handlers(data, at, to, depth + 1)
        elif kind == b"hdlr":
            found.add(data[at + 8 : at + 12])
    return found


def _frames(data: bytes) -> str:
    """Return audio/mpeg or audio/aac where two frames follow each other as their headers say."""
    at = 0
    if data[:3] == b"ID3":  # ID3v2.4, 3.1: a size of four times seven bits
        at = 10 + sum((data[6 + n] & 0x7F) << (21 - 7 * n) for n in range(4)) if len(data) > 10 else 0  # noqa: PLR2004
        at += len(data[at : at + 4096]) - len(data[at : at + 4096].lstrip(b"\0"))  # padding
    first = _frame(data, at)
    second = _frame(data, at + first[1]) if first else None
    if first and (second or at + first[1] == len(data)):
        return first[0]
    if data[:3] == b"ID3":
        raise Refused(_CUT)
    return ""


def _frame(data: bytes, at: int) -> tuple[str, int] | None:
    """Return the kind and the length in bytes of the frame whose header stands at `at`."""
    head = data[at : at + 6]
    if len(head) < 6 or head[0] != 0xFF or head[1] < 0xE0:  # noqa: PLR2004 - a header's bytes
        return None
    if head[1] & 0xF6 == 0xF0:  # noqa: PLR2004 - ADTS, ISO 13818-7
        length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
        return ("audio/aac", length) if length > 7 else None  # noqa: PLR2004 - its header alone
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, sample = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer != 1 or rate in (0, 15) or sample == 3:  # noqa: PLR2004 - reserved values; layer 3 alone
        return None
    kilobits = (_RATES_1 if version == 3 else _RATES_2)[rate]  # noqa: PLR2004 - MPEG-1
    length = (144 if version == 3 else 72) * kilobits * 1000 // _SAMPLES[version][sample] + (head[2] >> 1 & 1)  # noqa: PLR2004
    return "audio/mpeg", length
