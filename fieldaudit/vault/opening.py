"""A record's cells as far as this vault can read them: restricted ones are opened where a key is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.audit.cells import Cell, from_entries
from fieldaudit.audit.slots import Entry, replayed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldaudit.vault.vault import Vault


def readable_cells(vault: Vault, record: str, audit: str = "", secrets: Sequence[str] = ()) -> list[Cell]:
    """Return the live cells of a record; what stays closed keeps its opaque cell.

    `audit` names the audit whose keys open the record, where it is another; `secrets` are a reader's own age secrets.
    """
    cells = vault.cells(record)
    if not any(cell.sealed for cell in cells):
        return cells
    opened = {event.hash: payload for event, payload in vault.unsealed(record, secrets, audit)}
    if not opened:
        return cells
    entries = []
    for event in vault.events(record):
        payload = opened.get(event.hash)
        if payload is None and not event.sealed:
            known = vault.payload(event.hash)
            payload = known if isinstance(known, dict) else None
        entries.append(Entry(event, replayed(event, payload)))
    return from_entries(entries)


def holds_restricted(cells: Sequence[Cell]) -> bool:
    """Return whether any cell stayed closed."""
    return any(cell.sealed for cell in cells)
