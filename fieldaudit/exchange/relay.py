"""Relayed streams: what a colleague wrote and signed, carried on by another seat exactly as it came.

A writer's checkpoint is kept as it arrived, with the certificate of its key. Whoever sends those lines on puts it in
the package, and the reader believes them by that signature alone: the one who carries them can add nothing, change
nothing, and leave off nothing but the end.
"""

from __future__ import annotations

import base64
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit import strictjson
from fieldaudit.audit.events import parse_line
from fieldaudit.errors import (
    CertificateRefused,
    PackageDamaged,
    PackageNotAllowed,
    PackageTooFull,
    PackageUnknownSigner,
)
from fieldaudit.exchange import limits, membership, people
from fieldaudit.exchange.manifest import AUDITS, TEAM
from fieldaudit.exchange.receipts import is_head
from fieldaudit.exchange.signers import identify
from fieldaudit.trust import certificates
from fieldaudit.vault import bulk, fullness

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from fieldaudit.audit.events import StoredEvent
    from fieldaudit.exchange.arrival import Arrival
    from fieldaudit.exchange.envelope import Contents
    from fieldaudit.exchange.manifest import Part
    from fieldaudit.exchange.signers import Signer
    from fieldaudit.vault import StreamHead, Vault

    Place = tuple[str, str, str, int]
    Known = Callable[[str, str, str], tuple[int, str]]  # record, seat, incarnation -> (seq, hash) that the reader has

_KEPT, _CARRIED = "relay/", "relay.carried/"
_MERGED = limits.FULL // 4  # so much of one seat stands under one checkpoint at most, for the next reader's sake


@dataclass(frozen=True)
class Kept:
    """A checkpoint as its writer signed it; `weight` is about how many bytes of lines came with it."""

    seat: str
    document: str
    signature: str
    pem: str
    weight: int

    @property
    def heads(self) -> list[tuple[str, str, str, int, str]]:
        """The heads that it names."""
        rows = strictjson.loads(self.document.encode())
        return [tuple(row) for row in rows if is_head(row) and row[1] == self.seat]


@dataclass(frozen=True)
class Segment:
    """Lines of one stream up to a head that `under` names."""

    under: Kept
    events: Sequence[StoredEvent]

    @property
    def weight(self) -> int:
        """About how many bytes they take."""
        return sum(bulk.weight(event) for event in self.events)


@dataclass(frozen=True)
class Carried:
    """What came with an audit that cannot be read here: attachments, and records of which nobody here knows why.

    `came` are attachments with the sealed entries of their package (record, seat, incarnation, number) that name them.
    """

    records: tuple[str, ...] = ()
    blobs: tuple[str, ...] = ()
    came: tuple[tuple[tuple[str, ...], tuple[Place, ...]], ...] = ()

    def going_with(self, parts: Iterable[Part]) -> list[str]:
        """Return the attachments that go where these parts of streams go, so that none is sent but with its entry.

        Of which entries an older program did not note, go with any.
        """
        sent = {(part.record, part.seat, part.inc): (part.first, part.last) for part in parts}
        noted = {blob for blobs, _ in self.came for blob in blobs}
        found = [blob for blob in self.blobs if blob not in noted]
        for blobs, places in self.came:
            spans = ((sent.get(place[:3], (1, 0)), place[3]) for place in places)
            found += blobs if any(first <= seq <= last for (first, last), seq in spans) else ()
        return found


def read_signers(vault: Vault, contents: Contents, sender: Signer) -> dict[str, Signer]:
    """Return the writers whose streams a package relays, by seat: those with a certificate of this organisation.

    Nothing is refused here, for the sender is looked at first; `require_signer` refuses the others.
    """
    manifest, found = contents.manifest, dict[str, "Signer"]()
    if manifest.purpose not in (AUDITS, TEAM):
        return found
    for seat in manifest.checkpoints:
        pem = contents.members.get(f"checkpoints/{seat}.pem", b"")
        if seat == sender.seat or len(pem) > limits.SIGNER:
            continue
        with suppress(CertificateRefused, PackageUnknownSigner):
            signer = identify(vault, pem)
            if signer.certified and signer.seat == seat:
                found[seat] = signer
    return found


