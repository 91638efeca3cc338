"""The manifest of a package: what it is, whose, for whom, and every member with its size and digest.

Written once, signed as the exact bytes, read strictly: keys are exactly those below (docs/package-format.md, Manifest).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from fieldaudit.audit import strictjson
from fieldaudit.errors import EventRefused, PackageDamaged, PackageNewer
from fieldaudit.exchange import bounded
from fieldaudit.exchange.container import is_safe_name
from fieldaudit.exchange.limits import INNER_MEMBERS, MANIFEST, OUTER_MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FORMAT = "fieldaudit package"
VERSION = 2  # what a package of version 1 holds is written as version 1, so that older programs read it
AUDITS, ALERT, ANSWER, TEAM = "audits", "alert", "answer", "team"

_HEX32, _HEX64 = re.compile(r"[0-9a-f]{32}"), re.compile(r"[0-9a-f]{64}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_AGE = re.compile(r"age1[0-9a-z]{10,200}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LONGEST_TEXT = 1000


@dataclass(frozen=True)
class Member:
    """A file of the package: its name in its tar, size in bytes and SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Part:
    """Consecutive events of one stream, `first` to `last`, the last having `hash`; where lines and carriages lie."""

    record: str
    seat: str
    inc: str
    first: int
    last: int
    hash: str
    lines: str
    carriages: str


@dataclass(frozen=True)
class FormPart:
    """A form that comes along: its identity, and the members that hold its XForm and (by name) its attachments."""

    digest: str
    id: str
    version: str
    xform: str
    attachments: Mapping[str, str]


@dataclass(frozen=True)
class Message:
    """A message of `kind` in the member `member`, with a signature of its own in `signature`."""

    kind: str
    member: str
    signature: str


@dataclass(frozen=True)
class Sender:
    """Who made the package; `invitation` and `proof` stand only while there is no certificate."""

    seat: str
    name: str
    invitation: str
    proof: str


@dataclass(frozen=True)
class Manifest:
    """Everything that the sender signs."""

    purpose: str
    organisation: str
    sender: Sender
    to: str
    recipients: tuple[str, ...]
    sequence: int
    previous: str
    made: str
    program: str
    audits: tuple[str, ...]
    inner: tuple[Member, ...]
    outer: tuple[Member, ...]
    streams: tuple[Part, ...]
    checkpoints: tuple[str, ...]
    forms: tuple[FormPart, ...]
    messages: tuple[Message, ...]


_NAMES = {
    shape: frozenset(field.name for field in fields(shape))
    for shape in (Member, Part, FormPart, Message, Sender, Manifest)
}


def write_manifest(manifest: Manifest) -> bytes:
    """Return the bytes to sign."""
    data = {"format": FORMAT, "version": _version(manifest), **_plain(manifest)}
    return strictjson.dumps(data)


def _version(manifest: Manifest) -> int:
    """Return the lowest version that has what a manifest holds: relayed streams and team packages came with 2."""
    relays = any(seat != manifest.sender.seat for seat in manifest.checkpoints)
    return 2 if relays or manifest.purpose == TEAM else 1


def read_manifest(data: bytes) -> Manifest:
    """Return the manifest in `data`; raises PackageNewer for a later version and PackageDamaged for all else."""
    if len(data) > MANIFEST:
        raise PackageDamaged(reason="its manifest is too long")
    try:
        value = bounded.loads(data, MANIFEST)
    except EventRefused as strange:
        raise PackageDamaged(reason="its manifest is not proper JSON") from strange
    if not isinstance(value, dict) or value.pop("format", None) != FORMAT:
        raise PackageDamaged(reason="its manifest is not one of FieldAudit")
    version = value.pop("version", None)
    if type(version) is int and version > VERSION:
        raise PackageNewer
    if type(version) is not int or version < 1:  # True equals 1
        raise PackageDamaged(reason="its manifest names no version")
    manifest = _manifest(value)
    if version == 1 and manifest.purpose == TEAM:
        raise PackageDamaged(reason="its manifest does not follow the version that it names")
    _check_sense(manifest)
    return manifest


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return dict(value) if isinstance(value, dict) else value


