"""Opening a package that arrived and checking everything in it before any of it is stored."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from fieldaudit.audit import authority
from fieldaudit.audit.events import read_payload
from fieldaudit.audit.given import COUNTERSIGN
from fieldaudit.audit.slots import STATEMENT
from fieldaudit.checklist import parse_form
from fieldaudit.errors import (
    BlobMissing,
    EventRefused,
    FormRefused,
    PackageDamaged,
    PackageFormAltered,
    PackageFormAlteredInField,
    PackageIncomplete,
    PackageNotAllowed,
    PackageNotForMe,
    PackageWrongOrganisation,
    SignatureBroken,
)
from fieldaudit.exchange import bounded, limits, membership, relay
from fieldaudit.exchange.envelope import Contents, Letter, believe, open_envelope, take_envelope
from fieldaudit.exchange.parts import Unpacked, read_part
from fieldaudit.exchange.receipts import is_head
from fieldaudit.exchange.signers import Signer, identify
from fieldaudit.trust import keys, sealing
from fieldaudit.vault import blobs, instruments

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from fieldaudit.audit.events import Event, StoredEvent, StreamPart
    from fieldaudit.checklist import Form
    from fieldaudit.vault import Vault

    Streams = tuple[list[StreamPart], list[tuple[Event, StoredEvent]]]

_BLOB = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Arrival:
    """A package whose signature fits: who signed it, its contents, and by seat who wrote streams that it relays."""

    signer: Signer
    contents: Contents
    relayed: Mapping[str, Signer] = field(default_factory=dict)

    def role_of(self, seat: str, role: str) -> str:
        """Return the role of whoever wrote a stream, `role` being the sender's."""
        return self.relayed[seat].role if seat in self.relayed else role


def open_arrival(vault: Vault, source: IO[bytes], size: int) -> Arrival:
    """Open the envelope of a package of `size` bytes and return what `arrival_of` does."""
    return arrival_of(vault, open_envelope(take_envelope(source, size), [membership.own_identity(vault).secret]))


def arrival_of(vault: Vault, letter: Letter) -> Arrival:
    """Find the signer, verify the signature, and check that the package is meant for this vault.

    Whether the signer is still trusted is for `signers.check_trusted`, with what is known then.
    """
    signer = identify(vault, letter.signer)
    contents = believe(letter, signer.public_pem, signer.seat)
    if contents.manifest.organisation != membership.organisation(vault).id:
        raise PackageWrongOrganisation
    if contents.manifest.to != vault.seat:
        raise PackageNotForMe
    return Arrival(signer, contents, relay.read_signers(vault, contents, signer))


def read_streams(arrival: Arrival, budget: Unpacked | None = None) -> Streams:
    """Return a package's streams and all its events, checked, and covered by their writer's signatures."""
    contents, budget = arrival.contents, budget or Unpacked()
    covered = _checkpoints(arrival)
    parts: list[StreamPart] = []
    events: list[tuple[Event, StoredEvent]] = []
    for part in contents.manifest.streams:
        if (part.record, part.seat, part.inc, part.last, part.hash) not in covered.get(part.seat, ()):
            raise PackageNotAllowed(reason="a history of somebody else, without that person's signature")
        read, parsed = read_part(part, contents.members[part.lines], contents.members[part.carriages], budget)
        for event, stored in zip(parsed, read.events, strict=True):
            if part.seat in arrival.relayed and stored.payload is None and not event.sealed:
                raise PackageNotAllowed(reason="a history of somebody else, with entries left out")
            if stored.signature is not None:
                verify_signature(_writer(arrival, part.seat).public_pem, stored.signature, stored.line)
            elif _must_be_signed(event) and (stored.payload is not None or stored.sealed is not None):
                raise PackageDamaged(reason="a closing, or what somebody said of one, is not signed in it")
        parts.append(read)
        events.extend(zip(parsed, read.events, strict=True))
    relay.require_named(arrival)
    bounded.check_payloads(stored for _, stored in events)
    return parts, events


def _must_be_signed(event: Event) -> bool:
    """Whether a line needs a signature of its own: a closing, and a supervisor's statement from their own seat."""
    return event.kind == "closing.signed" or (event.type, event.kind) == (COUNTERSIGN, STATEMENT)


def check_authority(arrival: Arrival, events: Iterable[tuple[Event, StoredEvent]], sender: str) -> None:
    """Raise PackageNotAllowed for an event that its writer may not write; `sender` is the sender's role."""
    believed = set[tuple[str, str, str]]()  # most are of a few kinds
    for event, stored in events:
        claim = event.seat, event.type, event.kind
        if claim in believed:
            continue
        role, looks_inside = arrival.role_of(event.seat, sender), authority.looks_inside(event.kind, event.type)
        payload = payload_of(stored) if looks_inside and stored.payload is not None else {}
        for kind in authority.claims(event.kind, event.type, payload):
            if not authority.allowed(kind, role):
                raise PackageNotAllowed(reason=f"an entry of the kind {kind}, as {role}")
        if not looks_inside:
            believed.add(claim)


