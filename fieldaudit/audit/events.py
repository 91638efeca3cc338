"""The event line of docs/event-format.md: written once, read strictly, hashed as the exact bytes."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Self

from fieldaudit.audit import strictjson
from fieldaudit.errors import EventRefused

VERSION = 1
MAX_LINE = 64 * 1024
MAX_PAYLOAD = 1024 * 1024
MAX_REPLACES = 900
SALT_SIZE = 32
LINE_TAG, PAYLOAD_TAG = b"fieldaudit event 1\n", b"fieldaudit payload 1\n"
AUDIENCES = ("site", "client", "headoffice", "restricted")
RESTRICTED = "restricted"

_HEX64 = re.compile(r"[0-9a-f]{64}")
_HEX64_OR_NONE = re.compile(r"([0-9a-f]{64})?")
_HEX32 = re.compile(r"[0-9a-f]{32}")
_PATTERNS = {
    "record": re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    "type": re.compile(r"[a-z][a-z0-9_]{0,39}"),
    "seat": _HEX32,
    "inc": _HEX32,
    "prev": _HEX64_OR_NONE,
    "parent": _HEX64_OR_NONE,
    "kind": re.compile(r"[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39})?"),
    "time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"),
    "offset": re.compile(r"[+-](0|[1-9]\d{0,2}|1[0-3]\d\d|14[0-3]\d)"),  # less than a day, or no zone has it
    "form": _HEX64_OR_NONE,
    "audience": re.compile("|".join(AUDIENCES)),
    "cancels": _HEX64_OR_NONE,
    "commit": _HEX64,
}
_NUMBERS = ("seq", "lamport")
_FLAGS = ("late", "sealed")
_LARGEST = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a restricted payload is about: a respondent of an audit, or (name = the record) the audit itself."""

    record: str
    name: str


@dataclass(frozen=True, slots=True)
class NewEvent:
    """What a seat wants to say; the vault adds stream, sequence, times and commitment."""

    record: str
    type: str
    kind: str
    payload: Mapping[str, Any]
    audience: str = "headoffice"
    replaces: tuple[str, ...] = ()
    cancels: str = ""
    form: str = ""
    seal_to: Subject | None = None

    @property
    def subject(self) -> Subject | None:
        """Whom the payload is sealed to: the one given, else the record itself when restricted, else nobody."""
        if self.audience != RESTRICTED:
            return None
        return self.seal_to or Subject(self.record, self.record)


class Event(NamedTuple):
    """One line of a stream: its fields as in event-format.md, the exact bytes and their hash."""

    record: str
    type: str
    seat: str
    inc: str
    seq: int
    prev: str
    parent: str
    kind: str
    lamport: int
    time: str
    offset: str
    late: bool
    form: str
    audience: str
    replaces: tuple[str, ...]
    cancels: str
    commit: str
    sealed: bool
    line: bytes = b""
    hash: str = ""


_KEYS = ("v", *(name for name in Event._fields if name not in {"line", "hash"}))
_KEY_SET = frozenset(_KEYS)


def _usual(key: str) -> str:
    """Return the pattern of a key and its value as this program writes them; the value is a group."""
    if key == "replaces":
        one = f'"{_HEX64.pattern}"'
        return rf'"replaces":\[((?:{one}(?:,{one})*)?)\]'
    if key in _NUMBERS:
        return rf'"{key}":([1-9][0-9]{{0,15}})'
    if key in _FLAGS:
        return f'"{key}":(true|false)'
    inside = _PATTERNS[key].pattern.replace("(", "(?:")
    return f'"{key}":"({inside})"'


#: A line as this program writes it; one that fits needs no JSON reader, and any other is read by one.
_USUAL = re.compile(rf'\{{"v":{VERSION},{",".join(_usual(key) for key in _KEYS[1:])}\}}', re.ASCII)
_WORDS = {"True": "true", "False": "false"}
#: What may follow after "parent" in a line that goes on in its stream.
_REST = re.compile(",".join(_usual(key) for key in _KEYS[_KEYS.index("parent") + 1 :]) + r"\}", re.ASCII)
_FLAGS_AT, _REPLACES_AT = [_KEYS.index(key) - 1 for key in _FLAGS], _KEYS.index("replaces") - 1
_BARE = {"replaces": "[%s]"} | dict.fromkeys(_NUMBERS, "%r") | dict.fromkeys(_FLAGS, "%s")
_TEMPLATE = f'{{"v":{VERSION},' + ",".join(f'"{key}":' + _BARE.get(key, '"%s"') for key in _KEYS[1:]) + "}"


