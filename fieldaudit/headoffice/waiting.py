"""The intake log, and what a person puts away: packages that were looked at and are waited for no longer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fieldaudit.errors import NothingToPutAway, PackageSignerExpired
from fieldaudit.exchange import clock, gathering, membership, staging
from fieldaudit.exchange.form_twins import LEAST
from fieldaudit.exchange.intake import intake_log, retry_waiting
from fieldaudit.exchange.results import DUPLICATE, TAKEN_IN

if TYPE_CHECKING:
    from datetime import datetime

    from fieldaudit.exchange.results import TakenIn
    from fieldaudit.vault import PackageRow, Vault

PUT_AWAY = "put_away"
#: States in which nobody needs to do anything.
SETTLED = frozenset({TAKEN_IN, DUPLICATE, PUT_AWAY, gathering.THROWN_AWAY})
_ENDED = PackageSignerExpired.state


def needing(vault: Vault) -> list[PackageRow]:
    """Return what came and needs a person, newest first."""
    return [row for row in intake_log(vault) if row.state not in SETTLED]


def renewed(vault: Vault, *, now: datetime | None = None) -> tuple[TakenIn, ...]:
    """Take in what waited for a certificate that the package that was just written for somebody renewed."""
    return retry_waiting(vault, now=now) if any(row.state == _ENDED for row in needing(vault)) else ()


def put_away(vault: Vault, typed: str, *, now: datetime | None = None) -> PackageRow:
    """Wait for a package no longer, and take its sealed copy away; brought again, it is looked at anew.

    `typed` is the beginning of its digest, 8 letters at least. The log keeps why it was not taken in, and says who put
    it away. Raises NothingToPutAway.
    """
    membership.require_head_office(vault)
    wanted = typed.strip().lower()
    rows = [row for row in needing(vault) if len(wanted) >= LEAST and row.digest.startswith(wanted)]
    if len(rows) != 1:
        raise NothingToPutAway(package=typed)
    row = rows[0]
    if "parts" in row.detail:
        gathering.throw_away(vault, row.digest)
        return next(one for one in intake_log(vault) if one.digest == row.digest)
    by, when = membership.member(vault).name, clock.stamp(now or clock.now())
    detail = {**row.detail, "held": False, "was": row.state, "put_away_by": by, "put_away": when}
    made = replace(row, state=PUT_AWAY, detail=detail)
    vault.exchange_log.put_package(made)
    staging.let_go(vault.home, row.digest)
    return made
