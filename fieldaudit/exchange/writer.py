"""Writing a package file: the plan of its contents, the envelope, the sealed attachments, whole or not at all."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING

from fieldaudit import __version__
from fieldaudit.audit.events import parse_line
from fieldaudit.errors import FileUnwritable, PackageTooLarge
from fieldaudit.exchange import clock, container, limits, membership
from fieldaudit.exchange.envelope import NAME, entry, write_envelope
from fieldaudit.exchange.manifest import FormPart, Manifest, Member, Message, Part, Sender
from fieldaudit.exchange.parts import pack_carriages, pack_lines
from fieldaudit.exchange.readback import Following, read_back
from fieldaudit.trust import certificates, proofs
from fieldaudit.vault import bulk, files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.audit.events import StoredEvent
    from fieldaudit.exchange.relay import Kept
    from fieldaudit.vault import Vault

SUFFIX = ".fap"


@dataclass
class Plan:
    """What goes into a package, gathered before the manifest can be written."""

    purpose: str
    to: str
    recipients: tuple[str, ...]
    audits: tuple[str, ...] = ()
    members: dict[str, bytes] = field(default_factory=dict)
    streams: list[Part] = field(default_factory=list)
    checkpoints: list[str] = field(default_factory=list)
    forms: list[FormPart] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    blobs: dict[str, Path] = field(default_factory=dict)
    weight: int = 0
    relayed: dict[str, Kept] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def has_other(self, under: Kept) -> bool:
        """Whether another checkpoint of the same seat is in it."""
        return self.relayed.get(under.seat, under) != under

    def relay(self, under: Kept) -> None:
        """Add a colleague's checkpoint exactly as they signed it, with the certificate of their key."""
        if under.seat in self.relayed:
            return
        self.relayed[under.seat] = under
        self.add_checkpoint(under.seat, under.document.encode(), base64.b64decode(under.signature))
        self.members[f"checkpoints/{under.seat}.pem"] = under.pem.encode("ascii")

    def room(self) -> int:
        """Return how many more bytes of lines, payloads and forms should go in, before they are compressed."""
        return limits.FULL - self.weight

    def is_full(self) -> bool:
        """Whether more should go into another package, so that its reader can hold each in memory."""
        little = limits.FULL // 32
        return self.room() < little or len(self.blobs) >= limits.FULL_BLOBS or len(self.streams) >= limits.FULL_STREAMS

    def add_stream(self, events: Sequence[StoredEvent]) -> None:
        """Add consecutive events of one stream."""
        first, last = parse_line(events[0].line), parse_line(events[-1].line)
        number = f"{len(self.streams) + 1:05d}"
        lines, carriages = f"streams/{number}.jsonl.gz", f"payloads/{number}.jsonl.gz"
        self.members[lines], self.members[carriages] = pack_lines(events), pack_carriages(events)
        self.weight += sum(bulk.weight(event) for event in events)
        self.streams.append(Part(first.record, first.seat, first.inc, first.seq, last.seq, last.hash, lines, carriages))

    def add_form(self, digest: str, id_: str, version: str, xform: bytes, attachments: Mapping[str, bytes]) -> None:
        """Add a form with its attachments."""
        folder = f"forms/{digest}"
        members = {name: f"{folder}/{number:05d}" for number, name in enumerate(sorted(attachments), start=1)}
        self.members[f"{folder}/form.xml"] = xform
        self.members.update({member: attachments[name] for name, member in members.items()})
        self.weight += len(xform) + sum(map(len, attachments.values()))
        self.forms.append(FormPart(digest, id_, version, f"{folder}/form.xml", members))

    def add_message(self, kind: str, document: bytes, signature: bytes) -> None:
        """Add a message with the signature over its exact bytes."""
        member = f"messages/{len(self.messages) + 1:05d}.json"
        self.members[member], self.members[member[:-4] + "sig"] = document, signature
        self.messages.append(Message(kind, member, member[:-4] + "sig"))

    def add_checkpoint(self, seat: str, document: bytes, signature: bytes) -> None:
        """Add the heads of a seat's streams, signed by that seat."""
        self.members[f"checkpoints/{seat}.json"] = document
        self.members[f"checkpoints/{seat}.sig"] = signature
        self.checkpoints.append(seat)


