"""Bringing in a list of workers: looked at first, then all of it or nothing; names are sealed from the first moment.

Each worker gets a code. What may stand in clear is the code, an age band, a corridor and the placement; the rest is
sealed to a key of the worker's own, which the author's vault keeps and the protection officer holds.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldaudit.audit import authority, bands, worker_codes
from fieldaudit.audit.views import PartyView, SiteView
from fieldaudit.errors import (
    NamesNotForRole,
    RestrictedCollectionOff,
    RosterColumnUnknown,
    RosterRefused,
    SiteUnknown,
    WorkerCodeShared,
    WorkerUnknown,
)
from fieldaudit.exchange import clock, membership
from fieldaudit.field import roster_columns, roster_text, roster_values
from fieldaudit.field.roster_columns import FIELDS
from fieldaudit.field.roster_reading import Line, Problem, Reading, check_twice, from_header, note_namesakes
from fieldaudit.field.roster_values import Unreadable
from fieldaudit.vault import codebook, persons, subjects

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from fieldaudit.audit.events import NewEvent
    from fieldaudit.vault import Vault
    from fieldaudit.vault.codebook import Entry, Worker

_IN_ONE = 100  # workers written before progress is told


@dataclass(frozen=True)
class Preview:
    """What a file would add at a site, and what keeps it from being added."""

    site: str
    encoding: str
    assumed: bool
    delimiter: str
    headers: tuple[str, ...]
    fields: tuple[str, ...]
    lines: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def new(self) -> int:
        """How many workers nobody here knows yet."""
        return sum(not line.same for line in self.lines)


@dataclass(frozen=True)
class Choices:
    """What a person decided: `fields` for columns by their place, the order of dates (dmy, mdy, "" as they look)."""

    fields: Mapping[int, str] = field(default_factory=dict)
    dates: str = ""


@dataclass(frozen=True)
class Added:
    """How many workers are new, how many were known and are placed here now, and how many were here already."""

    new: int
    known: int
    here: int
    codes: tuple[str, ...]


def preview(
    vault: Vault, path: Path, site: str, choices: Choices | None = None, *, today: date | None = None
) -> Preview:
    """Read a list of workers without adding anything; ages are those of `today`.

    Raises NamesNotForRole, RestrictedCollectionOff while there is no protection officer, SiteUnknown, FileUnreadable,
    RosterRefused.
    """
    require_may_seal(vault)
    if not membership.has_officer(vault):
        raise RestrictedCollectionOff
    if vault.record_types().get(site) != "site":
        raise SiteUnknown(site=site)
    chosen = choices or Choices()
    sheet, below = from_header(roster_text.read(path))
    fields = [chosen.fields.get(place, guessed) for place, guessed in enumerate(roster_columns.guess(sheet.headers))]
    reading = Reading(sheet.headers, tuple(fields), today or clock.now().astimezone().date(), chosen.dates)
    reading.notes += [f"The names of the columns stand in row {below}; what is above was left out."] if below else []
    reading.notes += [
        f"The column {header or 'without a name'} was left out: {taken} says the same."
        for header, taken in roster_columns.doubles(sheet.headers, fields)
    ]
    lines = list(reading.lines(sheet.rows))
    check_twice(reading, lines)
    note_namesakes(reading, lines)
    book = codebook.entries(vault)
    known = _known(book)
    reading.notes += _of_others(book, site)
    return Preview(
        site,
        sheet.encoding,
        sheet.assumed,
        sheet.delimiter,
        sheet.headers,
        tuple(fields),
        tuple(_compared(line, known, site) for line in lines),
        tuple(sorted(reading.problems, key=lambda one: one.row)),
        tuple(reading.notes),
    )


def require_may_seal(vault: Vault) -> None:
    """Raise NamesNotForRole in a vault whose role may not make a worker's key: nobody would take its entries in."""
    role = membership.member(vault).role
    if not authority.allowed(subjects.KEY, role):
        raise NamesNotForRole(role=role)


def by_header(headers: Sequence[str], wanted: Mapping[str, str]) -> dict[int, str]:
    """Return the columns for what a person named: field -> header; raises RosterColumnUnknown."""
    plain = [roster_columns.plain(header) for header in headers]
    found: dict[int, str] = {}
    for name, header in wanted.items():
        if name not in FIELDS or roster_columns.plain(header) not in plain:
            raise RosterColumnUnknown(column=header, field=name, fields=", ".join(FIELDS), headers=", ".join(headers))
        place = plain.index(roster_columns.plain(header))
        found |= {other: "" for other, guessed in enumerate(roster_columns.guess(headers)) if guessed == name}
        found[place] = name
    return found


