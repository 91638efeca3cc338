"""Whose signature an audit may bear: that of who began it, or of somebody whom another says to be in its team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.audit import team
from fieldaudit.errors import PackageEarlierMissing, PackageNotAllowed
from fieldaudit.vault import written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fieldaudit.audit.events import Event
    from fieldaudit.vault import Vault

_SIGNS = frozenset({"closing.signed", "closing.covers", "audit.amended"})


def check(vault: Vault, new: Iterable[Event]) -> None:
    """Raise PackageNotAllowed for a signature under an audit of others, among what just came in.

    Raises PackageEarlierMissing where how the audit began is not here yet. Nothing of the package stays after either:
    the transaction is the caller's.
    """
    for audit, seat in dict.fromkeys((event.record, event.seat) for event in new if event.kind in _SIGNS):
        began = written.began(vault, audit)
        if not began:
            raise PackageEarlierMissing
        if seat not in (began, vault.seat) and not _brought_in(vault, audit, seat):
            raise PackageNotAllowed(reason="a signature under an audit that is somebody else's")


def _brought_in(vault: Vault, audit: str, seat: str) -> bool:
    told = vault.cells(team.record_of(audit), f"field/{team.MEMBER}{seat}")
    return any(cell.seat != seat for cell in told)
