"""Taking in a colleague's package: one audit that is done together, verified whole, then in one transaction or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.audit import authority
from fieldaudit.audit.record_views import RecordView
from fieldaudit.errors import (
    EventRefused,
    PackageDamaged,
    PackageEarlierMissing,
    PackageNotAllowed,
    PackageTeamAuditRemoved,
    PackageUnknownSigner,
    StreamGap,
)
from fieldaudit.exchange import bounded, doubted, erased, membership, people, relay, team_bounds, team_package
from fieldaudit.exchange.arrival import (
    check_authority,
    check_evidence,
    payload_of,
    read_forms,
    read_streams,
    verify_signature,
)
from fieldaudit.exchange.colleagues import PACKAGE
from fieldaudit.exchange.documents import read_document
from fieldaudit.exchange.receipts import is_head
from fieldaudit.exchange.related import records_of
from fieldaudit.vault import arriving, attachments
from fieldaudit.vault.listing import PROGRESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.audit.events import Event, StoredEvent
    from fieldaudit.checklist import Form
    from fieldaudit.exchange.arrival import Arrival
    from fieldaudit.vault import Vault

_UNCERTIFIED = "Nobody works in a team before head office certified them; let them send head office a package first."
_APART = ("task", "purge")


@dataclass(frozen=True)
class Checked:
    """Everything in a colleague's package, verified, before any of it is stored."""

    audit: str
    forms: Sequence[Form]
    have: Mapping[str, Any]
    named: frozenset[str]
    kept: doubted.Believed


def read(vault: Vault, arrival: Arrival, blobs: Mapping[str, Path], now: datetime) -> Checked:
    """Verify a colleague's package; raises PackageRefused."""
    signer, manifest = arrival.signer, arrival.contents.manifest
    if not signer.certified:
        raise PackageUnknownSigner(who=signer.name, advice=_UNCERTIFIED)
    if not authority.allowed(PACKAGE, signer.role):
        raise PackageNotAllowed(reason=f"a package for a colleague, as {signer.role}")
    if len(manifest.audits) != 1:
        raise PackageDamaged(reason="it is not about one audit")
    audit = manifest.audits[0]
    if any(RecordView.of(vault.cells(row.id)).field("audit") == audit for row in vault.records("purge")):
        raise PackageTeamAuditRemoved(name=signer.name)
    have = _read_have(vault, arrival, audit)
    parts, events = read_streams(arrival)
    check_authority(arrival, events, signer.role)
    _check_records(events, audit)
    check_evidence(vault, events, blobs)
    _check_forms(arrival, events)
    named = frozenset(
        str(payload_of(stored).get("blob", "")) for event, stored in events if event.kind == "evidence.attached"
    )
    kept = doubted.believe(vault, arrival, parts, events, blobs, now)
    forms = read_forms(vault, kept.arrival.contents)
    return Checked(audit, forms, have, named, kept)


def take(vault: Vault, checked: Checked) -> list[Event]:
    """Take a verified package in, in the open transaction; returns what was new here. Raises PackageRefused."""
    arrival, blobs = checked.kept.arrival, checked.kept.blobs
    issuer, bounds = membership.organisation(vault).authority, team_bounds.of(vault, checked.audit)
    team_bounds.check_records(bounds, checked.kept.parts)
    for writer in (arrival.signer, *arrival.relayed.values()):
        people.keep_certificate(vault, writer.pem, issuer)
    for form in checked.forms:
        vault.add_form(form.xform, form.attachments)
    try:
        new = arriving.take_in(vault, checked.kept.parts, checked.kept.events)
    except StreamGap as gap:
        raise PackageEarlierMissing from gap
    except EventRefused as refused:
        raise PackageDamaged(reason="a line of its history is not valid") from refused
    bounded.check_records(vault, checked.kept.parts)
    for record in {event.record for event in new if event.type == "audit"}:
        vault.put(PROGRESS + record, None)
    for path in erased.let_in(vault, checked.kept.events, blobs).values():
        attachments.take_in(vault, path)
    relay.keep(vault, arrival, checked.audit)
    doubted.require_begun(vault, [checked.audit], checked.kept.left_out)
    if vault.record_types().get(checked.audit) != "audit":
        raise PackageDamaged(reason="the audit that it is about is not in it")
    team_bounds.check_sender(vault, bounds, arrival.signer.seat)
    told = set(records_of(vault, checked.audit))
    loose = dict.fromkeys(part.record for part in checked.kept.parts if part.record not in told)
    sealed = [event for event in checked.kept.events if event.kind == "evidence.attached" and event.sealed]
    places = [(event.record, event.seat, event.inc, event.seq) for event in sealed]
    relay.note_carried(vault, checked.audit, loose, [blob for blob in blobs if blob not in checked.named], places)
    team_package.keep_there(vault, checked.audit, arrival.signer.seat, checked.have)
    return new


def _read_have(vault: Vault, arrival: Arrival, audit: str) -> dict[str, Any]:
    """Return what the sender says that they have of the audit; raises PackageDamaged, PackageNotAllowed."""
    members, messages = arrival.contents.members, arrival.contents.manifest.messages
    if [message.kind for message in messages] != [team_package.HAVE]:
        raise PackageNotAllowed(reason="messages that a colleague does not send")
    document = members[messages[0].member]
    verify_signature(arrival.signer.public_pem, members[messages[0].signature], document)
    try:
        values = read_document(team_package.HAVE, document)
    except EventRefused as strange:
        raise PackageDamaged(reason="it says what its sender has in a way that this program does not know") from strange
    said = {key: values.get(key) for key in ("organisation", "seat", "to", "audit")}
    meant = {
        "organisation": membership.organisation(vault).id,
        "seat": arrival.signer.seat,
        "to": vault.seat,
        "audit": audit,
    }
    if said != meant:
        raise PackageDamaged(reason="it says what somebody else has")
    heads = values.get("have")
    if not isinstance(values.get("time"), str) or not isinstance(heads, list) or not all(map(is_head, heads)):
        raise PackageDamaged(reason="it says what its sender has in a malformed way")
    return values


def _check_records(events: Iterable[tuple[Event, StoredEvent]], audit: str) -> None:
    """Raise PackageNotAllowed for entries that are not about the one audit that the package names."""
    for event, _ in events:
        if event.type in _APART or (event.type == "audit" and event.record != audit):
            raise PackageNotAllowed(reason="entries that are not about the audit that it names")


def _check_forms(arrival: Arrival, events: Iterable[tuple[Event, StoredEvent]]) -> None:
    """Raise PackageNotAllowed when a form comes along that the audit was not made with."""
    used = doubted.forms_of(events)
    if any(part.digest not in used for part in arrival.contents.manifest.forms):
        raise PackageNotAllowed(reason="a form that nothing in it was answered with")
