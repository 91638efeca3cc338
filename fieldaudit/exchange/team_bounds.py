"""What a colleague's package may touch here: the one audit that it names, from somebody whom its team brought in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit import team
from fieldaudit.errors import PackageNotAllowed
from fieldaudit.exchange import closers, relay
from fieldaudit.exchange.related import records_of
from fieldaudit.vault import bulk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fieldaudit.audit.events import StreamPart
    from fieldaudit.vault import Vault

_FINDING = "finding/"
_SHARED = ("site", "party", "visit")  # several audits can be about one of these


@dataclass(frozen=True)
class Bounds:
    """How things stood before a package entered: whether the audit was here, and the records of others."""

    audit: str
    known: bool
    others: frozenset[str]


def of(vault: Vault, audit: str) -> Bounds:
    """Return what bounds a package about an audit."""
    types = vault.record_types()
    known = types.get(audit) == "audit"
    belong = {*(records_of(vault, audit) if known else ()), *relay.carried(vault, audit).records}
    others = {record for record, kind in types.items() if kind not in _SHARED} | _to_be(vault, audit)
    return Bounds(audit, known, frozenset(others - belong))


def _to_be(vault: Vault, audit: str) -> set[str]:
    """Return the records that other audits here have or may get: of their findings, and of their teams."""
    audits = {row.id for row in vault.records("audit")} - {audit}
    with vault.reading() as connection:
        raised = bulk.cells(connection, "audit", (), (_FINDING,))
    findings = {cell.slot.removeprefix(_FINDING) for other in audits for cell in raised.get(other, ())}
    return findings | {team.record_of(other) for other in audits}


def check_records(bounds: Bounds, parts: Iterable[StreamPart]) -> None:
    """Raise PackageNotAllowed for entries in a record that is here and is not this audit's.

    What an entry of the package itself says belongs to the audit does not count: it would bring in whatever it names.
    """
    if any(part.record in bounds.others for part in parts):
        raise PackageNotAllowed(reason="entries about another audit that is here")


def check_sender(vault: Vault, bounds: Bounds, seat: str) -> None:
    """Raise PackageNotAllowed where the audit was here and nobody of its team brought the sender into it."""
    if bounds.known and seat not in closers.team_of(vault, bounds.audit):
        raise PackageNotAllowed(reason="an audit of others, none of whom says that its sender is in its team")
