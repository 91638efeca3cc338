"""Making and changing records that are plain named fields (party, site, visit, finding, action): the events for it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from fieldaudit.audit.events import NewEvent, Subject
from fieldaudit.vault.opening import readable_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fieldaudit.audit.cells import Cell
    from fieldaudit.vault.vault import Vault


def new_id() -> str:
    """Return a fresh record id."""
    return str(uuid.uuid4())


def created(record: str, kind: str, branch: str, fields: Mapping[str, str], audience: str = "headoffice") -> NewEvent:
    """Return the event that makes a record with its first fields; empty ones are left out."""
    payload = {"branch": branch, "fields": {name: text for name, text in fields.items() if text}}
    return NewEvent(record, kind, "record.created", payload, audience)


def fields_set(
    vault: Vault,
    record: str,
    kind: str,
    fields: Mapping[str, str],
    audience: str = "headoffice",
    seal_to: Subject | None = None,
) -> NewEvent:
    """Return the event that sets some fields of a record, in place of whatever stands in them."""
    cells = readable_cells(vault, record, seal_to.record if seal_to else "")
    replaces = standing(cells, [f"field/{name}" for name in fields])
    return NewEvent(record, kind, "field.set", {"fields": dict(fields)}, audience, replaces=replaces, seal_to=seal_to)


def standing(cells: Iterable[Cell], slots: Iterable[str]) -> tuple[str, ...]:
    """Return the events that stand in any of the `slots`, each once."""
    wanted = set(slots)
    return tuple(dict.fromkeys(cell.event for cell in cells if cell.slot in wanted))
