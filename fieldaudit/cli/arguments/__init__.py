"""The commands and their arguments, a file for each kind of work; each names the function that carries it out."""

import argparse

from fieldaudit import __version__
from fieldaudit.cli import status
from fieldaudit.cli.arguments import audits, exchange, given, organisation, starting, vault
from fieldaudit.cli.arguments.adding import add_command, common_options


def build_parser() -> argparse.ArgumentParser:
    """Return the whole command line."""
    parser = argparse.ArgumentParser(
        prog="fieldaudit",
        description="Field auditing offline. Without a command, the desktop opens.",
        parents=[common_options(first=True)],
    )
    parser.add_argument("--version", action="version", version=f"FieldAudit {__version__}")
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    starting.add_demo(commands)
    starting.add_forms(commands)
    organisation.add_organisation(commands)
    organisation.add_sites(commands)
    organisation.add_roster(commands)
    audits.add_audits(commands)
    audits.add_consent(commands)
    add_command(commands, "status", status.show, "who works here, what is only on this computer, what waits")
    exchange.add_exchange(commands)
    exchange.add_intake(commands)
    exchange.add_team(commands)
    given.add_given(commands)
    given.add_statements(commands)
    vault.add_store(commands)
    vault.add_keys(commands)
    return parser
