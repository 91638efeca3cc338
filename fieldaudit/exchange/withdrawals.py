"""Withdrawn consents on their way to every machine that may hold what was said, and which have confirmed them.

A seat's withdrawal reaches head office in its stream. From there it goes, as it was signed, to every other seat that
may hold what it erases, and each says in its next package that it was carried out. What head office and the others said
comes back to its author. A confirmation is the word of whoever says it, and the last word counts: a machine that was
put back to an older state says it no longer, and is told again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fieldaudit.errors import EventRefused, PackageDamaged
from fieldaudit.exchange import as_signed, clock, confirmations, having, membership, people
from fieldaudit.exchange.confirmations import TOLD
from fieldaudit.exchange.documents import write_document
from fieldaudit.vault import erasure, withdrawals

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from fieldaudit.audit.events import Event
    from fieldaudit.exchange.confirmations import Heard
    from fieldaudit.exchange.people import Seat
    from fieldaudit.exchange.writer import Plan
    from fieldaudit.vault import Vault
    from fieldaudit.vault.withdrawals import Withdrawal

KIND = "withdrawal"
MOST = 4 * 1024 * 1024  # bytes of withdrawals in a package; those that it leaves out go with the next
_ROW = (str, str, str, str)  # event, seat, name, since ("" not yet)


def add_to(vault: Vault, plan: Plan, seat: Seat, now: datetime) -> None:
    """Add what a seat is to carry out, and what is known of the withdrawals that are its own, to a package to it.

    A program that never said what it erased would not know the message: it gets none.
    """
    if not having.of(vault, seat.id).speaks:
        return
    proofs, words = _to_carry_out(vault, seat.id), _words_for(vault, seat.id)
    if proofs or words:
        values = {"organisation": membership.organisation(vault).id, "seat": seat.id, "time": clock.stamp(now)}
        document = write_document(KIND, {**values, "withdrawals": proofs, "words": words})
        plan.add_message(KIND, document, membership.own_key(vault).sign(document))


def has_news(known: Heard, seat: str, since: str) -> bool:
    """Whether a seat is to be told something that was not known at a moment (UTC), when it was sent the last one."""
    if seat not in known.said or not known.said[seat].speaks:
        return False
    if any(one.here > since and _proof(known.vault, one) is not None for one in known.not_confirmed(seat)):
        return True
    mine = [one for one in known.found if one.seat == seat]
    return any(known.word(one, other).since > since for one in mine for other in known.concerned(one))


def _to_carry_out(vault: Vault, seat: str) -> list[dict[str, str]]:
    found, size = list["dict[str, str]"](), 0
    for one in confirmations.heard(vault).not_confirmed(seat):
        proof = _proof(vault, one)
        size += len(proof["payload"]) if proof else 0
        if proof and size <= MOST:
            found.append(proof)
    return found


def _proof(vault: Vault, one: Withdrawal) -> dict[str, str] | None:
    """Return a withdrawal as whoever wrote it signed it, so that anybody can check it; None where it was not signed."""
    stored, pem = withdrawals.stored(vault, one.event), _certificate(vault, one.seat)
    if stored is None or not pem:
        return None
    return as_signed.written(stored, pem)


def _certificate(vault: Vault, seat: str) -> str:
    if seat == vault.seat:
        return str(vault.get(membership.CERTIFICATE) or "")
    row = people.newest_certificate(vault, seat)
    return row.pem.decode("ascii") if row else ""


def _words_for(vault: Vault, seat: str) -> list[list[str]]:
    """Return what every machine said of a seat's withdrawals, head office's own first: [event, seat, name, since]."""
    found = []
    for one in confirmations.standing(vault):
        if one.withdrawal.seat == seat:
            said = [machine for machine in one.machines if machine.seat != seat]
            found += [[one.withdrawal.event, machine.seat, machine.name, machine.since] for machine in said]
    return found


def take(vault: Vault, issuer: str, document: bytes, now: datetime) -> int:
    """Carry out what head office passes on, in the field, and keep what it says; returns how many were new here.

    Each is checked as its author signed it: head office cannot make one up. Raises PackageDamaged.
    """
    values = _read(document)
    if values["seat"] != vault.seat or values["organisation"] != membership.organisation(vault).id:
        raise PackageDamaged(reason="it holds withdrawals for somebody else")
    checked = [_check(proof) for proof in values["withdrawals"]]
    new = sum(withdrawals.take(vault, event, payload, clock.stamp(now)) for event, payload in checked)
    if clock.supersedes(values["time"], (vault.get(TOLD) or {}).get("time", "")):
        vault.put(TOLD, {"time": values["time"], "office": issuer, "words": values["words"]})
    return new


def _check(proof: Any) -> tuple[Event, dict[str, Any]]:
    """Return a withdrawal that its own author signed; raises PackageDamaged for any other."""
    strange = PackageDamaged(reason="a withdrawal in it is not as its author signed it")
    try:
        event, said = as_signed.read(proof)
    except EventRefused as refused:
        raise strange from refused
    if event.kind != erasure.KIND:
        raise strange
    return event, said


def _read(document: bytes) -> dict[str, Any]:
    malformed = PackageDamaged(reason="what it says of withdrawn consents is malformed")
    try:
        values = as_signed.read_message(KIND, document, ("withdrawals", "words"))
    except EventRefused as strange:
        raise malformed from strange
    if not _are_words(values["words"]):
        raise malformed
    return values


def _are_words(rows: Iterable[Any]) -> bool:
    return all(isinstance(row, list) and tuple(map(type, row)) == _ROW for row in rows)
