"""A laptop that was lost: what it held, the revocation with the last heads that are trusted, and what came after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit.authority import SEAT_ROLES
from fieldaudit.errors import NothingToTrust
from fieldaudit.exchange import answer, clock, enrol, membership, people, staging
from fieldaudit.exchange.form_twins import LEAST
from fieldaudit.exchange.intake import retry_waiting
from fieldaudit.exchange.sharing import records_for
from fieldaudit.vault import written
from fieldaudit.vault.listing import list_audits

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.exchange.enrol import Invited
    from fieldaudit.exchange.results import TakenIn
    from fieldaudit.exchange.writer import Written
    from fieldaudit.vault import Vault

_WAITS = "revoked"


@dataclass(frozen=True)
class Held:
    """What a seat's laptop held as far as head office knows.

    `audits` are (id, site, instrument) of those that came from it, `entries` how many of its entries are here,
    `restricted` in how many of those audits it has keys that open what respondents said in confidence; `last_package`
    is a UTC time or "", and what was written after it is not here. `others` were given to it: assignments and sites.
    """

    seat: people.Seat
    audits: tuple[tuple[str, str, str], ...]
    entries: int
    restricted: int
    others: int
    last_package: str


def held_by(vault: Vault, typed: str) -> Held:
    """Return what the laptop of the person with this fingerprint held; raises SeatUnknown."""
    membership.require_head_office(vault)
    seat = people.find_seat(vault, typed)
    types = vault.record_types()
    heads = written.heads_by(vault, seat.id)
    mine = {head.record for head in heads if types[head.record] == "audit"}
    audits = tuple((row.id, row.site, row.form_title) for row in list_audits(vault) if row.id in mine)
    keys = sum(_has_keys(vault, audit, seat.id) for audit in mine)
    given = [record for record in records_for(vault, seat.id) if types[record] in ("task", "site")]
    theirs = [row for row in vault.exchange_log.packages("in") if row.sender == seat.id]
    came = [row.time for row in theirs if row.state == "taken_in" or row.detail.get("events")]
    return Held(seat, audits, sum(head.seq for head in heads), keys, len(given), max(came, default=""))


def _has_keys(vault: Vault, audit: str, seat: str) -> bool:
    return any(event.kind == "subject.key" and event.seat == seat for event in vault.events(audit))


def invite_again(vault: Vault, seat: people.Seat, out: Path) -> Invited:
    """Write an invitation with the same name, role and branch, for the person's next laptop."""
    return enrol.invite(vault, seat.name, seat.role or SEAT_ROLES[0], seat.branch, out)


def tell_others(vault: Vault, folder: Path, passphrase: str | None) -> list[Written]:
    """Write a package with the list of the revoked for everyone else who has a seat; raises as `answer.send` does."""
    trusted = (people.ADMITTED, people.CERTIFIED)
    others = [seat for seat in people.seats(vault).values() if seat.state in trusted]
    return [answer.send(vault, seat.id, folder, passphrase=passphrase) for seat in others]


def waiting(vault: Vault) -> list[str]:
    """Return the digests of the packages of revoked seats that wait for a person's decision, newest first."""
    rows = vault.exchange_log.packages("in")
    return [row.digest for row in rows if row.state == _WAITS and staging.held(vault.home, row.digest).is_file()]


def trust(vault: Vault, typed: str, *, now: datetime | None = None) -> tuple[TakenIn, ...]:
    """Take in a package of a revoked seat, because a person knows that it was made before the loss.

    `typed` is the beginning of its digest, 8 letters at least. The revocation then names the heads that came with it.
    Returns what went in. Raises NothingToTrust.
    """
    membership.require_head_office(vault)
    matching = [digest for digest in waiting(vault) if len(typed) >= LEAST and digest.startswith(typed.lower())]
    if len(matching) != 1:
        raise NothingToTrust(package=typed)
    row = vault.exchange_log.package(matching[0], "in")
    people.trust_package(vault, matching[0])
    results = retry_waiting(vault, now=now)
    if row is not None and any(result.package == matching[0] for result in results):
        with vault.transaction():
            _name_heads(vault, row.sender, clock.stamp(now or clock.now()))
        results += retry_waiting(vault, now=now)  # others may end at, or before, the heads that are named now
    return results


def _name_heads(vault: Vault, sender: str, since: str) -> None:
    """Let the list name what came of the revoked: of the sender, and of whom somebody else's package relayed."""
    for row in people.revocations(vault)["revoked"]:
        known = {head.hash for head in written.heads_by(vault, row["seat"])}
        if row["seat"] == sender or known != {head[4] for head in row["heads"]}:
            people.add_revocation(vault, row["seat"], since)
