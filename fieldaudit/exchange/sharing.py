"""Which of head office's own entries a person is to have: what is assigned to them, and what is about their audits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit import strictjson
from fieldaudit.audit.events import parse_line
from fieldaudit.audit.given import NOTE, TASK, TaskView
from fieldaudit.exchange import having, membership, supervisors
from fieldaudit.exchange.export import add_form
from fieldaudit.exchange.related import records_of_all
from fieldaudit.vault import blobs, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldaudit.audit.events import StoredEvent
    from fieldaudit.exchange.people import Seat
    from fieldaudit.exchange.writer import Plan
    from fieldaudit.vault import StreamHead, Vault


@dataclass(frozen=True)
class Share:
    """Lines of one stream that a seat does not have."""

    head: StreamHead
    type: str
    events: list[StoredEvent]


def records_for(vault: Vault, seat: str) -> list[str]:
    """Return the records about which a seat hears: its assignments with site and party, and what is about its audits.

    An audit is theirs when they wrote in it; those that they removed after head office's word are left out.
    """
    types, there = vault.record_types(), having.of(vault, seat)
    mine = [audit for audit in written.wrote_in(vault, seat, "audit") if audit not in there.gone]
    found = dict.fromkeys(record for belonging in records_of_all(vault, mine).values() for record in belonging)
    for row in vault.records(TASK):
        task = TaskView.of(vault.cells(row.id))
        if task.seat == seat:
            found.update(dict.fromkeys((row.id, *_place_of(vault, task.site, types))))
    return list(found)


def shares(vault: Vault, seat: Seat) -> list[Share]:
    """Return what this vault wrote in those records and the seat does not have; see `supervisors` for those."""
    types, there = vault.record_types(), having.of(vault, seat.id)
    until = _heard_of(vault, seat)
    found = []
    for head in vault.streams(until):
        if head.seat != vault.seat:
            continue
        events = having.missing(vault, head, there)
        if seat.role == supervisors.ROLE:
            told = supervisors.visible(events, types[head.record], until[head.record])
            events = [stored if may else stored.closed() for stored, may in told]
        if events:
            found.append(Share(head, types[head.record], events))
    return found


def _heard_of(vault: Vault, seat: Seat) -> dict[str, str]:
    if seat.role == supervisors.ROLE:
        return supervisors.records_for(vault, seat)
    return dict.fromkeys(records_for(vault, seat.id), "")


def add_shares(vault: Vault, plan: Plan, seat: Seat) -> None:
    """Add to a package what head office wrote and this seat does not have, under its signed checkpoint."""
    if seat.role == supervisors.ROLE:
        supervisors.prepare(vault, seat)
    found = shares(vault, seat)
    if not found:
        return
    for share in found:
        plan.add_stream(share.events)
        _add_files(vault, plan, share.events)
    heads = [[part.record, part.seat, part.inc, part.last, part.hash] for part in plan.streams]
    document = strictjson.dumps(heads)
    plan.add_checkpoint(vault.seat, document, membership.own_key(vault).sign(document))


def has_news(vault: Vault, seat: Seat, since: str) -> bool:
    """Whether head office wrote anything for a seat after a moment (UTC), as the packages to it tell it."""
    news = written.records_since(vault, vault.seat, since)
    if seat.role == supervisors.ROLE:
        return supervisors.has_news(vault, seat, news) or supervisors.is_due(vault, seat)
    return bool(news) and any(_concerns(vault, record, kind, seat.id) for record, kind in news.items())


def _concerns(vault: Vault, record: str, kind: str, seat: str) -> bool:
    if kind == TASK:
        return TaskView.of(vault.cells(record)).seat == seat
    if kind == "finding":
        audits = written.naming_finding(vault, record)
    elif kind in (NOTE, "action"):
        audits = [str(cell.value) for cell in vault.cells(record, "field/audit")]
    else:
        audits = [record] if kind == "audit" else []
    return any(head.seat == seat for head in vault.streams(audits))


def forms_of_tasks(vault: Vault, seat: str) -> list[str]:
    """Return the digests of the forms that a seat's open assignments ask for."""
    tasks = (TaskView.of(vault.cells(row.id)) for row in vault.records(TASK))
    return list(dict.fromkeys(task.field("form") for task in tasks if task.seat == seat and task.state == "open"))


def _place_of(vault: Vault, site: str, types: dict[str, str]) -> list[str]:
    party = next((str(cell.value) for cell in vault.cells(site, "field/party")), "")
    return [record for record in (site, party) if record in types]


def _add_files(vault: Vault, plan: Plan, events: Sequence[StoredEvent]) -> None:
    """Add the forms that lines were made under and the files that they attach and show."""
    parsed = [parse_line(stored.line) for stored in events]
    told = zip(parsed, events, strict=True)
    for digest in dict.fromkeys(event.form for event, stored in told if event.form and stored.payload is not None):
        add_form(vault, plan, digest)
    for event, stored in zip(parsed, events, strict=True):
        if event.kind != "evidence.attached" or stored.payload is None:
            continue
        payload = vault.payload(event.hash)
        if isinstance(payload, dict):
            plan.blobs[payload["blob"]] = blobs.file_of(vault.home, payload["blob"])
