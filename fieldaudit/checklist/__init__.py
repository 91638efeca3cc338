"""The form language and its engine: a spreadsheet or XForm becomes a Form, a Form is filled in by a Session."""

from fieldaudit.checklist.expressions import Expression
from fieldaudit.checklist.findings import Raised
from fieldaudit.checklist.form import Form
from fieldaudit.checklist.model import Audit, Bind, Control
from fieldaudit.checklist.node import Node
from fieldaudit.checklist.options import Choice
from fieldaudit.checklist.parsing import parse_form
from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.scenarios import ScenarioResult, run_scenarios
from fieldaudit.checklist.session import Changes, Session
from fieldaudit.checklist.spreadsheet import check_form, load_form
from fieldaudit.checklist.submission import read_instance

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
