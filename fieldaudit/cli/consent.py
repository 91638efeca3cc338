"""`fieldaudit consent`: erase what a respondent said after they withdrew their consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.cli.opened import open_home
from fieldaudit.field import consent

if TYPE_CHECKING:
    import argparse

    from fieldaudit.cli.output import Output


def withdraw(options: argparse.Namespace, output: Output) -> None:
    """Erase what a respondent of an audit said, by a signed event."""
    with open_home(options) as vault:
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
        f"{told} Backups and packages made before still hold them: destroy the backups, and tell head office.",
    )
