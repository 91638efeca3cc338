"""A certificate is renewed before it ends: with whatever head office next sends to its holder."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fieldaudit.exchange import people
from fieldaudit.trust import certificates

if TYPE_CHECKING:
    from datetime import datetime

    from fieldaudit.vault import Vault

AHEAD = timedelta(days=60)


def ends(vault: Vault, seat: str) -> datetime | None:
    """Return until when a person's newest certificate is valid, None for one who has none."""
    row = people.newest_certificate(vault, seat)
    return certificates.end_of(row.pem) if row else None


def is_due(vault: Vault, seat: people.Seat, now: datetime) -> bool:
    """Whether a certified person's certificate has ended, or does within two months."""
    end = ends(vault, seat.id) if seat.state == people.CERTIFIED else None
    return end is not None and bool(seat.request) and end - now < AHEAD
