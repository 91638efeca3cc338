"""Colleagues whom this desk does not believe now, and what a package brings of them: it is kept apart, the rest enters.

Without those entries it is the package that its sender would have made, had they known (docs/decisions/0020). Where the
rest does not stand without them, because they began the audit, none of it enters.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fieldaudit.audit.events import StreamPart, line_hash
from fieldaudit.exchange import people, staging
from fieldaudit.exchange.arrival import payload_of
from fieldaudit.exchange.manifest import AUDITS
from fieldaudit.exchange.signers import doubt_of
from fieldaudit.vault import written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.audit.events import Event, StoredEvent
    from fieldaudit.errors import PackageRefused
    from fieldaudit.exchange.arrival import Arrival
    from fieldaudit.exchange.manifest import Part
    from fieldaudit.exchange.results import TakenIn
    from fieldaudit.vault import Vault

_LATER = "They come with a later package once head office trusts them again."


@dataclass(frozen=True)
class LeftOut:
    """A writer of relayed streams whose entries do not enter: how many of them, and why."""

    seat: str
    name: str
    entries: int
    refused: PackageRefused

    @property
    def words(self) -> str:
        """How many entries of whom."""
        return f"{self.entries} {'entry' if self.entries == 1 else 'entries'} by {self.name}"


@dataclass(frozen=True)
class Believed:
    """What of a verified package enters; `arrival` names only those streams, `left_out` whose entries do not."""

    arrival: Arrival
    parts: list[StreamPart]
    events: list[Event]
    blobs: dict[str, Path]
    left_out: tuple[LeftOut, ...] = ()


def believe(
    vault: Vault,
    arrival: Arrival,
    parts: Sequence[StreamPart],
    events: Sequence[tuple[Event, StoredEvent]],
    blobs: Mapping[str, Path],
    now: datetime,
) -> Believed:
    """Return what enters of a package that was verified whole.

    Of a doubted writer that is what ends at, or before, a head that the revocation names, and what is here already.
    Raises the doubt where a package for head office holds nothing else.
    """
    kept, left = _weighed(vault, arrival, parts, now)
    if not left:
        return Believed(arrival, list(parts), [event for event, _ in events], dict(blobs))
    staying = [pair for pair in kept if pair is not None]
    if not staying and arrival.contents.manifest.purpose == AUDITS:
        raise left[0].refused
    hashes = {line_hash(stored.line) for _, part in staying for stored in part.events}
    entering = [pair for pair in events if pair[0].hash in hashes]
    named, staged = _named(entering), dict(blobs)
    for blob in _named(pair for pair in events if pair[0].hash not in hashes) - named:
        staged.pop(blob, None)
    reduced = _reduced(arrival, [one for one, _ in staying], forms_of(entering))
    return Believed(reduced, [part for _, part in staying], [event for event, _ in entering], staged, left)


def waiting(vault: Vault, arrival: Arrival, parts: Sequence[StreamPart], now: datetime) -> tuple[LeftOut, ...]:
    """Return whose entries of a verified package would not enter now."""
    return _weighed(vault, arrival, parts, now)[1]


def _weighed(
    vault: Vault, arrival: Arrival, parts: Sequence[StreamPart], now: datetime
) -> tuple[list[tuple[Part, StreamPart] | None], tuple[LeftOut, ...]]:
    """Return for each part what of it is believed, and whose entries are not."""
    found = {seat: doubt_of(vault, one, arrival.contents, now) for seat, one in arrival.relayed.items()}
    doubted = {seat: refused for seat, refused in found.items() if refused is not None}
    kept = [
        _cut(vault, one, part) if part.seat in doubted else (one, part)
        for one, part in zip(arrival.contents.manifest.streams, parts, strict=True)
    ]
    return kept, _left_out(arrival, parts, kept, doubted)


def _cut(vault: Vault, one: Part, part: StreamPart) -> tuple[Part, StreamPart] | None:
    """Return so much of a doubted writer's part as is believed, None where that is nothing."""
    seq, digest = people.trusted_heads(vault, part.seat).get((part.record, part.inc), (0, ""))
    revoked = people.revoked_since(vault, part.seat)
    if vault.stored(one.hash) is not None and (not revoked or one.last <= seq):
        return one, part
    lines = part.events[: max(seq - one.first + 1, 0)]
    if not revoked or not lines or line_hash(lines[-1].line) != digest:
        return None
    return replace(one, last=seq, hash=digest), replace(part, events=lines)


