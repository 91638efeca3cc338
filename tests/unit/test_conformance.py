"""The recorded conformance cases of ../shared, as a ratchet: what passes today keeps passing."""

from __future__ import annotations

import importlib.util
import json
import os
import time
from datetime import datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

SHARED = Path(__file__).parents[2].parent / "shared" / "conformance"

pytestmark = pytest.mark.skipif(not (SHARED / "run.py").exists(), reason="the shared cases are not here")

_LANGUAGE = (
    "ODK XForms, jr:itext(): “Obtains an itext value for the provided reference in the active language”; Languages: "
    '“A default="" attribute can be added to a <translation> to make it the default language, otherwise the first '
    "listed is used as the default.” The case was recorded with another language active, which it does not name."
)
#: Cases that differ, with the sentence that says otherwise (docs/decisions/0006-conformance-differences.md).
KNOWN = {
    "xp0092": (
        "ODK XForms, Namespaces: “Setting a default namespace means that non-prefixed elements and attributes are "
        "assigned that namespace”, and Primary Instance reads such elements by unprefixed paths (“the value of "
        "/household/person/age is 10”). So `p` finds <p> in a document with a default namespace."
    ),
    **dict.fromkeys(("xp1339", "xp1341", "xp1342", "xp1343", "xp1348", "xp1349"), _LANGUAGE),
    "sc0376": (
        "RFC 4180, 2.4: “Each line should contain the same number of fields throughout the file”; ODK XForms, Body "
        "Elements: <value> “defines a choice value”. A blank line has no fields, so it is no choice."
    ),
    "sc0478": (
        "ODK XForms, Languages: `short` is “a shorter version of the label, meant for very small screens, or to be "
        "shown in a summary of the form data”: another form of the label, not its continuation."
    ),
}


def loaded(path):
    spec = importlib.util.spec_from_file_location(f"conformance_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def adapter():
    return loaded(Path(__file__).parents[1] / "conformance_adapter.py")


@pytest.fixture(scope="module")
def runner():
    before = os.environ.get("TZ")
    yield loaded(SHARED / "run.py")
    if before is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = before
    time.tzset()


def lines(name):
    return [json.loads(line) for line in (SHARED / "cases" / name).read_text(encoding="utf-8").splitlines() if line]


def failures(cases, check):
    found = {}
    for case in cases:
        try:
            wrong = check(case)
        except Exception as error:  # noqa: BLE001 - any error is a failed case
            wrong = f"{type(error).__name__}: {error}"
        if wrong is not None:
            found[case["id"]] = wrong
    return found


def moment_recorded(cases):
    """Noon of the day the scenarios were recorded: one of them prefills a date with that day's own."""
    (today,) = (case for case in cases if case["test"].endswith("preloads date today"))
    return datetime.fromisoformat(today["initial"]["/data/element"]["v"] + "T12:00:00").astimezone()


def test_every_recorded_expression_has_its_recorded_value_but_for_those_known(runner, adapter):
    docs = json.loads((SHARED / "cases" / "xpath-docs.json").read_text(encoding="utf-8"))
    cases = lines("xpath.jsonl")
    wrong = failures(cases, lambda case: runner.check_expression(adapter, case, docs))
    assert len(cases) - len(wrong) >= 1115
    assert set(wrong) <= set(KNOWN), wrong


def test_every_recorded_scenario_has_its_recorded_states_but_for_those_known(runner, adapter):
    forms = json.loads((SHARED / "cases" / "scenario-forms.json").read_text(encoding="utf-8"))
    cases = lines("scenarios.jsonl")
    then = SimpleNamespace(**vars(adapter) | {"start": partial(adapter.start, clock=lambda: moment_recorded(cases))})
    wrong = failures(cases, lambda case: runner.check_scenario(then, case, forms[case["form"]]))
    assert len(cases) - len(wrong) >= 270
    assert set(wrong) <= set(KNOWN), wrong
