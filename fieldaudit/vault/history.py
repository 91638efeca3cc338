"""Who changed what and when, and what a record was at a past moment, replayed from this vault's journal.

A vault knows its own order of arrival, and the times that the writers' clocks said; nobody knows one true order. So a
past state is one of two things. After an *event*: what this vault would have shown right after that event came to it.
At a *moment*: what follows from the events, of those that are here now, whose stream had not gone past that moment by
its writer's clock; work that came from another laptop later counts as of when it was written, not of when it came.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from fieldaudit.audit import finding_view
from fieldaudit.audit import history as audit_history
from fieldaudit.audit.cells import from_entries
from fieldaudit.audit.events import parse_line, read_payload
from fieldaudit.audit.history import Said
from fieldaudit.audit.severity import rank
from fieldaudit.audit.slots import Entry, replayed
from fieldaudit.errors import AuditNotBegun, EventUnknown
from fieldaudit.vault.reading import read_audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fieldaudit.audit.audit_view import AuditView
    from fieldaudit.audit.cells import Cell
    from fieldaudit.audit.events import Event
    from fieldaudit.audit.finding_view import FindingView
    from fieldaudit.audit.history import Change
    from fieldaudit.vault.reading import AuditReading
    from fieldaudit.vault.vault import Vault

Point = str | datetime
"""A past state: after the event with this hash came here, or at this moment (aware)."""

_ARRIVED = (
    "SELECT e.hash FROM records r JOIN events e ON e.key IN (SELECT event FROM writes WHERE rec = r.key)"
    " WHERE r.id = ? AND e.key <= (SELECT key FROM events WHERE hash = ?)"
)


@dataclass(frozen=True)
class Line:
    """One change as a person reads it: who ("" unknown), and when by the clock and in the zone of its writer.

    `vouched` is whether head office's certificate of that seat is here and stands; `late` that the writer's clock had
    been set back. `undone` is None, or when it was taken back.
    """

    change: Change
    who: str
    when: datetime
    vouched: bool
    undone: datetime | None

    @property
    def late(self) -> bool:
        """Whether the clock stood behind what its stream had said before."""
        return self.change.event.late


def history(
    vault: Vault, record: str, about: str = "", *, secrets: Sequence[str] = (), audit: str = ""
) -> tuple[Line, ...]:
    """Return what happened to a question, a row or a slot of a record (or to all of it), the latest first.

    What is sealed is opened where this vault, or `secrets`, can; `audit` names the audit whose keys open the record.
    The order is that of Lamport time, as heads are shown; which of two concurrent changes came first nobody knows.
    """
    found = audit_history.changes(told(vault, record, secrets=secrets, audit=audit), about)
    people = People(vault)
    lines = [
        Line(
            change,
            people.name(change.event.seat),
            local(change.event.time, change.event.offset),
            people.vouched(change.event.seat),
            local(change.undone, change.event.offset) if change.undone else None,
        )
        for change in found
    ]
    return tuple(sorted(lines, key=lambda line: (-line.change.event.lamport, line.change.event.hash)))


def state_at(vault: Vault, record: str, point: Point, *, secrets: Sequence[str] = (), audit: str = "") -> list[Cell]:
    """Return the cells of a record as of `point` (see above), by replay; raises EventUnknown."""
    known = told(vault, record, secrets=secrets, audit=audit)
    if isinstance(point, datetime):
        counted = until([said.event for said in known], point)
    else:
        counted = _arrived(vault, record, point)
    return from_entries(
        Entry(said.event, replayed(said.event, said.payload)) for said in known if said.event.hash in counted
    )


def read_audit_at(vault: Vault, audit: str, point: Point, *, language: str | None = None) -> AuditReading:
    """Open an audit for reading as of `point`; its site and visit are as they are now.

    Raises AuditNotBegun, EventUnknown, FormMissing.
    """
    cells = state_at(vault, audit, point)
    if not cells:
        raise AuditNotBegun
    return read_audit(vault, audit, language, cells=cells)


def findings_at(vault: Vault, view: AuditView, event: str) -> list[FindingView]:
    """Return the findings of a former state of an audit, with what was said about them until `event` came here."""
    found = []
    for slot, register in view.slots.items():
        if slot.startswith("finding/"):
            finding = slot.removeprefix("finding/")
            own = state_at(vault, finding, event, audit=view.id)
            found.append(finding_view.view(finding, register, own))
    return sorted(found, key=lambda finding: (-rank(finding.severity), finding.time))


def until(events: Iterable[Event], moment: datetime) -> frozenset[str]:
    """Return the events that count at a moment: those of each stream before it first went past it.

    A clock that was set back later does not bring an event before those that its writer had seen.
    """
    last = _text(moment)
    highest: dict[tuple[str, str], str] = {}
    found = set()
    for event in sorted(events, key=lambda event: (event.seat, event.inc, event.seq)):
        stream = (event.seat, event.inc)
        highest[stream] = max(highest.get(stream, ""), event.time)
        if highest[stream] <= last:
            found.add(event.hash)
    return frozenset(found)


def told(vault: Vault, record: str, *, secrets: Sequence[str] = (), audit: str = "") -> list[Said]:
    """Return a record's events as they came to this vault, with the payloads that it can read."""
    events = vault.events(record)
    streams = dict.fromkeys((event.seat, event.inc) for event in events)
    stored = [each for stream in streams for each in vault.lines(record, *stream)]
    payloads: dict[str, Mapping[str, Any]] = {
        parse_line(each.line).hash: read_payload(each.payload) for each in stored if each.payload is not None
    }
    if any(event.sealed for event in events):
        payloads |= {event.hash: payload for event, payload in vault.unsealed(record, secrets, audit)}
    return [Said(event, payloads.get(event.hash)) for event in events]


def local(time: str, offset: str) -> datetime:
    """Return an event's UTC time in the zone that its writer was in."""
    return datetime.fromisoformat(time).astimezone(timezone(timedelta(minutes=int(offset))))


def _text(moment: datetime) -> str:
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def _arrived(vault: Vault, record: str, event: str) -> frozenset[str]:
    """Return the events of a record that were here when `event`, of this or another record, had come."""
    with vault.reading() as connection:
        if vault.stored(event) is None:
            raise EventUnknown
        return frozenset(connection.exec_driver_sql(_ARRIVED, (record, event)).scalars())


class People:
    """Who holds a seat: by head office's certificate, else as this vault came to know them."""

    def __init__(self, vault: Vault) -> None:
        self._certificates = {row.seat: row for row in vault.exchange_log.certificates()}
        self._known = {seat: str(row.get("name", "")) for seat, row in (vault.get("seats") or {}).items()}
        self._known[vault.seat] = str((vault.get("me") or {}).get("name", ""))

    def name(self, seat: str) -> str:
        """Return the name of a seat's holder, "" where nobody told it."""
        row = self._certificates.get(seat)
        return row.name if row is not None else self._known.get(seat, "")

    def vouched(self, seat: str) -> bool:
        """Return whether head office vouches for the seat, as far as is known here."""
        row = self._certificates.get(seat)
        return row is not None and not row.revoked
