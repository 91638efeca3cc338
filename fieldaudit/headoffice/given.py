"""What head office gives out: assignments to a person, and questions about single answers of an audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fieldaudit.audit.authority import FIELD_ROLES
from fieldaudit.audit.given import NOTE, OPEN, SETTLED, STARTED, TASK, WITHDRAWN, NoteView, TaskView
from fieldaudit.audit.record_views import ANNOUNCEMENTS, PartyView, RecordView, SiteView
from fieldaudit.errors import AuditUnknown, QuestionRefused, SiteUnknown, TaskRefused
from fieldaudit.exchange import membership, people
from fieldaudit.vault import instruments, records
from fieldaudit.vault.listing import SIGNED_STATES, list_audits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fieldaudit.audit.events import NewEvent
    from fieldaudit.vault import Vault

_LONGEST = 2000


@dataclass(frozen=True)
class NewTask:
    """An assignment: who (fingerprint or seat id), where (site id), which form (id or digest); days are ISO, or ""."""

    seat: str
    site: str
    form: str
    due: str
    start: str = ""
    end: str = ""
    announcement: str = "announced"
    purpose: str = ""


@dataclass(frozen=True)
class TaskRow:
    """An assignment as lists show it; `state` is open, started, signed or withdrawn, `sent` whether it has left."""

    id: str
    seat: str
    name: str
    site: str
    form: str
    start: str
    end: str
    due: str
    announcement: str
    purpose: str
    state: str
    audit: str
    sent: bool


@dataclass(frozen=True)
class Question:
    """A question about an answer as lists show it; `state` is open, answered or settled, times are UTC."""

    id: str
    audit: str
    ref: str
    label: str
    text: str
    by: str
    asked: str
    reply: str
    replied_by: str
    replied: str
    state: str


def assign(vault: Vault, task: NewTask) -> str:
    """Assign an audit to a person; it travels with the next package to them. Returns the assignment's record.

    Raises NotHeadOffice, SeatUnknown, SiteUnknown, FormUnknown, TaskRefused.
    """
    membership.require_head_office(vault)
    seat = people.find_seat(vault, task.seat)
    _check(task, seat)
    place = SiteView.of(vault.cells(task.site))
    if not place.name:
        raise SiteUnknown(site=task.site)
    form = instruments.find(vault, task.form)
    me, made = membership.member(vault), records.new_id()
    party = PartyView.of(vault.cells(place.party)).name if place.party else ""
    fields = {
        "seat": seat.id,
        "name": seat.name,
        "site": task.site,
        "site_name": place.name,
        "party_name": party,
        "form": form.digest,
        "form_id": form.id,
        "form_title": form.title,
        "start": task.start,
        "end": task.end,
        "due": task.due,
        "announcement": task.announcement,
        "purpose": task.purpose.strip(),
        "by": me.name,
    }
    told = [event for record in (place.party, task.site) if record for event in _restated(vault, record)]
    vault.append([*told, records.created(made, TASK, seat.branch, fields)])
    return made


def withdraw_task(vault: Vault, task: str) -> None:
    """Take an assignment back; an audit that was started from it stays. Raises TaskRefused."""
    membership.require_head_office(vault)
    _find_task(vault, task)
    vault.append([records.fields_set(vault, task, TASK, {"state": WITHDRAWN})])


def list_tasks(vault: Vault) -> list[TaskRow]:
    """Return every assignment, what is due first on top."""
    audits = {row.id: row.state for row in list_audits(vault)}
    sent = {seat.id: seat.answered for seat in people.seats(vault).values()}
    rows = [_task_row(TaskView.of(vault.cells(row.id)), audits, sent) for row in vault.records(TASK)]
    return sorted(rows, key=lambda row: (row.state in (WITHDRAWN, "signed"), row.due or "9999", row.site, row.id))


def ask(vault: Vault, audit: str, ref: str, label: str, text: str) -> str:
    """Return an audit to its auditor with a question about one answer ("" for the whole); returns its record.

    Raises AuditUnknown, QuestionRefused.
    """
    membership.require_head_office(vault)
    words = text.strip()
    if not words or len(words) > _LONGEST:
        raise QuestionRefused(reason=f"a question has 1 to {_LONGEST} letters")
    if vault.record_types().get(audit) != "audit":
        raise AuditUnknown(audit=audit)
    made, me = records.new_id(), membership.member(vault)
    fields = {"audit": audit, "ref": ref, "label": label, "text": words, "by": me.name}
    vault.append([records.created(made, NOTE, RecordView.of(vault.cells(audit)).branch, fields)])
    return made


def settle(vault: Vault, question: str) -> None:
    """Say that a question needs nothing more. Raises QuestionRefused."""
    membership.require_head_office(vault)
    if vault.record_types().get(question) != NOTE:
        raise QuestionRefused(reason="there is no such question")
    vault.append([records.fields_set(vault, question, NOTE, {"settled": "yes"})])


def questions(vault: Vault, audit: str = "") -> list[Question]:
    """Return the questions about an audit, or all; those that wait for head office first, settled ones last."""
    known = people.seats(vault)
    found = [_question(NoteView.of(vault.cells(row.id)), known) for row in vault.records(NOTE)]
    order = {"answered": 0, OPEN: 1, SETTLED: 2}
    kept = [one for one in found if audit in ("", one.audit)]
    return sorted(kept, key=lambda one: (order[one.state], one.asked, one.id))


def _check(task: NewTask, seat: people.Seat) -> None:
    if seat.state not in (people.ADMITTED, people.CERTIFIED):
        raise TaskRefused(reason=f"{seat.name} is not certified")
    if seat.role not in FIELD_ROLES:
        raise TaskRefused(reason=f"{seat.name} is {seat.role} and does not audit")
    if seat.role == "supervisor" and task.announcement == "unannounced":
        raise TaskRefused(reason="a supervisor works at the site and must not know of an unannounced visit")
    if task.announcement not in ANNOUNCEMENTS:
        raise TaskRefused(reason=f"a visit is one of {', '.join(ANNOUNCEMENTS)}")
    days = [day for day in (task.start, task.end, task.due) if day]
    if not task.due or not all(_is_day(day) for day in days):
        raise TaskRefused(reason="a day is written like 2026-12-24, and by when it is due must be said")
    if task.start and task.end and task.end < task.start:
        raise TaskRefused(reason="the visit would end before it begins")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _restated(vault: Vault, record: str) -> Iterator[NewEvent]:
    """Say in head office's own words what another wrote of a site or party: nobody relays another's entries."""
    view = RecordView.of(vault.cells(record))
    kind = vault.record_types().get(record, "")
    said = {cell.slot.removeprefix("field/") for cell in vault.cells(record, "field/") if cell.seat == vault.seat}
    missing = {name: text for name, text in view.fields.items() if text and name not in said}
    if kind and missing:
        event = records.created(record, kind, view.branch, missing, "site")
        replaces = records.standing(vault.cells(record), ["branch", *(f"field/{name}" for name in missing)])
        yield type(event)(event.record, event.type, event.kind, event.payload, event.audience, replaces)


def _find_task(vault: Vault, task: str) -> TaskView:
    if vault.record_types().get(task) != TASK:
        raise TaskRefused(reason="there is no such assignment")
    return TaskView.of(vault.cells(task))


def _task_row(task: TaskView, audits: dict[str, str], sent: dict[str, str]) -> TaskRow:
    done = audits.get(task.audit, "") in SIGNED_STATES
    state = "signed" if task.state == STARTED and done else task.state
    latest = max((heads[0].time for heads in task.slots.values()), default="")
    return TaskRow(
        id=task.id,
        seat=task.seat,
        name=task.field("name"),
        site=task.field("site_name"),
        form=task.field("form_title"),
        start=task.field("start"),
        end=task.field("end"),
        due=task.field("due"),
        announcement=task.field("announcement"),
        purpose=task.field("purpose"),
        state=state,
        audit=task.audit,
        sent=sent.get(task.seat, "") > latest,
    )


def _question(note: NoteView, known: Mapping[str, people.Seat]) -> Question:
    who = known.get(note.replier)
    return Question(
        id=note.id,
        audit=note.audit,
        ref=note.ref,
        label=note.field("label"),
        text=note.field("text"),
        by=note.field("by"),
        asked=note.asked,
        reply=note.field("reply"),
        replied_by=who.name if who else note.field("replied_by"),  # as certified, not as it calls itself
        replied=note.replied,
        state=note.state,
    )
