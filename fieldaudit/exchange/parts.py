"""Streams in a package: lines byte for byte in one gzip member, their carriages line by line in another."""

from __future__ import annotations

import base64
import binascii
import gzip
import re
import zlib
from typing import TYPE_CHECKING, Any

from fieldaudit.audit import strictjson
from fieldaudit.audit.events import (
    MAX_LINE,
    Event,
    StoredEvent,
    StreamPart,
    commitment,
    parse_line,
    parse_next,
)
from fieldaudit.errors import EventRefused, PackageDamaged
from fieldaudit.exchange import limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fieldaudit.exchange.manifest import Part

_CARRIAGE = {"salt", "payload", "sealed", "signature"}
_TEXT = rb'"(?:[^"\\]++|\\.)*+"'
_PAIR = _TEXT + rb"\s*+:\s*+" + _TEXT
_FLAT = re.compile(rb"\s*+\{\s*+" + _PAIR + rb"(?:\s*+,\s*+" + _PAIR + rb"){3}\s*+\}\s*+", re.DOTALL)
_USUAL = re.compile(
    rb'\{"salt":"([0-9a-f]{64})?","payload":"((?:[^"\\\x00-\x1f]++|\\")*+)",'
    rb'"sealed":"([A-Za-z0-9+/]*+={0,2})","signature":"([A-Za-z0-9+/]*+={0,2})"\}'
)
_STEP = 256 * 1024
_SALT_BYTES = 32


class Unpacked:
    """How many bytes all gzip members of one package may still unpack to, and how many lines they may hold."""

    def __init__(self, left: int = limits.UNPACKED, lines: int = limits.LINES) -> None:
        self._left, self._lines = left, lines

    def take(self, size: int) -> None:
        """Count `size` bytes; raises PackageDamaged beyond the limit."""
        self._left -= size
        if self._left < 0:
            raise PackageDamaged(reason="it unpacks to more than a package may hold")

    def take_line(self) -> None:
        """Count a line; raises PackageDamaged beyond the limit."""
        self._lines -= 1
        if self._lines < 0:
            raise PackageDamaged(reason="it holds more changes than a package may")


def pack_lines(events: Sequence[StoredEvent]) -> bytes:
    """Return the gzip member with the lines."""
    return _gzip(event.line for event in events)


def pack_carriages(events: Sequence[StoredEvent]) -> bytes:
    """Return the gzip member with salts and payloads, sealed ones as they lie."""
    return _gzip(_write_carriage(event) for event in events)


def read_part(part: Part, lines: bytes, carriages: bytes, budget: Unpacked) -> tuple[StreamPart, tuple[Event, ...]]:
    """Return a part of a stream after checking each line, its place in the chain and its commitment.

    Raises PackageDamaged; whether the first line follows what is known here is for the vault to say.
    """
    both = zip(_unpack(lines, MAX_LINE, budget), _unpack(carriages, limits.CARRIAGE_LINE, budget), strict=True)
    stored: list[StoredEvent] = []
    events: list[Event] = []
    before: Event | None = None
    try:
        for line, carriage in both:
            budget.take_line()
            # each before the next is unpacked: what is no event takes no room
            event = parse_line(line) if before is None else parse_next(line, before)
            _check_place(part, event, before)
            carried = _read_carriage(line, carriage)
            _check_commitment(event, carried)
            stored.append(carried)
            events.append(event)
            before = event
    except EventRefused as refused:
        raise PackageDamaged(reason="a line of its history is not valid") from refused
    except ValueError as uneven:  # zip's: fewer lines in one member than in the other
        raise PackageDamaged(reason="lines and payloads in it do not belong together") from uneven
    if len(events) != part.last - part.first + 1 or events[-1].hash != part.hash:
        raise PackageDamaged(reason="a history in it has gaps")
    return StreamPart(part.record, part.seat, part.inc, tuple(stored)), tuple(events)


def _check_place(part: Part, event: Event, before: Event | None) -> None:
    if (event.record, event.seat, event.inc) != (part.record, part.seat, part.inc):
        raise PackageDamaged(reason="a history in it holds lines of another one")
    if event.seq != (part.first if before is None else before.seq + 1) or event.seq > part.last:
        raise PackageDamaged(reason="a history in it has gaps")
    if before is not None and event.prev != before.hash:
        raise PackageDamaged(reason="the links of a history in it do not fit")


