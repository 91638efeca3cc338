"""Whose signature an audit may bear: of who began it, or of somebody whom they and theirs brought into its team."""

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
        if seat != vault.seat and seat not in team_of(vault, audit):
            raise PackageNotAllowed(reason="a signature under an audit that is somebody else's")


def team_of(vault: Vault, audit: str) -> set[str]:
    """Return who began an audit, whom they brought into its team, and whom those brought in, whoever left since.

    What others say of a team counts for nothing: two strangers would bring each other in.
    """
    told = written.saying(vault, team.record_of(audit), f"field/{team.MEMBER}")
    found, new = set[str](), {written.began(vault, audit)}
    while new:
        found |= new
        new = {seat for seat, by in told if by in new} - found
    return found - {""}
