"""What head office gave out, in the field: assignments to start from, and questions about answers to reply to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit.given import NOTE, OPEN, STARTED, TASK, NoteView, TaskView
from fieldaudit.errors import QuestionRefused, TaskRefused
from fieldaudit.exchange import membership
from fieldaudit.field.audits import NewVisit, start_audit
from fieldaudit.vault import records

if TYPE_CHECKING:
    from fieldaudit.vault import Vault

_LONGEST = 2000


@dataclass(frozen=True)
class Assigned:
    """An assignment that was not started yet; days are ISO, or ""."""

    id: str
    site: str
    site_name: str
    party: str
    form: str
    form_title: str
    start: str
    end: str
    due: str
    announcement: str
    purpose: str
    by: str


@dataclass(frozen=True)
class Asked:
    """A question about an answer (`ref`, stable; "" for the whole audit); `state` is open, answered or settled."""

    id: str
    audit: str
    ref: str
    label: str
    text: str
    by: str
    asked: str
    reply: str
    state: str


def assigned(vault: Vault) -> list[Assigned]:
    """Return what this seat is to do and has not started, what is due first on top."""
    views = [TaskView.of(vault.cells(row.id)) for row in vault.records(TASK)]
    mine = [_assigned(view) for view in views if view.seat == vault.seat and view.state == OPEN]
    return sorted(mine, key=lambda task: (task.due or "9999", task.site_name, task.id))


def start(vault: Vault, task: str, visit: NewVisit | None = None) -> str:
    """Start the audit that was assigned, as head office planned it unless `visit` says otherwise; returns its id.

    Raises TaskRefused, FormUnknown, SiteUnknown.
    """
    found = next((one for one in assigned(vault) if one.id == task), None)
    if found is None:
        raise TaskRefused(reason="there is no such assignment here that waits to be started")
    planned = visit or NewVisit(found.announcement, "", found.purpose, "", found.due)
    with vault.transaction():
        audit = start_audit(vault, found.form, found.site, planned)
        link = records.fields_set(vault, audit, "audit", {"task": task}, "site")
        told = records.fields_set(vault, task, TASK, {"audit": audit, "state": STARTED})
        vault.append([link, told])
    return audit


def asked(vault: Vault, audit: str = "") -> list[Asked]:
    """Return head office's questions about an audit, or about all that are here, open ones first."""
    found = [_asked(NoteView.of(vault.cells(row.id))) for row in vault.records(NOTE)]
    here = {row.id for row in vault.records("audit")}
    kept = [one for one in found if one.audit in here and audit in ("", one.audit)]
    return sorted(kept, key=lambda one: (one.state != OPEN, one.asked, one.id))


def reply(vault: Vault, question: str, text: str) -> None:
    """Answer a question; it travels with the next package. Raises QuestionRefused."""
    words = text.strip()
    if not words or len(words) > _LONGEST:
        raise QuestionRefused(reason=f"a reply has 1 to {_LONGEST} letters")
    if vault.record_types().get(question) != NOTE:
        raise QuestionRefused(reason="there is no such question")
    fields = {"reply": words, "replied_by": membership.member(vault).name}
    vault.append([records.fields_set(vault, question, NOTE, fields)])


def _assigned(task: TaskView) -> Assigned:
    names = ("site_name", "party_name", "form", "form_title", "start", "end", "due", "announcement", "purpose", "by")
    return Assigned(task.id, task.site, *(task.field(name) for name in names))


def _asked(note: NoteView) -> Asked:
    return Asked(
        id=note.id,
        audit=note.audit,
        ref=note.ref,
        label=note.field("label"),
        text=note.field("text"),
        by=note.field("by"),
        asked=note.asked,
        reply=note.field("reply"),
        state=note.state,
    )