def _check_commitment(event: Event, carried: StoredEvent) -> None:
    if (carried.payload is not None and event.sealed) or (carried.sealed is not None and not event.sealed):
        raise PackageDamaged(reason="a payload in it is open that must be sealed, or the other way round")
    if carried.payload is not None and commitment(carried.salt or b"", carried.payload) != event.commit:
        raise PackageDamaged(reason="an answer in it is not the one that was signed")


def _write_carriage(event: StoredEvent) -> bytes:
    return strictjson.dumps(
        {
            "salt": (event.salt or b"").hex(),
            "payload": (event.payload or b"").decode(),
            "sealed": base64.b64encode(event.sealed or b"").decode("ascii"),
            "signature": base64.b64encode(event.signature or b"").decode("ascii"),
        }
    )


def _read_carriage(line: bytes, carriage: bytes) -> StoredEvent:
    return _usual_carriage(line, carriage) or _any_carriage(line, carriage)


def _usual_carriage(line: bytes, carriage: bytes) -> StoredEvent | None:
    """Return what a carriage as this program writes it holds, None for one that must be looked at more closely."""
    found = _USUAL.fullmatch(carriage)
    if found is None:
        return None
    salt, payload, sealed, signature = found.groups()
    if bool(salt) != bool(payload) or (sealed and payload):
        return None
    try:
        plain = payload.replace(b'\\"', b'"')
        if not plain.isascii():
            plain.decode()  # what is not UTF-8 fails here
        opened = base64.b64decode(sealed, validate=True) if sealed else None
        signed = base64.b64decode(signature, validate=True) if signature else None
    except ValueError:
        return None
    return StoredEvent(line, binascii.unhexlify(salt) if salt else None, plain or None, opened, signed)


def _any_carriage(line: bytes, carriage: bytes) -> StoredEvent:
    if not _FLAT.fullmatch(carriage):  # before it is read: nesting would take many times its bytes
        raise PackageDamaged(reason="a payload's carriage in it is malformed")
    data: Any = strictjson.loads(carriage)
    if not isinstance(data, dict) or set(data) != _CARRIAGE or not all(isinstance(v, str) for v in data.values()):
        raise PackageDamaged(reason="a payload's carriage in it is malformed")
    try:
        salt, sealed = bytes.fromhex(data["salt"]), base64.b64decode(data["sealed"], validate=True)
        signature = base64.b64decode(data["signature"], validate=True)
    except (ValueError, binascii.Error) as strange:
        raise PackageDamaged(reason="a payload's carriage in it is malformed") from strange
    payload = data["payload"].encode()
    if bool(salt) != bool(payload) or (salt and len(salt) != _SALT_BYTES) or (sealed and payload):
        raise PackageDamaged(reason="a payload's carriage in it is malformed")
    return StoredEvent(line, salt or None, payload or None, sealed or None, signature or None)


def _gzip(lines: Iterable[bytes]) -> bytes:
    return gzip.compress(b"".join(line + b"\n" for line in lines), 6, mtime=0)


def _unpack(data: bytes, longest: int, budget: Unpacked) -> Iterator[bytes]:
    """Yield the lines of a gzip member, holding at most one step and one line; raises PackageDamaged."""
    rest = b""
    for piece in _inflate(data):
        budget.take(len(piece))
        *whole, rest = (rest + piece).split(b"\n")
        if max(map(len, whole), default=0) > longest or len(rest) > longest:
            raise PackageDamaged(reason="a line in it is too long")
        yield from whole
    if rest:
        raise PackageDamaged(reason="a compressed file in it does not end where it should")


def _inflate(data: bytes) -> Iterator[bytes]:
    """Yield what one gzip member unpacks to, in steps, however much it claims to hold."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        for start in range(0, len(data), _STEP):
            waiting = data[start : start + _STEP]
            while waiting and not unpacker.eof:
                yield unpacker.decompress(waiting, _STEP)
                waiting = unpacker.unconsumed_tail
            if unpacker.unused_data or (unpacker.eof and start + _STEP < len(data)):
                raise PackageDamaged(reason="a compressed file in it does not end where it should")
    except zlib.error as broken:
        raise PackageDamaged(reason="a compressed file in it is broken") from broken
    if not unpacker.eof:
        raise PackageDamaged(reason="a compressed file in it is cut short")
