"""Client packs for the desktop, on the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.desktop.audits.presenter import PackAsk, PackDone
from fieldaudit.exchange import client_pack, membership
from fieldaudit.reports import audit_report
from fieldaudit.reports.gather import gather

if TYPE_CHECKING:
    from pathlib import Path

    from fieldaudit.desktop.audits.presenter import Profile
    from fieldaudit.vault import Vault


def ask(vault: Vault, audit: str, profile: Profile) -> PackAsk:
    """Return what a pack would hold."""
    found = client_pack.contents(vault, audit, profile)
    return PackAsk(profile, found.lines, found.shown, found.photos, found.left_out)


def write(vault: Vault, audit: str, profile: Profile, file: Path, language: str) -> PackDone:
    """Write a pack with the report for its reader."""
    organisation = membership.organisation(vault).name
    report = audit_report(gather(vault, audit, profile, language, organisation=organisation), profile)
    return PackDone(file, client_pack.write_pack(vault, audit, profile, report, file).authority)
