"""Checking everything, on the vault: findings by what they mean, audits by their sites and days."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from fieldaudit.desktop import wording
from fieldaudit.desktop.backup.check_presenter import Found, FoundGroup
from fieldaudit.desktop.wiring.lines import as_day
from fieldaudit.errors import FieldAuditError
from fieldaudit.vault import check_advice
from fieldaudit.vault.listing import list_audits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fieldaudit.desktop.protocols import Progress
    from fieldaudit.vault import Vault

_RECORD = re.compile(r"([Tt]he audit|record) ([0-9a-f-]{36})")


class CheckUses:
    """The check of one vault."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault

    def check(self, progress: Progress) -> Found:
        """Verify everything; changes nothing."""
        problems = self._vault.check(in_hundredths(progress))
        noticed = [*self._vault.noticed(ever=True), *self._vault.noticed()]
        names = self._audits() if problems else {}
        groups = tuple(
            FoundGroup(group.advice.what, group.advice.next_step, tuple(_named(said, names) for said in group.found))
            for group in check_advice.grouped(problems)
        )
        return Found(groups, tuple(dict.fromkeys(noticed)))

    def _audits(self) -> Mapping[str, str]:
        """Return site and day of every audit; none where the list itself cannot be read any more."""
        with suppress(FieldAuditError):
            return {row.id: _words(row.site, row.started) for row in list_audits(self._vault)}
        return {}


def in_hundredths(progress: Progress) -> Callable[[int, int], None]:
    """Return what takes any measure and reports parts of a hundred, each once."""
    told = -1

    def tell(done: int, total: int) -> None:
        nonlocal told
        part = 100 * done // total if total else 100
        if part != told:
            told = part
            progress.report(part, 100)

    return tell


def _words(site: str, started: str) -> str:
    day = as_day(started[:10])
    return f"the audit “{site}, {wording.day(day)}”" if day else f"the audit “{site}”"


def _named(said: str, names: Mapping[str, str]) -> str:
    def name(found: re.Match[str]) -> str:
        known = names.get(found[2])
        if known is None:
            return found[0]
        return known.replace("the", "The", 1) if found[1] == "The audit" else known

    return _RECORD.sub(name, said)
