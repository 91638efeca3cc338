"""The right to purge: head office says, signed, what it has in a verified backup of its own; only that may go here.

A receipt is signed while a package is taken in, before any backup can hold it. So the right is a message of its own,
made of the receipts that the last verified backup already held; each later one extends it.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.errors import EventRefused, PackageDamaged
from fieldaudit.exchange import clock, membership
from fieldaudit.exchange.documents import read_document, write_document
from fieldaudit.exchange.receipts import is_head
from fieldaudit.exchange.related import records_of_all
from fieldaudit.vault import StreamHead, written

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from fieldaudit.vault import Vault
    from fieldaudit.vault.backup import Made

PURGE = "purge"
_SECURED, _RIGHT = "secured/", "purge.right"


@dataclass(frozen=True)
class Right:
    """What head office last said that it keeps for this seat: when its backup was made, and the message's digest."""

    backup: str
    time: str
    digest: str


def note_backup(vault: Vault, made: Made) -> None:
    """Keep, at head office, what its verified backup holds for each seat; one with damaged attachments secures nothing.

    Call it only for a backup that lies on another disk than the vault.
    """
    if made.damaged or not membership.is_head_office(vault):
        return
    heads: dict[str, list[StreamHead]] = defaultdict(list)
    for head in made.confirmed:
        heads[head.seat].append(head)
    shared = written.shared(vault, "audit")
    with vault.transaction():
        for seat, have in heads.items():
            others = _of_colleagues(vault, seat, shared.get(seat, ()), made.newest)
            vault.put(_SECURED + seat, {"backup": made.time, "have": [head.row for head in (*have, *others)]})


def _of_colleagues(vault: Vault, seat: str, audits: Iterable[str], newest: int) -> list[StreamHead]:
    """Return the heads that a copy holds of what others wrote about audits that a seat shares, whoever brought it.

    They let the seat remove its copies of them, and their writers nothing: those have rights of their own.
    """
    records = dict.fromkeys(record for found in records_of_all(vault, audits).values() for record in found)
    found = written.whole_heads(vault, records, newest)
    return [head for head in found if head.seat not in (seat, vault.seat)]


def right_for(vault: Vault, seat: str, now: datetime) -> bytes | None:
    """Return the message that lets a seat purge, None while no verified backup holds anything of theirs."""
    known = vault.get(_SECURED + seat)
    if not known:
        return None
    values = {"organisation": membership.organisation(vault).id, "seat": seat, "time": clock.stamp(now), **known}
    return write_document(PURGE, values)


def keep_right(vault: Vault, issuer: str, document: bytes, signature: bytes) -> None:
    """Keep, in the field, a right whose signature and issuer's role were verified; an older one changes nothing.

    What it says about lines that are not here under that hash is not believed. Raises PackageDamaged.
    """
    data = _read(document)
    if data["seat"] != vault.seat or data["organisation"] != membership.organisation(vault).id:
        raise PackageDamaged(reason="it holds a right to purge for somebody else")
    known = right(vault)
    if known is not None and not clock.supersedes(data["time"], known.time):
        return
    kept = {
        "backup": data["backup"],
        "time": data["time"],
        "issuer": issuer,
        "document": base64.b64encode(document).decode("ascii"),
        "signature": base64.b64encode(signature).decode("ascii"),
    }
    with vault.transaction():
        vault.put(_RIGHT, kept)
        vault.put(_SECURED + vault.seat, {"backup": data["backup"], "have": data["have"]})


def right(vault: Vault) -> Right | None:
    """Return the newest right to purge that came, None before one did."""
    kept = vault.get(_RIGHT)
    if kept is None:
        return None
    digest = hashlib.sha256(base64.b64decode(kept["document"])).hexdigest()
    return Right(kept["backup"], kept["time"], digest)


def secured(vault: Vault) -> dict[tuple[str, str, str], StreamHead]:
    """Return up to where head office has this seat's streams in a verified backup, by (record, seat, incarnation)."""
    known = vault.get(_SECURED + vault.seat) or {"have": []}
    heads = (StreamHead(*row) for row in known["have"])
    return {(head.record, head.seat, head.inc): head for head in heads}


def _read(document: bytes) -> dict[str, Any]:
    try:
        data = read_document(PURGE, document)
    except EventRefused as strange:
        raise PackageDamaged(reason="it holds a right to purge that this program does not know") from strange
    texts = all(isinstance(data.get(key), str) for key in ("organisation", "seat", "time", "backup"))
    if not texts or not isinstance(data.get("have"), list) or not all(is_head(row) for row in data["have"]):
        raise PackageDamaged(reason="it holds a right to purge that is malformed")
    return data
