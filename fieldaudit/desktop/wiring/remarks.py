"""What is remarkable about how an audit was written, in words: a clock set back, copies of one vault side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from fieldaudit.desktop import wording
from fieldaudit.desktop.wiring.lines import as_moment
from fieldaudit.vault import histories

if TYPE_CHECKING:
    from fieldaudit.vault import Vault
    from fieldaudit.vault.histories import Branch


def facts(vault: Vault, audit: str) -> tuple[tuple[str, str], ...]:
    """Return them as named values; nothing for an audit that one copy of a vault wrote under a clock that ran on."""
    translate = QCoreApplication.translate
    branches = histories.side_by_side(vault, audit)
    return (
        (translate("audit", "Clock"), clock(vault, audit)),
        (translate("audit", "Copies of one vault"), "\n".join(_branch(branch) for branch in branches)),
    )


def clock(vault: Vault, audit: str) -> str:
    """Return when the clock of a computer was set back, "" when it never was."""
    said = QCoreApplication.translate(
        "audit", "The computer's clock was set back: {entries} entries carry {time}, after others of {behind}."
    )
    found = histories.set_back(vault, audit)
    return "\n".join(said.format(entries=one.entries, time=_when(one.time), behind=_when(one.behind)) for one in found)


def _branch(branch: Branch) -> str:
    shape = (
        QCoreApplication.translate("audit", "one end of a forked history: {count} entries, {since} to {until}")
        if branch.forked
        else QCoreApplication.translate("audit", "{count} entries, {since} to {until}")
    )
    return shape.format(count=branch.seq, since=_when(branch.since), until=_when(branch.until))


def _when(time: str) -> str:
    moment = as_moment(time)
    return wording.moment(moment) if moment else time
