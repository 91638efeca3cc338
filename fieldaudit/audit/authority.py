"""Who may do what: kinds of events and of messages by role. Nothing else decides it, and what is not here is refused.

The role is the one in the seat's certificate; `headoffice` is the certificate authority's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fieldaudit.audit.slots import KINDS, STATEMENT

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELD_ROLES = ("auditor", "supervisor")
SEAT_ROLES = (*FIELD_ROLES, "reviewer", "administrator")
ROLES = (*SEAT_ROLES, "headoffice")

_ALL = frozenset(ROLES)
_FIELD = frozenset(FIELD_ROLES)
_FINDINGS = frozenset({"auditor", "supervisor", "reviewer"})
_FOLLOW_UP = _FINDINGS | {"headoffice"}
_VERIFIERS = frozenset({"auditor", "reviewer", "headoffice"})
_AUTHORITY = frozenset({"headoffice"})
_OFFICE = frozenset({"administrator", "headoffice"})
_DESK = _OFFICE | {"reviewer"}

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
    "closing.covers": _FIELD,
    "closing.site": _FIELD,
    "closing.statement": _FIELD,  # in an audit: witnessed by its writer; from an own seat see `countersign` below
    "audit.amended": _FIELD,
    "closing.chosen": _ALL,  # between closings of one version; like a choice between answers
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

# records that one side gives out and the other answers: only what is named here may be said in them
RECORDS: Mapping[str, frozenset[str]] = {
    "task": _DESK,
    "task.state": _DESK | _FIELD,
    "task.state:withdrawn": _DESK,
    "task.audit": _FIELD,
    "review_note": _DESK,
    "review_note.reply": _FIELD,
    "review_note.replied_by": _FIELD,
    "same_person": _AUTHORITY,  # two workers' codes are one: who has the officer's key says it, at head office
    "team": frozenset({"auditor"}),  # who leads, who is in it, who does which section
    "countersign": _DESK,
    "countersign.statement": frozenset({"supervisor"}),
}

MESSAGES: Mapping[str, frozenset[str]] = {
    "package": _ALL,
    "alert": _FINDINGS,
    "team_package": frozenset({"auditor"}),  # to a colleague; supervisors get what is for the site alone
    "team_have": frozenset({"auditor"}),  # in it: what its sender has of the audit
    "request": _ALL,  # a seat's own signing request
    "receipt": _AUTHORITY,
    "certificate": _AUTHORITY,
    "revocation": _AUTHORITY,
    "purge": _AUTHORITY,
    "withdrawal": _AUTHORITY,  # passed on as its author signed it
    "statement": _AUTHORITY,  # a supervisor's, passed on as they signed it
    "invitation": _AUTHORITY,
    "answer": _OFFICE,  # a package from head office to the field, whatever it holds
    "form": _OFFICE,
    "reference": _OFFICE,
    "have": _ALL,  # what a seat has of head office's own entries: it asks for the rest
}

TABLE: Mapping[str, frozenset[str]] = {**EVENTS, **STATES, **RECORDS, **MESSAGES}


def allowed(kind: str, role: str) -> bool:
    """Whether a seat of `role` may write events or sign messages of `kind`; no for what the table does not name."""
    return role in TABLE.get(kind, frozenset())


def looks_inside(kind: str, record_type: str) -> bool:
    """Whether who may write an event depends on its payload too."""
    return kind == "action.state" or record_type in RECORDS


def claims(kind: str, record_type: str, payload: Mapping[str, Any]) -> tuple[str, ...]:
    """Return everything of the table that an event claims, each of which its writer's role must allow.

    An empty `payload` (absent, or sealed) claims no more than its kind, and what it says nothing is believed of.
    """
    claimed = [kind]
    if kind == "action.state" and payload:
        claimed.append(f"action.state:{payload.get('state')}")
    if record_type in RECORDS and payload:
        claimed += _said_of(kind, record_type, payload)
    return tuple(claimed)


def _said_of(kind: str, record_type: str, payload: Mapping[str, Any]) -> list[str]:
    if kind == "field.set":
        fields = payload.get("fields")
        named = list(fields) if isinstance(fields, dict) else [""]
    elif kind == "conflict.resolved" and str(payload.get("slot", "")).startswith("field/"):
        named = [str(payload["slot"]).removeprefix("field/")]
    elif kind == "event.cancelled":
        return []
    elif kind == STATEMENT:
        named = ["statement"]
    else:
        return [record_type]
    claimed = [field if (field := f"{record_type}.{name}") in RECORDS else record_type for name in named]
    return claimed + [said for said in _values(kind, record_type, payload) if said in RECORDS]


def _values(kind: str, record_type: str, payload: Mapping[str, Any]) -> list[str]:
    """Return what of the table a field's own value would claim, as the state of an assignment does."""
    if kind == "conflict.resolved":
        slot = str(payload.get("slot", ""))
        fields: Any = {slot.removeprefix("field/"): payload.get("value")}
    else:
        fields = payload.get("fields")
    return [f"{record_type}.{name}:{value}" for name, value in fields.items()] if isinstance(fields, dict) else []


def unlisted() -> set[str]:
    """Return the kinds of events that the table forgets: none, or nobody could write them."""
    return set(KINDS) - set(EVENTS)
