"""How a command, a group of commands and the options that many take are added."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from fieldaudit.cli import sizes

if TYPE_CHECKING:
    from collections.abc import Callable


def common_options(*, first: bool = False) -> argparse.ArgumentParser:
    """Return the options that every command takes, before or after its name."""
    common = argparse.ArgumentParser(add_help=False)
    default: Any = None if first else argparse.SUPPRESS
    common.add_argument(
        "--json", action="store_true", default=False if first else argparse.SUPPRESS, help="one JSON object per line"
    )
    common.add_argument("--home", metavar="DIR", default=default, help="the folder that holds your vault")
    common.add_argument("--passphrase-file", metavar="FILE", default=default, help="read the passphrase from this file")
    common.add_argument(
        "--key-passphrase-file",
        metavar="KEY=FILE",
        action="append",
        default=default,
        help="passphrase of a separate key: ca=FILE or officer=FILE",
    )
    return common


def add_command(commands: Any, name: str, run: Callable[..., int | None], text: str) -> argparse.ArgumentParser:
    """Add a command with the function that carries it out."""
    made: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text, parents=[common_options()])
    made.set_defaults(run=run)
    return made


def add_group(commands: Any, name: str, text: str, order: str = "") -> Any:
    """Add a command that only holds others, and return where they are added; `order` is how they follow each other."""
    made = commands.add_parser(
        name, help=text, description=text, epilog=order, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    return made.add_subparsers(dest="what", metavar="WHAT", required=True)


def add_max_size(command: argparse.ArgumentParser) -> None:
    """Let a command cut what it writes into parts."""
    command.add_argument(
        "--max-size", type=sizes.size, default=0, metavar="SIZE", help="cut into parts of at most this size, as 20MB"
    )