def _left_out(
    arrival: Arrival,
    parts: Sequence[StreamPart],
    kept: Sequence[tuple[Part, StreamPart] | None],
    doubted: Mapping[str, PackageRefused],
) -> tuple[LeftOut, ...]:
    counted = dict.fromkeys(doubted, 0)
    for part, pair in zip(parts, kept, strict=True):
        if part.seat in doubted:
            counted[part.seat] += len(part.events) - (len(pair[1].events) if pair else 0)
    return tuple(
        LeftOut(seat, arrival.relayed[seat].name, count, doubted[seat]) for seat, count in counted.items() if count
    )


def _reduced(arrival: Arrival, streams: Sequence[Part], forms: set[str]) -> Arrival:
    """Return the arrival as if it had brought these streams alone; its identity stays."""
    manifest = arrival.contents.manifest
    used = tuple(form for form in manifest.forms if form.digest in forms)
    contents = replace(arrival.contents, manifest=replace(manifest, streams=tuple(streams), forms=used))
    writers = {one.seat for one in streams}
    relayed = {seat: signer for seat, signer in arrival.relayed.items() if seat in writers}
    return replace(arrival, contents=contents, relayed=relayed)


def forms_of(events: Iterable[tuple[Event, StoredEvent]]) -> set[str]:
    """Return the forms that entries were made with, or that an audit was begun with; raises PackageDamaged."""
    used = set[str]()
    for event, stored in events:
        used.add(event.form)
        if event.type == "audit" and event.kind in ("record.created", "field.set"):
            fields = payload_of(stored).get("fields")
            used.add(str(fields.get("form")) if isinstance(fields, dict) else "")
    return used


def _named(events: Iterable[tuple[Event, StoredEvent]]) -> set[str]:
    """Return the attachments that readable entries name; of sealed ones nobody here knows whose they are."""
    return {
        str(payload_of(stored).get("blob", ""))
        for event, stored in events
        if event.kind == "evidence.attached" and stored.payload is not None
    }


def require_begun(vault: Vault, audits: Iterable[str], left_out: Sequence[LeftOut]) -> None:
    """Raise the doubt where an audit's beginning is among what was left out: the rest does not stand without it.

    Call it in the transaction that took the rest in.
    """
    if left_out and not all(written.began(vault, audit) for audit in audits):
        raise left_out[0].refused


@contextmanager
def rest_held(vault: Vault, path: Path, digest: str, left_out: Sequence[LeftOut]) -> Iterator[None]:
    """Keep a sealed copy of a package of which something is left out, while the rest enters, and no longer if not."""
    if not left_out:
        yield
        return
    known = staging.held(vault.home, digest).exists()
    staging.hold(vault.home, path, digest)
    try:
        yield
    except BaseException:
        if not known:
            staging.let_go(vault.home, digest)
        raise


def in_part(vault: Vault, result: TakenIn, left_out: Sequence[LeftOut]) -> TakenIn:
    """Return the outcome at head office of a package of which a part waits for a person."""
    if not left_out:
        return result
    first = left_out[0].refused
    said = " ".join([result.reason, *(f"{one.words} wait: {one.refused.details['why']}." for one in left_out)])
    held = staging.held(vault.home, result.package).is_file()
    return replace(result, state=first.state, reason=said, next_step=first.next_step, held=held)


def without(left_out: Sequence[LeftOut]) -> tuple[str, str]:
    """Return what a field desk says of entries that were left out, and what becomes of them; both "" without any."""
    if not left_out:
        return "", ""
    said = " ".join(f"{one.words} were left out: {one.refused.details['why']}." for one in left_out)
    return said, _LATER


def about(refused: PackageRefused, arrival: Arrival | None) -> dict[str, Any]:
    """Return what the log keeps of a package that waits: who else wrote in it, and of whom its next step speaks."""
    found: dict[str, Any] = {"writers": sorted(arrival.relayed)} if arrival and arrival.relayed else {}
    seat = str(refused.details.get("seat", ""))
    if seat and arrival and seat != arrival.signer.seat:
        found["about"] = {"seat": seat, "name": str(refused.details["name"])}
    return found
