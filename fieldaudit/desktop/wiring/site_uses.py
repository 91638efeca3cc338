"""What the sites screen does, on the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.desktop.sites.presenter import History, ImportPreview, SiteForm, SiteLine
from fieldaudit.desktop.wiring.lines import audit_line, finding_line, standing_findings
from fieldaudit.field import sites
from fieldaudit.vault.listing import list_audits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fieldaudit.vault import Vault


class SitesUses:
    """Sites of one vault."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault

    def sites(self) -> Sequence[SiteLine]:
        """Return every site, by name."""
        return [
            SiteLine(row.id, row.name, row.party, row.country, row.address, row.kind, row.jurisdiction, row.risk)
            for row in sites.list_sites(self._vault)
        ]

    def history(self, site: str) -> History:
        """Return what happened at a site."""
        rows = [row for row in list_audits(self._vault) if row.site_id == site]
        found = [finding for row in rows for finding in standing_findings(self._vault, row.id)]
        return History(
            tuple(audit_line(row, with_person=False) for row in rows), tuple(finding_line(one) for one in found)
        )

    def add(self, site: SiteForm) -> str:
        """Add a site."""
        return sites.add_site(self._vault, sites.NewSite(site.name, site.party, site.country, site.address, site.kind))

    def preview(self, file: Path) -> ImportPreview:
        """Read a CSV file without adding anything."""
        found = sites.preview_csv(self._vault, file)
        new = tuple(SiteForm(one.name, one.party, one.country, one.address, one.kind) for one in found.new)
        return ImportPreview(new, len(found.known), tuple(found.problems))

    def bring_in(self, file: Path) -> int:
        """Add the new sites of a CSV file."""
        return len(sites.import_csv(self._vault, file).new)
