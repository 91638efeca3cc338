"""A package for a colleague on the same visit: one audit with all that they do not have of it, sealed to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from fieldaudit.audit import team
from fieldaudit.audit.views import AuditView
from fieldaudit.exchange import clock, colleagues, membership, relay
from fieldaudit.exchange.documents import write_document
from fieldaudit.exchange.export import Way, add_carried, add_checkpoint, add_form, gather, records_for, write_next
from fieldaudit.exchange.manifest import TEAM
from fieldaudit.exchange.writer import Plan, Written
from fieldaudit.vault.opening import readable_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.exchange.colleagues import Colleague
    from fieldaudit.vault import StreamHead, Vault

HAVE = "team_have"
_OUTBOX = "team.outbox/"
_THERE = "team.have/"
_APART = ("task", "purge")  # head office's assignments are each person's own, and so is what was removed here


@dataclass(frozen=True)
class There:
    """What a colleague said last that they have of an audit, and when: heads by record, seat and incarnation."""

    heads: Mapping[tuple[str, str, str], tuple[int, str]]
    time: str = ""


def send(  # noqa: PLR0913 - what goes to whom and where, how large, when, and who watches
    vault: Vault,
    audit: str,
    to: Colleague,
    out: Path,
    *,
    again: bool = False,
    max_size: int = 0,
    now: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Written:
    """Write everything of an audit that a colleague does not have, signed, and sealed to them.

    With `again` all of it goes, as if they had nothing. A package with no news goes too: it says what is here. Raises
    AuditUnknown, NotCertified, PartsTooSmall, PackageTooLarge, FileUnwritable, BlobMissing.
    """
    colleagues.own_card(vault)
    way, written = Way(out, now or clock.now(), max_size, progress), list["Written"]()
    there = There({}) if again else what_is_there(vault, audit, to.seat)
    for plan in _plans(vault, audit, to, there, way.now):
        written.append(_write(vault, plan, audit, way))
    return replace(written[0], more=tuple(written[1:]))


def _plans(vault: Vault, audit: str, to: Colleague, there: There, now: datetime) -> Iterator[Plan]:
    """Yield what to send, each once the one before was written; what says only what is here, where that is all."""
    heads = heads_of(vault, audit)

    def known(record: str, seat: str, inc: str) -> tuple[int, str]:
        seq, digest = there.heads.get((record, seat, inc), (0, ""))
        return (seq, digest) if seq and vault.stored(digest) is not None else (0, "")

    def begin() -> Plan:
        return Plan(TEAM, to.seat, (to.recipient,), (audit,))

    own = [head for head in heads if head.seat == vault.seat]
    others = [head for head in heads if head.seat != vault.seat]
    relayed, left_out = relay.segments(vault, others, (audit,), known, now)
    found = gather(vault, own, relayed, known, begin)
    for plan in chain([next(found, None) or begin()], found):
        plan.left_out = left_out
        _cover(vault, plan, own, known)
        add_carried(vault, plan, (audit,) if plan.relayed else ())
        _add_form(vault, plan, audit)
        yield plan


def heads_of(vault: Vault, audit: str) -> list[StreamHead]:
    """Return the ends of all streams that go with an audit to a colleague; raises AuditUnknown."""
    types = vault.record_types()
    return vault.streams(record for record in records_for(vault, [audit])[audit] if types[record] not in _APART)


def _cover(vault: Vault, plan: Plan, own: Sequence[StreamHead], known: relay.Known) -> None:
    """Sign all of this seat's heads that the reader has after this package: one checkpoint that says it all."""
    sent = {(part.record, part.inc) for part in plan.streams if part.seat == vault.seat}
    there = [
        head
        for head in own
        if (head.record, head.inc) not in sent and known(head.record, head.seat, head.inc)[1] == head.hash
    ]
    add_checkpoint(vault, plan, there)


def _add_form(vault: Vault, plan: Plan, audit: str) -> None:
    """Let the form come along where an audit begins: nothing may have been answered with it yet."""
    begins = any(part.record == audit and part.first == 1 for part in plan.streams)
    digest = AuditView.of(readable_cells(vault, audit)).form
    if begins and digest in vault.forms():
        add_form(vault, plan, digest)


def _write(vault: Vault, plan: Plan, audit: str, way: Way) -> Written:
    document = _have(vault, audit, plan.to, way.now)
    plan.add_message(HAVE, document, membership.own_key(vault).sign(document))
    return write_next(vault, plan, _OUTBOX + plan.to, way)


def _have(vault: Vault, audit: str, to: str, now: datetime) -> bytes:
    values: dict[str, Any] = {
        "organisation": membership.organisation(vault).id,
        "seat": vault.seat,
        "to": to,
        "time": clock.stamp(now),
        "audit": audit,
        "have": [head.row for head in heads_of(vault, audit)],
    }
    return write_document(HAVE, values)


def what_is_there(vault: Vault, audit: str, seat: str) -> There:
    """Return what a colleague said last that they have of an audit; nothing when they never said anything."""
    kept = vault.get(f"{_THERE}{audit}/{seat}")
    if not kept:
        return There({})
    heads = {(record, by, inc): (seq, digest) for record, by, inc, seq, digest in kept["have"]}
    return There(heads, kept["time"])


def keep_there(vault: Vault, audit: str, seat: str, values: Mapping[str, Any]) -> None:
    """Keep what a colleague says that they have; what was said earlier changes nothing."""
    if clock.supersedes(values["time"], what_is_there(vault, audit, seat).time):
        vault.put(f"{_THERE}{audit}/{seat}", {"time": values["time"], "have": values["have"]})


def sent_to(vault: Vault, audit: str, seat: str) -> str:
    """Return when something of an audit was last written for a colleague (UTC), "" before it was."""
    rows = vault.exchange_log.packages("out")
    times = [
        row.time
        for row in rows
        if row.detail.get("to") == seat and row.detail.get("purpose") == TEAM and audit in row.detail.get("audits", ())
    ]
    return max(times, default="")


def has_news(vault: Vault, audit: str, seat: str) -> bool:
    """Whether this seat wrote something about an audit that a colleague did not say they have."""
    there = what_is_there(vault, audit, seat).heads
    own = [head for head in heads_of(vault, audit) if head.seat == vault.seat]
    return any(there.get((head.record, head.seat, head.inc), (0, ""))[1] != head.hash for head in own)


def team_of(vault: Vault, audit: str) -> team.TeamView:
    """Return the team of an audit; one without a lead where nobody shares it."""
    return team.TeamView.of(vault.cells(team.record_of(audit)))
