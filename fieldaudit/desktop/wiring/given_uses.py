"""What head office gave out, on the vault of either desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.audit.authority import FIELD_ROLES
from fieldaudit.desktop.given.lines import Choice, GivenLine, QuestionLine, TaskForm, TaskLine
from fieldaudit.desktop.lines import ASSIGNED, AuditLine
from fieldaudit.desktop.wiring.lines import as_day, as_line, as_moment
from fieldaudit.errors import FileUnreadable
from fieldaudit.exchange import people, published
from fieldaudit.field import given as in_the_field
from fieldaudit.field.sites import list_sites
from fieldaudit.headoffice import given
from fieldaudit.vault import instruments, reference
from fieldaudit.vault.listing import SIGNED_STATES, list_audits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from fieldaudit.vault import Vault

_FORM, _TABLE = "form", "table"


def assigned_lines(vault: Vault) -> tuple[AuditLine, ...]:
    """Return what is assigned to this seat and not started, as lines of home's Due."""
    return tuple(
        AuditLine(
            id=ASSIGNED + task.id,
            site=task.site_name,
            instrument=task.form_title,
            stage="due",
            party=task.party if task.party != task.site_name else "",
            announcement=task.announcement,
            due=as_day(task.due),
        )
        for task in in_the_field.assigned(vault)
    )


class GivenInTheField:
    """Assignments of this seat, questions about its audits, forms and tables in use."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault

    def tasks(self) -> Sequence[TaskLine]:
        """Return the assignments that wait to be started."""
        return [
            as_line(
                TaskLine,
                task,
                name="",
                site=task.site_name,
                form=task.form_title,
                due=as_day(task.due),
                start=as_day(task.start),
                end=as_day(task.end),
            )
            for task in in_the_field.assigned(self._vault)
        ]

    def questions(self) -> Sequence[QuestionLine]:
        """Return what head office asks about answers that were given here."""
        audits = {row.id: row for row in list_audits(self._vault)}
        return [
            QuestionLine(
                id=one.id,
                audit=one.audit,
                ref=one.ref,
                label=one.label,
                text=one.text,
                site=audits[one.audit].site,
                state=one.state,
                reply=one.reply,
                who=one.by,
                signed=audits[one.audit].state in SIGNED_STATES,
            )
            for one in in_the_field.asked(self._vault)
            if one.audit in audits
        ]

    def published(self) -> Sequence[GivenLine]:
        """Return the forms and tables that are in use here."""
        return _published(self._vault)

    def start(self, task: str) -> str:
        """Start the audit that was assigned."""
        return in_the_field.start(self._vault, task)

    def reply(self, question: str, text: str) -> None:
        """Reply to a question."""
        in_the_field.reply(self._vault, question, text)


class GivenAtOffice:
    """All assignments, all questions, and what is given out."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault

    def tasks(self) -> Sequence[TaskLine]:
        """Return every assignment."""
        return [
            as_line(TaskLine, row, due=as_day(row.due), start=as_day(row.start), end=as_day(row.end))
            for row in given.list_tasks(self._vault)
        ]

    def questions(self) -> Sequence[QuestionLine]:
        """Return every question."""
        audits = {row.id: row for row in list_audits(self._vault)}
        return [
            QuestionLine(
                id=one.id,
                audit=one.audit,
                ref=one.ref,
                label=one.label,
                text=one.text,
                site=audits[one.audit].site if one.audit in audits else "",
                state=one.state,
                reply=one.reply,
                who=one.replied_by or (audits[one.audit].auditor if one.audit in audits else ""),
            )
            for one in given.questions(self._vault)
        ]

    def published(self) -> Sequence[GivenLine]:
        """Return every instrument and table, with the number under which it was given out."""
        return _published(self._vault)

    def choices(self) -> tuple[Sequence[Choice], Sequence[Choice], Sequence[Choice]]:
        """Return whom, where and with what an assignment can be made."""
        trusted = (people.ADMITTED, people.CERTIFIED)
        persons = [
            Choice(seat.id, seat.name, seat.branch)
            for seat in people.seats(self._vault).values()
            if seat.state in trusted and seat.role in FIELD_ROLES
        ]
        sites = [Choice(site.id, site.name, site.party) for site in list_sites(self._vault)]
        forms = [Choice(item.digest, item.title, item.version) for item in published.to_use(self._vault)]
        return sorted(persons, key=lambda one: one.name.casefold()), sites, forms

    def assign(self, form: TaskForm) -> str:
        """Assign an audit."""
        return given.assign(self._vault, given.NewTask(**vars(form)))

    def withdraw(self, task: str) -> None:
        """Take an assignment back."""
        given.withdraw_task(self._vault, task)

    def settle(self, question: str) -> None:
        """Settle a question."""
        given.settle(self._vault, question)

    def give_out_form(self, digest: str, *, supervisors: bool | None = None) -> None:
        """Give out an instrument."""
        published.publish_form(self._vault, digest, supervisors=supervisors)

    def give_out_table(self, name: str, file: Path) -> None:
        """Give out a reference table."""
        try:
            data = file.read_bytes()
        except OSError as failed:
            raise FileUnreadable(path=file, reason=failed.strerror or "the disk refused") from failed
        published.publish_table(self._vault, name, data)


def _published(vault: Vault) -> list[GivenLine]:
    offered = {form.digest: form for form in published.offered_forms(vault).values()}
    forms = [
        GivenLine(
            item.digest,
            _FORM,
            item.title,
            item.version,
            *_number_and_day(offered.get(item.digest)),
            supervisors=item.digest in offered and offered[item.digest].supervisors,
        )
        for item in instruments.available(vault)
    ]
    tables = reference.given_out(vault)
    named = [GivenLine(name, _TABLE, name, "", *_number_and_day(tables.get(name))) for name in reference.NAMES]
    return [*sorted(forms, key=lambda line: (line.name.casefold(), line.version)), *named]


def _number_and_day(one: published.OfferedForm | reference.Table | None) -> tuple[int, date | None]:
    when = as_moment(one.time) if one else None
    return (one.number if one else 0), (when.astimezone().date() if when else None)
