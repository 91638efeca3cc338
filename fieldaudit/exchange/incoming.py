"""One door for packages: head office takes in, the field applies; and looking at one without importing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.exchange import clock, enrol, membership, people, staging
from fieldaudit.exchange.apply import apply
from fieldaudit.exchange.arrival import open_arrival, read_streams
from fieldaudit.exchange.intake import retry_waiting, take_in
from fieldaudit.trust import keys

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.exchange.results import TakenIn
    from fieldaudit.vault import Vault


@dataclass(frozen=True)
class Verification:
    """What a package is, all of it verified and none of it stored."""

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


def import_package(
    vault: Vault,
    path: Path,
    *,
    now: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> TakenIn:
    """Import a package, whichever desk this is."""
    if membership.is_head_office(vault):
        return take_in(vault, path, now=now, progress=progress)
    return apply(vault, path, now=now)


def certify_and_release(
    vault: Vault, typed: str, passphrase: str, *, role: str | None = None, branch: str | None = None
) -> tuple[people.Seat, tuple[TakenIn, ...]]:
    """Certify the person with the fingerprint `typed`, and import what waited for that."""
    seat = enrol.certify(vault, typed, passphrase, role=role, branch=branch)
    return seat, retry_waiting(vault)


def verify_package(vault: Vault, path: Path, *, now: datetime | None = None) -> Verification:
    """Say who signed what; raises PackageRefused (with `.state`) or FileUnreadable, and changes nothing."""
    try:
        with path.open("rb") as source:
            size = path.stat().st_size
            arrival = open_arrival(vault, source, size, now or clock.now())
            staging.stage_blobs(source, size, arrival.contents.manifest, None)
    except OSError as failed:
        raise staging.trouble(path, failed) from failed
    _, events = read_streams(arrival)
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
    )
