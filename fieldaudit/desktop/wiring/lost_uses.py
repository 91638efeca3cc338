"""A lost laptop, on head office's vault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fieldaudit.desktop.devices.lost_presenter import HeldLine, WaitingLine
from fieldaudit.desktop.wiring.lines import as_moment
from fieldaudit.exchange import enrol, people
from fieldaudit.headoffice import lost

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from fieldaudit.vault import Vault


class LostUses:
    """What is known of a seat's laptop, and what is done when it is lost."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault

    def held(self, fingerprint: str) -> HeldLine:
        """Return what the laptop held."""
        held = lost.held_by(self._vault, fingerprint)
        return HeldLine(
            fingerprint=held.seat.fingerprint,
            name=held.seat.name,
            role=held.seat.role,
            branch=held.seat.branch,
            audits=tuple((audit, f"{site}, {form}") for audit, site, form in held.audits),
            entries=held.entries,
            restricted=held.restricted,
            given=held.others,
            last_package=as_moment(held.last_package),
            revoked=held.seat.state == people.REVOKED,
        )

    def waiting(self) -> Sequence[WaitingLine]:
        """Return the packages of revoked people that wait for a decision."""
        log = self._vault.exchange_log
        rows = [log.package(digest, "in") for digest in lost.waiting(self._vault)]
        return [WaitingLine(row.digest, _whose(row.detail), row.reason) for row in rows if row]

    def revoke(self, fingerprint: str) -> None:
        """Revoke the person's seat."""
        enrol.revoke(self._vault, fingerprint)

    def tell_others(self, folder: Path, passphrase: str) -> int:
        """Write the packages that tell everyone else."""
        return len(lost.tell_others(self._vault, folder, passphrase or None))

    def invite_again(self, fingerprint: str, file: Path) -> str:
        """Invite the person anew."""
        seat = people.find_seat(self._vault, fingerprint)
        return lost.invite_again(self._vault, seat, file).code

    def trust(self, digest: str) -> None:
        """Take a waiting package in."""
        lost.trust(self._vault, digest)


def _whose(detail: Mapping[str, Any]) -> str:
    """Return the name of the revoked person in a package that waits: its sender, or a colleague of theirs."""
    about = detail.get("about")
    return str(about["name"] if about else detail.get("sender", ""))
