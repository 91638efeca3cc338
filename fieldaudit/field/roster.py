"""Bringing in a list of workers: looked at first, then all of it or nothing; names are sealed from the first moment.

Each worker gets a code. What may stand in clear is the code, an age band, a corridor and the placement; the rest is
sealed to a key of the worker's own, which the author's vault keeps and the protection officer holds.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldaudit.audit import bands, worker_codes
from fieldaudit.audit.views import PartyView, SiteView
from fieldaudit.errors import (
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
from fieldaudit.field.roster_values import Unreadable
from fieldaudit.vault import codebook

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from fieldaudit.audit.events import NewEvent
    from fieldaudit.vault import Vault
    from fieldaudit.vault.codebook import Worker

_IN_ONE = 100  # workers written before progress is told
_READERS = {"nationality": roster_values.read_country, "sex": roster_values.read_sex}


@dataclass(frozen=True)
class Problem:
    """A cell that cannot be used: its row in the file, its column as the file calls it ("" the whole row), and why."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True)
class Line:
    """A worker of the file: `said` is what was read, by field; `same` is the code of who has the same identity number.

    `placed` says that this worker is placed at the site already: then nothing of the line is new.
    """

    row: int
    said: Mapping[str, str]
    age_band: str
    same: str = ""
    placed: bool = False

    def __repr__(self) -> str:
        return f"Line(row={self.row})"


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

    Raises RestrictedCollectionOff while there is no protection officer, SiteUnknown, FileUnreadable, RosterRefused.
    """
    if not membership.has_officer(vault):
        raise RestrictedCollectionOff
    if vault.record_types().get(site) != "site":
        raise SiteUnknown(site=site)
    chosen = choices or Choices()
    sheet = roster_text.read(path)
    fields = [chosen.fields.get(place, guessed) for place, guessed in enumerate(roster_columns.guess(sheet.headers))]
    reading = _Reading(sheet.headers, tuple(fields), today or clock.now().astimezone().date(), chosen.dates)
    lines = list(reading.lines(sheet.rows))
    _check_twice(reading, lines)
    known = _known(vault)
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
    """Add what a preview shows in one transaction; raises RosterRefused where it has a problem.

    Who has the identity number of a worker that is known is that worker, except in the rows that are `separate`.
    """
    if seen.problems:
        first = seen.problems[0]
        raise RosterRefused(row=first.row, column=first.column, reason=first.reason, count=len(seen.problems))
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


class _Reading:
    """The rows of a sheet as workers, with what is wrong and what was assumed."""

    def __init__(self, headers: Sequence[str], fields: Sequence[str], today: date, dates: str) -> None:
        self.headers, self.fields, self.today, self._dates = headers, fields, today, dates
        self.problems, self.notes = list[Problem](), list[str]()
        self._orders: dict[int, str] = {}

    def lines(self, rows: Sequence[tuple[int, tuple[str, ...]]]) -> Iterator[Line]:
        """Give a line for each row that can be read."""
        if "name" not in self.fields:
            self.problems.append(Problem(1, "", "No column is called name. Say which one holds the names."))
            return
        if not rows:
            self.problems.append(Problem(1, "", "There is no worker below the names of the columns."))
        self._find_orders(rows)
        for row, texts in rows:
            line = self._line(row, texts)
            if line is not None:
                yield line

    def _find_orders(self, rows: Sequence[tuple[int, tuple[str, ...]]]) -> None:
        for place, name in enumerate(self.fields):
            if name not in ("birth", "start"):
                continue
            texts = [cells[place].strip() for _, cells in rows if place < len(cells)]
            try:
                order = roster_values.order_of(texts, self._dates)
            except Unreadable as strange:
                self.problems.append(Problem(1, self.headers[place], str(strange)))
                continue
            self._orders[place] = order.order
            if order.used and not order.sure:
                self.notes.append(f"Dates in the column {self.headers[place]} were read as day/month/year.")

    def _line(self, row: int, texts: Sequence[str]) -> Line | None:
        said: dict[str, str] = {}
        age, before = -1, len(self.problems)
        if len(texts) > len(self.headers) and any(texts[len(self.headers) :]):
            self._problem(row, "", "It has more cells than there are columns.")
        for place, (name, text) in enumerate(zip(self.fields, texts, strict=False)):
            if not name or not text:
                continue
            try:
                said[name], found = self._value(place, name, text)
                age = found if name == "birth" or age < 0 else age
            except Unreadable as strange:
                self._problem(row, self.headers[place], str(strange))
        at = self.fields.index("name")
        if at >= len(texts) or not texts[at]:
            self._problem(row, self.headers[at], "The name is missing.")
        if len(self.problems) > before:
            return None
        if "birth" not in said and "age" in said:
            said["birth"] = f"{said['age']} years on {self.today.isoformat()}"
        return Line(row, said, bands.age_band(age) if age >= 0 else "")

    def _value(self, place: int, name: str, text: str) -> tuple[str, int]:
        """Return a cell as it is kept, and the age that it tells, -1 for none."""
        if len(text) > roster_text.MOST_TEXT:
            raise Unreadable(f"It is longer than {roster_text.MOST_TEXT} characters.")
        if any(not one.isprintable() for one in text):
            raise Unreadable("It holds a character that cannot be shown.")
        if name == "birth":
            if place not in self._orders:
                return "", -1
            return roster_values.read_birth(text, self._orders[place], self.today)
        if name == "age":
            age = roster_values.read_age(text)
            return str(age), age
        if name == "start":
            return self._start(place, text), -1
        return _READERS.get(name, str)(text), -1

    def _start(self, place: int, text: str) -> str:
        latest = self.today.replace(year=self.today.year + 1, day=min(self.today.day, 28))  # who begins soon
        order = self._orders.get(place)
        return roster_values.read_date(text, order, latest).isoformat() if order else ""

    def _problem(self, row: int, column: str, reason: str) -> None:
        self.problems.append(Problem(row, column, reason))


def _check_twice(reading: _Reading, lines: Sequence[Line]) -> None:
    """Note where an identity number stands in two rows."""
    first: dict[str, int] = {}
    for line in lines:
        identity = roster_values.same_identity(line.said.get("identity", ""))
        if identity and first.setdefault(identity, line.row) != line.row:
            column = reading.headers[list(reading.fields).index("identity")]
            reading.problems.append(Problem(line.row, column, f"It is the same as in row {first[identity]}."))


def _known(vault: Vault) -> dict[str, Worker]:
    """Return the workers whose identity numbers open here, by those."""
    found: dict[str, Worker] = {}
    for entry in codebook.entries(vault):
        identity = roster_values.same_identity(entry.sealed.get("identity", ""))
        if identity:
            found.setdefault(identity, entry.worker)
    return found


def _compared(line: Line, known: Mapping[str, Worker], site: str) -> Line:
    worker = known.get(roster_values.same_identity(line.said.get("identity", "")))
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
