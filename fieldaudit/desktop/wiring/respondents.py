"""Withdrawing a respondent's consent, on the vault: whose, what goes, and where what they said may still be."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

from fieldaudit.audit.record_views import RecordView
from fieldaudit.audit.views import SiteView
from fieldaudit.desktop.audits.presenter import ConsentAsk, ConsentDone, Respondent
from fieldaudit.desktop.audits.withdrawn_lines import MachineLine, WithdrawnLine
from fieldaudit.desktop.wiring.lines import as_day, as_moment
from fieldaudit.errors import NothingToErase
from fieldaudit.exchange import confirmations, copies, membership
from fieldaudit.exchange.export import sent_packages
from fieldaudit.field import consent, interviews

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fieldaudit.desktop.audits.withdrawn_lines import Said
    from fieldaudit.exchange.confirmations import Standing
    from fieldaudit.vault import Vault


def ask(vault: Vault, audit: str) -> ConsentAsk:
    """Return whose consent can be withdrawn and what that would erase, and who withdrew; raises NothingToErase."""
    seen, codes = consent.previews(vault, audit), _codes(vault, audit)
    unassigned = max((one.unassigned for one in seen.values()), default=0)
    found = []
    for subject, one in seen.items():
        name = "" if subject == audit else subject
        found.append(Respondent(subject, name, one.entries, one.attachments, codes.get(subject, "")))
    before = withdrawn(vault, audit)
    if not found and not before:
        raise NothingToErase(subject="the respondent")
    return ConsentAsk(tuple(found), unassigned, before)


def _codes(vault: Vault, audit: str) -> dict[str, str]:
    """Return which worker of a list each respondent is, where somebody said so and it opens here."""
    if vault.record_types().get(audit) != "audit":
        return {}
    return {one.respondent: one.code for one in interviews.linked(vault, audit) if one.code}


def withdrawn(vault: Vault, record: str) -> tuple[WithdrawnLine, ...]:
    """Return the withdrawals in a record with what each machine says."""
    return tuple(_line(one) for one in confirmations.standing(vault, record))


def unconfirmed(vault: Vault) -> tuple[WithdrawnLine, ...]:
    """Return all withdrawals that some machine has not confirmed, named by site and day, the latest first."""
    found = [one for one in confirmations.standing(vault) if one.open]
    return tuple(_line(one, _site(vault, one.withdrawal.record)) for one in reversed(found))


def _site(vault: Vault, record: str) -> str:
    """Return the site of an audit, or a worker's code."""
    cells = vault.cells(record)
    code = RecordView.of(cells).field("code")
    return code or SiteView.of(vault.cells(RecordView.of(cells).field("site"))).name


def _line(one: Standing, place: str = "") -> WithdrawnLine:
    said = one.withdrawal
    when = datetime.fromisoformat(said.said).astimezone()
    about = ", ".join(part for part in (place, "" if said.subject == said.record else said.subject) if part)
    machines = tuple(
        MachineLine(
            machine.name or ("" if machine.here or machine.office else machine.seat[:8]),
            cast("Said", machine.state),
            as_day(machine.since),
            here=machine.here,
            office=machine.office,
            lost=machine.lost,
            why=machine.why,
        )
        for machine in one.machines
    )
    return WithdrawnLine(about, when.date(), machines)


def withdraw(vault: Vault, audit: str, subject: str, reason: str) -> ConsentDone:
    """Erase what a respondent said; raises NothingToErase, ErasureUnfinished."""
    done = consent.withdraw_consent(vault, audit, subject, reason)
    last = copies.last_copy(vault)
    when = as_moment(last.time) if last else None
    return ConsentDone(
        done.entries,
        done.attachments,
        done.unassigned,
        tuple(_packages(vault, audit)),
        (last.file.name, when) if last and when else None,
        membership.is_head_office(vault),
        withdrawn(vault, audit),
    )


def _packages(vault: Vault, audit: str) -> Iterator[tuple[int, datetime]]:
    for sent in sent_packages(vault):
        when = as_moment(sent.time)
        if audit in sent.detail.get("audits", ()) and when is not None:
            yield sent.number, when
