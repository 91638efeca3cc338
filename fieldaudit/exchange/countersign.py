"""Head office asks an on-site supervisor to sign what a closing says to the site, or to dissent from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit.given import COUNTERSIGN, CountersignView
from fieldaudit.errors import AuditNotSigned, AuditUnknown, CountersignRefused, PackUncertified
from fieldaudit.exchange import countersign_view, membership, people
from fieldaudit.vault import bulk, records, statements
from fieldaudit.vault.reading import read_audit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fieldaudit.exchange.people import Seat
    from fieldaudit.vault import Vault

SUPERVISOR, SITE = "supervisor", "site"
_TOLD = (
    "seat",
    "name",
    "audit",
    "closing",
    "version",
    "site_name",
    "party_name",
    "form_title",
    "by",
)  # but not the view
WAITING, SIGNED, OLDER = "waiting", "signed", "older"


@dataclass(frozen=True)
class Asked:
    """A request as lists show it; `state` is waiting, signed (they agreed or dissented), or older.

    Older is one whose closing no longer stands and that nobody signed. `answer` is agree, dissent or "", `sent`
    whether it has left.
    """

    id: str
    seat: str
    name: str
    audit: str
    closing: str
    version: int
    site: str
    party: str
    form: str
    by: str
    asked: str
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
    if any(one.closing == closing and one.seat == seat.id for one in requests(vault)):
        raise CountersignRefused(reason=f"{seat.name} was asked about this version before")
    return _ask(vault, audit, seat)


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
    """Yield the audits that were amended and signed anew since this supervisor was asked about them."""
    mine = [one for one in requests(vault) if one.seat == seat.id]
    for audit in dict.fromkeys(one.audit for one in mine):
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
    return sorted(rows, key=lambda row: (row.state != WAITING, row.state != SIGNED, row.asked), reverse=False)


def _row(vault: Vault, one: CountersignView, sent: str) -> Asked:
    told = [
        said
        for said in statements.statements_of(vault, one.audit, one.closing)
        if said.seat == one.seat and said.standing != statements.WITNESSED
    ]
    stands = statements.standing_closing(vault, one.audit) == one.closing
    last = told[-1] if told else None
    return Asked(
        id=one.id,
        seat=one.seat,
        name=one.field("name"),
        audit=one.audit,
        closing=one.closing,
        version=one.version,
        site=one.field("site_name"),
        party=one.field("party_name"),
        form=one.field("form_title"),
        by=one.field("by"),
        asked=one.asked,
        state=SIGNED if last else WAITING if stands else OLDER,
        answer=last.answer if last else "",
        comment=last.comment if last else "",
        standing=last.standing if last else "",
        signed=last.time if last else "",
        sent=sent > one.asked,
    )
