"""A request for a countersignature as either desk lists it: what the closing is of, who asks, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.vault import statements

if TYPE_CHECKING:
    from fieldaudit.audit.given import CountersignView
    from fieldaudit.vault import Vault
    from fieldaudit.vault.statements import Statement

SUPERVISOR = "supervisor"  # the role of whom head office asks


@dataclass(frozen=True)
class Request:
    """What is asked about: the closing with its version, the audit's site, party and form, by whom and when (UTC)."""

    id: str
    audit: str
    closing: str
    version: int
    site: str
    party: str
    form: str
    by: str
    asked: str


def facts(view: CountersignView) -> dict[str, Any]:
    """Return the fields of a `Request`."""
    return {
        "id": view.id,
        "audit": view.audit,
        "closing": view.closing,
        "version": view.version,
        "site": view.field("site_name"),
        "party": view.field("party_name"),
        "form": view.field("form_title"),
        "by": view.field("by"),
        "asked": view.asked,
    }


def answers(vault: Vault, asked: CountersignView) -> list[Statement]:
    """Return what the person who was asked said of the closing from their own seat, in answer to whichever request.

    Of one that was withdrawn, only what answers it: another may have been made in its place.
    """
    if asked.withdrawn:
        told = statements.of_request(vault, asked)
    else:
        told = list(statements.statements_of(vault, asked.audit, asked.closing))
    return [said for said in told if said.seat == asked.seat and said.standing != statements.WITNESSED]
