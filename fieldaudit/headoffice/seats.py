"""Who works for the organisation: seats and open invitations, and what waits to be sent to each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.exchange import clock, people, renewal
from fieldaudit.exchange.answer import due

if TYPE_CHECKING:
    from datetime import date

    from fieldaudit.vault import Vault

INVITED = "invited"


@dataclass(frozen=True)
class SeatRow:
    """A seat or an open invitation.

    `state` is invited, waiting, admitted, certified or revoked, `last_package` a UTC time or "". `ends` is the last day
    of the certificate, `renews` whether the next package brings another.
    """

    id: str
    name: str
    role: str
    branch: str
    state: str
    fingerprint: str
    last_package: str
    to_send: bool
    ends: date | None = None
    renews: bool = False


def list_seats(vault: Vault) -> list[SeatRow]:
    """Return every seat and every invitation that nobody has used yet, by name."""
    waiting = {seat.id for seat in due(vault)}
    newest: dict[str, str] = {}
    for package in vault.exchange_log.packages("in"):
        newest[package.sender] = max(newest.get(package.sender, ""), package.time)
    rows = [
        SeatRow(
            seat.id,
            seat.name,
            seat.role,
            seat.branch,
            seat.state,
            seat.fingerprint,
            newest.get(seat.id, ""),
            seat.id in waiting,
            end.date() if (end := renewal.ends(vault, seat.id)) else None,
            renewal.is_due(vault, seat, clock.now()),
        )
        for seat in people.seats(vault).values()
    ]
    rows += [
        SeatRow(invited.id, invited.name, invited.role, invited.branch, INVITED, "", "", to_send=False)
        for invited in people.invitations(vault).values()
        if not invited.seat
    ]
    return sorted(rows, key=lambda row: (row.name.casefold(), row.id))
