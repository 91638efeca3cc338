"""The house holds: import contracts are part of the tests, and the lower rooms run without Qt or a database."""

import subprocess
import sys
from functools import cache

import pytest

LOWER_ROOMS = ["checklist", "audit", "trust", "vault", "exchange", "field", "headoffice", "reports"]


def test_the_import_contracts_hold():
    result = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-logo"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("room", LOWER_ROOMS)
def test_a_lower_room_loads_without_qt(room):
    assert "PySide6" not in loaded_by(room)


@pytest.mark.parametrize("room", ["checklist", "audit", "trust"])
def test_the_engine_and_the_domain_load_without_a_database(room):
    assert not {"sqlalchemy", "sqlcipher3"} & loaded_by(room)


@cache
def loaded_by(room):
    """Top-level modules present after importing every module of a room in a fresh interpreter."""
    code = (
        "import importlib, pkgutil, sys; "
        f"p = importlib.import_module('fieldaudit.{room}'); "
        "[importlib.import_module(m.name) for m in pkgutil.walk_packages(p.__path__, p.__name__ + '.')]; "
        "print(' '.join({m.split('.')[0] for m in sys.modules}))"
    )
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())