class StoredEvent(NamedTuple):
    """A line with its carriage: salt and payload in clear, or the age file `sealed`, or neither (redacted, erased)."""

    line: bytes
    salt: bytes | None = None
    payload: bytes | None = None
    sealed: bytes | None = None
    signature: bytes | None = None

    def closed(self) -> Self:
        """Return the line without what it says, which the chain needs all the same."""
        return self._replace(salt=None, payload=None, sealed=None, signature=None)


@dataclass(frozen=True, slots=True)
class StreamPart:
    """Consecutive lines of one stream, as a package carries them."""

    record: str
    seat: str
    inc: str
    events: tuple[StoredEvent, ...]


def line_hash(line: bytes) -> str:
    """Return the event's identity: 64 hex digits over the exact bytes of `line` without its line break."""
    return hashlib.sha256(LINE_TAG + line).hexdigest()


def commitment(salt: bytes, payload: bytes) -> str:
    """Return the commitment to `payload` under a 32-byte `salt`, 64 hex digits."""
    return hashlib.sha256(PAYLOAD_TAG + salt + payload).hexdigest()


def write_payload(payload: Mapping[str, Any]) -> bytes:
    """Return the payload's bytes; raises EventRefused when it holds a float or is above 1 MiB."""
    data = strictjson.dumps(dict(payload))
    if len(data) > MAX_PAYLOAD:
        raise EventRefused(reason="what was entered is longer than a megabyte")
    return data


def read_payload(data: bytes) -> dict[str, Any]:
    """Return the payload in `data`; raises EventRefused when it is not a JSON object of the allowed kind."""
    if len(data) > MAX_PAYLOAD:
        raise EventRefused(reason="a payload is longer than a megabyte")
    payload = strictjson.loads(data)
    if not isinstance(payload, dict):
        raise EventRefused(reason="a payload is not an object")
    return payload


def write_line(values: Mapping[str, Any]) -> Event:
    """Return the event whose line holds `values` (every key of the table but `v`); raises EventRefused."""
    said = [values[key] for key in _KEYS[1:]]
    text = _usual_line(said)
    if len(text) <= MAX_LINE and text.isascii() and _USUAL.fullmatch(text):  # so each value is what stands there
        line = text.encode()
        said[_REPLACES_AT] = tuple(said[_REPLACES_AT])
        event = Event(*(*said, line, line_hash(line)))
        if _makes_sense(event):
            return event
    data = {"v": VERSION} | {key: values[key] for key in _KEYS if key != "v"}
    return parse_line(strictjson.dumps(data))


def _usual_line(said: Sequence[Any]) -> str:
    """Return the line that holds these values where each is what it should be; whether it is one, its pattern says."""
    words = list(said)
    for at in _FLAGS_AT:
        words[at] = _WORDS.get(repr(said[at]), "")
    words[_REPLACES_AT] = ",".join(f'"{target}"' for target in said[_REPLACES_AT])
    return _TEMPLATE % tuple(words)


def parse_line(line: bytes) -> Event:
    """Return the event in `line` (without a line break); raises EventRefused for anything the format does not allow."""
    if len(line) > MAX_LINE or b"\n" in line or b"\r" in line:
        raise EventRefused(reason="it is not one line of at most 64 KiB")
    return _usual_event(line) or _any_event(line)


def _usual_event(line: bytes) -> Event | None:
    """Return the event in a line as this program writes it, None for one that must be looked at more closely."""
    found = _USUAL.fullmatch(line.decode("ascii")) if line.isascii() and len(line) <= MAX_LINE else None
    if found is None:
        return None
    (record, kind_of, seat, inc, seq, prev, parent, kind, lamport, time, offset) = found.groups()[:11]
    late, form, audience, replaced, cancels, commit, sealed = found.groups()[11:]
    replaces = tuple(replaced[1:-1].split('","')) if replaced else ()
    event = Event(
        *(record, kind_of, seat, inc, int(seq), prev, parent, kind, int(lamport), time, offset),
        *(late == "true", form, audience, replaces, cancels, commit, sealed == "true", line, line_hash(line)),
    )
    return event if _makes_sense(event) else None


