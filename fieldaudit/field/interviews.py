"""Which worker of a list was interviewed in an audit: said in the interview by the code, sealed as what was said is.

That there was an interview stands in clear, for head office; whose it was is sealed to the respondent's key, so the
officer alone reads it there, and withdrawing the consent erases it with everything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from fieldaudit.audit.events import RESTRICTED, NewEvent, Subject
from fieldaudit.errors import AuditUnknown, InterviewUnknown, WorkerElsewhere
from fieldaudit.exchange import membership
from fieldaudit.field import roster
from fieldaudit.field.consent import names as withdrawn_names
from fieldaudit.vault import bulk, records, respondents
from fieldaudit.vault.opening import readable_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldaudit.vault import Vault
    from fieldaudit.vault.codebook import Worker

_KIND = "interview"


@dataclass(frozen=True)
class Linked:
    """An interview of an audit, and whose it was as far as that opens here: the code and the worker, "" sealed.

    `respondent` is the name that the audit has for whoever was heard: the audit's own id where it has only one.
    """

    id: str
    code: str
    worker: str
    respondent: str = ""


def link(vault: Vault, audit: str, typed: str, subject: str = "") -> Linked:
    """Say that the respondent of an audit (`subject`, "" the audit as a whole) is the worker with this code.

    Raises NamesNotForRole, AuditUnknown, WorkerUnknown, WorkerElsewhere for one who is not placed at the audit's site,
    and RestrictedCollectionOff. A second time for the same respondent takes the place of the first.
    """
    roster.require_may_seal(vault)
    site = site_of(vault, audit)
    worker = roster.find(vault, typed)
    if all(one.site != site for one in worker.placements):
        raise WorkerElsewhere(code=worker.code)
    about, fields = Subject(audit, subject or audit), _fields(worker, subject or audit)
    before = _of(vault, audit, subject or audit)
    if before:
        vault.append([records.fields_set(vault, before, _KIND, fields, RESTRICTED, about)])
        return Linked(before, worker.code, worker.id, about.name)
    made = records.new_id()
    said = NewEvent(made, _KIND, "field.set", {"fields": fields}, RESTRICTED, seal_to=about)
    vault.append([records.created(made, _KIND, membership.branch(vault), {"audit": audit}), said])
    return Linked(made, worker.code, worker.id, about.name)


def take_back(vault: Vault, audit: str, subject: str = "") -> None:
    """Say that it is not known here which worker a respondent is; raises AuditUnknown, InterviewUnknown."""
    site_of(vault, audit)
    about = Subject(audit, subject or audit)
    before = _of(vault, audit, about.name)
    if not before:
        raise InterviewUnknown
    fields = {"worker": "", "code": "", "respondent": about.name}
    vault.append([records.fields_set(vault, before, _KIND, fields, RESTRICTED, about)])


def linked(vault: Vault, audit: str, secrets: Sequence[str] = ()) -> list[Linked]:
    """Return the interviews of an audit, opened with this vault's keys or with `secrets` of a reader.

    One whose link was taken back is none, where that can be read.
    """
    site_of(vault, audit)
    found = []
    for record in _records(vault, audit):
        fields = _read(vault, audit, record, secrets)
        if fields.get("worker") != "":
            found.append(Linked(record, fields.get("code", ""), fields.get("worker", ""), fields.get("respondent", "")))
    return found


def new_respondent(vault: Vault, audit: str) -> str:
    """Return a name that no respondent of the audit has: it stands in clear in a withdrawal, and says nothing."""
    taken = {*respondents.names(vault, audit), *withdrawn_names(vault, audit)}
    return next(name for number in count(2) if (name := f"respondent {number}") not in taken)


def _fields(worker: Worker, subject: str) -> dict[str, str]:
    return {"worker": worker.id, "code": worker.code, "respondent": subject}


def site_of(vault: Vault, audit: str) -> str:
    """Return the site where an audit is done; raises AuditUnknown."""
    if vault.record_types().get(audit) != "audit":
        raise AuditUnknown(audit=audit)
    return next((str(cell.value) for cell in vault.cells(audit, "field/site")), "")


def _of(vault: Vault, audit: str, subject: str) -> str:
    """Return the interview that is said to be this respondent's, "" where none is."""
    mine = (record for record in _records(vault, audit) if _read(vault, audit, record).get("respondent") == subject)
    return next(mine, "")


def _records(vault: Vault, audit: str) -> list[str]:
    with vault.reading() as connection:
        named = bulk.cells(connection, _KIND, ["field/audit"])
    return sorted(record for record, cells in named.items() if any(cell.value == audit for cell in cells))


def _read(vault: Vault, audit: str, record: str, secrets: Sequence[str] = ()) -> dict[str, str]:
    return {
        cell.slot.removeprefix("field/"): str(cell.value)
        for cell in readable_cells(vault, record, audit, secrets)
        if cell.audience == RESTRICTED and not cell.sealed
    }
