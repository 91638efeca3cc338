"""`fieldaudit forms`: list, add, check and test instruments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit import vault as store
from fieldaudit.checklist import check_form
from fieldaudit.checklist.scenarios import run_scenarios
from fieldaudit.cli.opened import open_home
from fieldaudit.cli.secrets import home_of
from fieldaudit.vault import instruments

if TYPE_CHECKING:
    import argparse

    from fieldaudit.cli.output import Output


def list_forms(options: argparse.Namespace, output: Output) -> None:
    """Print every bundled instrument, and those installed where there is a vault to look in."""
    found = instruments.bundled()
    if store.Vault.exists(home_of(options)):
        with open_home(options) as vault:
            found = instruments.available(vault)
    for item in found:
        languages = list(item.languages)
        output.result(
            {
                "id": item.id,
                "version": item.version,
                "title": item.title,
                "languages": languages,
                "questions": item.questions,
            },
            f"{item.id} {item.version}  {item.title}, {item.questions} questions, "
            f"{', '.join(languages) or 'one language'}",
        )


def add(options: argparse.Namespace, output: Output) -> None:
    """Install an instrument into the vault."""
    with open_home(options) as vault:
        item = instruments.install(vault, Path(options.file))
    output.result({"id": item.id, "digest": item.digest}, f"Installed {item.title} ({item.id}).")


def check(options: argparse.Namespace, output: Output) -> int:
    """Print every problem of a form; 1 when any of them is an error."""
    problems = check_form(Path(options.file))
    for problem in problems:
        place = ", ".join(
            part
            for part in (
                problem.sheet,
                f"row {problem.row}" if problem.row else "",
                f"column {problem.column}" if problem.column else "",
            )
            if part
        )
        output.result(
            {
                "severity": problem.severity,
                "sheet": problem.sheet,
                "row": problem.row,
                "column": problem.column,
                "message": problem.message,
                "advice": problem.advice,
            },
            f"{problem.severity}: {place}: {problem.message} {problem.advice}".replace(": : ", ": "),
        )
    if not problems:
        output.say("No problems found.")
    return int(any(problem.severity == "error" for problem in problems))


def test(options: argparse.Namespace, output: Output) -> int:
    """Run a form's scenarios; 1 when any fails."""
    results = run_scenarios(Path(options.folder))
    failed = 0
    for result in results:
        failed += bool(result.failures)
        output.say(f"{'failed' if result.failures else 'passed'}  {result.name}")
        for failure in result.failures:
            output.say(f"        {failure}")
    passed = len(results) - failed
    output.result({"passed": passed, "failed": failed}, f"{passed} passed, {failed} failed")
    return int(failed > 0 or not results)
