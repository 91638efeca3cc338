"""Head office to the field, to one person: all that waits for them, and nothing that they said they have."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fieldaudit.errors import SeatNotConfirmed
from fieldaudit.exchange import (
    clock,
    confirmations,
    having,
    membership,
    officer,
    passing_on,
    people,
    published,
    recovery_voucher,
    renewal,
    sharing,
    supervisors,
    withdrawals,
)
from fieldaudit.exchange.documents import write_document
from fieldaudit.exchange.enrol import issue_certificate
from fieldaudit.exchange.manifest import ANSWER
from fieldaudit.exchange.purging import PURGE, right_for
from fieldaudit.exchange.receipts import newest_receipts, receipts_for
from fieldaudit.exchange.volumes import in_parts
from fieldaudit.exchange.writer import Plan, Turn, Written, write_package
from fieldaudit.vault import PackageRow, instruments

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.vault import Vault

RECEIPT, CERTIFICATE, REVOCATION = "receipt", "certificate", "revocation"
FORM, REFERENCE = published.FORM, published.REFERENCE
MOST_RECEIPTS = 500  # newer ones say all that older ones did


def send(  # noqa: PLR0913 - whom, where to, what more, and when
    vault: Vault,
    typed: str,
    out: Path,
    *,
    passphrase: str | None = None,
    forms: Sequence[str] = (),
    everything: bool = False,
    max_size: int = 0,
    now: datetime | None = None,
) -> Written:
    """Write the package for the person with the fingerprint (or seat id) `typed`; `forms` are digests to bring along.

    Someone whose invitation was proved is certified now, and whose certificate ends within two months gets another,
    with the `passphrase` of the certificate key. `everything` sends what they said they have, too. A file of more than
    `max_size` bytes is cut into parts, unless that is 0. Raises SeatUnknown, SeatNotConfirmed, WrongPassphrase,
    AuthorityPassphraseNeeded, PackageTooLarge, PartsTooSmall, FileUnwritable.
    """
    membership.require_head_office(vault)
    when = now or clock.now()
    seat = people.find_seat(vault, typed)
    if seat.state in (people.WAITING, people.REVOKED):
        raise SeatNotConfirmed(name=seat.name)
    if seat.state == people.ADMITTED or renewal.is_due(vault, seat, when):
        seat = issue_certificate(vault, seat, passphrase, when)
    if everything:
        having.forget(vault, seat.id)
    plan = Plan(ANSWER, seat.id, (seat.recipient,))
    _add_receipts(vault, plan, seat)
    _add_right(vault, plan, seat, when)
    _add_message(vault, plan, CERTIFICATE, _certificate(vault, seat))
    _add_message(vault, plan, REVOCATION, _revocations(vault, seat))
    withdrawals.add_to(vault, plan, seat, when)
    told = passing_on.add_to(vault, plan, seat, when)
    _add_published(vault, plan, seat, forms)
    sharing.add_shares(vault, plan, seat)
    written = in_parts(write_package(vault, plan, Turn(seat.sent + 1, seat.previous, when), out), max_size)
    time = clock.stamp(when)
    row = PackageRow(written.manifest_sha256, "out", written.sequence, vault.seat, "sent", "", time, {"to": seat.id})
    with vault.transaction():
        sent = replace(seat, sent=written.sequence, previous=written.manifest_sha256, answered=time)
        people.keep_seat(vault, replace(sent, certificate_sent=True))
        passing_on.note_sent(vault, seat.id, told)
        vault.exchange_log.put_package(row)
    return written


def due(vault: Vault) -> list[people.Seat]:
    """Return those for whom something waits: anything that no package has brought yet, or a certificate that ends."""
    newest = newest_receipts(vault)
    trusted = [seat for seat in people.seats(vault).values() if seat.state not in (people.WAITING, people.REVOKED)]
    heard, said = confirmations.heard(vault), passing_on.said(vault)
    return [
        seat
        for seat in trusted
        if _waits(vault, seat, newest.get(seat.id, ""), heard) or passing_on.has_news(vault, seat, said)
    ]


def _waits(vault: Vault, seat: people.Seat, receipt: str, heard: confirmations.Heard) -> bool:
    if not seat.certificate_sent or receipt > seat.answered or renewal.is_due(vault, seat, clock.now()):
        return True
    given = [form.time for form in published.offered_to(vault, seat.role).values()]
    given += [table.time for table in published.tables_in_use(vault).values()]
    given += [officer.changed(vault), *people.revocation_times(vault)]
    if max(given, default="") > seat.answered:
        return True
    return withdrawals.has_news(heard, seat.id, seat.answered) or sharing.has_news(vault, seat, seat.answered)


def _revocations(vault: Vault, seat: people.Seat) -> dict[str, Any]:
    known = people.revocations(vault)
    return supervisors.revocations(known) if seat.role == supervisors.ROLE else known


def _certificate(vault: Vault, seat: people.Seat) -> dict[str, Any]:
    row = people.newest_certificate(vault, seat.id)
    pem = row.pem.decode("ascii") if row else ""
    return {"certificate": pem, **officer.offered(vault), **recovery_voucher.offered(vault)}


def _add_receipts(vault: Vault, plan: Plan, seat: people.Seat) -> None:
    for receipt in receipts_for(vault, seat.id)[:MOST_RECEIPTS]:
        plan.add_message(RECEIPT, receipt.document, receipt.signature)


def _add_right(vault: Vault, plan: Plan, seat: people.Seat, now: datetime) -> None:
    document = right_for(vault, seat.id, now)
    if document is not None:
        plan.add_message(PURGE, document, membership.own_key(vault).sign(document))


def _add_published(vault: Vault, plan: Plan, seat: people.Seat, more: Sequence[str]) -> None:
    """Add the forms and tables that the seat does not have in their newest number, and those that `more` names."""
    there = having.of(vault, seat.id)
    numbers = {form.digest: form for form in published.offered_forms(vault).values()}
    news = [form.digest for id_, form in published.offered_to(vault, seat.role).items() if _is_news(there, id_, form)]
    for digest in dict.fromkeys((*news, *sharing.forms_of_tasks(vault, seat.id), *more)):
        _add_form(vault, plan, digest, numbers.get(digest))
    for table in published.tables_in_use(vault).values():
        if table.number > there.reference.get(table.name, 0):
            _add_message(vault, plan, REFERENCE, published.table_message(table))


def _is_news(there: having.Having, form: str, offered: published.OfferedForm) -> bool:
    return offered.number > there.forms.get(form, 0)


def _add_form(vault: Vault, plan: Plan, digest: str, offered: published.OfferedForm | None) -> None:
    form = instruments.find(vault, digest)
    plan.add_form(form.digest, form.id, form.version, form.xform, form.attachments)
    said = {"digest": form.digest, "id": form.id, "form_version": form.version}
    _add_message(vault, plan, FORM, {**said, "number": offered.number if offered else 0})


def _add_message(vault: Vault, plan: Plan, kind: str, values: dict[str, Any]) -> None:
    document = write_document(kind, values)
    plan.add_message(kind, document, membership.own_key(vault).sign(document))
