"""Who has confirmed a withdrawn consent: what each machine that may hold it said last, as this vault knows it.

Head office knows it from what every seat says with its packages; the field from what head office passed on. It is the
word of each machine, and the last word counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldaudit.exchange import erased, having, membership, people, supervisors
from fieldaudit.vault import withdrawals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fieldaudit.exchange.having import Having
    from fieldaudit.exchange.people import Seat
    from fieldaudit.vault import Vault
    from fieldaudit.vault.withdrawals import Withdrawal

ERASED, REMOVED, OPEN = STATES = ("erased", "removed", "open")
TRACES, WAITS = erased.TRACES, erased.WAITS
TOLD = "withdrawals.told"  # in the field: what head office said last, and what it passed on


@dataclass(frozen=True)
class Machine:
    """What one machine says of a withdrawal.

    `state` is erased, removed (the whole audit is) or open; `since` is when that was known first (UTC, or ""). `why`
    says why this one cannot confirm yet (traces, waits), `lost` that its seat was revoked.
    """

    seat: str
    name: str
    state: str
    since: str = ""
    here: bool = False
    office: bool = False
    lost: bool = False
    why: str = ""


@dataclass(frozen=True)
class Standing:
    """A withdrawal with what each machine that may hold it says; the last copies of a vault are not among them."""

    withdrawal: Withdrawal
    machines: tuple[Machine, ...]

    @property
    def open(self) -> tuple[Machine, ...]:
        """The machines that have not confirmed it."""
        return tuple(machine for machine in self.machines if machine.state == OPEN)


@dataclass(frozen=True)
class Heard:
    """What head office knows of all withdrawals at one moment, read once: who there is, and what each said last."""

    vault: Vault
    found: Sequence[Withdrawal]
    seats: Mapping[str, Seat] = field(default_factory=dict)
    said: Mapping[str, Having] = field(default_factory=dict)

    def concerned(self, one: Withdrawal) -> list[str]:
        """Return the seats that may hold what it erases: its author, who wrote there, who says to hold it."""
        found = [one.seat, *withdrawals.seats_in(self.vault, one.record)]
        found += [seat for seat, said in self.said.items() if one.record in said.holds]
        return [seat for seat in dict.fromkeys(found) if self._may_hear(one, seat)]

    def _may_hear(self, one: Withdrawal, seat: str) -> bool:
        """Whether a seat may be told: a supervisor of their own logs alone, whatever they say they hold or wrote in."""
        if seat == self.vault.seat or seat not in self.seats:
            return False
        if self.seats[seat].role != supervisors.ROLE or seat == one.seat:
            return True
        return one.record in supervisors.own_audits(self.vault, seat)

    def word(self, one: Withdrawal, seat: str) -> Machine:
        """Return what a seat said last of a withdrawal."""
        who, there = self.seats[seat], self.said[seat]
        lost = who.state == people.REVOKED
        if one.event in there.erased:
            return Machine(seat, who.name, ERASED, there.erased[one.event], lost=lost)
        if one.record in there.gone:
            return Machine(seat, who.name, REMOVED, there.time, lost=lost)
        return Machine(seat, who.name, OPEN, lost=lost)

    def not_confirmed(self, seat: str) -> list[Withdrawal]:
        """Return what a seat is still to carry out."""
        return [one for one in self.found if seat in self.concerned(one) and self.word(one, seat).state == OPEN]


def heard(vault: Vault, record: str = "") -> Heard:
    """Return what head office knows of all withdrawals, or of those about one record."""
    found = withdrawals.known(vault, record)
    if not found:
        return Heard(vault, ())
    seats = people.seats(vault)
    return Heard(vault, found, seats, {seat: having.of(vault, seat) for seat in seats})


def standing(vault: Vault, record: str = "") -> list[Standing]:
    """Return every withdrawal that is known here, or those about one record, with who has confirmed it."""
    office = membership.is_head_office(vault)
    known = heard(vault, record) if office else Heard(vault, withdrawals.known(vault, record))
    why, told = erased.unconfirmed(vault, known.found), {} if office else _told(vault)
    found = []
    for one in known.found:
        others = [known.word(one, seat) for seat in known.concerned(one)] if office else _passed_on(vault, one, told)
        found.append(Standing(one, (_here(vault, one, why[one.event], office=office), *others)))
    return found


def _here(vault: Vault, one: Withdrawal, why: str, *, office: bool) -> Machine:
    since = "" if why else one.here or one.said
    return Machine(vault.seat, "", OPEN if why else ERASED, since, here=True, office=office, why=why)


def _passed_on(vault: Vault, one: Withdrawal, told: Mapping[str, Sequence[Machine]]) -> list[Machine]:
    """Return what head office said of itself and of others; itself, still open, where it said nothing yet."""
    head = membership.office_seat(vault)
    said = [machine for machine in told.get(one.event, ()) if machine.seat != vault.seat]
    if head and all(machine.seat != head for machine in said):
        said.insert(0, Machine(head, "", OPEN, office=True))
    return said


def _told(vault: Vault) -> dict[str, list[Machine]]:
    """Return what head office said last, by withdrawal."""
    kept = vault.get(TOLD) or {"words": [], "office": ""}
    found: dict[str, list[Machine]] = {}
    for event, seat, name, since in kept["words"]:
        machine = Machine(seat, name, ERASED if since else OPEN, since, office=seat == kept["office"])
        found.setdefault(event, []).append(machine)
    return found
