"""What a seat has of head office's own entries, forms and tables: it says so in each package, and is sent the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fieldaudit.audit import authority
from fieldaudit.audit.record_views import RecordView
from fieldaudit.errors import EventRefused, PackageDamaged, PackageNotAllowed
from fieldaudit.exchange import clock, erased, membership, published
from fieldaudit.exchange.arrival import verify_signature
from fieldaudit.exchange.documents import read_document, write_document
from fieldaudit.exchange.receipts import is_head
from fieldaudit.vault import passed_on, written

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from fieldaudit.audit.events import StoredEvent
    from fieldaudit.exchange.arrival import Arrival
    from fieldaudit.vault import StreamHead, Vault

HAVE = "have"
_KEPT = "have/"


@dataclass(frozen=True)
class Having:
    """What one seat said last: heads of head office's streams, numbers of forms and tables, audits it removed."""

    heads: Mapping[tuple[str, str], tuple[int, str]]  # (record, incarnation) -> (seq, hash)
    forms: Mapping[str, int]
    reference: Mapping[str, int]
    gone: frozenset[str]
    time: str = ""
    erased: Mapping[str, str] = field(default_factory=dict)  # withdrawals that it confirms -> since when that is known
    holds: frozenset[str] = frozenset()  # records of which it has lines of other seats than head office
    speaks: bool = False  # whether its program says what it erased
    statements: frozenset[str] | None = None  # of supervisors, that were passed on to it; None from older programs


def document(vault: Vault, now: datetime) -> bytes | None:
    """Return what this seat has, though it be nothing (a restored backup); None before head office sent anything."""
    office = membership.office_seat(vault)
    heads = written.heads_by(vault, office)
    forms, tables = published.offered_forms(vault), published.tables_in_use(vault)
    if vault.get(membership.CERTIFICATE) is None:
        return None
    values = {
        "organisation": membership.organisation(vault).id,
        "seat": vault.seat,
        "time": clock.stamp(now),
        "have": [head.row for head in heads],
        "forms": {id_: form.number for id_, form in forms.items()},
        "reference": {name: table.number for name, table in tables.items()},
        "gone": _gone(vault),
        "erased": [one.event for one in erased.here(vault)],
        "holds": erased.of_others(vault),
        "statements": passed_on.known(vault),
    }
    return write_document(HAVE, values)


def _gone(vault: Vault) -> list[str]:
    return sorted(RecordView.of(vault.cells(row.id)).field("audit") for row in vault.records("purge"))


def keep(vault: Vault, sender: str, data: bytes) -> None:
    """Keep, at head office, what a seat says that it has; what was said earlier changes nothing. Raises PackageDamaged.

    It is verified and its sender may send it. It is only ever used to choose what to send to that same seat.
    """
    values = _read(data)
    if values["seat"] != sender or values["organisation"] != membership.organisation(vault).id:
        raise PackageDamaged(reason="it says what somebody else has")
    before = of(vault, sender)
    if clock.supersedes(values["time"], before.time):
        now = clock.stamp(clock.now())  # when it was heard here: the sender's clock proves nothing
        said = {event: before.erased.get(event, now) for event in values.get("erased", ())}
        vault.put(_KEPT + sender, {**values, "erased": said if "erased" in values else None})


def check(arrival: Arrival, role: str) -> None:
    """Raise PackageNotAllowed for any other message in a package from the field, PackageDamaged for a forged one."""
    members = arrival.contents.members
    for message in arrival.contents.manifest.messages:
        if message.kind != HAVE or not authority.allowed(message.kind, role):
            raise PackageNotAllowed(reason=f"a message of the kind {message.kind}, as {role}")
        verify_signature(arrival.signer.public_pem, members[message.signature], members[message.member])


def take(vault: Vault, arrival: Arrival) -> None:
    """Keep what the sender of a checked package says that it has."""
    for message in arrival.contents.manifest.messages:
        keep(vault, arrival.signer.seat, arrival.contents.members[message.member])


def forget(vault: Vault, seat: str) -> None:
    """Send this seat everything again with the next package."""
    vault.put(_KEPT + seat, None)


def of(vault: Vault, seat: str) -> Having:
    """Return what a seat said last that it has; nothing when it never said anything."""
    kept = vault.get(_KEPT + seat)
    if not kept:
        return Having({}, {}, {}, frozenset())
    heads = {(record, inc): (seq, digest) for record, by, inc, seq, digest in kept["have"] if by == vault.seat}
    said, holds = kept.get("erased"), frozenset(kept.get("holds", ()))
    statements = frozenset(kept["statements"]) if "statements" in kept else None
    return Having(
        heads,
        kept["forms"],
        kept["reference"],
        frozenset(kept["gone"]),
        kept["time"],
        said or {},
        holds,
        speaks=said is not None,
        statements=statements,
    )


def missing(vault: Vault, head: StreamHead, there: Having) -> list[StoredEvent]:
    """Return the lines of a stream of this vault that a seat does not have: all, where it names an end unknown here."""
    seq, digest = there.heads.get((head.record, head.inc), (0, ""))
    known = seq if seq and vault.stored(digest) is not None else 0
    return list(vault.lines(head.record, head.seat, head.inc, known)) if known < head.seq else []


def _read(data: bytes) -> dict[str, Any]:
    try:
        values = read_document(HAVE, data)
    except EventRefused as strange:
        raise PackageDamaged(reason="it says what its sender has in a way that this program does not know") from strange
    texts = all(isinstance(values.get(key), str) for key in ("organisation", "seat", "time"))
    heads, gone = values.get("have"), values.get("gone")
    if not texts or not isinstance(heads, list) or not all(is_head(row) for row in heads):
        raise PackageDamaged(reason="it says what its sender has in a malformed way")
    if not isinstance(gone, list) or not all(isinstance(audit, str) for audit in gone):
        raise PackageDamaged(reason="it says what its sender removed in a malformed way")
    later = ("erased", "holds", "statements")  # which older programs do not say
    if not all(_are_texts(values.get(key, [])) for key in later):
        raise PackageDamaged(reason="it says what its sender erased in a malformed way")
    if not all(_are_numbers(values.get(key)) for key in ("forms", "reference")):
        raise PackageDamaged(reason="it says which forms its sender has in a malformed way")
    return values


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _are_numbers(value: Any) -> bool:
    return isinstance(value, dict) and all(type(number) is int for number in value.values())
