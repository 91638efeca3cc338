"""Opening a package that arrived and checking everything in it before any of it is stored."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from fieldaudit.audit import authority
from fieldaudit.audit.events import read_payload
from fieldaudit.checklist import parse_form
from fieldaudit.errors import (
    BlobMissing,
    EventRefused,
    FormRefused,
    PackageDamaged,
    PackageFormAltered,
    PackageIncomplete,
    PackageNotAllowed,
    PackageNotForMe,
    PackageWrongOrganisation,
    SignatureBroken,
)
from fieldaudit.exchange import bounded, limits, membership
from fieldaudit.exchange.envelope import Contents, believe, open_envelope, take_envelope
from fieldaudit.exchange.parts import Unpacked, read_part
from fieldaudit.exchange.signers import Signer, identify
from fieldaudit.trust import keys, sealing
from fieldaudit.vault import blobs, instruments

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from fieldaudit.audit.events import Event, StoredEvent, StreamPart
    from fieldaudit.checklist import Form
    from fieldaudit.vault import Vault

_BLOB = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Arrival:
    """A package whose signature fits: who signed it, and its contents."""

    signer: Signer
    contents: Contents


def open_arrival(vault: Vault, source: IO[bytes], size: int) -> Arrival:
    """Open the envelope, find the signer, verify the signature, and check that the package is meant for this vault.

    Whether the signer is still trusted is for `signers.check_trusted`, with what is known then.
    """
    letter = open_envelope(take_envelope(source, size), [membership.own_identity(vault).secret])
    signer = identify(vault, letter.signer)
    contents = believe(letter, signer.public_pem, signer.seat)
    if contents.manifest.organisation != membership.organisation(vault).id:
        raise PackageWrongOrganisation
    if contents.manifest.to != vault.seat:
        raise PackageNotForMe
    return Arrival(signer, contents)


def read_streams(arrival: Arrival) -> tuple[list[StreamPart], list[tuple[Event, StoredEvent]]]:
    """Return a package's streams and all its events, checked, and covered by their writer's signatures."""
    contents, budget = arrival.contents, Unpacked()
    covered = _checkpoints(arrival)
    parts: list[StreamPart] = []
    events: list[tuple[Event, StoredEvent]] = []
    for part in contents.manifest.streams:
        if (part.record, part.seat, part.inc, part.last, part.hash) not in covered.get(part.seat, ()):
            raise PackageNotAllowed(reason="a history of somebody else, without that person's signature")
        read, parsed = read_part(part, contents.members[part.lines], contents.members[part.carriages], budget)
        for event, stored in zip(parsed, read.events, strict=True):
            if stored.signature is not None:
                verify_signature(arrival.signer.public_pem, stored.signature, stored.line)
            elif event.kind == "closing.signed" and (stored.payload is not None or stored.sealed is not None):
                raise PackageDamaged(reason="a closing in it is not signed")
        parts.append(read)
        events.extend(zip(parsed, read.events, strict=True))
    return parts, events


def check_authority(events: Iterable[tuple[Event, StoredEvent]], role: str) -> None:
    """Raise PackageNotAllowed when an event is of a kind that `role` may not write."""
    for event, stored in events:
        looked_at = stored.payload is not None and authority.looks_inside(event.kind, event.type)
        payload = _payload(stored) if looked_at else {}
        for kind in authority.claims(event.kind, event.type, payload):
            if not authority.allowed(kind, role):
                raise PackageNotAllowed(reason=f"an entry of the kind {kind}, as {role}")


def check_evidence(vault: Vault, events: Iterable[tuple[Event, StoredEvent]], arriving: Mapping[str, Path]) -> None:
    """Raise PackageIncomplete when events name attachments that neither come along nor are here.

    `arriving` are the staged files by name. Each must open with the key that its event gives, or somebody could put a
    key that opens nothing in the place of the right one.
    """
    said = (
        _payload(stored) for event, stored in events if event.kind == "evidence.attached" and stored.payload is not None
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


def read_forms(vault: Vault, contents: Contents) -> list[Form]:
    """Return the forms that come along and are new here; raises PackageFormAltered for a known name and version."""
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
    """Raise PackageFormAltered when another form stands here under this one's name and version."""
    for known in instruments.available(vault):
        if (known.id, known.version) == (form.id, form.version) and known.digest != form.digest:
            raise PackageFormAltered(form=f"{form.id} {form.version}")


def _checkpoints(arrival: Arrival) -> Mapping[str, set[Sequence[Any]]]:
    """Return the stream heads that each writer signed, by seat."""
    found: dict[str, set[Sequence[Any]]] = {}
    members = arrival.contents.members
    for seat in arrival.contents.manifest.checkpoints:
        if seat != arrival.signer.seat:  # relaying others' streams needs their certificates along: format, Checkpoints
            raise PackageNotAllowed(reason="a history of somebody else")
        try:
            document, signature = members[f"checkpoints/{seat}.json"], members[f"checkpoints/{seat}.sig"]
            verify_signature(arrival.signer.public_pem, signature, document)
            found[seat] = {tuple(row) for row in bounded.loads(document, limits.CHECKPOINT)}
        except (KeyError, TypeError, EventRefused) as strange:
            raise PackageDamaged(reason="its checkpoints cannot be read") from strange
    return found


def _payload(stored: StoredEvent) -> dict[str, Any]:
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
