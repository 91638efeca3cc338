"""Choosing between what was said apart, where the form's results follow at once: on the computer of who audits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.audit import authority
from fieldaudit.errors import AuditIsSigned
from fieldaudit.exchange import comparing, membership
from fieldaudit.field import undo
from fieldaudit.field.work import AuditWork

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldaudit.vault import Vault


def decide(vault: Vault, audit: str, picks: Sequence[tuple[str, str]], reason: str = "") -> list[str]:
    """Let the chosen sides hold and, for a seat that may answer, record what follows, in one transaction.

    Raises ChoiceRefused; AuditIsSigned where who audits would change a signed audit without taking it up again.
    """
    if not _goes_on(vault):
        return comparing.decide(vault, audit, picks, reason)
    work = AuditWork(vault, audit)
    if work.signed and any(_changes(audit, key) for key, _ in picks):
        raise AuditIsSigned
    with vault.transaction():
        made = comparing.decide(vault, audit, picks, reason)
        _settle(work)
    return made


def take_back(vault: Vault, audit: str, event: str) -> None:
    """Undo a choice of this seat with what followed from it; raises ChoiceRefused, AuditIsSigned, NothingToUndo."""
    decision = comparing.own_decision(vault, audit, event)
    if not _goes_on(vault) or decision.record != audit or decision.what == "closing_choice":
        comparing.take_back(vault, audit, event)
    else:
        undo.take_back(AuditWork(vault, audit), event)


def _changes(audit: str, key: str) -> bool:
    """Whether a choice changes what a closing covers; which of several closings holds does not."""
    return key.startswith(f"{audit}/") and not key.startswith(f"{audit}/closing/")


def _goes_on(vault: Vault) -> bool:
    """Whether this seat fills in audits: then it records what the form says after the choice."""
    return authority.allowed("answer.set", membership.member(vault).role)


def _settle(work: AuditWork) -> None:
    if not work.signed:
        work.reload()
        work.settle()
