"""`fieldaudit forms`: list, add, check and test instruments."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit import vault as store
from fieldaudit.checklist import Problem, check_form
from fieldaudit.checklist.scenarios import check_scenarios
from fieldaudit.checklist.spreadsheet_repair import repair_form
from fieldaudit.cli.opened import open_home
from fieldaudit.cli.secrets import home_of
from fieldaudit.vault import instruments

if TYPE_CHECKING:
    import argparse

    from fieldaudit.checklist.scenario_coverage import Coverage
    from fieldaudit.checklist.spreadsheet_grid import Mend
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
    """Install an instrument into the vault, and say what its author should look at, such as a list that is missing."""
    with open_home(options) as vault:
        item = instruments.install(vault, Path(options.file))
    for problem in check_form(Path(options.file)):
        output.say(f"{problem.severity}: {problem}")
    output.result({"id": item.id, "digest": item.digest}, f"Installed {item.title} ({item.id}).")


def check(options: argparse.Namespace, output: Output) -> int:
    """Print every problem of a form, or mend what can be mended; 1 when an error is left."""
    if options.repair:
        repair = repair_form(Path(options.file), Path(options.repair))
        for mend in repair.mends:
            _print_mend(mend, output)
        output.say(f"{len(repair.mends)} changes, written to {options.repair}.")
        problems = repair.problems
    else:
        problems = check_form(Path(options.file))
    for problem in problems:
        output.result(
            {
                "severity": problem.severity,
                "sheet": problem.sheet,
                "row": problem.row,
                "column": problem.column,
                "message": problem.message,
                "advice": problem.advice,
            },
            f"{problem.severity}: {problem}",
        )
    if not problems:
        output.say("No problems found.")
    return int(any(problem.severity == "error" for problem in problems))


def _print_mend(mend: Mend, output: Output) -> None:
    place = Problem(mend.sheet, mend.row, mend.column, "", "").place()
    output.result(
        {"mended": asdict(mend)}, f"mended: {place}: {_quoted(mend.before)} is now {_quoted(mend.after)}. {mend.reason}"
    )


def _quoted(cell: str) -> str:
    return f"“{cell}”" if cell else "empty"


def test(options: argparse.Namespace, output: Output) -> int:
    """Run a form's scenarios and say what of the form they reach; 1 when any fails or there is none."""
    results, coverage = check_scenarios(Path(options.folder))
    for result in results:
        lines = [
            f"{'passed' if result.passed else 'failed'}  {result.file.name}: {result.name}",
            *(f"        {why}" for why in result.failures),
        ]
        values = {"scenario": result.name, "file": result.file.name, "passed": result.passed}
        output.result({**values, "failures": list(result.failures)}, "\n".join(lines))
    if results:
        output.result({"coverage": asdict(coverage)}, _coverage_text(coverage))
    failed = sum(not result.passed for result in results)
    passed = len(results) - failed
    output.result({"passed": passed, "failed": failed}, f"{passed} passed, {failed} failed")
    if not results:
        folder = Path(options.folder)
        folder = (folder.parent if folder.is_file() else folder) / "scenarios"
        output.say(f"There are no scenarios in {folder}. Put a .json file there for each; see docs/writing-forms.md.")
    return int(failed > 0 or not results)


def _coverage_text(coverage: Coverage) -> str:
    unreached = set(coverage.never_raised) | set(coverage.never_quiet)
    figures = (
        ("questions answered", coverage.questions, len(coverage.unanswered)),
        ("choices made", coverage.choices, len(coverage.unchosen)),
        ("rules seen both ways", coverage.rules, len(unreached)),
    )
    lines = ["", *(f"{what}: {total - left} of {total}" for what, total, left in figures)]
    shown = set(coverage.unanswered) - set(coverage.never_shown)
    lines += [f"  never answered: {ref}" for ref in coverage.unanswered if ref in shown]
    lines += [f"  never shown: {ref}" for ref in coverage.never_shown]
    lines += [f"  never chosen: {choice}" for choice in coverage.unchosen]
    lines += [f"  never a finding: {ref}" for ref in coverage.never_raised]
    lines += [f"  never compliant: {ref}" for ref in coverage.never_quiet]
    return "\n".join(lines)