def check_evidence(vault: Vault, events: Iterable[tuple[Event, StoredEvent]], arriving: Mapping[str, Path]) -> None:
    """Raise PackageIncomplete when events name attachments that neither come along nor are here.

    `arriving` are the staged files by name. Each must open with the key that its event gives, or somebody could put a
    key that opens nothing in the place of the right one.
    """
    said = (
        payload_of(stored)
        for event, stored in events
        if event.kind == "evidence.attached" and stored.payload is not None
    )
    named = {(str(payload.get("blob", "")), str(payload.get("secret") or "")) for payload in said}
    missing = {blob for blob, _ in named if blob not in arriving and not _is_here(vault, blob)}
    if missing:
        raise PackageIncomplete(missing=len(missing))
    for blob, secret in named:
        if secret and not _opens(arriving.get(blob) or blobs.file_of(vault.home, blob), secret):
            raise PackageDamaged(reason="an attachment in it does not open with the key that comes with it")


def check_forms(contents: Contents, events: Iterable[tuple[Event, StoredEvent]]) -> None:
    """Raise PackageNotAllowed when a form comes along that none of the events was made under."""
    used = {event.form for event, _ in events}
    if any(part.digest not in used for part in contents.manifest.forms):
        raise PackageNotAllowed(reason="a form that nothing in it was answered with")


def read_forms(vault: Vault, contents: Contents, *, given_out: bool = False) -> list[Form]:
    """Return the forms that come along and are new here; raises PackageFormAltered for a known name and version.

    What is `given_out` by head office takes the name, whatever form has it here.
    """
    new: list[Form] = []
    for part in contents.manifest.forms:
        if part.digest in vault.forms():
            continue
        attachments = {name: contents.members[member] for name, member in part.attachments.items()}
        try:
            form = parse_form(contents.members[part.xform], attachments)
        except FormRefused as refused:
            raise PackageDamaged(reason="a form in it cannot be read") from refused
        if (form.digest, form.id, form.version) != (part.digest, part.id, part.version):
            raise PackageDamaged(reason="a form in it is not the one that was signed")
        if not given_out:
            check_unaltered(vault, form)
        new.append(form)
    return new


def verify_signature(public_pem: bytes, signature: bytes, document: bytes) -> None:
    """Raise PackageDamaged when a document inside a package is not signed by the holder of this key."""
    try:
        keys.verify(public_pem, signature, document)
    except SignatureBroken as broken:
        raise PackageDamaged(reason="a signature in it does not fit") from broken


def check_unaltered(vault: Vault, form: Form) -> None:
    """Raise PackageFormAltered when another form is offered here under this one's name and version.

    One that a person took in as a form of its own is kept apart and needs no name.
    """
    if form.digest not in instruments.apart(vault) and instruments.namesakes(vault, form):
        kind = PackageFormAltered if membership.is_head_office(vault) else PackageFormAlteredInField
        raise kind(form=f"{form.id} {form.version}")


def _checkpoints(arrival: Arrival) -> Mapping[str, set[Sequence[Any]]]:
    """Return the stream heads that each writer signed, by seat."""
    found: dict[str, set[Sequence[Any]]] = {}
    members = arrival.contents.members
    relay.require_signers(arrival)
    for seat in arrival.contents.manifest.checkpoints:
        try:
            document, signature = members[f"checkpoints/{seat}.json"], members[f"checkpoints/{seat}.sig"]
            verify_signature(_writer(arrival, seat).public_pem, signature, document)
            rows = bounded.loads(document, limits.CHECKPOINT)
            if seat in arrival.relayed and not all(map(is_head, rows)):
                raise PackageDamaged(reason="a checkpoint in it is malformed")
            found[seat] = {tuple(row) for row in rows}
        except (KeyError, TypeError, EventRefused) as strange:
            raise PackageDamaged(reason="its checkpoints cannot be read") from strange
    return found


def _writer(arrival: Arrival, seat: str) -> Signer:
    """Return whose signatures count for a stream: that seat's checkpoint was asked for before."""
    return arrival.relayed.get(seat, arrival.signer)


def payload_of(stored: StoredEvent) -> dict[str, Any]:
    """Return what a line says, {} where it is sealed or left out; raises PackageDamaged."""
    try:
        return read_payload(stored.payload or b"{}")
    except EventRefused as refused:
        raise PackageDamaged(reason="a payload in it is not valid") from refused


def _opens(path: Path, secret: str) -> bool:
    with path.open("rb") as source:
        return sealing.opens(source, secret)


def _is_here(vault: Vault, blob: str) -> bool:
    if not _BLOB.fullmatch(blob):
        raise PackageDamaged(reason="an attachment in it has no proper name")
    try:
        return blobs.file_of(vault.home, blob).is_file()
    except BlobMissing:
        return False