@dataclass(frozen=True)
class Written:
    """A package on disk: where, its manifest's digest, its place in the sender's sequence, its size in bytes.

    `parts` are its files when it was cut, `path` is then the first; `more` are the packages that go on from this one.
    `left_out` names whose entries did not go along, since head office would not believe them now.
    """

    path: Path
    manifest_sha256: str
    sequence: int
    size: int
    parts: tuple[Path, ...] = ()
    more: tuple[Written, ...] = ()
    left_out: tuple[str, ...] = ()

    def packages(self) -> tuple[Written, ...]:
        """Return this package and those that go on from it."""
        return (replace(self, more=()), *self.more)

    def files(self) -> list[Path]:
        """Return every file to hand over, in order."""
        return [path for one in self.packages() for path in one.parts or (one.path,)]


@dataclass(frozen=True)
class Turn:
    """Where a package stands among those from this vault to its receiver, and when it is made."""

    sequence: int
    previous: str
    now: datetime


def write_package(
    vault: Vault,
    plan: Plan,
    turn: Turn,
    out: Path,
    progress: Callable[[int, int], None] | None = None,
) -> Written:
    """Write the package to the file `out` (NAME.fap), or under a name that says nothing into the folder `out`.

    It is read back before it counts as written. Raises PackageTooLarge, and FileUnwritable or PackageNotWhole with
    nothing left behind.
    """
    outer = tuple(Member(f"blobs/{blob}.age", path.stat().st_size, blob) for blob, path in sorted(plan.blobs.items()))
    manifest = Manifest(
        purpose=plan.purpose,
        organisation=membership.organisation(vault).id,
        sender=_sender(vault),
        to=plan.to,
        recipients=plan.recipients,
        sequence=turn.sequence,
        previous=turn.previous,
        made=clock.stamp(turn.now),
        program=__version__,
        audits=plan.audits,
        inner=tuple(entry(name, data) for name, data in plan.members.items()),
        outer=outer,
        streams=tuple(plan.streams),
        checkpoints=tuple(plan.checkpoints),
        forms=tuple(plan.forms),
        messages=tuple(plan.messages),
    )
    if len(manifest.inner) > limits.INNER_MEMBERS or len(outer) >= limits.OUTER_MEMBERS:
        raise PackageTooLarge
    signer = membership.signer_pem(vault)
    envelope, digest = write_envelope(manifest, plan.members, membership.own_key(vault), signer)
    path = _free_name(out, turn.sequence)
    try:
        with files.writing(path) as file, Following(file) as following:
            container.write_member(file, NAME, envelope)
            _copy_blobs(file, outer, plan.blobs, following, progress)
            container.write_end(file)
            before = following.digests()
        expected = {NAME: hashlib.sha256(envelope).hexdigest()} | {member.name: member.sha256 for member in outer}
        read_back(path, expected, before)
        return Written(path, digest, turn.sequence, path.stat().st_size, left_out=plan.left_out)
    except OSError as failed:
        raise FileUnwritable(path=path, reason=failed.strerror or "the disk refused") from failed


def _copy_blobs(
    file: IO[bytes],
    outer: Sequence[Member],
    blobs: Mapping[str, Path],
    following: Following,
    progress: Callable[[int, int], None] | None,
) -> None:
    total, done = sum(member.size for member in outer), 0
    for member in outer:
        with blobs[member.sha256].open("rb") as source:
            container.copy_member(file, member.name, member.size, source)
        following.written(member.size)
        done += member.size
        if progress:
            progress(done, total)


def _sender(vault: Vault) -> Sender:
    me = membership.member(vault)
    invitation = vault.get(membership.INVITATION)
    if me.certified or not invitation:
        return Sender(me.seat, me.name, "", "")
    request = certificates.read_request(membership.signer_pem(vault))
    return Sender(me.seat, me.name, invitation["id"], proofs.proof(bytes.fromhex(invitation["secret"]), request.der))


def _free_name(out: Path, sequence: int) -> Path:
    """Return `out` itself when it is named as a package, else a free name in that folder that says nothing."""
    if out.suffix == SUFFIX and not out.is_dir():
        if out.exists():
            raise FileUnwritable(path=out, reason="there is already a file of this name")
        return out
    try:
        files.make_folder(out, 0o777)  # as anyone's folder: it is not the vault's
    except OSError as failed:
        raise FileUnwritable(path=out, reason=failed.strerror or "the disk refused") from failed
    path, copy = out / f"fa-{sequence:06d}{SUFFIX}", 1
    while path.exists():
        copy += 1
        path = out / f"fa-{sequence:06d}-{copy}{SUFFIX}"
    return path
