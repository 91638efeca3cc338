"""What is ready to send, what is on its way, what head office has confirmed, and what is only on this computer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from fieldaudit.audit.events import parse_line
from fieldaudit.audit.views import AuditView
from fieldaudit.exchange import membership
from fieldaudit.exchange.export import (
    RECEIVED,
    asks_for_certificate,
    export_audits,
    sent_packages,
    unconfirmed_by_audit,
)
from fieldaudit.exchange.related import records_of
from fieldaudit.trust import keys
from fieldaudit.vault.listing import list_audits
from fieldaudit.vault.opening import readable_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from fieldaudit.exchange.writer import Written
    from fieldaudit.vault import Vault
    from fieldaudit.vault.listing import AuditRow
    from fieldaudit.vault.rows import StreamHead

SIGNED, SENT, CONFIRMED = "signed", "sent", "confirmed"
WAITING = (SIGNED, SENT)


@dataclass(frozen=True)
class ReadyAudit:
    """A signed audit of which head office lacks something, a reply too; `size`: that of its attachments in bytes."""

    row: AuditRow
    attachments: int
    size: int


@dataclass(frozen=True)
class SentPackage:
    """A package written here: its number, when (UTC), how many audits, whether its receipt came."""

    number: int
    time: str
    audits: int
    confirmed: bool


@dataclass(frozen=True)
class Outbox:
    """Everything the Send and receive screen and the status line say; `last_receipt` is a UTC time or "".

    `asks` says that a package about nothing would bring something all the same: a first request for a certificate.
    """

    organisation: str
    fingerprint: str
    ready: tuple[ReadyAudit, ...]
    sent: tuple[SentPackage, ...]
    only_here: int
    last_receipt: str
    asks: bool = False


def outbox(vault: Vault) -> Outbox:
    """Return what waits, what was sent and what is only here; raises NotJoined."""
    organisation = membership.organisation(vault)
    rows = list_audits(vault)
    lacking = unconfirmed_by_audit(vault, [row.id for row in rows])
    said = _since(vault, [row.id for row in rows if row.state == CONFIRMED and lacking[row.id]])
    packages = [
        SentPackage(row.number, row.time, len(row.detail.get("audits", ())), row.state == "received")
        for row in sent_packages(vault)
    ]
    return Outbox(
        organisation=organisation.name,
        fingerprint=keys.fingerprint(organisation.id),
        ready=tuple(_ready(vault, row) for row in rows if row.state in WAITING or said.get(row.id) == SIGNED),
        sent=tuple(packages),
        only_here=sum(count > 0 for count in lacking.values()),
        last_receipt=max((receipt.time for receipt in vault.exchange_log.receipts()), default=""),
        asks=asks_for_certificate(vault) and not packages,
    )


def sent_audits(vault: Vault) -> tuple[str, ...]:
    """Return the audits that were sent before and are still here, the first one first."""
    here = vault.record_types()
    named = (str(audit) for package in reversed(sent_packages(vault)) for audit in package.detail.get("audits", ()))
    return tuple(audit for audit in dict.fromkeys(named) if here.get(audit) == "audit")


def send_again(
    vault: Vault,
    out: Path,
    audits: Sequence[str] = (),
    *,
    max_size: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Written:
    """Write all that was sent before, or these audits, whole, though head office confirmed it: it may have lost it.

    What it still has it takes for known. Raises as `export_audits`.
    """
    return export_audits(vault, audits or sent_audits(vault), out, again=True, max_size=max_size, progress=progress)


def changed_since(vault: Vault, confirmed: Iterable[str]) -> dict[str, str]:
    """Return those of the confirmed audits about which this seat said something that head office has not confirmed.

    Each with how it stands now: signed, where it was not sent since, else sent. Raises AuditUnknown.
    """
    return _since(vault, [audit for audit, count in unconfirmed_by_audit(vault, confirmed).items() if count])


def _since(vault: Vault, lacking: Iterable[str]) -> dict[str, str]:
    return {audit: SIGNED if _said_since(vault, audit) else SENT for audit in lacking}


def _said_since(vault: Vault, audit: str) -> bool:
    """Whether this seat said something about an audit after the last package with it was written.

    What is lacking though that package was confirmed came after it, whatever the clock says.
    """
    last = next((row for row in sent_packages(vault) if audit in row.detail.get("audits", ())), None)
    if last is None or last.state == RECEIVED:
        return True
    heads = [head for head in vault.streams(records_of(vault, audit)) if head.seat == vault.seat]
    said = [parse_line(line.line).time for head in heads for line in vault.lines(*_last(head))]
    return any(datetime.fromisoformat(time) > datetime.fromisoformat(last.time) for time in said)


def _last(head: StreamHead) -> tuple[str, str, str, int]:
    return head.record, head.seat, head.inc, head.seq - 1


def _ready(vault: Vault, row: AuditRow) -> ReadyAudit:
    evidence = AuditView.of(readable_cells(vault, row.id)).evidence
    attached = [item for items in evidence.values() for item in items]
    return ReadyAudit(row, len(attached), sum(item.size for item in attached))
