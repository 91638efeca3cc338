"""`fieldaudit consent`: erase what a respondent said after they withdrew their consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.cli.opened import open_home
from fieldaudit.errors import RespondentUnclear
from fieldaudit.field import consent

if TYPE_CHECKING:
    import argparse

    from fieldaudit.cli.output import Output
    from fieldaudit.vault import Vault


def withdraw(options: argparse.Namespace, output: Output) -> None:
    """Erase what a respondent of an audit said, by a signed event; raises RespondentUnclear."""
    with open_home(options) as vault:
        _check(vault, options.audit, options.subject)
        done = consent.withdraw_consent(
            vault, options.audit, options.subject, options.reason, keep_tray=options.keep_unassigned
        )
    told = f"Erased {done.entries} entries, {done.attachments} attachments, {done.unassigned} unassigned files."
    output.result(
        {
            "entries": done.entries,
            "attachments": done.attachments,
            "unassigned": done.unassigned,
            "event": done.event,
        },
        f"{told} Backups and packages made before still hold them: destroy the backups."
        f" Head office erases with your next package. Who has: fieldaudit consent status {options.audit}",
    )


def _check(vault: Vault, audit: str, typed: str) -> None:
    """Raise RespondentUnclear unless `typed` is somebody's code, or nothing and only one was heard."""
    heard = list(consent.previews(vault, audit))  # the audit's id stands for one without a code
    if heard and (typed not in heard if typed else heard != [audit]):
        raise RespondentUnclear(typed=typed, codes=heard)