def _manifest(value: Any) -> Manifest:
    _keys(value, Manifest)
    return Manifest(
        purpose=_one_of(value["purpose"], (AUDITS, ALERT, ANSWER, TEAM)),
        organisation=_match(value["organisation"], _HEX32),
        sender=_sender(value["sender"]),
        to=_optional(value["to"], _HEX32),
        recipients=_list(value["recipients"], lambda item: _match(item, _AGE)),
        sequence=_number(value["sequence"], least=1),
        previous=_optional(value["previous"], _HEX64),
        made=_match(value["made"], _TIME),
        program=_text(value["program"]),
        audits=_list(value["audits"], lambda item: _match(item, _UUID)),
        inner=_list(value["inner"], _member, INNER_MEMBERS),
        outer=_list(value["outer"], _member, OUTER_MEMBERS),
        streams=_list(value["streams"], _part),
        checkpoints=_list(value["checkpoints"], lambda item: _match(item, _HEX32)),
        forms=_list(value["forms"], _form),
        messages=_list(value["messages"], _message),
    )


def _sender(value: Any) -> Sender:
    _keys(value, Sender)
    return Sender(
        seat=_match(value["seat"], _HEX32),
        name=_text(value["name"]),
        invitation=_optional(value["invitation"], _HEX32),
        proof=_optional(value["proof"], _HEX64),
    )


def _member(value: Any) -> Member:
    _keys(value, Member)
    return Member(_name(value["name"]), _number(value["size"]), _match(value["sha256"], _HEX64))


def _part(value: Any) -> Part:
    _keys(value, Part)
    return Part(
        record=_match(value["record"], _UUID),
        seat=_match(value["seat"], _HEX32),
        inc=_match(value["inc"], _HEX32),
        first=_number(value["first"], least=1),
        last=_number(value["last"], least=1),
        hash=_match(value["hash"], _HEX64),
        lines=_name(value["lines"]),
        carriages=_name(value["carriages"]),
    )


def _form(value: Any) -> FormPart:
    _keys(value, FormPart)
    attachments = value["attachments"]
    if not isinstance(attachments, dict):
        raise _broken()
    return FormPart(
        digest=_match(value["digest"], _HEX64),
        id=_text(value["id"]),
        version=_text(value["version"]),
        xform=_name(value["xform"]),
        attachments={_text(name): _name(member) for name, member in attachments.items()},
    )


def _message(value: Any) -> Message:
    _keys(value, Message)
    return Message(_match(value["kind"], _WORD), _name(value["member"]), _name(value["signature"]))


def _check_sense(manifest: Manifest) -> None:
    inner, outer = ([member.name for member in listed] for listed in (manifest.inner, manifest.outer))
    if len({*inner, *outer}) != len(inner) + len(outer) or not manifest.recipients:
        raise _broken()
    needed = [name for part in manifest.streams for name in (part.lines, part.carriages)]
    needed += [name for form in manifest.forms for name in (form.xform, *form.attachments.values())]
    needed += [name for message in manifest.messages for name in (message.member, message.signature)]
    # checkpoints are looked for by their seats' names, once it is known whose they may be
    members = [name for name in inner if not name.startswith("checkpoints/")]
    if sorted(needed) != sorted(members):
        raise PackageDamaged(reason="its manifest does not name the files that it lists")
    if any(part.last < part.first for part in manifest.streams):
        raise _broken()


_T = TypeVar("_T")


def _list(value: Any, read: Callable[[Any], _T], most: int = INNER_MEMBERS) -> tuple[_T, ...]:
    if not isinstance(value, list) or len(value) > most:
        raise _broken()
    return tuple(read(item) for item in value)


def _keys(value: Any, shape: type[Any]) -> None:
    if not isinstance(value, dict) or value.keys() != _NAMES[shape]:
        raise _broken()


def _match(value: Any, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise _broken()
    return value


def _optional(value: Any, pattern: re.Pattern[str]) -> str:
    return "" if value == "" else _match(value, pattern)


def _one_of(value: Any, words: tuple[str, ...]) -> str:
    if value not in words:
        raise _broken()
    return str(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        raise _broken()
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str) or not is_safe_name(value):
        raise PackageDamaged(reason="a file's name in it is not allowed")
    return value


def _number(value: Any, least: int = 0) -> int:
    if type(value) is not int or value < least:
        raise _broken()
    return value


def _broken() -> PackageDamaged:
    return PackageDamaged(reason="its manifest does not follow the format")
