"""Withdrawing a respondent's consent: a signed event, and what was said is erased on this computer with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit.audit_view import AuditView
from fieldaudit.audit.events import RESTRICTED, NewEvent, Subject
from fieldaudit.errors import (
    AuditUnknown,
    ErasureUnfinished,
    FormMissing,
    NothingToErase,
    NotJoined,
    ReasonMissing,
)
from fieldaudit.exchange.erased import RECORDS
from fieldaudit.vault import drafts, erasure, respondents, tray
from fieldaudit.vault.listing import PROGRESS
from fieldaudit.vault.reading import read_audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fieldaudit.checklist import Form
    from fieldaudit.checklist.expressions import Expression
    from fieldaudit.checklist.model import Bind
    from fieldaudit.vault import Vault

MOST_IN_AN_EVENT = 5_000


@dataclass(frozen=True)
class Withdrawn:
    """What was erased: entries (keys included), attachments, unassigned files; `event` is the withdrawal's hash."""

    entries: int
    attachments: int
    unassigned: int
    event: str = ""


def previews(vault: Vault, audit: str) -> dict[str, Withdrawn]:
    """Return what withdrawing each one's consent would erase, by respondent, in one pass; raises AuditUnknown.

    Of whom nothing could be erased here is left out; the audit's own id is the respondent of an audit that has one.
    """
    names = list(dict.fromkeys((audit, *respondents.names(vault, audit))))
    unassigned = len(tray.waiting(vault, audit))
    found = _all_belonging(vault, audit, names)
    return {name: Withdrawn(len(one.events), len(one.blobs), unassigned) for name, one in found.items() if one.events}


def withdraw_consent(
    vault: Vault, audit: str, subject: str = "", reason: str = "", *, keep_tray: bool = False
) -> Withdrawn:
    """Erase what a respondent said, with everything that opens it here, by an event that this seat signs.

    `subject` is the respondent's name in the audit, "" the audit as a whole. Unassigned files of the audit go too,
    since nobody can say whom they show, unless `keep_tray`. Not within another transaction. Raises AuditUnknown,
    NothingToErase, ReasonMissing, NotJoined, and ErasureUnfinished when the erasure holds but its last step waits.
    """
    if not reason.strip():
        raise ReasonMissing(what="withdrawing a consent")
    key, about = vault.signing_key, Subject(audit, subject or audit)
    if key is None:
        raise NotJoined
    half_typed = _restricted_drafts(vault, audit)
    with vault.transaction():
        found, kind = _belonging(vault, audit, subject), vault.record_types()[audit]
        unassigned = () if keep_tray else tray.waiting(vault, audit)
        events = vault.append(_events(about, kind, reason.strip(), found), puts={PROGRESS + audit: None})
        for event in events:
            vault.sign_event(event.hash, key.sign(event.line))
        for ref in half_typed:
            drafts.keep(vault, audit, ref, "")
        erasure.withdraw(vault, about, found, [item.blob for item in unassigned], events)
    if erasure.unfinished(vault):
        raise ErasureUnfinished
    return Withdrawn(len(found.events), len(found.blobs), len(unassigned), events[0].hash)


def _events(about: Subject, kind: str, reason: str, found: erasure.Belonging) -> list[NewEvent]:
    """Return the events that say what goes: entries and attachments by name, so many in each that it stays small."""
    most = max(len(found.events), len(found.blobs))
    return [
        NewEvent(
            about.record,
            kind,
            erasure.KIND,
            {
                "subject": about.name,
                "reason": reason,
                "erased": list(found.events[start : start + MOST_IN_AN_EVENT]),
                "blobs": list(found.blobs[start : start + MOST_IN_AN_EVENT]),
            },
        )
        for start in range(0, most, MOST_IN_AN_EVENT)
    ]


def _all_belonging(vault: Vault, audit: str, names: Sequence[str]) -> dict[str, erasure.Belonging]:
    if vault.record_types().get(audit) not in RECORDS:
        raise AuditUnknown(audit=audit)
    return erasure.belonging_to(vault, audit, names)


def _belonging(vault: Vault, audit: str, subject: str) -> erasure.Belonging:
    name = subject or audit
    found = _all_belonging(vault, audit, [name])[name]
    if not found.events:
        raise NothingToErase(subject=subject or "the respondent")
    return found


def _restricted_drafts(vault: Vault, audit: str) -> list[str]:
    """Return where something restricted is half typed; everywhere, when the form cannot say."""
    typed = drafts.of(vault, audit)
    if not typed:
        return []
    try:
        session = read_audit(vault, audit).session
    except FormMissing:
        return list(typed)
    return [ref for ref in typed if not session.has(ref) or session.node(ref).audience == RESTRICTED]


def names(vault: Vault, audit: str) -> dict[str, str]:
    """Return who withdrew their consent in an audit, with the reason."""
    return AuditView.of(vault.cells(audit)).withdrawn


def resting_on_restricted(form: Form) -> frozenset[str]:
    """Return the questions, by template reference, whose value or finding depends on a restricted answer.

    Where restricted answers cannot be read here any more (or were never), what was recorded of these holds.
    """
    found = {ref for ref, bind in form.binds.items() if bind.audience == RESTRICTED}
    reads = {ref: _reads(bind) for ref, bind in form.binds.items()}
    grown = True
    while grown:
        more = {ref for ref, read in reads.items() if ref not in found and not read.isdisjoint(found)}
        found |= more
        grown = bool(more)
    return frozenset(found)


def _reads(bind: Bind) -> frozenset[str]:
    rule = bind.audit
    of_rule: Iterable[Expression | None] = ()
    if rule is not None:
        of_rule = (rule.finding, rule.severity, rule.affected, rule.sampled, rule.owner, rule.due_days)
    expressions = [one for one in (bind.calculate, bind.relevant, *of_rule) if one]
    return frozenset(read.target.ref for one in expressions for read in one.reads)
