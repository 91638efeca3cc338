"""What the workers' screen does, on the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.audit.views import SiteView
from fieldaudit.desktop.roster.presenter import Added, ListedLine, Preview, WorkerLine, Workers
from fieldaudit.errors import RosterRefused
from fieldaudit.exchange import enrol, membership
from fieldaudit.field import roster
from fieldaudit.headoffice import codebook as office_book
from fieldaudit.vault import codebook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from fieldaudit.desktop.protocols import Progress
    from fieldaudit.desktop.roster.presenter import Shown
    from fieldaudit.vault import Vault
    from fieldaudit.vault.codebook import Entry, Worker

_SHOWN = ("name", "identity", "birth", "employee", "job")


class RosterUses:
    """Workers of one vault; what was looked at stays in memory until it is brought in or let go."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault
        self._seen: roster.Preview | None = None

    def workers(self, site: str) -> Workers:
        """Return the workers of a site, without names."""
        lines = tuple(_line(worker, site) for worker in codebook.workers(self._vault, site))
        name = SiteView.of(self._vault.cells(site)).name
        officer, office = membership.has_officer(self._vault), membership.is_head_office(self._vault)
        return Workers(name, lines, officer=officer, office=office)

    def preview(self, site: str, file: Path, fields: Mapping[int, str], dates: str) -> Preview:
        """Read a list without adding anything."""
        seen = self._seen = roster.preview(self._vault, file, site, roster.Choices(fields, dates))
        assumed = (f"Read as {seen.encoding}: nothing in the file says so.",) if seen.assumed else ()
        return Preview(
            seen.headers,
            seen.fields,
            tuple(ListedLine(line.row, line.said["name"], line.same, line.placed) for line in seen.lines),
            tuple((one.row, one.column, one.reason) for one in seen.problems),
            (*assumed, *seen.notes),
        )

    def bring_in(self, separate: frozenset[int], progress: Progress) -> Added:
        """Add what was looked at last; raises RosterRefused."""
        if self._seen is None:
            raise RosterRefused(row=1, column="", reason="The list was not looked at.", count=1)
        added = roster.bring_in(self._vault, self._seen, separate, progress.report)
        self._seen = None
        return Added(added.new, added.known, added.here)

    def let_go(self) -> None:
        """Forget what was looked at."""
        self._seen = None

    def names(self, site: str, progress: Progress) -> Shown:
        """Return who the workers are, as far as this seat can open it."""
        return _shown(codebook.entries(self._vault, site, progress=progress.report))

    def names_for_officer(self, site: str, key: Path, passphrase: str, progress: Progress) -> Shown:
        """Return who the workers are, opened with the officer's key."""
        secret = enrol.officer_secret(key, passphrase)
        return _shown(office_book.read(self._vault, secret, site, progress.report))


def _shown(entries: Iterable[Entry]) -> Shown:
    return {
        entry.worker.id: " · ".join(text for name in _SHOWN if (text := entry.sealed.get(name)))
        for entry in entries
        if entry.sealed
    }


def _line(worker: Worker, site: str) -> WorkerLine:
    placed = next((one for one in reversed(worker.placements) if one.site == site), None)
    return WorkerLine(
        worker.id,
        worker.code,
        worker.age_band,
        worker.corridor,
        placed.agency if placed else "",
        placed.start if placed else "",
        worker.withdrawn,
    )
