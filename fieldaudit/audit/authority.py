"""Who may do what: kinds of events and of messages by role. Nothing else decides it, and what is not here is refused.

The role is the one in the seat's certificate; `headoffice` is the certificate authority's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.audit.slots import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

ROLES = ("auditor", "supervisor", "reviewer", "administrator", "headoffice")

_ALL = frozenset(ROLES)
_FIELD = frozenset({"auditor", "supervisor"})
_FINDINGS = frozenset({"auditor", "supervisor", "reviewer"})
_FOLLOW_UP = _FINDINGS | {"headoffice"}
_VERIFIERS = frozenset({"auditor", "reviewer", "headoffice"})
_AUTHORITY = frozenset({"headoffice"})
_OFFICE = frozenset({"administrator", "headoffice"})

EVENTS: Mapping[str, frozenset[str]] = {
    "record.created": _ALL,
    "field.set": _ALL,
    "answer.set": _FIELD,
    "answer.skipped": _FIELD,
    "note.set": _FIELD,
    "computed": _FIELD,
    "row.added": _FIELD,
    "row.removed": _FIELD,
    "evidence.attached": _FINDINGS,
    "evidence.removed": _FINDINGS,
    "finding.raised": _FINDINGS,
    "finding.withdrawn": _FINDINGS,
    "action.opened": _FOLLOW_UP,
    "action.state": _FOLLOW_UP,
    "closing.signed": _FIELD,
    "closing.site": _FIELD,
    "audit.amended": _FIELD,
    "conflict.resolved": _ALL,
    "event.cancelled": _ALL,
    "subject.key": _FINDINGS,
    "consent.withdrawn": _FINDINGS,  # of what its writer sealed; nobody erases what another was told
}

# the states of an action, where action.state alone says too little
STATES: Mapping[str, frozenset[str]] = {
    "action.state:open": _FOLLOW_UP,
    "action.state:in_progress": _FOLLOW_UP,
    "action.state:submitted": _FOLLOW_UP,
    "action.state:closed": _VERIFIERS,
    "action.state:ineffective": _VERIFIERS,
}

MESSAGES: Mapping[str, frozenset[str]] = {
    "package": _ALL,
    "alert": _FINDINGS,
    "request": _ALL,  # a seat's own signing request
    "receipt": _AUTHORITY,
    "certificate": _AUTHORITY,
    "revocation": _AUTHORITY,
    "purge": _AUTHORITY,
    "invitation": _AUTHORITY,
    "form": _OFFICE,
    "assignment": _OFFICE | {"reviewer"},
    "review_note": _OFFICE | {"reviewer"},
}

TABLE: Mapping[str, frozenset[str]] = {**EVENTS, **STATES, **MESSAGES}


def allowed(kind: str, role: str) -> bool:
    """Whether a seat of `role` may write events or sign messages of `kind`; no for what the table does not name."""
    return role in TABLE.get(kind, frozenset())


def unlisted() -> set[str]:
    """Return the kinds of events that the table forgets: none, or nobody could write them."""
    return set(KINDS) - set(EVENTS)
