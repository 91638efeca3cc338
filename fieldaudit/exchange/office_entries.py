"""Head office's own entries as they arrive in the field: assignments, questions, decisions on findings and actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit.events import parse_line, read_payload
from fieldaudit.audit.given import COUNTERSIGN, NOTE, TASK
from fieldaudit.audit.record_views import RecordView
from fieldaudit.errors import EventRefused, PackageDamaged, PackageNotAllowed, StreamGap
from fieldaudit.exchange import bounded, membership, supervisors
from fieldaudit.exchange.arrival import check_authority, check_evidence, read_streams
from fieldaudit.vault import attachments
from fieldaudit.vault.listing import PROGRESS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fieldaudit.audit.events import Event, StreamPart
    from fieldaudit.exchange.arrival import Arrival
    from fieldaudit.vault import Vault

_ANEW = (TASK, COUNTERSIGN, "site", "party")  # records that head office may be the first to speak of
_CREATED = "record.created"
_OF_AN_AUDIT = (NOTE, "action")  # and these where the audit that they name is here


@dataclass(frozen=True)
class Told:
    """What was new: its events, how many assignments, questions and other records; `left_out` what does not follow."""

    new: tuple[Event, ...] = ()
    left_out: int = 0

    @property
    def tasks(self) -> int:
        """How many assignments."""
        return len({event.record for event in self.new if event.type == TASK})

    @property
    def questions(self) -> int:
        """How many questions about answers."""
        return len({event.record for event in self.new if event.type == NOTE})

    @property
    def closings(self) -> int:
        """How many closings to countersign."""
        asked = {event.record for event in self.new if event.type == COUNTERSIGN}
        return len(asked - self._withdrawn)

    @property
    def taken_back(self) -> int:
        """How many requests for a countersignature were withdrawn."""
        return len(self._withdrawn)

    @property
    def _withdrawn(self) -> set[str]:
        return {event.record for event in self.new if event.type == COUNTERSIGN and event.kind != _CREATED}

    @property
    def others(self) -> int:
        """How many findings, actions and audits something was decided about."""
        return len({event.record for event in self.new if event.type in ("finding", "action", "audit")})


def read(vault: Vault, arrival: Arrival, blobs: Mapping[str, Path]) -> list[StreamPart]:
    """Return the streams of an answer, checked: head office's own alone. Raises PackageNotAllowed, PackageDamaged."""
    manifest = arrival.contents.manifest
    if not manifest.streams:
        return []
    if arrival.signer.role != membership.OFFICE_ROLE:
        raise PackageNotAllowed(reason="entries for another person, which head office alone may send")
    parts, events = read_streams(arrival)
    check_authority(arrival, events, arrival.signer.role)
    check_evidence(vault, events, blobs)
    return parts


def take(vault: Vault, parts: list[StreamPart], blobs: Mapping[str, Path]) -> Told:
    """Take in those that follow what is here, in the open transaction.

    What is about an audit that is not here (it was removed) is left out, and so is what goes on from entries that did
    not arrive: the next package to head office says what is here, and the one after brings the rest.
    """
    purged = _purged(vault)
    wanted = [part for part in parts if part.record not in purged and _is_about_something_here(vault, part)]
    following = [part for part in wanted if _follows(vault, part)]
    try:
        new = vault.absorb(following)
    except (EventRefused, StreamGap) as refused:
        raise PackageDamaged(reason="a line of head office's history is not valid") from refused
    bounded.check_records(vault, following)
    for record in {event.record for event in new if event.type == "audit"}:
        vault.put(PROGRESS + record, None)
    for blob in blobs.values():
        attachments.take_in(vault, blob)
    return Told(tuple(new), len(wanted) - len(following))


def _purged(vault: Vault) -> set[str]:
    """Return the records that were removed from this computer after head office's word."""
    removals = (RecordView.of(vault.cells(row.id)) for row in vault.records("purge"))
    return {record for removal in removals for record in removal.field("records").split()}


def _follows(vault: Vault, part: StreamPart) -> bool:
    before = parse_line(part.events[0].line).prev
    return not before or vault.stored(before) is not None


def _is_about_something_here(vault: Vault, part: StreamPart) -> bool:
    types, first = vault.record_types(), parse_line(part.events[0].line)
    if part.record in types or first.type in _ANEW or first.seq > 1:  # what goes on was here once, or should be
        return True
    if first.type in _OF_AN_AUDIT:
        fields = read_payload(part.events[0].payload or b"{}").get("fields", {})
        named = fields.get("audit", "") if isinstance(fields, dict) else ""
        about = types.get(str(named or _opened_for(part))) == "audit"
        return about or (first.type == "action" and _is_mine(vault, fields))
    if first.type == "finding":
        return any(vault.cells(audit, f"finding/{part.record}") for audit, kind in types.items() if kind == "audit")
    return False


def _is_mine(vault: Vault, fields: object) -> bool:
    """Whether an action is this person's own, though the audit that it comes from is not here."""
    me, owner = membership.member(vault), fields.get("owner", "") if isinstance(fields, dict) else ""
    return supervisors.owns(str(owner), me.name, me.seat)


def _opened_for(part: StreamPart) -> str:
    return str(read_payload(part.events[0].payload or b"{}").get("audit", ""))
