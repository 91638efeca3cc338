"""The field applies what head office sent: receipts, its certificate, the list of the revoked, forms."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fieldaudit.audit import authority
from fieldaudit.errors import (
    CertificateExpired,
    CertificateRefused,
    EventRefused,
    PackageDamaged,
    PackageNotAllowed,
    PackageRefused,
)
from fieldaudit.exchange import clock, membership, people, recovery_voucher, staging
from fieldaudit.exchange.answer import CERTIFICATE, FORM, RECEIPT, REVOCATION
from fieldaudit.exchange.arrival import Arrival, open_arrival, read_forms, verify_signature
from fieldaudit.exchange.documents import read_document
from fieldaudit.exchange.export import RECEIVED
from fieldaudit.exchange.manifest import ANSWER
from fieldaudit.exchange.purging import PURGE, keep_right
from fieldaudit.exchange.receipts import keep_receipt
from fieldaudit.exchange.results import APPLIED, DUPLICATE, TakenIn
from fieldaudit.trust import certificates, keys, sealing
from fieldaudit.vault import CertificateRow, PackageRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.exchange.manifest import Message
    from fieldaudit.vault import Vault

_SEAT = re.compile(r"[0-9a-f]{32}")


def apply(vault: Vault, path: Path, *, now: datetime | None = None) -> TakenIn:
    """Import a package from head office; never raises for a bad one, whose state says what is wrong.

    Raises NotJoined, FileUnreadable, and DiskFull or DiskTrouble, all with nothing changed.
    """
    membership.organisation(vault)
    try:
        return _apply_or_refuse(vault, path, now or clock.now())
    except OSError as failed:
        raise staging.trouble(path, failed) from failed


def _apply_or_refuse(vault: Vault, path: Path, now: datetime) -> TakenIn:
    arrival: Arrival | None = None
    try:
        with path.open("rb") as source:
            size = path.stat().st_size
            arrival = open_arrival(vault, source, size, now)
            staging.stage_blobs(source, size, arrival.contents.manifest, None)
        before = vault.exchange_log.package(arrival.contents.digest, "in")
        if before is not None and before.state == APPLIED:
            return _result(arrival, DUPLICATE, "This package was applied before.")
        return _apply(vault, path, arrival, now)
    except PackageRefused as refused:
        digest = staging.name_for_refused(vault, path, arrival.contents.digest if arrival else "")
        result = TakenIn(refused.state, refused.sentence, refused.next_step, digest)
        vault.exchange_log.put_package(_row(result, arrival.signer.seat if arrival else "", path, now))
        return result


def _apply(vault: Vault, path: Path, arrival: Arrival, now: datetime) -> TakenIn:
    manifest = arrival.contents.manifest
    if manifest.purpose != ANSWER or manifest.streams:
        raise PackageNotAllowed(reason="it is not from head office to the field")
    forms = read_forms(vault, arrival.contents)
    with vault.transaction():
        for message in manifest.messages:
            _apply_message(vault, arrival, message, now)
        for form in forms:
            vault.add_form(form.xform, form.attachments)
        result = _result(arrival, APPLIED, _sentence(manifest.messages))
        vault.exchange_log.put_package(_row(result, arrival.signer.seat, path, now))
    return result


def _apply_message(vault: Vault, arrival: Arrival, message: Message, now: datetime) -> None:
    if not authority.allowed(message.kind, arrival.signer.role):
        raise PackageNotAllowed(reason=f"a message of the kind {message.kind}, as {arrival.signer.role}")
    members = arrival.contents.members
    document, signature = members[message.member], members[message.signature]
    verify_signature(arrival.signer.public_pem, signature, document)
    if message.kind == RECEIPT:
        _mark_received(vault, keep_receipt(vault, arrival.signer.seat, document, signature))
        return
    if message.kind == PURGE:
        keep_right(vault, arrival.signer.seat, document, signature)
        return
    values = _read(message.kind, document)
    if message.kind == CERTIFICATE:
        _keep_certificate(vault, values, now)
    elif message.kind == REVOCATION:
        _keep_revocations(vault, values)
    elif message.kind != FORM:
        raise PackageNotAllowed(reason=f"a message of the kind {message.kind}, which this program does not know")


def _mark_received(vault: Vault, package: str) -> None:
    row = vault.exchange_log.package(package, "out")
    if row is not None:
        vault.exchange_log.put_package(replace(row, state=RECEIVED))


def _keep_certificate(vault: Vault, values: dict[str, Any], now: datetime) -> None:
    pem, officer = _text(values, "certificate"), _text(values, "officer")
    try:
        seat = certificates.check(pem.encode("ascii"), membership.organisation(vault).authority, now)
        if officer:
            sealing.check_recipient(officer)
    except (CertificateRefused, CertificateExpired, UnicodeEncodeError) as refused:
        raise PackageDamaged(reason="it holds a certificate that cannot be trusted") from refused
    if seat.seat != vault.seat:
        raise PackageNotAllowed(reason="somebody else's certificate")
    vault.put(membership.CERTIFICATE, pem)
    vault.put(membership.ME, {"name": seat.name, "role": seat.role, "branch": seat.branch})
    vault.exchange_log.put_certificate(
        CertificateRow(seat.serial, seat.seat, seat.name, seat.role, seat.branch, seat.recipient, pem.encode("ascii"))
    )
    if officer:
        vault.put(membership.OFFICER, officer)
    recovery_voucher.accept(vault, values)


def _keep_revocations(vault: Vault, values: dict[str, Any]) -> None:
    number, revoked = values.get("number"), values.get("revoked")
    if type(number) is not int or not isinstance(revoked, list) or not all(_is_revoked(row) for row in revoked):
        raise PackageDamaged(reason="its list of the revoked is malformed")
    if number > people.revocations(vault)["number"]:
        vault.put(people.REVOCATIONS, {"number": number, "revoked": revoked})


def _is_revoked(row: Any) -> bool:
    if not isinstance(row, dict) or set(row) != {"seat", "since", "heads"}:
        return False
    return bool(_SEAT.fullmatch(str(row["seat"]))) and isinstance(row["since"], str) and isinstance(row["heads"], list)


def _read(kind: str, document: bytes) -> dict[str, Any]:
    try:
        return read_document(kind, document)
    except EventRefused as strange:
        raise PackageDamaged(reason="it holds a message that this program does not know") from strange


def _text(values: dict[str, Any], key: str) -> str:
    value = values.get(key)
    if not isinstance(value, str):
        raise PackageDamaged(reason="a message in it is malformed")
    return value


def _sentence(messages: Sequence[Message]) -> str:
    receipts = sum(message.kind == RECEIPT for message in messages)
    forms = sum(message.kind == FORM for message in messages)
    said = [f"{receipts} receipts" if receipts != 1 else "1 receipt"]
    said += ["the certificate"] if any(message.kind == CERTIFICATE for message in messages) else []
    said += [f"{forms} forms" if forms != 1 else "1 form"] if forms else []
    return f"Head office sent {', '.join(said)}."


def _result(arrival: Arrival, state: str, reason: str) -> TakenIn:
    manifest = arrival.contents.manifest
    return TakenIn(
        state=state,
        reason=reason,
        package=arrival.contents.digest,
        sender=arrival.signer.name,
        fingerprint=keys.fingerprint(arrival.signer.seat),
        sequence=manifest.sequence,
        purpose=manifest.purpose,
        messages=tuple(message.kind for message in manifest.messages),
    )


def _row(result: TakenIn, seat: str, path: Path, now: datetime) -> PackageRow:
    detail = {"file": path.name, "next_step": result.next_step, "messages": list(result.messages)}
    return PackageRow(
        result.package, "in", result.sequence, seat, result.state, result.reason, clock.stamp(now), detail
    )