def require_signers(arrival: Arrival) -> None:
    """Raise PackageNotAllowed for checkpoints of whom this organisation did not certify."""
    known = {arrival.signer.seat, *arrival.relayed}
    if not known.issuperset(arrival.contents.manifest.checkpoints):
        raise PackageNotAllowed(reason="a history of somebody whom this organisation did not certify")


def require_named(arrival: Arrival) -> None:
    """Raise PackageDamaged for members beside the checkpoints of those whom the manifest names."""
    contents, expected = arrival.contents, set[str]()
    for seat in contents.manifest.checkpoints:
        kinds = ("json", "sig", "pem") if seat in arrival.relayed else ("json", "sig")
        expected |= {f"checkpoints/{seat}.{kind}" for kind in kinds}
    if any(name.startswith("checkpoints/") and name not in expected for name in contents.members):
        raise PackageDamaged(reason="its manifest does not name the files that it lists")


# keeping what arrived


def keep(vault: Vault, arrival: Arrival, audit: str) -> None:
    """Keep the checkpoints of a verified package, so that what their writers signed can be carried on.

    Call it in the transaction that took the lines in. `audit` is what the package is about, "" for head office's.
    """
    members = arrival.contents.members
    for seat in dict.fromkeys(part.seat for part in arrival.contents.manifest.streams):
        pem = arrival.signer.pem if seat == arrival.signer.seat else members[f"checkpoints/{seat}.pem"]
        if seat == vault.seat or b"CERTIFICATE REQUEST" in pem:
            continue
        parts = [part for part in arrival.contents.manifest.streams if part.seat == seat]
        weight = sum(len(members[name]) for part in parts for name in (part.lines, part.carriages)) * 4
        kept = Kept(
            seat,
            members[f"checkpoints/{seat}.json"].decode(),
            base64.b64encode(members[f"checkpoints/{seat}.sig"]).decode("ascii"),
            pem.decode("ascii"),
            weight,
        )
        _keep(vault, audit, kept)


def _keep(vault: Vault, audit: str, new: Kept) -> None:
    """Keep one beside those before, or in the place of the last one where it says all that that one says."""
    known = _of_seat(vault, audit, new.seat)
    if any(one.document == new.document for one in known):
        return
    if known and known[-1].weight + new.weight <= _MERGED and _says_all(vault, new, known[-1]):
        new = Kept(**{**asdict(new), "weight": known[-1].weight + new.weight})
        known = known[:-1]
    _put(vault, f"{_KEPT}{audit}/{new.seat}", [*known, new], may_forget=not audit)


def _put(vault: Vault, key: str, kept: list[Kept], *, may_forget: bool) -> None:
    """Keep them where they are few enough; raises PackageTooFull.

    Of head office's the oldest are forgotten instead: it sends each person itself what it says.
    """
    while len(kept) > limits.KEPT or sum(map(_size, kept)) > limits.KEPT_BYTES:
        if not may_forget:
            raise PackageTooFull
        kept = kept[1:]
    with vault.reading() as connection:
        is_full = fullness.of_settings(connection, _KEPT) + _size(kept[-1]) > limits.KEPT_ALL
    if is_full and not may_forget:
        raise PackageTooFull
    if not is_full:
        vault.put(key, [asdict(one) for one in kept])


def _size(kept: Kept) -> int:
    return len(kept.document) + len(kept.pem)


def _says_all(vault: Vault, new: Kept, old: Kept) -> bool:
    """Whether each head of the old one is one of the new, or lies behind it in the same stream."""
    there = {head[:3]: head for head in new.heads}
    return all(head[:3] in there and _lies_behind(vault, head, there[head[:3]]) for head in old.heads)


def _lies_behind(vault: Vault, old: tuple[str, str, str, int, str], new: tuple[str, str, str, int, str]) -> bool:
    if old == new:
        return True
    if new[3] <= old[3] or vault.stored(new[4]) is None:
        return False
    return _chain(vault, new, (old[3], old[4])) is not None


def _of_seat(vault: Vault, audit: str, seat: str) -> list[Kept]:
    return [Kept(**row) for row in vault.get(f"{_KEPT}{audit}/{seat}") or ()]


