"""What the workers' screen does, on the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.audit.views import SiteView
from fieldaudit.desktop.roster.lines import ANOTHER, Added, Alike, ListedLine, Opened, Preview, WorkerLine, Workers
from fieldaudit.desktop.wiring.respondents import withdrawn
from fieldaudit.errors import RosterRefused
from fieldaudit.exchange import enrol, membership
from fieldaudit.field import consent, interviews, roster
from fieldaudit.field.roster_text import JOINERS
from fieldaudit.headoffice import codebook as office_book
from fieldaudit.headoffice import same_person
from fieldaudit.vault import codebook, persons, respondents
from fieldaudit.vault.history import People
from fieldaudit.vault.listing import audit_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from fieldaudit.desktop.audits.withdrawn_lines import WithdrawnLine
    from fieldaudit.desktop.protocols import Progress
    from fieldaudit.desktop.roster.lines import Shown
    from fieldaudit.field.interviews import Linked
    from fieldaudit.vault import Vault
    from fieldaudit.vault.codebook import Entry, Worker

_SHOWN = ("name", "identity", "birth", "employee", "job")


class RosterUses:
    """Workers of one vault; what was looked at, and whom a key opened, stays in memory until it is let go."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault
        self._seen: roster.Preview | None = None
        self._opened = frozenset[str]()

    def site_of(self, audit: str) -> str:
        """Return the site of an audit."""
        return interviews.site_of(self._vault, audit)

    def workers(self, site: str, audit: str) -> Workers:
        """Return the workers of a site, without names."""
        vault = self._vault
        found, shown = codebook.workers(vault, site), _Shown(vault)
        office = membership.is_head_office(vault)
        inside = dict.fromkeys((audit, *respondents.names(vault, audit))) if audit and not office else ()
        return Workers(
            SiteView.of(vault.cells(site)).name,
            tuple(shown.line(worker, site) for worker in found),
            officer=membership.has_officer(vault),
            office=office,
            persons=persons.count(found, shown.together),
            instrument=audit_row(vault, audit).form_title if audit else "",
            respondents=tuple(inside),
            linked=_linked(interviews.linked(vault, audit)) if audit else {},
        )

    def preview(self, site: str, file: Path, fields: Mapping[int, str], dates: str) -> Preview:
        """Read a list without adding anything."""
        seen = self._seen = roster.preview(self._vault, file, site, roster.Choices(fields, dates))
        assumed = tuple(_assumed(seen))
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

    def close_book(self) -> None:
        """Forget whom a key opened."""
        self._opened = frozenset()

    def names(self, site: str, progress: Progress) -> Shown:
        """Return who the workers are, as far as this seat can open it."""
        return _shown(codebook.entries(self._vault, site, progress=progress.report))

    def names_for_officer(self, site: str, audit: str, key: Path, passphrase: str, progress: Progress) -> Opened:
        """Return who the workers are, opened with the officer's key; who is alike is looked for at all sites."""
        secret = enrol.officer_secret(key, passphrase)
        book = office_book.read(self._vault, secret, progress=progress.report)
        here = [entry for entry in book if any(one.site == site for one in entry.worker.placements)]
        office_book.require_some(here)
        inside = {entry.worker.id for entry in here}
        alike = (
            Alike(pair.one.id, pair.other.id, (pair.one.code, pair.other.code), pair.why)
            for pair in same_person.alike(self._vault, book)
            if not inside.isdisjoint((pair.one.id, pair.other.id))
        )
        self._opened = frozenset(entry.worker.id for entry in book if entry.sealed)
        linked = _linked(interviews.linked(self._vault, audit, [secret])) if audit else {}
        return Opened(_shown(book), tuple(alike), linked)

    def link(self, audit: str, worker: str, respondent: str) -> None:
        """Say which worker a respondent of the audit is; raises WorkerUnknown, WorkerElsewhere."""
        subject = interviews.new_respondent(self._vault, audit) if respondent == ANOTHER else respondent
        interviews.link(self._vault, audit, worker, subject)

    def take_back(self, audit: str, respondent: str) -> None:
        """Say that it is not known which worker a respondent is."""
        interviews.take_back(self._vault, audit, respondent)

    def forget(self, worker: str, reason: str) -> Sequence[WithdrawnLine]:
        """Erase who a worker is; raises WorkerUnknown, NothingToErase, ErasureUnfinished."""
        consent.withdraw_consent(self._vault, roster.find(self._vault, worker).id, reason=reason)
        return withdrawn(self._vault, worker)

    def say_same(self, one: str, other: str, *, same: bool) -> None:
        """Record that two codes are one person, or two; raises SamePersonUnseen, WorkerUnknown."""
        both = roster.find(self._vault, one), roster.find(self._vault, other)
        same_person.say(self._vault, *both, self._opened, same=same)


class _Shown:
    """Workers as lines: who brought each in, and with whom they are one person."""

    def __init__(self, vault: Vault) -> None:
        self._seat, self._people = vault.seat, People(vault)
        self._own = codebook.own(vault)
        self.together = persons.groups(vault)
        self._all = {worker.id: worker for worker in codebook.workers(vault)} if self.together else {}

    def line(self, worker: Worker, site: str) -> WorkerLine:
        """Return a worker's line at a site."""
        placed = next((one for one in reversed(worker.placements) if one.site == site), None)
        others = [self._all[id_] for id_ in self.together.get(worker.id, ()) if id_ != worker.id and id_ in self._all]
        return WorkerLine(
            worker.id,
            worker.code,
            worker.age_band,
            worker.corridor,
            placed.agency if placed else "",
            placed.start if placed else "",
            worker.withdrawn,
            own=worker.id in self._own,
            author="" if worker.author == self._seat else self._people.name(worker.author),
            same=tuple(sorted((other.id, other.code) for other in others)),
            left=not worker.withdrawn and any(other.withdrawn for other in others),
        )


def _assumed(seen: roster.Preview) -> Iterator[str]:
    """Say how the file was read where nothing in it says so, with a name by which a person sees whether it is right."""
    if seen.assumed:
        yield f"Read as {seen.encoding}: nothing in the file says so."
    if seen.assumed and (odd := next((line for line in seen.lines if not line.said["name"].isascii()), None)):
        yield f"The name in row {odd.row} was read as {odd.said['name']}. If it is not, save the list as CSV UTF-8."


def _linked(found: Iterable[Linked]) -> dict[str, str]:
    return {one.respondent: one.worker for one in found if one.worker}


def _shown(entries: Iterable[Entry]) -> Shown:
    return {
        entry.worker.id: " · ".join(text for name in _SHOWN if (text := _plain(entry.sealed.get(name, ""))))
        for entry in entries
        if entry.sealed
    }


def _plain(text: str) -> str:
    """Return somebody else's text without what would turn round or hide what stands beside it."""
    return "".join(one for one in text if one.isprintable() or one in JOINERS)
