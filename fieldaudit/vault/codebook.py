"""The code book: which worker stands behind a code, as far as this vault, or a key that is given, can open it.

A worker's name, identity number and birth are sealed to a key of their own, as what a respondent said is. In clear
stand the code, an age band, a corridor, and at which site the worker is placed. Nothing that is opened is kept.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.audit.events import RESTRICTED, NewEvent, StoredEvent, Subject, parse_line
from fieldaudit.vault import bulk, driver, subjects
from fieldaudit.vault.opening import readable_cells
from fieldaudit.vault.records import created, new_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from fieldaudit.audit.events import Event
    from fieldaudit.vault.vault import Vault

    _Sealed = Mapping[str, Sequence[tuple[Event, StoredEvent]]]

WORKER, PLACEMENT = "worker", "placement"
CLEAR = ("code", "age_band", "corridor")
SEALED = ("name", "identity", "birth", "sex", "nationality")
OF_PLACEMENT = ("employee", "job", "start")  # sealed, too: with the site they would tell who it is
_FIELD = "field/"
_OF_KIND = (
    "SELECT r.id, e.line, e.sealed FROM records r JOIN writes w ON w.rec = r.key AND {slots}"
    " JOIN events e ON e.key = w.event WHERE r.type = ? AND e.sealed IS NOT NULL"
)
_ENTRIES = _OF_KIND.format(slots="w.slot >= 'sealed/' AND w.slot < 'sealed0'")
_KEYS = _OF_KIND.format(slots="w.slot = ''") + " AND e.kind = 'subject.key'"


@dataclass(frozen=True)
class Placed:
    """Where a worker works: the site, the agency ("" direct hire) and the month of the start are in clear."""

    id: str
    worker: str
    site: str
    agency: str
    start: str


@dataclass(frozen=True)
class Worker:
    """What everybody who has a worker's record sees; `withdrawn` that the worker took their consent back.

    `author` is the seat that brought them in: it alone can erase who they are.
    """

    id: str
    code: str
    age_band: str
    corridor: str
    placements: tuple[Placed, ...]
    withdrawn: bool
    author: str = ""


@dataclass(frozen=True)
class Entry:
    """A line of the code book; `sealed` holds what opened of the worker, by field, {} where nothing did."""

    worker: Worker
    sealed: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Entry({self.worker.code})"


def workers(vault: Vault, site: str = "") -> list[Worker]:
    """Return the workers, or those placed at a site, by code."""
    with vault.reading() as connection:
        said = bulk.cells(connection, WORKER, [], [_FIELD])
        taken_back = bulk.having(connection, WORKER, "consent/")
        placed = bulk.cells(connection, PLACEMENT, [], [_FIELD])
    at = defaultdict[str, list[Placed]](list)
    for record, cells in placed.items():
        fields = {cell.slot.removeprefix(_FIELD): str(cell.value) for cell in cells}
        one = Placed(record, *(fields.get(name, "") for name in ("worker", "site", "agency", "start")))
        at[one.worker].append(one)
    found = []
    for record, cells in said.items():
        fields = {cell.slot.removeprefix(_FIELD): str(cell.value) for cell in cells}
        where = tuple(sorted(at[record], key=lambda one: (one.start, one.id)))
        if not site or any(one.site == site for one in where):
            code, band, corridor = (fields.get(name, "") for name in CLEAR)
            author = next((cell.seat for cell in cells if cell.slot == "field/code"), "")
            found.append(Worker(record, code, band, corridor, where, record in taken_back, author))
    return sorted(found, key=lambda worker: (worker.code, worker.id))


def entries(
    vault: Vault, site: str = "", secrets: Sequence[str] = (), progress: Callable[[int, int], None] | None = None
) -> list[Entry]:
    """Return the code book, or its part about a site, opened with this vault's keys or with `secrets` of a reader."""
    wanted = workers(vault, site)
    with vault.reading() as connection:
        own, carried = subjects.own_secrets(connection), _events(connection, WORKER, _KEYS) if secrets else {}
        sealed = {**_events(connection, WORKER, _ENTRIES), **_events(connection, PLACEMENT, _ENTRIES)}
    found = []
    for number, worker in enumerate(wanted, start=1):
        records = (worker.id, *(one.id for one in worker.placements))
        if any(len(sealed.get(record, ())) > 1 for record in records):  # something was said anew: which holds?
            found.append(Entry(worker, opened(vault, worker, secrets)))
        else:
            brought = subjects.opened(carried.get(worker.id, ()), secrets)
            known = [*own.get(worker.id, ()), *(str(payload["secret"]) for _, payload in brought)]
            found.append(Entry(worker, _fields(subjects.opened(_all(sealed, records), known))))
        if progress:
            progress(number, len(wanted))
    return found


