"""Withdrawing a respondent's consent, on the vault: whose, what goes, and where what they said may still be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.desktop.audits.presenter import ConsentAsk, ConsentDone, Respondent
from fieldaudit.desktop.wiring.lines import as_moment
from fieldaudit.errors import NothingToErase
from fieldaudit.exchange import copies, membership
from fieldaudit.exchange.export import sent_packages
from fieldaudit.field import consent
from fieldaudit.vault import respondents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from fieldaudit.vault import Vault


def ask(vault: Vault, audit: str) -> ConsentAsk:
    """Return whose consent can be withdrawn and what that would erase; raises NothingToErase."""
    found, unassigned = [], 0
    for subject in dict.fromkeys((audit, *respondents.names(vault, audit))):
        try:
            seen = consent.preview(vault, audit, subject)
        except NothingToErase:
            continue
        unassigned = seen.unassigned
        name = "" if subject == audit else subject
        found.append(Respondent(subject, name, seen.entries, seen.attachments))
    if not found:
        raise NothingToErase(subject="the respondent")
    return ConsentAsk(tuple(found), unassigned)


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
    )


def _packages(vault: Vault, audit: str) -> Iterator[tuple[int, datetime]]:
    for sent in sent_packages(vault):
        when = as_moment(sent.time)
        if audit in sent.detail.get("audits", ()) and when is not None:
            yield sent.number, when
