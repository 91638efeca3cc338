"""One door for packages: head office takes in, the field applies; and looking at one without importing it."""

from __future__ import annotations

import stat
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fieldaudit.errors import FileUnreadable
from fieldaudit.exchange import clock, doubted, enrol, gathering, membership, people, staging, volumes
from fieldaudit.exchange.apply import apply
from fieldaudit.exchange.arrival import open_arrival, read_streams
from fieldaudit.exchange.intake import retry_waiting, take_in
from fieldaudit.exchange.signers import check_trusted
from fieldaudit.trust import keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.audit.events import StreamPart
    from fieldaudit.exchange.arrival import Arrival
    from fieldaudit.exchange.results import TakenIn
    from fieldaudit.vault import Vault


@dataclass(frozen=True)
class Writer:
    """Somebody whose entries a package brings for them, under their own signature and certificate.

    `waits` of their `events` would not enter now, for the reason `why`; `until` is the certificate's last day.
    """

    seat: str
    name: str
    fingerprint: str
    role: str
    certified_by: str
    until: str
    events: int
    waits: int = 0
    why: str = ""


@dataclass(frozen=True)
class Verification:
    """What a package is, all of it verified and none of it stored; `relayed` is who else wrote in it."""

    manifest_sha256: str
    purpose: str
    organisation: str
    sender: str
    fingerprint: str
    role: str
    certified: bool
    sequence: int
    made: str
    audits: tuple[str, ...]
    events: int
    attachments: int
    messages: tuple[str, ...]
    relayed: tuple[Writer, ...] = ()


def import_package(
    vault: Vault,
    path: Path,
    *,
    now: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> TakenIn:
    """Import a package or a part of one, whichever desk this is; with a set's last part the package it makes.

    Never raises for a bad one. Raises NotJoined, FileUnreadable, and DiskFull or DiskTrouble, all with nothing changed.
    """
    membership.organisation(vault)

    def whole(file: Path) -> TakenIn:
        if membership.is_head_office(vault):
            return take_in(vault, file, now=now, progress=progress)
        return apply(vault, file, now=now)

    when = now or clock.now()
    finished = gathering.finish(vault, whole, when)
    result = gathering.take_part(vault, path, whole, when) if is_part(path) else whole(path)
    return result if not finished else replace(result, released=(*result.released, *finished))


def is_part(path: Path) -> bool:
    """Whether the file is a part of a package; raises FileUnreadable."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for
            raise FileUnreadable(path=path, reason="it is not a file")
        return volumes.is_part(path)
    except OSError as failed:
        raise staging.trouble(path, failed) from failed


def certify_and_release(
    vault: Vault, typed: str, passphrase: str, *, role: str | None = None, branch: str | None = None
) -> tuple[people.Seat, tuple[TakenIn, ...]]:
    """Certify the person with the fingerprint `typed`, and import what waited for that."""
    seat = enrol.certify(vault, typed, passphrase, role=role, branch=branch)
    return seat, retry_waiting(vault)


def verify_package(vault: Vault, path: Path, *, now: datetime | None = None) -> Verification:
    """Say who signed what; raises PackageRefused (with `.state`) or FileUnreadable, and changes nothing."""
    if is_part(path):
        raise gathering.alone(path)
    when = now or clock.now()
    try:
        with path.open("rb") as source:
            size = path.stat().st_size
            arrival = open_arrival(vault, source, size)
            check_trusted(vault, arrival, when)
            staging.stage_blobs(source, size, arrival.contents.manifest, None)
    except OSError as failed:
        raise staging.trouble(path, failed) from failed
    parts, events = read_streams(arrival)
    manifest, signer = arrival.contents.manifest, arrival.signer
    return Verification(
        manifest_sha256=arrival.contents.digest,
        purpose=manifest.purpose,
        organisation=membership.organisation(vault).name,
        sender=signer.name,
        fingerprint=keys.fingerprint(signer.seat),
        role=signer.role,
        certified=signer.certified,
        sequence=manifest.sequence,
        made=manifest.made,
        audits=manifest.audits,
        events=len(events),
        attachments=len(manifest.outer),
        messages=tuple(message.kind for message in manifest.messages),
        relayed=tuple(_writers(vault, arrival, parts, when)),
    )


def _writers(vault: Vault, arrival: Arrival, parts: Sequence[StreamPart], now: datetime) -> Iterator[Writer]:
    """Yield who else wrote in a package that was verified."""
    waiting = {one.seat: one for one in doubted.waiting(vault, arrival, parts, now)}
    for seat, signer in arrival.relayed.items():
        doubt = waiting.get(seat)
        yield Writer(
            seat=seat,
            name=signer.name,
            fingerprint=keys.fingerprint(seat),
            role=signer.role,
            certified_by=membership.organisation(vault).name,
            until=f"{signer.ends:%Y-%m-%d}",
            events=sum(len(part.events) for part in parts if part.seat == seat),
            waits=doubt.entries if doubt else 0,
            why=str(doubt.refused.details["why"]) if doubt else "",
        )
