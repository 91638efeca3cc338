"""The arguments of the demo, of the check of an installation, and of forms."""

from __future__ import annotations

from typing import Any

from fieldaudit.cli import demo, forms
from fieldaudit.cli.arguments.adding import add_command, add_group


def add_demo(commands: Any) -> None:
    """Add the demo and the check of an installation."""
    command = add_command(
        commands, "demo", demo.run, "play the whole loop between an auditor and head office, without a screen"
    )
    command.add_argument("out", metavar="OUT", help="a folder that does not exist yet")
    command.add_argument("--form", metavar="FILE", help="use this form instead of the bundled workplace inspection")
    add_command(
        commands, "self-test", demo.self_test, "check this installation: libraries, fonts, encryption, a round trip"
    )


def add_forms(commands: Any) -> None:
    """Add what is done with instruments."""
    group = add_group(commands, "forms", "instruments: list, add, check, test")
    add_command(group, "list", forms.list_forms, "bundled and installed instruments")
    add_command(group, "add", forms.add, "install an instrument").add_argument("file")
    check = add_command(group, "check", forms.check, "check an XLSForm or XForm and name every problem")
    check.add_argument("file")
    check.add_argument(
        "--repair", metavar="OUT.xlsx", help="write a copy in which what is certain is mended, and list it"
    )
    add_command(group, "test", forms.test, "run a form's scenarios").add_argument("folder")
