"""`fieldaudit vault`: check, passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.cli.opened import open_home
from fieldaudit.cli.progress import on_terminal
from fieldaudit.cli.secrets import home_of, new_passphrase
from fieldaudit.cli.secrets import passphrase as current_passphrase
from fieldaudit.exchange.passphrases import change_passphrase
from fieldaudit.vault import Vault, check_advice

if TYPE_CHECKING:
    import argparse

    from fieldaudit.cli.output import Output


def check(options: argparse.Namespace, output: Output) -> int:
    """Verify the vault and print what is wrong; 1 when anything is."""
    with open_home(options) as vault:
        problems = vault.check(on_terminal(output))
        noticed = [*vault.noticed(ever=True), *vault.noticed()]
    for sentence in dict.fromkeys(noticed):
        output.result({"noticed": sentence}, sentence)
    for group in check_advice.grouped(problems):
        for problem in group.found:
            output.result({"problem": problem, "advice": group.advice.next_step}, problem)
        output.say(f"{group.advice.what} {group.advice.next_step}")
    count = "1 problem." if len(problems) == 1 else f"{len(problems)} problems."
    output.result({"problems": len(problems)}, count if problems else "The vault is whole.")
    return int(bool(problems))


def passphrase(options: argparse.Namespace, output: Output) -> None:
    """Change the passphrase; the database is not rewritten."""
    old = current_passphrase(options)
    with Vault.open(home_of(options), old) as vault:
        change_passphrase(vault, old, new_passphrase(options))
    output.result(
        {"changed": True},
        "The passphrase is changed. An older copy of the key file still opens with the former one: where somebody else"
        " knows that, run: fieldaudit keys rotate",
    )
