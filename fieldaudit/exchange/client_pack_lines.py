"""Choosing the lines of an audit that outsiders of an audience may see, of those that a closing covers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fieldaudit.audit import covering
from fieldaudit.audit.closing import seen_by
from fieldaudit.audit.events import parse_line, read_payload
from fieldaudit.vault import instruments

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from fieldaudit.audit.closing import Head
    from fieldaudit.audit.events import Event, StoredEvent
    from fieldaudit.checklist import Form
    from fieldaudit.vault import Vault

#: What a reader of each pack gets, in the order of the statements before the closing.
INCLUDED: Mapping[str, tuple[str, ...]] = {"site": ("site",), "client": ("client", "site")}


@dataclass(frozen=True)
class Line:
    """One line, for whom it is, and its salt and payload where they are shown: absent once replaced or undone.

    `attached` is what a line says that attaches a file and stands: it holds the file's key, so it is never shown.
    """

    audience: str
    event: Event
    salt: bytes | None
    payload: bytes | None
    attached: Mapping[str, Any] | None = None

    @property
    def said(self) -> dict[str, Any]:
        """The payload where it is shown, else nothing."""
        return read_payload(self.payload) if self.payload is not None else {}


def lines(vault: Vault, heads: Iterable[Head]) -> list[Line]:
    """Return the lines that `heads` cover and that are for the site or the client; raises FormMissing."""
    forms: dict[str, Form] = {}

    def marked(event: Event, ref: str) -> str:
        if event.form not in forms:
            forms[event.form] = instruments.form_of(vault, event.form)
        bind = forms[event.form].binds.get(ref)
        return bind.audience if bind else "headoffice"

    by_record: dict[str, list[Head]] = {}
    for head in heads:
        by_record.setdefault(head[0], []).append(head)
    found = [line for record in sorted(by_record) for line in _of_record(vault, by_record[record], marked)]
    return [line for line in found if line.audience in covering.COVERED]


def _of_record(vault: Vault, heads: Sequence[Head], marked: Any) -> Iterator[Line]:
    stored = {
        event.hash: (event, one)
        for record, seat, inc, *_ in heads
        for one in vault.lines(record, seat, inc)
        for event in [parse_line(one.line)]
    }
    seen = {event.hash: event for event in seen_by([event for event, _ in stored.values()], heads)}
    still = covering.open_ones(seen.values())

    def said(event: Event) -> dict[str, Any]:
        payload = stored[event.hash][1].payload
        return read_payload(payload) if payload is not None else {}

    for event in sorted(seen.values(), key=lambda one: (one.lamport, one.seat, one.inc, one.seq)):
        audience = covering.audience_of(event, seen, said, marked)
        yield _line(audience, event, stored[event.hash][1], shown=event.hash in still)


def _line(audience: str, event: Event, stored: StoredEvent, *, shown: bool) -> Line:
    """Return a line with what it may show: a payload with a key, or that names lines of others, stays closed."""
    if shown and event.kind == "evidence.attached" and stored.payload is not None:
        return Line(audience, event, None, None, read_payload(stored.payload))
    if not shown or event.kind in ("closing.signed", "row.removed"):
        return Line(audience, event, None, None)
    return Line(audience, event, stored.salt, stored.payload)


def hashes(chosen: Iterable[Line], audience: str) -> list[str]:
    """Return the hashes of the lines for exactly this audience."""
    return [line.event.hash for line in chosen if line.audience == audience]


def originals(chosen: Iterable[Line], audience: str) -> list[tuple[str, str]]:
    """Return the hashes of the lines for exactly this audience that attach a file, each with the original's SHA-256."""
    return [
        (line.event.hash, str(line.attached["sha256"]))
        for line in chosen
        if line.audience == audience and line.attached is not None
    ]


def _computed(said: Mapping[str, Any]) -> Collection[str]:
    values = said.get("values")
    return values if isinstance(values, dict) else ()


def without_small_counts(chosen: Sequence[Line], findings: Collection[str], refs: Collection[str]) -> list[Line]:
    """Return the lines with everything closed that is said of these findings, and of the questions they come from.

    They rest on what too few people said in interviews, whom a count would point at; the report keeps them back too.
    """
    opened = [line for line in chosen if line.event.kind == "action.opened" and line.said.get("finding") in findings]
    closed = {*findings, *(line.event.record for line in opened)}

    def tells(line: Line) -> bool:
        said = line.said
        about = {said.get("ref"), str(said.get("slot", "")).partition("/")[2], *_computed(said)}
        return line.event.record in closed or said.get("finding") in findings or not about.isdisjoint(refs)

    return [replace(line, salt=None, payload=None) if tells(line) else line for line in chosen]