def parse_next(line: bytes, before: Event) -> Event:
    """Return what `parse_line` returns, sooner where the line goes on from `before`, as most do in a stream."""
    head = (
        f'{{"v":{VERSION},"record":"{before.record}","type":"{before.type}","seat":"{before.seat}","inc":"{before.inc}",'
        f'"seq":{before.seq + 1},"prev":"{before.hash}","parent":"",'
    )
    text = line.decode("ascii") if line.isascii() and len(line) <= MAX_LINE else ""
    found = _REST.fullmatch(text, len(head)) if text.startswith(head) else None
    if found is None:
        return parse_line(line)
    record, kind_of, seat, inc, seq, prev = *before[:4], before.seq + 1, before.hash
    kind, lamport, time, offset, late, form, audience, replaced, cancels, commit, sealed = found.groups()
    replaces = tuple(replaced[1:-1].split('","')) if replaced else ()
    event = Event(
        *(record, kind_of, seat, inc, seq, prev, "", kind, int(lamport), time, offset),
        *(late == "true", form, audience, replaces, cancels, commit, sealed == "true", line, line_hash(line)),
    )
    return event if _makes_sense(event) else parse_line(line)


def _makes_sense(event: Event) -> bool:
    """Whether all that no pattern can say holds: see `_check_types` and `_check_sense`, which say what does not."""
    first, replaces = event.seq == 1, event.replaces
    return (
        event.seq <= _LARGEST
        and event.lamport <= _LARGEST
        and (not replaces or len(set(replaces)) == len(replaces) <= MAX_REPLACES)
        and (event.prev == "") == first
        and (first or not event.parent)
        and (event.kind == "event.cancelled") == (event.cancels != "")
        and (event.sealed or event.audience != RESTRICTED)
        and _is_date(event.time)
    )


def _is_date(time: str) -> bool:
    if not "1" <= time < "3":  # what no calendar can move into another zone
        return False
    try:
        datetime.fromisoformat(time)
    except ValueError:
        return False
    return True


def _any_event(line: bytes) -> Event:
    data = strictjson.loads(line)
    if not isinstance(data, dict) or data.keys() != _KEY_SET:
        raise EventRefused(reason="its keys are not those of an event")
    if type(version := data.pop("v")) is not int or version != VERSION:
        raise EventRefused(reason="its version is not known to this program")
    _check_types(data)
    _check_sense(data)
    data["replaces"] = tuple(data["replaces"])
    return Event(**data, line=line, hash=line_hash(line))


def _check_types(data: Mapping[str, Any]) -> None:
    for key, pattern in _PATTERNS.items():
        if not isinstance(data[key], str) or not pattern.fullmatch(data[key]):
            raise EventRefused(reason=f"its {key} is malformed")
    for key in _NUMBERS:
        if type(data[key]) is not int or data[key] < 1:
            raise EventRefused(reason=f"its {key} is not a number from 1")
    for key in _FLAGS:
        if not isinstance(data[key], bool):
            raise EventRefused(reason=f"its {key} is neither true nor false")
    replaces = data["replaces"]
    if not isinstance(replaces, list) or len(replaces) > MAX_REPLACES:
        raise EventRefused(reason=f"it replaces more than {MAX_REPLACES} others")
    if not all(isinstance(h, str) and _HEX64.fullmatch(h) for h in replaces) or len(set(replaces)) != len(replaces):
        raise EventRefused(reason="its replaces is malformed")


def _check_sense(data: Mapping[str, Any]) -> None:
    first = data["seq"] == 1
    if (data["prev"] == "") != first or (data["parent"] and not first):
        raise EventRefused(reason="it does not name the line before it")
    if (data["kind"] == "event.cancelled") != (data["cancels"] != ""):
        raise EventRefused(reason="its cancels does not go with its kind")
    if data["audience"] == RESTRICTED and not data["sealed"]:
        raise EventRefused(reason="a restricted payload is not sealed")
    if not _is_date(data["time"]):
        raise EventRefused(reason="its time is not a date")
