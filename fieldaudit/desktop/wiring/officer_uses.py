"""The protection officer's key, on head office's vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.desktop.devices.officer_presenter import OfficerLine
from fieldaudit.desktop.wiring import respondents
from fieldaudit.desktop.wiring.lines import as_moment
from fieldaudit.exchange import enrol, membership, officer

if TYPE_CHECKING:
    from pathlib import Path

    from fieldaudit.vault import Vault


class OfficerUses:
    """Which key is in use, and another."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault

    def officer(self) -> OfficerLine:
        """Return the key in use."""
        recipient = self._vault.get(membership.OFFICER)
        since = as_moment(officer.changed(self._vault))
        fingerprint = enrol.officer_fingerprint(recipient) if recipient else ""
        day = since.astimezone().date() if since else None
        return OfficerLine(fingerprint, officer.number(self._vault), day, respondents.unconfirmed(self._vault))

    def make(self, file: Path, passphrase: str) -> None:
        """Make a key in place of a former one."""
        enrol.create_officer(self._vault, file, passphrase)
