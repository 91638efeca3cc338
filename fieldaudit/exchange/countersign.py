"""Head office asks an on-site supervisor to sign what a closing says to the site, or to dissent from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit.given import COUNTERSIGN, WITHDRAWN, CountersignView
from fieldaudit.errors import AuditNotSigned, AuditUnknown, CountersignRefused, PackUncertified, WithdrawalRefused
from fieldaudit.exchange import countersign_view, membership, people
from fieldaudit.exchange.countersign_request import SUPERVISOR, Request, answers, facts
from fieldaudit.vault import bulk, records, statements
from fieldaudit.vault.reading import read_audit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fieldaudit.exchange.people import Seat
    from fieldaudit.vault import Vault

SITE = "site"
_TOLD = ("seat", "name", "audit", "closing", "version", "site_name", "party_name", "form_title", "by", "state")
WAITING, SIGNED, OLDER = "waiting", "signed", "older"


@dataclass(frozen=True)
class Asked(Request):
    """A request as head office lists it; `state` is waiting, signed (agreed or dissented), older or withdrawn.

    Older is one whose closing no longer stands; what was signed is signed, whatever came later. `answer` is agree,
    dissent or "", `sent` whether what head office said last has left.
    """

    seat: str
    name: str
    state: str
    answer: str
    comment: str
    standing: str
    signed: str
    sent: bool


def ask(vault: Vault, audit: str, typed: str) -> str:
    """Ask the supervisor with this fingerprint (or seat id) about the closing that stands; returns the request.

    It travels with the next package to them. Raises NotHeadOffice, SeatUnknown, AuditUnknown, AuditNotSigned,
    CountersignRefused, FormMissing.
    """
    membership.require_head_office(vault)
    seat = people.find_seat(vault, typed)
    if seat.role != SUPERVISOR or seat.state not in (people.ADMITTED, people.CERTIFIED):
        raise CountersignRefused(reason=f"{seat.name} is no certified supervisor")
    if vault.record_types().get(audit) != "audit":
        raise AuditUnknown(audit=audit)
    closing = statements.standing_closing(vault, audit)
    if not closing:
        raise AuditNotSigned
    asked = [one for one in requests(vault) if (one.closing, one.seat) == (closing, seat.id)]
    if any(not one.withdrawn or answers(vault, one) for one in asked):
        raise CountersignRefused(reason=f"{seat.name} was asked about this version before")
    return _ask(vault, audit, seat)


def withdraw(vault: Vault, request: str) -> None:
    """Take a request back; it goes with the next package, and what they sign before they hear of it is kept.

    Raises NotHeadOffice, WithdrawalRefused.
    """
    membership.require_head_office(vault)
    asked = next((one for one in requests(vault) if one.id == request), None)
    if asked is None:
        raise WithdrawalRefused(reason="there is no such request")
    if asked.withdrawn:
        raise WithdrawalRefused(reason="it was withdrawn before")
    if answers(vault, asked):
        raise WithdrawalRefused(reason=f"{asked.field('name')} has signed it, and what they said stays")
    vault.append([records.fields_set(vault, request, COUNTERSIGN, {"state": WITHDRAWN}, SITE)])


def _ask(vault: Vault, audit: str, seat: Seat) -> str:
    try:
        view, closing, version = countersign_view.make(vault, audit)
    except PackUncertified as nobody:
        raise CountersignRefused(reason="head office has not certified who signed the audit") from nobody
    reading = read_audit(vault, audit)
    fields = {
        "seat": seat.id,
        "name": seat.name,
        "audit": audit,
        "closing": closing,
        "version": str(version),
        "site_name": reading.site.name if reading.site.audience == SITE else "",
        "party_name": reading.party.name if reading.party.audience == SITE else "",
        "form_title": reading.session.form.title,
        "by": membership.member(vault).name,
        "view": view,
    }
    made = records.new_id()
    vault.append([records.created(made, COUNTERSIGN, seat.branch, fields, SITE)])
    return made


def requests(vault: Vault) -> list[CountersignView]:
    """Return every request that is here, without what it carries, oldest first."""
    with vault.reading() as connection:
        cells = bulk.cells(connection, COUNTERSIGN, [f"field/{name}" for name in _TOLD])
    return sorted((CountersignView.of(found) for found in cells.values()), key=lambda one: (one.asked, one.id))


def asked_again(vault: Vault, seat: Seat) -> Iterator[str]:
    """Yield the audits that were amended and signed anew since this supervisor was asked about them.

    Not where the last request about it was withdrawn: they are asked no more.
    """
    mine = [one for one in requests(vault) if one.seat == seat.id]
    last = {one.audit: one for one in sorted(mine, key=lambda one: (one.version, one.asked))}
    for audit in (audit for audit, request in last.items() if not request.withdrawn):
        standing = statements.standing_closing(vault, audit)
        if standing and standing not in {one.closing for one in mine if one.audit == audit}:
            yield audit


def renew(vault: Vault, seat: Seat) -> None:
    """Ask a supervisor anew about what was amended; what they said of an earlier version stays with that version."""
    for audit in list(asked_again(vault, seat)):
        _ask(vault, audit, seat)


def overview(vault: Vault) -> list[Asked]:
    """Return every request, those that wait first, then by when they were asked."""
    sent = {seat.id: seat.answered for seat in people.seats(vault).values()}
    rows = [_row(vault, one, sent.get(one.seat, "")) for one in requests(vault)]
    return sorted(rows, key=lambda row: (row.state != WAITING, row.state != SIGNED, row.asked))


def _row(vault: Vault, one: CountersignView, sent: str) -> Asked:
    told = answers(vault, one)
    stands = statements.standing_closing(vault, one.audit) == one.closing
    last = told[-1] if told else None
    unsigned = WITHDRAWN if one.withdrawn else WAITING if stands else OLDER
    return Asked(
        **facts(one),
        seat=one.seat,
        name=one.field("name"),
        state=SIGNED if last else unsigned,
        answer=last.answer if last else "",
        comment=last.comment if last else "",
        standing=last.standing if last else "",
        signed=last.time if last else "",
        sent=sent > max(one.asked, one.withdrawn),
    )
