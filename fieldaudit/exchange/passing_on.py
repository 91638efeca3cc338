"""What supervisors said of a closing from their own seats, on its way to whoever made the audit.

A statement reaches head office in its author's stream. From there it goes, as it was signed and with the certificate of
who signed, to the seats that hold the audit, and each of them checks it by itself: head office can neither make one up
nor change one. It stands beside the audit there, never over it. Supervisors hear of nobody's but their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fieldaudit.audit.events import parse_line
from fieldaudit.audit.given import COUNTERSIGN
from fieldaudit.audit.slots import STATEMENT
from fieldaudit.audit.team import TeamView, record_of
from fieldaudit.errors import CertificateRefused, EventRefused, PackageDamaged
from fieldaudit.exchange import as_signed, clock, having, membership, supervisors
from fieldaudit.exchange.documents import write_document
from fieldaudit.trust import certificates
from fieldaudit.vault import bulk, passed_on, statements, written

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from fieldaudit.exchange.having import Having
    from fieldaudit.exchange.people import Seat
    from fieldaudit.exchange.writer import Plan
    from fieldaudit.vault import Vault

    Said = Mapping[str, tuple[str, ...]]  # statements by audit

KIND = "statement"
MOST = 4 * 1024 * 1024  # bytes of statements in a package; those that it leaves out go with the next
_SENT, _AUDIT = "statements.sent/", "field/audit"


def said(vault: Vault) -> Said:
    """Return, at head office, the statements in requests of its own: the events, by audit, whoever wrote them."""
    found: dict[str, list[str]] = {}
    with vault.reading() as connection:
        cells = bulk.cells(connection, COUNTERSIGN, (_AUDIT,), ("statement/",))
    for told in cells.values():
        audit = next((str(cell.value) for cell in told if cell.slot == _AUDIT), "")
        found.setdefault(audit, []).extend(cell.event for cell in told if cell.slot != _AUDIT)
    return {audit: tuple(events) for audit, events in found.items() if events}


def add_to(vault: Vault, plan: Plan, seat: Seat, now: datetime) -> tuple[str, ...]:
    """Add to a package what was said of the audits that a seat holds and it does not have; returns the events.

    A program that says what it has and not which of them would not know the message: it gets none.
    """
    proofs, size = dict[str, dict[str, str]](), 0
    for event, proof in _certified(vault, _lacking(vault, seat, said(vault))).items():
        size += len(proof["payload"])
        if size > MOST:
            break
        proofs[event] = proof
    if proofs:
        values = {"organisation": membership.organisation(vault).id, "seat": seat.id, "time": clock.stamp(now)}
        document = write_document(KIND, {**values, "statements": list(proofs.values())})
        plan.add_message(KIND, document, membership.own_key(vault).sign(document))
    return tuple(proofs)


def note_sent(vault: Vault, seat: str, events: Iterable[str]) -> None:
    """Remember, at head office, what a package that was written took to a seat."""
    vault.put(_SENT + seat, sorted({*_sent(vault, seat), *events}))


def has_news(vault: Vault, seat: Seat, there: Said) -> bool:
    """Whether something of what was `said` is for a seat, and no package took it there yet."""
    sent = _sent(vault, seat.id)
    lacking = _lacking(vault, seat, there)
    return bool(_certified(vault, {audit: set(events) - sent for audit, events in lacking.items()}))


def _sent(vault: Vault, seat: str) -> set[str]:
    return set(vault.get(_SENT + seat) or ())


def _lacking(vault: Vault, seat: Seat, told: Said) -> dict[str, set[str]]:
    """Return the statements about audits that a seat holds and that are not among those that it says it has."""
    there = having.of(vault, seat.id)
    older = there.time and there.statements is None
    if older or seat.role == supervisors.ROLE or not told:
        return {}
    wrote = set(written.wrote_in(vault, seat.id, "audit")) - there.gone
    held = [audit for audit in told if audit in wrote or _is_colleague(vault, audit, seat.id, there)]
    return {audit: set(told[audit]) - (there.statements or frozenset()) for audit in held}


def _certified(vault: Vault, events: Mapping[str, Collection[str]]) -> dict[str, dict[str, str]]:
    """Return those of some events, by audit, that supervisors who were asked wrote in their own certified seats.

    Each with what proves it. What a reader would refuse is none: it would keep the rest of the package from them.
    """
    told = [
        one.event
        for audit, wanted in events.items()
        if wanted
        for one in statements.from_own_seats(vault, audit)
        if one.event in wanted and one.standing == statements.CERTIFIED
    ]
    proofs = ((event, _proof(vault, event)) for event in told)
    return {event: proof for event, proof in proofs if proof is not None}


def _is_colleague(vault: Vault, audit: str, seat: str, there: Having) -> bool:
    """Whether a seat that wrote nothing in an audit says that it holds it, and the team has it among its members."""
    return audit in there.holds - there.gone and any(
        one.seat == seat for one in TeamView.of(vault.cells(record_of(audit), "field/")).members
    )


def _proof(vault: Vault, event: str) -> dict[str, str] | None:
    """Return what proves a statement, None where a reader would not take it for one."""
    stored = vault.stored(event)
    if stored is None:
        return None
    pem = statements.certificate_of(vault, parse_line(stored.line).seat)
    proof = as_signed.written(stored, pem.decode("ascii"))
    try:
        _check(vault, proof)
    except PackageDamaged:
        return None
    return proof


def take(vault: Vault, document: bytes) -> int:
    """Keep, in the field, what head office passes on about audits that are here; returns how many were new.

    Each must be signed by a supervisor whom this organisation certified, as they wrote it. Raises PackageDamaged.
    """
    values = _read(document)
    if values["seat"] != vault.seat or values["organisation"] != membership.organisation(vault).id:
        raise PackageDamaged(reason="it holds statements of supervisors for somebody else")
    checked = [(proof, *_check(vault, proof)) for proof in values["statements"]]
    types = vault.record_types()
    return sum(
        passed_on.keep(vault, audit, event, name, proof)
        for proof, audit, event, name in checked
        if types.get(audit) == "audit"  # what is about one that was removed from here is left out
    )


def _check(vault: Vault, proof: Any) -> tuple[str, str, str]:
    """Return the audit that a supervisor's own statement is about, its event and the name of who signed it."""
    strange = PackageDamaged(reason="a supervisor's statement in it is not as they signed it")
    try:
        event, said = as_signed.read(proof)
        pem = proof["certificate"].encode("ascii")
        signer = certificates.check(pem, membership.organisation(vault).authority, certificates.start_of(pem))
    except (CertificateRefused, EventRefused) as refused:
        raise strange from refused
    from_own_seat = (event.type, event.kind) == (COUNTERSIGN, STATEMENT) and signer.role == supervisors.ROLE
    for_the_site = event.audience == supervisors.SITE and not event.sealed
    if not from_own_seat or not for_the_site or event.replaces or event.cancels:
        raise strange
    return said["audit"], event.hash, signer.name


def _read(document: bytes) -> dict[str, Any]:
    try:
        return as_signed.read_message(KIND, document, ("statements",))
    except EventRefused as strange:
        raise PackageDamaged(reason="what it says of supervisors' statements is malformed") from strange
