"""The recorded conformance cases of ../shared, as a ratchet: what passes today keeps passing."""

from __future__ import annotations

import importlib.util
import json
import os
import time
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2].parent / "shared" / "conformance"

pytestmark = pytest.mark.skipif(not (SHARED / "run.py").exists(), reason="the shared cases are not here")

#: Cases that differ, with the reason (issue 3 wants each to cite the specification).
KNOWN = {
    "xp0092": "XPath 1.0 without a default namespace; forms are written against the XForms one, so `p` finds <p>",
    "xp1339": "the recorded case had another language selected, which the case does not say",
    "xp1341": "likewise", "xp1342": "likewise", "xp1343": "likewise", "xp1348": "likewise", "xp1349": "likewise",
    "sc0376": "a blank line of a CSV list is no choice",
    "sc0478": "ODK XForms, Languages: `short` is another form of a label, not a continuation of it",
}  # fmt: skip


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


def test_every_recorded_expression_has_its_recorded_value_but_for_those_known(runner, adapter):
    docs = json.loads((SHARED / "cases" / "xpath-docs.json").read_text(encoding="utf-8"))
    cases = lines("xpath.jsonl")
    wrong = failures(cases, lambda case: runner.check_expression(adapter, case, docs))
    assert len(cases) - len(wrong) >= 1115
    assert set(wrong) <= set(KNOWN), wrong


def test_every_recorded_scenario_has_its_recorded_states_but_for_those_known(runner, adapter):
    forms = json.loads((SHARED / "cases" / "scenario-forms.json").read_text(encoding="utf-8"))
    cases = lines("scenarios.jsonl")
    wrong = failures(cases, lambda case: runner.check_scenario(adapter, case, forms[case["form"]]))
    assert len(cases) - len(wrong) >= 270
    assert set(wrong) <= set(KNOWN), wrong
