"""Head office to the field: receipts, the certificate, the list of the revoked, and forms, to one person."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fieldaudit.errors import SeatNotConfirmed
from fieldaudit.exchange import clock, membership, people, recovery_voucher
from fieldaudit.exchange.documents import write_document
from fieldaudit.exchange.enrol import issue_certificate
from fieldaudit.exchange.manifest import ANSWER
from fieldaudit.exchange.purging import PURGE, right_for
from fieldaudit.exchange.receipts import newest_receipts, receipts_for
from fieldaudit.exchange.writer import Plan, Turn, Written, write_package
from fieldaudit.vault import PackageRow, instruments

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.vault import Vault

RECEIPT, CERTIFICATE, REVOCATION, FORM = "receipt", "certificate", "revocation", "form"
MOST_RECEIPTS = 500  # newer ones say all that older ones did


def send(
    vault: Vault,
    typed: str,
    out: Path,
    *,
    passphrase: str | None = None,
    forms: Sequence[str] = (),
    now: datetime | None = None,
) -> Written:
    """Write the package for the person with the fingerprint (or seat id) `typed`; `forms` are digests to bring along.

    Someone whose invitation was proved is certified now, with the `passphrase` of the certificate key. Raises
    SeatUnknown, SeatNotConfirmed, AuthorityPassphraseNeeded, WrongPassphrase, FileUnwritable.
    """
    membership.require_head_office(vault)
    when = now or clock.now()
    seat = people.find_seat(vault, typed)
    if seat.state in (people.WAITING, people.REVOKED):
        raise SeatNotConfirmed(name=seat.name)
    if seat.state == people.ADMITTED:
        seat = issue_certificate(vault, seat, passphrase, when)
    plan = Plan(ANSWER, seat.id, (seat.recipient,))
    _add_receipts(vault, plan, seat)
    _add_right(vault, plan, seat, when)
    _add_message(vault, plan, CERTIFICATE, _certificate(vault, seat))
    _add_message(vault, plan, REVOCATION, people.revocations(vault))
    for digest in forms:
        _add_form(vault, plan, digest)
    written = write_package(vault, plan, Turn(seat.sent + 1, seat.previous, when), out)
    time = clock.stamp(when)
    row = PackageRow(written.manifest_sha256, "out", written.sequence, vault.seat, "sent", "", time, {"to": seat.id})
    with vault.transaction():
        sent = replace(seat, sent=written.sequence, previous=written.manifest_sha256, answered=time)
        people.keep_seat(vault, replace(sent, certificate_sent=True))
        vault.exchange_log.put_package(row)
    return written


def due(vault: Vault) -> list[people.Seat]:
    """Return those for whom something waits: a receipt or a certificate that no package has brought yet."""
    newest = newest_receipts(vault)
    trusted = [seat for seat in people.seats(vault).values() if seat.state not in (people.WAITING, people.REVOKED)]
    return [seat for seat in trusted if not seat.certificate_sent or newest.get(seat.id, "") > seat.answered]


def _certificate(vault: Vault, seat: people.Seat) -> dict[str, Any]:
    row = vault.exchange_log.certificate(seat.id)
    pem = row.pem.decode("ascii") if row else ""
    return {"certificate": pem, "officer": vault.get(membership.OFFICER) or "", **recovery_voucher.offered(vault)}


def _add_receipts(vault: Vault, plan: Plan, seat: people.Seat) -> None:
    for receipt in receipts_for(vault, seat.id)[:MOST_RECEIPTS]:
        plan.add_message(RECEIPT, receipt.document, receipt.signature)


def _add_right(vault: Vault, plan: Plan, seat: people.Seat, now: datetime) -> None:
    document = right_for(vault, seat.id, now)
    if document is not None:
        plan.add_message(PURGE, document, membership.own_key(vault).sign(document))


def _add_form(vault: Vault, plan: Plan, digest: str) -> None:
    form = instruments.find(vault, digest)
    plan.add_form(form.digest, form.id, form.version, form.xform, form.attachments)
    _add_message(vault, plan, FORM, {"digest": form.digest, "id": form.id, "form_version": form.version})


def _add_message(vault: Vault, plan: Plan, kind: str, values: dict[str, Any]) -> None:
    document = write_document(kind, values)
    plan.add_message(kind, document, membership.own_key(vault).sign(document))
