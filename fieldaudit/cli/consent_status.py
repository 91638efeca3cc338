"""`fieldaudit consent status`: which machines have erased what was withdrawn, and which have not said so yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.cli.opened import open_home
from fieldaudit.errors import AuditUnknown
from fieldaudit.exchange import confirmations, erased

if TYPE_CHECKING:
    import argparse

    from fieldaudit.cli.output import Output
    from fieldaudit.exchange.confirmations import Machine, Standing

_WHY = {
    confirmations.TRACES: " (the disk is full: traces wait to be overwritten)",
    confirmations.WAITS: " (a package waits in the intake that may hold it)",
}


def status(options: argparse.Namespace, output: Output) -> None:
    """Say of each withdrawn consent who has erased what was said; raises AuditUnknown."""
    with open_home(options) as vault:
        if options.audit and vault.record_types().get(options.audit) not in erased.RECORDS:
            raise AuditUnknown(audit=options.audit)
        found = confirmations.standing(vault, options.audit)
    for one in found:
        said = one.withdrawal
        output.result(
            {
                "event": said.event,
                "audit": said.record,
                "subject": said.subject,
                "said": said.said,
                "confirmed": not one.open,
                "machines": [
                    {"name": _name(machine), "state": machine.state, "since": machine.since, "lost": machine.lost}
                    for machine in one.machines
                ],
            },
            f"{said.record}  {_sentence(one)}",
        )
    if not found:
        output.say("Nobody has withdrawn a consent.")
        return
    output.say("Backups made before a withdrawal still hold what was said: nothing reaches them. Destroy them.")


def _sentence(one: Standing) -> str:
    """Return `Withdrawn 2026-05-12: erased here (2026-05-12), at head office (2026-05-13); not yet confirmed: C`."""
    by = {state: [machine for machine in one.machines if machine.state == state] for state in confirmations.STATES}
    done = [f"{_name(machine)} ({machine.since[:10]})" for machine in by[confirmations.ERASED]]
    words = [f"erased {', '.join(done)}"] if done else []
    removed = [_name(machine) for machine in by[confirmations.REMOVED]]
    words += [f"all of the audit removed from {', '.join(removed)}"] if removed else []
    waiting = [f"{_name(machine)}{_why(machine)}" for machine in by[confirmations.OPEN]]
    words += [f"not yet confirmed: {', '.join(waiting)}"] if waiting else []
    return f"Withdrawn {one.withdrawal.said[:10]}: {'; '.join(words)}"


def _name(machine: Machine) -> str:
    if machine.here:
        return "here"
    return "at head office" if machine.office else f"the computer of {machine.name or machine.seat}"


def _why(machine: Machine) -> str:
    return " (lost: it cannot say so any more)" if machine.lost else _WHY.get(machine.why, "")
