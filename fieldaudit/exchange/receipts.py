"""Receipts: head office signs what it has; the field believes nothing less, and sends only what is not in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fieldaudit.errors import EventRefused, PackageDamaged
from fieldaudit.exchange import clock, membership
from fieldaudit.exchange.documents import read_document, write_document
from fieldaudit.exchange.manifest import AUDITS
from fieldaudit.vault import ReceiptRow, StreamHead

if TYPE_CHECKING:
    from datetime import datetime

    from fieldaudit.exchange.envelope import Contents
    from fieldaudit.vault import Vault


def give_receipt(vault: Vault, contents: Contents, now: datetime) -> None:
    """Sign and keep the receipt of a package; call it in the transaction that accepts the package.

    It names the last event of every stream that the package carried, relayed ones too. An alert leaves payloads out, so
    its receipt names none: the next export brings everything.
    """
    manifest = contents.manifest
    whole = manifest.streams if manifest.purpose == AUDITS else ()
    have = [StreamHead(part.record, part.seat, part.inc, part.last, part.hash) for part in whole]
    time = clock.stamp(now)
    document = write_document(
        "receipt",
        {
            "organisation": manifest.organisation,
            "package": contents.digest,
            "seat": manifest.sender.seat,
            "time": time,
            "have": [head.row for head in have],
        },
    )
    signature = membership.own_key(vault).sign(document)
    # whether a relayed stream is whole, only its writer can say: what counts as theirs comes from their own packages
    theirs = [head for head in have if head.seat == manifest.sender.seat]
    vault.exchange_log.put_receipt(ReceiptRow(contents.digest, vault.seat, time, document, signature), theirs)


def receipts_for(vault: Vault, seat: str) -> list[ReceiptRow]:
    """Return the receipts for this person's packages, newest first."""
    theirs = {row.digest for row in vault.exchange_log.packages("in") if row.sender == seat}
    return [row for row in vault.exchange_log.receipts() if row.package in theirs]


def newest_receipts(vault: Vault) -> dict[str, str]:
    """Return when the newest receipt for each person's packages was given, by seat."""
    senders = {row.digest: row.sender for row in vault.exchange_log.packages("in")}
    newest: dict[str, str] = {}
    for receipt in vault.exchange_log.receipts():
        sender = senders.get(receipt.package, "")
        newest[sender] = max(newest.get(sender, ""), receipt.time)
    return newest


def keep_receipt(vault: Vault, issuer: str, document: bytes, signature: bytes) -> str:
    """Store a receipt whose signature was verified, and what it confirms of streams that are here; returns its package.

    What it says about lines that are not here under that hash is not believed. Raises PackageDamaged.
    """
    data = _read(document)
    if data["seat"] != vault.seat or data["organisation"] != membership.organisation(vault).id:
        raise PackageDamaged(reason="it holds a receipt for somebody else")
    confirmed = [head for head in (StreamHead(*row) for row in data["have"]) if _is_here(vault, head)]
    row = ReceiptRow(data["package"], issuer, data["time"], document, signature)
    vault.exchange_log.put_receipt(row, confirmed)
    return row.package


def _is_here(vault: Vault, head: StreamHead) -> bool:
    if vault.stored(head.hash) is None:
        return False
    known = {event.hash: event for event in vault.events(head.record)}
    event = known.get(head.hash)
    return event is not None and (event.seat, event.inc, event.seq) == (head.seat, head.inc, head.seq)


def _read(document: bytes) -> dict[str, Any]:
    try:
        data = read_document("receipt", document)
    except EventRefused as strange:
        raise PackageDamaged(reason="it holds a receipt that this program does not know") from strange
    texts = all(isinstance(data.get(key), str) for key in ("organisation", "package", "seat", "time"))
    if not texts or not isinstance(data.get("have"), list) or not all(is_head(row) for row in data["have"]):
        raise PackageDamaged(reason="it holds a receipt that is malformed")
    return data


def is_head(row: Any) -> bool:
    """Whether a row of a document names the last event of a stream."""
    shape = (str, str, str, int, str)
    return isinstance(row, list) and [type(value) for value in row] == list(shape)
