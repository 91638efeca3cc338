"""A next step that names a command names one that there is, and one that its desk has."""

import argparse
import ast
import re
from pathlib import Path

import pytest

import fieldaudit
from fieldaudit import errors
from fieldaudit.cli.arguments import build_parser

_NAMED = re.compile(r"(?:^|[^\w-])fieldaudit ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?")
OFFICE = ("trust", "certify", "intake", "send", "revoke", "invite")


def subcommands(parser):
    return next(
        (action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction)),
        {},
    )


def sentences():
    """Give every text of the errors and of the command line's own words, with where it stands."""
    root = Path(fieldaudit.__file__).parent
    files = [root / "errors.py", root / "exchange" / "signers.py", *sorted((root / "cli").rglob("*.py"))]
    for path in files:
        tree = ast.parse(path.read_text("utf-8"))
        documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
                yield f"{path.relative_to(root)}:{node.lineno}", node.value


def test_every_command_that_a_sentence_names_is_there():
    commands = subcommands(build_parser())
    wrong, seen = [], 0
    for place, text in sentences():
        for command, second in _NAMED.findall(text):
            seen += 1
            below = subcommands(commands[command]) if command in commands else {}
            if command not in commands or (below and second not in below):
                wrong.append(f"{place}: fieldaudit {command} {second}")
    assert wrong == []
    assert seen > 15


def every_error():
    return [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.FieldAuditError)]


def test_no_next_step_of_the_window_names_a_command():
    named = [one.__name__ for one in every_error() if "fieldaudit " in errors._nearest_step(one)]
    assert named == ["NoScreen"]  # that one is said where there is no window


def test_a_nearer_next_step_counts_more_than_a_window_step_farther_off():
    assert "Ask head office" in errors._nearest_step(errors.PackageRestsOnRevoked)
    assert "under Devices" in errors._nearest_step(errors.PackageColleagueExpired)
    assert "renewed" in errors._nearest_step(errors.PackageRestsOnExpired)


@pytest.mark.parametrize(
    "refused",
    [one for one in vars(errors).values() if isinstance(one, type) and re.search("InField$|RestsOn", one.__name__)],
    ids=lambda one: one.__name__,
)
def test_what_a_field_desk_is_told_names_nothing_that_head_office_alone_has(refused):
    assert not any(f"fieldaudit {command}" in refused.next_step for command in OFFICE)
