"""Comparing what was said apart, on the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.exchange import comparing
from fieldaudit.field.comparing import decide, take_back

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldaudit.exchange.compared import Comparison
    from fieldaudit.vault import Vault


class CompareUses:
    """The differences of one vault's audits."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault

    def compare(self, audit: str) -> Comparison:
        """Return what differs in an audit and in what belongs to it."""
        return comparing.compare(self._vault, audit)

    def decide(self, audit: str, picks: Sequence[tuple[str, str]], reason: str) -> Sequence[str]:
        """Let the chosen sides hold."""
        return decide(self._vault, audit, picks, reason)

    def decide_all(self, audit: str, copy: str, reason: str) -> Sequence[str]:
        """Let all hold that a copy says where it differs."""
        return decide(self._vault, audit, comparing.picks_of_branch(self.compare(audit), copy), reason)

    def take_back(self, audit: str, events: Sequence[str]) -> None:
        """Undo choices of this seat, the last one first."""
        with self._vault.transaction():
            for event in reversed(events):
                take_back(self._vault, audit, event)