def note_carried(
    vault: Vault, audit: str, records: Iterable[str], blobs: Iterable[str], places: Iterable[Place] = ()
) -> None:
    """Remember what came with an audit that cannot be read here, so that it goes on with it; raises PackageTooFull."""
    known = carried(vault, audit)
    new = tuple(blob for blob in dict.fromkeys(blobs) if blob not in known.blobs)
    came = (*known.came, (new, tuple(places))) if new else known.came
    more = Carried(tuple(dict.fromkeys((*known.records, *records))), (*known.blobs, *new), came)
    if len(more.blobs) > limits.OUTER_MEMBERS or len(more.records) > limits.INNER_MEMBERS:
        raise PackageTooFull
    if more != known:
        vault.put(_CARRIED + audit, asdict(more))


def carried(vault: Vault, audit: str) -> Carried:
    """Return what came with an audit that cannot be read here."""
    kept = vault.get(_CARRIED + audit)
    if not kept:
        return Carried()
    came = ((tuple(blobs), tuple(map(tuple, places))) for blobs, places in kept.get("came", ()))
    return Carried(tuple(kept["records"]), tuple(kept["blobs"]), tuple(came))


# sending on


def segments(
    vault: Vault,
    heads: Iterable[StreamHead],
    audits: Iterable[str],
    known: Known,
    now: datetime,
    asked: Collection[str] = (),
) -> tuple[list[Segment], tuple[str, ...]]:
    """Return what others wrote in these streams and the reader does not have, and the names of those left out.

    `audits` are those that checkpoints came with; `known` says what the reader has of a stream. Whom this vault does
    not trust any more is left out, but for the seats that are `asked` for: it would wait. So is what nobody signed.
    """
    found: list[Segment] = []
    left_out: dict[str, None] = {}
    streams: dict[str, list[StreamHead]] = {}
    for head in heads:
        streams.setdefault(head.seat, []).append(head)
    for seat, theirs in streams.items():
        kept = [one for audit in dict.fromkeys((*audits, "")) for one in _of_seat(vault, audit, seat)]
        for segment in _of_writer(vault, kept, theirs, known):
            last = parse_line(segment.events[-1].line)
            if seat in asked or _is_believed(vault, segment.under, (last.record, last.inc, last.seq), now):
                found.append(segment)
            else:
                left_out[certificates.check(*_certificate(vault, segment.under)).name] = None
    return found, tuple(left_out)


def _of_writer(vault: Vault, kept: Sequence[Kept], heads: Sequence[StreamHead], known: Known) -> Iterator[Segment]:
    wanted = {(head.record, head.inc) for head in heads}
    done = {(head.record, head.inc): known(head.record, head.seat, head.inc) for head in heads}
    for one in kept:
        for head in one.heads:
            place = (head[0], head[2])
            if place not in wanted or head[3] <= done[place][0] or vault.stored(head[4]) is None:
                continue
            events = _chain(vault, head, done[place]) or _chain(vault, head, (0, ""))
            if events:
                yield Segment(one, events)
                done[place] = (head[3], head[4])


def _chain(vault: Vault, head: tuple[str, str, str, int, str], after: tuple[int, str]) -> list[StoredEvent] | None:
    """Return the lines that lead from `after` (a number and a hash) to a head, None where they do not."""
    record, seat, inc, _, target = head
    lines = {parse_line(stored.line).hash: stored for stored in vault.lines(record, seat, inc, after[0])}
    found: list[StoredEvent] = []
    while target in lines:
        found.append(lines[target])
        target = parse_line(found[-1].line).prev
    return found[::-1] if target == after[1] else None


def _certificate(vault: Vault, kept: Kept) -> tuple[bytes, bytes, datetime]:
    pem = kept.pem.encode("ascii")
    newest = people.newest_certificate(vault, kept.seat)
    if newest is not None and certificates.start_of(newest.pem) > certificates.start_of(pem):
        pem = newest.pem
    return pem, membership.organisation(vault).authority, certificates.start_of(pem)


def _is_believed(vault: Vault, kept: Kept, last: tuple[str, str, int], now: datetime) -> bool:
    """Whether a reader with what is known here would believe the writer so far."""
    pem, _, start = _certificate(vault, kept)
    if not start <= now <= certificates.end_of(pem):
        return False
    if not people.revoked_since(vault, kept.seat):
        return True
    seq, _ = people.trusted_heads(vault, kept.seat).get(last[:2], (0, ""))
    return last[2] <= seq
