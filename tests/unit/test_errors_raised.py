"""No sentence is kept for what never happens: every error that the program declares, it raises somewhere."""

import ast
from pathlib import Path

import pytest

import fieldaudit
from fieldaudit import errors

PROGRAM = Path(fieldaudit.__file__).parent
CATCHES = ("isinstance", "issubclass", "suppress", "raises")
BASES = {"PackageRefused", "FieldAuditError"}  # to catch several by


def used(tree: ast.Module) -> set[str]:
    """Return the names that stand anywhere but where something is caught, compared, or said to be of a type."""
    apart = set()
    for node in ast.walk(tree):
        found = []
        if isinstance(node, ast.ExceptHandler):
            found = [node.type]
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in CATCHES:
            found = node.args
        elif isinstance(node, ast.arg | ast.AnnAssign):
            found = [node.annotation]
        elif isinstance(node, ast.FunctionDef):
            found = [node.returns]
        apart |= {id(inner) for part in found if part is not None for inner in ast.walk(part)}
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name | ast.Attribute) and id(node) not in apart)
    return {node.id if isinstance(node, ast.Name) else node.attr for node in names}


@pytest.fixture(scope="module")
def raised() -> set[str]:
    files = (path for path in PROGRAM.rglob("*.py") if path.name != "errors.py")
    texts = (path.read_text(encoding="utf-8") for path in files)
    return set().union(*(used(ast.parse(text)) for text in texts if "errors" in text))


def test_every_error_is_raised_somewhere(raised):
    declared = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
    assert len(declared) > 100
    assert declared - raised - BASES == set()