def _all(sealed: _Sealed, records: Iterable[str]) -> Iterator[tuple[Event, StoredEvent]]:
    return (pair for record in records for pair in sealed.get(record, ()))


def _fields(read: Iterable[tuple[Event, Mapping[str, Any]]]) -> dict[str, str]:
    return {name: str(text) for _, payload in read for name, text in payload.get("fields", {}).items()}


def _events(connection: Connection, kind: str, which: str) -> _Sealed:
    """Return the sealed events of all records of a kind, in one statement."""
    found = defaultdict[str, list["tuple[Event, StoredEvent]"]](list)
    for record, line, sealed in driver.run(connection, which, (kind,)).fetchall():
        found[record].append((parse_line(line), StoredEvent(line, sealed=sealed)))
    return found


def opened(vault: Vault, worker: Worker, secrets: Sequence[str] = ()) -> dict[str, str]:
    """Return what opens of a worker, by field."""
    records = (worker.id, *(one.id for one in worker.placements))
    return {
        cell.slot.removeprefix(_FIELD): str(cell.value)
        for record in records
        for cell in readable_cells(vault, record, worker.id, secrets)
        if cell.audience == RESTRICTED and not cell.sealed and cell.slot.startswith(_FIELD)
    }


def find(vault: Vault, wanted: str) -> list[Worker]:
    """Return the workers with a code, or the one with this id: none, one, or by a rare chance several."""
    return [worker for worker in workers(vault) if wanted in (worker.code, worker.id)]


def own(vault: Vault) -> set[str]:
    """Return the workers whose keys were made here: what this seat can erase."""
    with vault.reading() as connection:
        return set(subjects.own_secrets(connection))


def by_site(vault: Vault) -> dict[str, list[str]]:
    """Return the records of the workers who are placed at each site, with their placements there."""
    found = defaultdict[str, dict[str, None]](dict)
    for worker in workers(vault):
        for one in worker.placements:
            found[one.site].update(dict.fromkeys((worker.id, one.id)))
    return {site: list(records) for site, records in found.items()}


def new_worker(branch: str, clear: Mapping[str, str], sealed: Mapping[str, str]) -> tuple[str, list[NewEvent]]:
    """Return a new worker's id and the events that make it: the code and bands in clear, who it is sealed."""
    worker = new_id()
    return worker, [created(worker, WORKER, branch, clear), _sealed(worker, WORKER, worker, sealed)]


def new_placement(branch: str, worker: str, clear: Mapping[str, str], sealed: Mapping[str, str]) -> list[NewEvent]:
    """Return the events that place a worker at a site."""
    placement = new_id()
    made = [created(placement, PLACEMENT, branch, {"worker": worker, **clear})]
    return [*made, _sealed(placement, PLACEMENT, worker, sealed)] if any(sealed.values()) else made


def _sealed(record: str, kind: str, worker: str, fields: Mapping[str, str]) -> NewEvent:
    said = {name: text for name, text in fields.items() if text}
    return NewEvent(record, kind, "field.set", {"fields": said}, RESTRICTED, seal_to=Subject(worker, worker))
