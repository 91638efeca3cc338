"""Taking in a package at head office: verified whole, then accepted in one transaction, or refused in one row."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING

from fieldaudit.audit import authority
from fieldaudit.errors import (
    EventRefused,
    PackageDamaged,
    PackageEarlierMissing,
    PackageFormAltered,
    PackageIncomplete,
    PackageNewer,
    PackageNotAllowed,
    PackageRefused,
    PackageSignerExpired,
    PackageSignerRevokedLater,
    PackageUnknownSigner,
    StreamGap,
)
from fieldaudit.exchange import bounded, clock, closers, doubted, erased, having, membership, people, staging
from fieldaudit.exchange.arrival import (
    Arrival,
    arrival_of,
    check_authority,
    check_evidence,
    check_forms,
    check_unaltered,
    open_arrival,
    read_forms,
    read_streams,
)
from fieldaudit.exchange.manifest import ALERT, AUDITS
from fieldaudit.exchange.receipts import give_receipt
from fieldaudit.exchange.results import DUPLICATE, TAKEN_IN, TakenIn
from fieldaudit.exchange.signers import check_trusted, vouched
from fieldaudit.trust import keys
from fieldaudit.vault import PackageRow, arriving, attachments, blobs, bulk
from fieldaudit.vault.listing import PROGRESS

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.audit.events import Event, StreamPart
    from fieldaudit.checklist import Form
    from fieldaudit.exchange.ahead import ReadAhead
    from fieldaudit.vault import Vault

# A person decides, or another package releases it: a sealed copy is kept until then. All others leave nothing behind.
_WAITING = (
    PackageUnknownSigner,
    PackageEarlierMissing,
    PackageFormAltered,
    PackageSignerExpired,
    PackageSignerRevokedLater,
    PackageIncomplete,
    PackageNewer,
)
_KINDS = {AUDITS: "package", ALERT: "alert"}


@dataclass(frozen=True)
class _Checked:
    """Everything in a package, verified, before any of it is stored."""

    seat: people.Seat
    parts: list[StreamPart]
    events: list[Event]
    forms: list[Form]
    blobs: dict[str, Path]
    left_out: tuple[doubted.LeftOut, ...] = ()


@dataclass
class Delivery:
    """One import under way: the file, and what is already known about it when it turns out that it cannot go in."""

    path: Path
    now: datetime
    progress: Callable[[int, int], None] | None = None
    arrival: Arrival | None = None
    sync: Callable[[Path], object] = staging.sync_file
    ahead: ReadAhead | None = None


@dataclass(frozen=True)
class Prepared:
    """A package that was staged and verified whole, to be stored."""

    delivery: Delivery
    arrival: Arrival
    checked: _Checked

    def weight(self) -> int:
        """Return about how many bytes of lines and payloads it holds in memory."""
        return sum(bulk.weight(stored) for part in self.checked.parts for stored in part.events)


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
    result = take_in_one(vault, Delivery(path, when, progress))
    released = release(vault, when) if result.entered else ()
    return result if not released else TakenIn(**{**result.__dict__, "released": released})


def retry_waiting(vault: Vault, *, now: datetime | None = None) -> tuple[TakenIn, ...]:
    """Import again what waits in quarantine, as after a person was certified; returns what went in."""
    membership.require_head_office(vault)
    return release(vault, now or clock.now())


def intake_log(vault: Vault) -> list[PackageRow]:
    """Return what arrived here, newest first, one row for each package."""
    return vault.exchange_log.packages("in")


def release(vault: Vault, now: datetime) -> tuple[TakenIn, ...]:
    """Import waiting packages until no further one follows; each one that goes in may release others."""
    released: list[TakenIn] = []
    gone_in = True
    while gone_in:
        tried = [_try_again(vault, held, now) for held in staging.waiting(vault.home)]
        newly = [result for result in tried if result.entered]
        released += newly
        gone_in = bool(newly)
    return tuple(released)


def _try_again(vault: Vault, held: Path, now: datetime) -> TakenIn:
    """Import what waits; where it waits no longer its copy goes, and the row that it waited under says why."""
    result = take_in_one(vault, Delivery(held, now))
    if not result.held:
        staging.let_go(vault.home, held.stem)
    before = vault.exchange_log.package(held.stem, "in")
    if before is not None and result.package != held.stem:
        detail = {**before.detail, "next_step": result.next_step, "held": False}
        state = DUPLICATE if result.accepted else result.state
        vault.exchange_log.put_package(replace(before, state=state, reason=result.reason, detail=detail))
    return result


def take_in_one(vault: Vault, delivery: Delivery) -> TakenIn:
    """Import one package, and none that waited for it."""
    try:
        return _accept_or_refuse(vault, delivery)
    except OSError as failed:
        raise staging.trouble(delivery.path, failed) from failed


def _accept_or_refuse(vault: Vault, delivery: Delivery) -> TakenIn:
    try:
        with staging.quarantine(vault.home) as folder, staging.Syncing() as syncing:
            delivery.sync = syncing.add
            found = prepare(vault, delivery, folder)
            syncing.wait()
            return found if isinstance(found, TakenIn) else _accept(vault, found)
    except PackageRefused as refused:
        return _refuse(vault, delivery, refused)


def prepare(vault: Vault, delivery: Delivery, folder: Path) -> TakenIn | Prepared:
    """Stage a package in `folder` and verify all of it, or say that it was taken in before; raises PackageRefused."""
    with delivery.path.open("rb") as source:
        return _prepare(vault, delivery, source, folder)


def _prepare(vault: Vault, delivery: Delivery, source: IO[bytes], folder: Path) -> TakenIn | Prepared:
    size = delivery.path.stat().st_size
    arrival = delivery.arrival = _open(vault, delivery, source, size)
    manifest = arrival.contents.manifest
    before = vault.exchange_log.package(arrival.contents.digest, "in")
    if before is not None and before.state == TAKEN_IN:
        staging.stage_blobs(source, size, manifest, None, delivery.progress)
        return _result(arrival, before.detail.get("sender", ""), DUPLICATE, "This package was taken in before.")

    def here(blob: str) -> bool:
        return blobs.path_of(vault.home, blob).is_file()

    try:
        check_trusted(vault, arrival, delivery.now)
        seat = vouched(vault, arrival.signer, manifest, delivery.now)
    except _WAITING:
        staging.stage_blobs(source, size, manifest, None, delivery.progress, here=here)  # only what is whole waits
        raise
    staged = delivery.ahead.staged(manifest) if delivery.ahead else None
    if staged is None:
        staged = staging.stage_blobs(source, size, manifest, folder, delivery.progress, delivery.sync, here)
    return _check(vault, delivery, arrival, seat, staged)


def _open(vault: Vault, delivery: Delivery, source: IO[bytes], size: int) -> Arrival:
    if delivery.ahead is None:
        return open_arrival(vault, source, size)
    return delivery.ahead.arrival or arrival_of(vault, delivery.ahead.letter)


def trusted_now(vault: Vault, read: ReadAhead, now: datetime) -> ReadAhead | None:
    """Return what was read ahead with its arrival, where that is trusted and its streams may be read; else None."""
    try:
        arrival = arrival_of(vault, read.letter)
        check_trusted(vault, arrival, now)
        vouched(vault, arrival.signer, arrival.contents.manifest, now)
    except PackageRefused:
        return None
    return replace(read, arrival=arrival)


def _accept(vault: Vault, prepared: Prepared) -> TakenIn:
    path, digest, left_out = prepared.delivery.path, prepared.arrival.contents.digest, prepared.checked.left_out
    with (
        doubted.rest_held(vault, path, digest, left_out),
        no_file_left(vault, prepared.checked.blobs),
        vault.transaction(),
    ):
        result = store(vault, prepared)
        attachments.settle(vault)
    if not result.held:
        staging.let_go(vault.home, result.package)
    return result


def _check(vault: Vault, delivery: Delivery, arrival: Arrival, seat: people.Seat, blobs: dict[str, Path]) -> Prepared:
    role, manifest = arrival.signer.role or seat.role, arrival.contents.manifest
    kind = _KINDS.get(manifest.purpose, manifest.purpose)
    if manifest.purpose not in _KINDS or not authority.allowed(kind, role):
        raise PackageNotAllowed(reason=f"a package of the kind {kind}, as {role}")
    ahead = delivery.ahead
    parts, events = ahead.streams if ahead and ahead.streams else read_streams(arrival)
    check_authority(arrival, events, role)
    check_evidence(vault, events, blobs)
    check_forms(arrival.contents, events)
    having.check(arrival, role)
    kept = doubted.believe(vault, arrival, parts, events, blobs, delivery.now)
    forms = read_forms(vault, kept.arrival.contents)
    return Prepared(delivery, kept.arrival, _Checked(seat, kept.parts, kept.events, forms, kept.blobs, kept.left_out))


def store(vault: Vault, prepared: Prepared) -> TakenIn:
    """Store a prepared package within the caller's transaction; `attachments.settle` must follow before its end.

    Raises PackageRefused, and nothing of the package is stored then.
    """
    try:
        with no_file_left(vault, prepared.checked.blobs), vault.transaction():
            return _enter(vault, prepared)
    except StreamGap as gap:
        raise PackageEarlierMissing from gap
    except EventRefused as refused:
        raise PackageDamaged(reason="a line of its history is not valid") from refused


def _enter(vault: Vault, prepared: Prepared) -> TakenIn:
    """Let everything in, in the open transaction."""
    delivery, arrival, checked = prepared.delivery, prepared.arrival, prepared.checked
    # once more, now that what is stored with it is here: two of a batch may use one invitation, or one form's name
    people.keep_admitted(vault, vouched(vault, arrival.signer, arrival.contents.manifest, delivery.now))
    if arrival.signer.certified:
        people.keep_certificate(vault, arrival.signer.pem, membership.organisation(vault).authority)
    for writer in (one for one in arrival.relayed.values() if one.seat != vault.seat):
        people.keep_seat(vault, vouched(vault, writer, arrival.contents.manifest, delivery.now))
        people.keep_certificate(vault, writer.pem, membership.organisation(vault).authority)
    for form in checked.forms:
        check_unaltered(vault, form)
        vault.add_form(form.xform, form.attachments)
    new = arriving.take_in(vault, checked.parts, checked.events)
    bounded.check_records(vault, checked.parts)
    doubted.require_begun(vault, arrival.contents.manifest.audits, checked.left_out)
    closers.check(vault, new)
    for record in {event.record for event in new}:
        vault.put(PROGRESS + record, None)  # counted again when a list asks for it
    having.take(vault, arrival)
    attachments.move_in(vault, erased.let_in(vault, checked.events, checked.blobs))
    erased.heard(vault, new, delivery.now)
    counted = "1 change" if len(new) == 1 else f"{len(new)} changes"
    by = _names(checked.seat.name, arrival, {event.seat for event in new})
    what = f"{counted} by {by} {'was' if len(new) == 1 else 'were'} taken in."
    what = what if new else f"It brought nothing by {checked.seat.name} that was not here."
    result = _result(arrival, checked.seat.name, TAKEN_IN, what, len(new))
    result = doubted.in_part(vault, result, checked.left_out)
    before = vault.exchange_log.package(result.package, "in")
    if new or before is None or before.state != result.state:  # looked at once more, a rest that waits says it once
        give_receipt(vault, arrival.contents, delivery.now)
        more = doubted.about(checked.left_out[0].refused, delivery.arrival) if checked.left_out else {}
        vault.exchange_log.put_package(_row(result, arrival.contents.manifest.sender.seat, delivery, more))
    return result


def _names(sender: str, arrival: Arrival, writers: Container[str]) -> str:
    """Return who wrote what came: the sender, and those whose streams they relayed."""
    others = [one.name for one in arrival.relayed.values() if one.seat in writers]
    return " and ".join([", ".join([sender, *others[:-1]]), *others[-1:]])


@contextmanager
def no_file_left(vault: Vault, arriving: Iterable[str]) -> Iterator[None]:
    """Take attachments away again whose rows were undone: a refusal leaves nothing behind."""
    new = [path for blob in arriving if not (path := blobs.path_of(vault.home, blob)).exists()]
    try:
        yield
    except BaseException:
        for path in new:
            if not attachments.is_known(vault, path.stem):
                path.unlink(missing_ok=True)
        raise


def _refuse(vault: Vault, delivery: Delivery, refused: PackageRefused) -> TakenIn:
    """Add one row to the intake log, and keep the sealed package when it can still be taken in later."""
    arrival, path = delivery.arrival, delivery.path
    digest = staging.name_for_refused(vault, path, arrival.contents.digest if arrival else "")
    before = vault.exchange_log.package(digest, "in")
    itself = isinstance(refused, PackageNewer) if arrival is None else arrival.contents.digest == digest
    waits = isinstance(refused, _WAITING) and itself  # not a spoilt copy of one that is in
    lost = isinstance(refused, PackageIncomplete | PackageDamaged) and before and before.state != refused.state
    if lost and staging.waits_elsewhere(vault.home, digest, path):  # a copy that lost something stands for itself alone
        digest, waits = staging.name_for_refused(vault, path, ""), False
    held = waits and staging.hold(vault.home, path, digest)
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
    more |= doubted.about(refused, arrival)
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


def _row(result: TakenIn, seat: str, delivery: Delivery, more: Mapping[str, object]) -> PackageRow:
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
