"""The form language and its engine: a spreadsheet or XForm becomes a Form, a Form is filled in by a Session.

What reads spreadsheets is loaded when it is first used: pyxform takes longer to start than a form to open.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from fieldaudit.checklist.expressions import Expression
from fieldaudit.checklist.findings import Raised
from fieldaudit.checklist.form import Form
from fieldaudit.checklist.model import Audit, Bind, Control
from fieldaudit.checklist.node import Node
from fieldaudit.checklist.options import Choice
from fieldaudit.checklist.parsing import parse_form
from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.session import Changes, Session
from fieldaudit.checklist.submission import read_instance

if TYPE_CHECKING:
    from fieldaudit.checklist.scenarios import ScenarioResult, run_scenarios
    from fieldaudit.checklist.spreadsheet import check_form, load_form

__all__ = [
    "Audit",
    "Bind",
    "Changes",
    "Choice",
    "Control",
    "Expression",
    "Form",
    "Node",
    "Problem",
    "Raised",
    "ScenarioResult",
    "Session",
    "check_form",
    "load_form",
    "parse_form",
    "read_instance",
    "run_scenarios",
]

_LATER = {
    "ScenarioResult": "scenarios",
    "run_scenarios": "scenarios",
    "check_form": "spreadsheet",
    "load_form": "spreadsheet",
}


def __getattr__(name: str) -> Any:
    """Load what reads spreadsheets when it is asked for."""
    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
