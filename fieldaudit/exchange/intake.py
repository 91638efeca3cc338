"""Taking in a package at head office: verified whole, then accepted in one transaction, or refused in one row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from fieldaudit.audit import authority
from fieldaudit.errors import (
    EventRefused,
    PackageDamaged,
    PackageEarlierMissing,
    PackageFormAltered,
    PackageNotAllowed,
    PackageRefused,
    PackageUnknownSigner,
    StreamGap,
)
from fieldaudit.exchange import clock, membership, people, staging
from fieldaudit.exchange.arrival import (
    Arrival,
    check_authority,
    check_evidence,
    open_arrival,
    read_forms,
    read_streams,
)
from fieldaudit.exchange.manifest import ALERT, AUDITS
from fieldaudit.exchange.receipts import give_receipt
from fieldaudit.exchange.results import DUPLICATE, TAKEN_IN, TakenIn
from fieldaudit.exchange.signers import vouched
from fieldaudit.trust import keys
from fieldaudit.vault import PackageRow
from fieldaudit.vault.listing import PROGRESS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.audit.events import StreamPart
    from fieldaudit.checklist import Form
    from fieldaudit.vault import Vault

# A person decides, or another package releases it: a sealed copy is kept until then. All others leave nothing behind.
_WAITING = (PackageUnknownSigner, PackageEarlierMissing, PackageFormAltered)
_KINDS = {AUDITS: "package", ALERT: "alert"}


@dataclass(frozen=True)
class _Checked:
    """Everything in a package, verified, before any of it is stored."""

    seat: people.Seat
    parts: list[StreamPart]
    forms: list[Form]
    blobs: dict[str, Path]


@dataclass
class _Delivery:
    """One import under way: the file, and what is already known about it when it turns out that it cannot go in."""

    path: Path
    now: datetime
    progress: Callable[[int, int], None] | None = None
    arrival: Arrival | None = None


def take_in(
    vault: Vault,
    path: Path,
    *,
    now: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> TakenIn:
    """Import a package at head office; never raises for a bad one, whose state says what is wrong.

    Raises NotHeadOffice, FileUnreadable, and DiskFull or DiskTrouble, all with nothing changed.
    """
    membership.require_head_office(vault)
    when = now or clock.now()
    result = _take_in_one(vault, _Delivery(path, when, progress))
    released = _release(vault, when) if result.state == TAKEN_IN else ()
    return result if not released else TakenIn(**{**result.__dict__, "released": released})


def retry_waiting(vault: Vault, *, now: datetime | None = None) -> tuple[TakenIn, ...]:
    """Import again what waits in quarantine, as after a person was certified; returns what went in."""
    membership.require_head_office(vault)
    return _release(vault, now or clock.now())


def intake_log(vault: Vault) -> list[PackageRow]:
    """Return what arrived here, newest first, one row for each package."""
    return vault.exchange_log.packages("in")


def _release(vault: Vault, now: datetime) -> tuple[TakenIn, ...]:
    """Import waiting packages until no further one follows; each one that goes in may release others."""
    released: list[TakenIn] = []
    gone_in = True
    while gone_in:
        tried = [_take_in_one(vault, _Delivery(held, now)) for held in staging.waiting(vault.home)]
        newly = [result for result in tried if result.state == TAKEN_IN]
        released += newly
        gone_in = bool(newly)
    return tuple(released)


def _take_in_one(vault: Vault, delivery: _Delivery) -> TakenIn:
    try:
        return _accept_or_refuse(vault, delivery)
    except OSError as failed:
        raise staging.trouble(delivery.path, failed) from failed


def _accept_or_refuse(vault: Vault, delivery: _Delivery) -> TakenIn:
    try:
        with delivery.path.open("rb") as source, staging.quarantine(vault.home) as folder:
            return _accept(vault, delivery, source, folder)
    except PackageRefused as refused:
        return _refuse(vault, delivery, refused)


def _accept(vault: Vault, delivery: _Delivery, source: IO[bytes], folder: Path) -> TakenIn:
    size = delivery.path.stat().st_size
    arrival = delivery.arrival = open_arrival(vault, source, size, delivery.now)
    manifest = arrival.contents.manifest
    before = vault.exchange_log.package(arrival.contents.digest, "in")
    if before is not None and before.state == TAKEN_IN:
        staging.stage_blobs(source, size, manifest, None, delivery.progress)
        return _result(arrival, before.detail.get("sender", ""), DUPLICATE, "This package was taken in before.")
    seat = vouched(vault, arrival.signer, manifest, delivery.now)
    blobs = staging.stage_blobs(source, size, manifest, folder, delivery.progress)
    return _store(vault, delivery, arrival, _check(vault, arrival, seat, blobs))


def _check(vault: Vault, arrival: Arrival, seat: people.Seat, blobs: dict[str, Path]) -> _Checked:
    role, manifest = arrival.signer.role or seat.role, arrival.contents.manifest
    kind = _KINDS.get(manifest.purpose, manifest.purpose)
    if not authority.allowed(kind, role):
        raise PackageNotAllowed(reason=f"a package of the kind {kind}, as {role}")
    parts, events = read_streams(arrival)
    check_authority(events, role)
    check_evidence(vault, events, blobs)
    return _Checked(seat, parts, read_forms(vault, arrival.contents), blobs)


def _store(vault: Vault, delivery: _Delivery, arrival: Arrival, checked: _Checked) -> TakenIn:
    manifest, digest = arrival.contents.manifest, arrival.contents.digest
    try:
        with vault.transaction():
            people.keep_admitted(vault, checked.seat)
            if arrival.signer.certified:
                people.keep_certificate(vault, arrival.signer.pem, membership.organisation(vault).authority)
            for form in checked.forms:
                vault.add_form(form.xform, form.attachments)
            new = vault.absorb(checked.parts)
            for record in {event.record for event in new}:
                vault.put(PROGRESS + record, None)  # counted again when a list asks for it
            for blob in checked.blobs.values():
                vault.import_blob(blob)
            give_receipt(vault, arrival.contents, delivery.now)
            what = f"{len(new)} changes by {checked.seat.name} were taken in."
            result = _result(arrival, checked.seat.name, TAKEN_IN, what, len(new))
            vault.exchange_log.put_package(_row(result, manifest.sender.seat, delivery, {}))
    except StreamGap as gap:
        raise PackageEarlierMissing from gap
    except EventRefused as refused:
        raise PackageDamaged(reason="a line of its history is not valid") from refused
    staging.held(vault.home, digest).unlink(missing_ok=True)
    return result


def _refuse(vault: Vault, delivery: _Delivery, refused: PackageRefused) -> TakenIn:
    """Add one row to the intake log, and keep the sealed package when it can still be taken in later."""
    arrival, path = delivery.arrival, delivery.path
    digest = staging.name_for_refused(vault, path, arrival.contents.digest if arrival else "")
    held = isinstance(refused, _WAITING) and arrival is not None and staging.hold(vault.home, path, digest)
    manifest = arrival.contents.manifest if arrival else None
    result = TakenIn(
        state=refused.state,
        reason=refused.sentence,
        next_step=refused.next_step,
        package=digest,
        sender=arrival.signer.name if arrival else "",
        fingerprint=keys.fingerprint(arrival.signer.seat) if arrival else "",
        sequence=manifest.sequence if manifest else 0,
        purpose=manifest.purpose if manifest else "",
        audits=manifest.audits if manifest else (),
        held=held,
    )
    more = {"request": arrival.signer.pem.decode("ascii")} if arrival and not arrival.signer.certified else {}
    sender = arrival.signer.seat if arrival else ""
    before = vault.exchange_log.package(digest, "in")
    if before is None or before.state != result.state:
        vault.exchange_log.put_package(_row(result, sender, delivery, more))
    return result


def _result(arrival: Arrival, sender: str, state: str, reason: str, events: int = 0) -> TakenIn:
    manifest = arrival.contents.manifest
    return TakenIn(
        state=state,
        reason=reason,
        package=arrival.contents.digest,
        sender=sender,
        fingerprint=keys.fingerprint(manifest.sender.seat),
        sequence=manifest.sequence,
        purpose=manifest.purpose,
        audits=manifest.audits,
        events=events,
    )


def _row(result: TakenIn, seat: str, delivery: _Delivery, more: dict[str, str]) -> PackageRow:
    detail = {
        "file": delivery.path.name,
        "sender": result.sender,
        "next_step": result.next_step,
        "purpose": result.purpose,
        "audits": list(result.audits),
        "events": result.events,
        "held": result.held,
        **more,
    }
    return PackageRow(
        result.package, "in", result.sequence, seat, result.state, result.reason, clock.stamp(delivery.now), detail
    )