def bring_in(
    vault: Vault,
    seen: Preview,
    separate: Collection[int] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Added:
    """Add what a preview shows in one transaction; raises RosterRefused where it, or `separate`, has a problem.

    Who has the identity number of a worker that is known is that worker, except in the rows that are `separate`.
    """
    if seen.problems:
        first = seen.problems[0]
        raise RosterRefused(row=first.row, column=first.column, reason=first.reason, count=len(seen.problems))
    known_rows = {line.row for line in seen.lines if line.same}
    if not known_rows.issuperset(separate):
        row = min(set(separate) - known_rows)
        reason = "Nobody in it is known here by their identity number, so there is nobody to keep apart from."
        raise RosterRefused(row=row, column="", reason=reason, count=1)
    lines = list(seen.lines)
    secrets.SystemRandom().shuffle(lines)  # or the order of the records would be that of the names
    with vault.transaction():
        here = {worker.code: worker for worker in codebook.workers(vault)}
        made, codes = _Making(vault, seen.site, set(here)), list[str]()
        for number, line in enumerate(lines, start=1):
            known = here.get(line.same) if line.same and line.row not in separate else None
            if known is None:
                codes.append(made.worker(line))
            elif not line.placed:
                made.placement(known.id, line)
            if number % _IN_ONE == 0 or number == len(lines):
                made.write()
                if progress:
                    progress(number, len(lines))
    placed = sum(line.placed and line.row not in separate for line in lines)
    return Added(len(codes), len(lines) - len(codes) - placed, placed, tuple(codes))


def find(vault: Vault, typed: str) -> Worker:
    """Return the worker whose code (or id) was typed; raises WorkerUnknown, WorkerCodeShared."""
    found = codebook.find(vault, worker_codes.read(typed) or typed.strip())
    if not found:
        raise WorkerUnknown(code=typed)
    if len(found) > 1:
        raise WorkerCodeShared(code=found[0].code, workers=", ".join(worker.id for worker in found))
    return found[0]


class _Making:
    """Events on their way into the journal, so many at a time."""

    def __init__(self, vault: Vault, site: str, codes: set[str]) -> None:
        self._vault, self._site, self._codes = vault, site, codes
        self._branch, self._country = membership.branch(vault), _country(vault, site)
        self._events = list["NewEvent"]()

    def worker(self, line: Line) -> str:
        """Make a worker and place them; returns the code."""
        code = worker_codes.draw(self._codes)
        self._codes.add(code)
        corridor = bands.corridor(line.said.get("nationality", ""), self._country)
        clear = {"code": code, "age_band": line.age_band, "corridor": corridor}
        sealed = {name: line.said.get(name, "") for name in codebook.SEALED}
        worker, events = codebook.new_worker(self._branch, clear, sealed)
        self._events += events
        self.placement(worker, line)
        return code

    def placement(self, worker: str, line: Line) -> None:
        """Place a worker at the site."""
        start = line.said.get("start", "")
        clear = {"site": self._site, "agency": line.said.get("agency", ""), "start": start[:7]}
        sealed = {name: line.said.get(name, "") for name in codebook.OF_PLACEMENT}
        self._events += codebook.new_placement(self._branch, worker, clear, sealed)

    def write(self) -> None:
        """Store what was made."""
        self._vault.append(self._events)
        self._events = []


def _of_others(book: Sequence[Entry], site: str) -> list[str]:
    """Say that somebody else brought in workers of the site, whom nobody can compare here."""
    closed = [
        entry
        for entry in book
        if not entry.sealed and not entry.worker.withdrawn and any(one.site == site for one in entry.worker.placements)
    ]
    if not closed:
        return []
    others = f"{len(closed):,} workers of this site were brought in by somebody else, and their names are sealed here."
    return [f"{others} Who is on both lists gets a second code; head office can say that the two are one person."]


def _known(book: Iterable[Entry]) -> dict[str, Worker]:
    """Return the workers whose identity numbers open here, by those."""
    found: dict[str, Worker] = {}
    for entry in book:
        identity = persons.same_identity(entry.sealed.get("identity", ""))
        if identity:
            found.setdefault(identity, entry.worker)
    return found


def _compared(line: Line, known: Mapping[str, Worker], site: str) -> Line:
    worker = known.get(persons.same_identity(line.said.get("identity", "")))
    if worker is None:
        return line
    placed = any(one.site == site for one in worker.placements)
    return Line(line.row, line.said, line.age_band, worker.code, placed)


def _country(vault: Vault, site: str) -> str:
    """Return the two letters of the country that a site lies in, "" where it is not known."""
    party = SiteView.of(vault.cells(site)).party
    country = PartyView.of(vault.cells(party)).country if party else ""
    try:
        return roster_values.read_country(country) if country else ""
    except Unreadable:
        return ""
