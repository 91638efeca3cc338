"""What the protection officer reads: restricted entries of an audit, opened in memory with the officer's own key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.audit.events import RESTRICTED
from fieldaudit.audit.slots import OPAQUE
from fieldaudit.errors import AuditUnknown, NothingRestrictedOpens
from fieldaudit.vault import attachments, codebook
from fieldaudit.vault.opening import readable_cells

if TYPE_CHECKING:
    from fieldaudit.vault import Vault

_EVIDENCE = "evidence.attached"
_APART = (codebook.WORKER, codebook.PLACEMENT)  # sealed to keys of their own, and very many


@dataclass(frozen=True)
class Entry:
    """What stands in one slot of a record (event-format.md, Slots), with when it was said (UTC)."""

    record: str
    slot: str
    value: Any
    time: str


def read(vault: Vault, audit: str, secret: str) -> list[Entry]:
    """Return what the officer's `secret` opens of an audit and of what is about it, as it stands now.

    Nothing of it is kept. Raises AuditUnknown, and NothingRestrictedOpens where nothing is there for this key.
    """
    found = [
        Entry(record, cell.slot, cell.value, cell.time)
        for record in _records(vault, audit)
        for cell in readable_cells(vault, record, audit, [secret])
        if cell.audience == RESTRICTED and not cell.sealed
    ]
    if not found:
        raise NothingRestrictedOpens(where=f"the audit {audit}")
    return found


def attached(vault: Vault, audit: str, secret: str) -> dict[str, tuple[str, bytes]]:
    """Return the restricted attachments that stand in an audit, by blob: their name and contents."""
    standing = {str(entry.value["blob"]) for entry in read(vault, audit, secret) if _is_file(entry)}
    payloads = [
        payload
        for record in _records(vault, audit)
        for event, payload in vault.unsealed(record, [secret], audit)
        if event.kind == _EVIDENCE and payload["blob"] in standing
    ]
    return {one["blob"]: (str(one["name"]), attachments.read(vault, one["blob"], one["secret"])) for one in payloads}


def _is_file(entry: Entry) -> bool:
    return entry.slot.startswith("evidence/") and isinstance(entry.value, dict) and "blob" in entry.value


def _records(vault: Vault, audit: str) -> list[str]:
    """Return the audit and every record in which something is sealed: only the audit's own keys open what is its."""
    types = vault.record_types()
    if types.get(audit) != "audit":
        raise AuditUnknown(audit=audit)
    others = (record for record, kind in types.items() if record != audit and kind not in _APART)
    return [audit, *(record for record in others if vault.cells(record, OPAQUE))]
