"""Which withdrawn consents this machine can confirm: carried out, no trace left, and nothing of them waiting to enter.

What it says of itself travels in each package (`have`, or head office's `withdrawal` message). It is this machine's
word and no proof: whoever has the vault could say it without doing it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.exchange import clock, membership, staging
from fieldaudit.vault import brought, erasure, withdrawals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.audit.events import Event
    from fieldaudit.vault import Vault
    from fieldaudit.vault.withdrawals import Withdrawal

#: Why a withdrawal that was carried out is not confirmed yet.
TRACES, WAITS = "traces", "waits"
RECORDS = ("audit", "worker")  # what a withdrawal can be about
_ATTACHED = "evidence.attached"


def unconfirmed(vault: Vault, found: Iterable[Withdrawal]) -> dict[str, str]:
    """Return why each of these withdrawals cannot be confirmed here yet, "" where it can.

    Traces on a full disk wait to be overwritten; or a package of its author (or one whose sender cannot be told) waits
    in quarantine, sealed, and may hold what was withdrawn: it comes in without it, or is thrown away.
    """
    if erasure.unfinished(vault):
        return {one.event: TRACES for one in found}
    waiting = _senders_waiting(vault)
    return {one.event: WAITS if "" in waiting or one.seat in waiting else "" for one in found}


def here(vault: Vault) -> list[Withdrawal]:
    """Return the withdrawals that this machine confirms."""
    found = withdrawals.known(vault)
    why = unconfirmed(vault, found)
    return [one for one in found if not why[one.event]]


def of_others(vault: Vault) -> list[str]:
    """Return the records of which this vault holds lines of other seats than head office: what they withdraw."""
    office = membership.office_seat(vault)
    return withdrawals.others_in(vault, RECORDS, [vault.seat, office])


def let_in(vault: Vault, events: Iterable[Event], staged: Mapping[str, Path]) -> dict[str, Path]:
    """Return which staged attachments of a package come in, once its `events` are in: none that was withdrawn."""
    writers = [event.seat for event in events if event.kind == _ATTACHED and event.sealed]
    wanted = brought.let_in(vault, writers, list(staged))
    return {blob: path for blob, path in staged.items() if blob in wanted}


def heard(vault: Vault, events: Iterable[Event], now: datetime) -> None:
    """Note when the withdrawals among events that came in were heard of here."""
    found = [event.hash for event in events if event.kind == erasure.KIND]
    if found:
        withdrawals.heard(vault, found, clock.stamp(now))


def _senders_waiting(vault: Vault) -> set[str]:
    """Return whose packages wait here, "" for those of which nobody can tell."""
    digests: Sequence[str] = [held.stem for held in staging.waiting(vault.home)]
    rows = [vault.exchange_log.package(digest, "in") for digest in digests]
    found = {row.sender if row is not None else "" for row in rows}
    found |= {str(seat) for row in rows if row is not None for seat in row.detail.get("writers", ())}
    return found | ({""} if staging.count_waiting(vault.home) > len(digests) else set())
