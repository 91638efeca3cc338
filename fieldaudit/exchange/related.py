"""Which records belong to an audit and travel with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.audit.given import COUNTERSIGN, NOTE
from fieldaudit.audit.slots import OPAQUE
from fieldaudit.audit.team import TEAM
from fieldaudit.errors import AuditUnknown, FindingUnknown
from fieldaudit.vault import written
from fieldaudit.vault.opening import readable_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fieldaudit.vault import Vault

_ABOUT_AN_AUDIT = ("action", "interview", TEAM, NOTE)


def records_of(vault: Vault, audit: str) -> list[str]:
    """Return the audit, what it and those name in their fields (visit, site, party), its findings and its actions.

    Raises AuditUnknown.
    """
    return records_of_all(vault, [audit])[audit]


def records_of_all(vault: Vault, audits: Iterable[str]) -> dict[str, list[str]]:
    """Return the records that belong to each of these audits; raises AuditUnknown."""
    types, about, sealed = vault.record_types(), _about(vault), _sealed(vault)
    return {audit: [*_closure(vault, audit, types, about), *_sealed_about(vault, audit, sealed)] for audit in audits}


def _closure(vault: Vault, audit: str, types: Mapping[str, str], about: Mapping[str, Sequence[str]]) -> list[str]:
    if types.get(audit) != "audit":
        raise AuditUnknown(audit=audit)
    found = {audit: None}
    waiting = [audit]
    while waiting:
        for named in _named(vault, waiting.pop(), audit):
            if named in types and named not in found and types[named] != "audit":
                found[named] = None
                waiting.append(named)
    for named in list(found):
        found.update(dict.fromkeys(about.get(named, ())))
    return list(found)


def _about(vault: Vault) -> dict[str, list[str]]:
    """Return the actions and interviews that name a record in their clear fields, by that record."""
    found: dict[str, list[str]] = {}
    for kind in _ABOUT_AN_AUDIT:
        for row in vault.records(kind):
            for cell in vault.cells(row.id, "field/"):
                found.setdefault(str(cell.value), []).append(row.id)
    return found


def loose_records(vault: Vault) -> list[str]:
    """Return what this seat wrote about and no audit here brings along: closings to countersign, actions of others."""
    found = written.wrote_in(vault, vault.seat, COUNTERSIGN)
    types = vault.record_types()
    for action in written.wrote_in(vault, vault.seat, "action"):
        named = {str(cell.value) for cell in vault.cells(action, "field/audit")}
        if not vault.cells(action, OPAQUE) and not any(types.get(audit) == "audit" for audit in named):
            found.append(action)
    return found


def _sealed(vault: Vault) -> list[str]:
    """Return the actions and interviews whose fields are sealed."""
    rows = [row.id for kind in _ABOUT_AN_AUDIT for row in vault.records(kind)]
    return [record for record in rows if vault.cells(record, OPAQUE)]


def _sealed_about(vault: Vault, audit: str, sealed: Iterable[str]) -> list[str]:
    """Return those of the `sealed` records that the audit's own keys open: they are about what was said in it."""
    return [record for record in sealed if vault.unsealed(record, audit=audit)]


def audit_of_finding(vault: Vault, finding: str) -> str:
    """Return the audit that raised a finding; raises FindingUnknown."""
    for row in vault.records("audit"):
        if raising_events(vault, row.id, finding):
            return row.id
    raise FindingUnknown(finding=finding)


def raising_events(vault: Vault, audit: str, finding: str) -> list[str]:
    """Return the events of the audit that say what a finding is now, sealed ones that this seat can read included."""
    said = [cell.event for cell in vault.cells(audit, f"finding/{finding}")]
    sealed = [
        event.hash
        for event, payload in vault.unsealed(audit)
        if event.kind == "finding.raised" and payload.get("finding") == finding
    ]
    return said + sealed


def _named(vault: Vault, record: str, audit: str) -> Iterator[str]:
    if vault.cells(record, OPAQUE):
        cells = readable_cells(vault, record, audit)
    else:  # as in most: the answers, by far the most of an audit's cells, name nothing
        cells = [*vault.cells(record, "field/"), *vault.cells(record, "finding/")]
    for cell in cells:
        if cell.slot.startswith("field/") and isinstance(cell.value, str):
            yield cell.value
        elif cell.slot.startswith("finding/"):
            yield cell.slot.removeprefix("finding/")
