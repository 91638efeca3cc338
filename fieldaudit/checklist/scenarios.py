"""Run a form's scenarios: answers given in order, and what the form must say afterwards.

A scenario is a JSON file in the form's folder `scenarios`; docs/writing-forms.md describes it.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from fieldaudit.checklist.audit_columns import SEVERITIES
from fieldaudit.checklist.findings import Raised
from fieldaudit.checklist.form import Form
from fieldaudit.checklist.node import Node
from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.scenario_coverage import Coverage, Reached, cover, refused
from fieldaudit.checklist.scenario_file import (
    EXPECTATIONS,
    NOON,
    STEPS,
    NoSuchQuestion,
    Scenario,
    Where,
    check_keys,
    read_scenario,
)
from fieldaudit.checklist.session import Session
from fieldaudit.checklist.spreadsheet import load_form
from fieldaudit.checklist.spreadsheet_names import near
from fieldaudit.errors import FieldAuditError, FormRefused, ScenarioUnreadable

VERDICTS = ("unable", "compliant", "unanswered", "na", "irrelevant")
BROKEN = ("constraint", "required", None)
DETAILS = ("severity", "affected", "sampled", "owner", "due_days")
MEANT = frozenset({".json", ".yaml", ".yml", ".csv", ".txt"})  # .txt: Notepad adds it to what is called x.json


Failure = tuple[Where, str]


@dataclass(frozen=True)
class ScenarioResult:
    """How one scenario went; `raised` and `quiet` are the template refs of the rules that did and did not fire."""

    name: str
    file: Path
    failures: tuple[str, ...] = ()
    raised: frozenset[str] = frozenset()
    quiet: frozenset[str] = frozenset()
    reached: Reached = field(default_factory=Reached)

    @property
    def passed(self) -> bool:
        """Tell whether everything was as expected."""
        return not self.failures


def run_scenarios(folder: Path) -> list[ScenarioResult]:
    """Run `folder/scenarios/*.json` against the form in `folder`; raises `FormRefused` when that does not load."""
    return check_scenarios(folder)[0]


def check_scenarios(path: Path) -> tuple[list[ScenarioResult], Coverage]:
    """Run the scenarios of the form in the folder `path`, or beside the form `path`, and say what they reach.

    Raises as `run_scenarios`.
    """
    folder = path.parent if path.is_file() else path
    form = load_form(form_file(path))
    results = [run_scenario(form, file) for file in _files(folder / "scenarios")]
    blank = Reached()
    now = datetime.fromisoformat(NOON)
    blank.look(Session.start(form, clock=lambda: now))
    return results, cover(form, (result.reached for result in results), blank)


def _files(folder: Path) -> list[Path]:
    """Return the scenarios, and what was probably meant as one and is no .json file."""
    return [file for file in sorted(folder.glob("*")) if file.suffix.lower() in MEANT and not file.name.startswith(".")]


def form_file(path: Path) -> Path:
    """Return where the form is: the file `path`, or in a folder its .csv sheets, or its one spreadsheet or XForm.

    Raises `FormRefused` where a folder has several.
    """
    if path.is_file() or (path / "survey.csv").is_file():
        return path
    for pattern in ("*.xls*", "*.xml"):
        found = [file for file in sorted(path.glob(pattern)) if not file.name.startswith(("~", "."))]
        if len(found) > 1:
            names = ", ".join(file.name for file in found)
            message = f"The folder {path.name} has more than one form: {names}."
            problem = Problem("", None, "", message, f"Name the one to test, as in forms test {path / found[0].name}.")
            raise FormRefused(name=path.name, problems=[problem])
        if found:
            return found[0]
    return path


def run_scenario(form: Form, file: Path) -> ScenarioResult:
    """Run one scenario; whatever goes wrong is one of its failures."""
    name, reached = file.stem, Reached()
    failures: list[str] = []
    try:
        scenario = read_scenario(form, file)
        name = scenario.name
        session = Session.start(form, clock=lambda: scenario.now)
        for at, step in enumerate(scenario.answers):
            told = _take(session, scenario, step, ("answers", at), reached)
            failures.extend(f"{scenario.line(where)}, step {at + 1}: {failure}" for where, failure in told)
        reached.look(session)
        told = _differences(session, scenario, scenario.expect, ("expect",))
        failures.extend(f"{scenario.line(where)}: {failure}" for where, failure in told)
    except ScenarioUnreadable as error:
        failures.append(str(error))
    return ScenarioResult(name, file, tuple(failures), frozenset(reached.raised), frozenset(reached.quiet), reached)


def _guarded(where: Where, check: Callable[[], Iterator[str]]) -> Iterator[Failure]:
    """Yield the failures of one check, and what stops it as one more, so that those after it are made too."""
    try:
        for failure in check():
            yield where, failure
    except ScenarioUnreadable:
        raise
    except (FieldAuditError, NoSuchQuestion) as error:
        yield where, str(error)


def _take(session: Session, scenario: Scenario, step: Any, where: Where, reached: Reached) -> Iterator[Failure]:
    match step:
        case {"expect": expect, **rest} if not rest:
            check_keys(scenario, expect, EXPECTATIONS, (*where, "expect"))
            reached.look(session)
            yield from _differences(session, scenario, expect, (*where, "expect"))
        case _:
            yield from _guarded(where, lambda: _act(session, scenario, step, reached))


def _act(session: Session, scenario: Scenario, step: Any, reached: Reached) -> Iterator[str]:
    match step:
        case [str(ref), str() | int() | float() as value] if not isinstance(value, bool):
            if value != "" and not _node(session, scenario, ref).relevant:
                yield f"{ref}: it is not asked here, so it cannot be answered"
            session.answer(scenario.ref(ref), str(value))
            reached.answer(session, scenario.ref(ref))
        case {"add": str(ref), **rest} if not rest:
            session.add_repeat(scenario.ref(ref))
        case {"remove": str(ref), **rest} if not rest:
            session.remove_repeat(scenario.ref(ref))
        case {"refused": [str(ref), str() | int() | float() as value], **rest} if not rest:
            _node(session, scenario, ref)
            if not refused(session, scenario.ref(ref), str(value)):
                yield f"{ref}: expected the answer {json.dumps(value)} to be refused, and it was taken"
        case _:
            yield f"{json.dumps(step, ensure_ascii=False)} is no step; write {STEPS}"


def _node(session: Session, scenario: Scenario, written: str) -> Node:
    ref = scenario.ref(written)
    if not session.has(ref):
        raise NoSuchQuestion(f"there is no {written} in the form as it stands. {_hint(session.form, ref)}")
    return session.node(ref)


def _hint(form: Form, ref: str) -> str:
    """Say what may be meant: the same place in the first row of its repeat, or one that is spelled alike."""
    template = re.sub(r"\[\d+\]", "", ref)
    if template not in form.by_ref:
        return near(template, form.binds)
    steps = template.strip("/").split("/")
    refs = ["/" + "/".join(steps[: at + 1]) for at in range(len(steps))]
    rows = [f"{step}[1]" if form.by_ref[at].repeated else step for step, at in zip(steps, refs, strict=True)]
    place = "/" + "/".join(rows)
    return 'Add its row first, with {"add": ...}.' if place == ref or "[" in ref else f"Write {place}."


def _differences(session: Session, scenario: Scenario, expect: Mapping[str, Any], where: Where) -> Iterator[Failure]:
    def value(written: str, wanted: Any) -> Iterator[str]:
        got = _node(session, scenario, written).value
        yield from _differ(written, "value", wanted if _is_other(wanted, got) else got, got)

    def relevance(written: str, wanted: Any) -> Iterator[str]:
        if not isinstance(wanted, bool):
            yield f"{written}: relevance is true or false, not {json.dumps(wanted, ensure_ascii=False)}"
            return
        yield from _differ(written, "relevance", wanted, _node(session, scenario, written).relevant)

    def violation(written: str, wanted: Any) -> Iterator[str]:
        if wanted not in BROKEN:
            yield f'{written}: a violation is "constraint", "required" or null, not {json.dumps(wanted)}'
            return
        yield from _differ(written, "violation", wanted, _node(session, scenario, written).violation)

    def finding(written: str, wanted: Any) -> Iterator[str]:
        _node(session, scenario, written)
        yield from _finding(written, wanted, verdicts.get(scenario.ref(written)))

    verdicts = {session.positional(one.ref): one for one in session.findings()}
    checks = {"values": value, "relevance": relevance, "violations": violation, "findings": finding}
    for key, check in checks.items():
        for written, wanted in expect.get(key, {}).items():
            yield from _guarded((*where, key, written), partial(check, written, wanted))
    for at, written in enumerate(expect.get("no_findings", [])):
        yield from _guarded((*where, "no_findings", at), partial(_no_finding, session, scenario, written, verdicts))


def _is_other(wanted: Any, got: str) -> bool:
    """Whether a value differs; 12 means "12", and 12.0 as well."""
    if isinstance(wanted, int | float) and not isinstance(wanted, bool):
        try:
            return float(got) != wanted
        except ValueError:
            return True
    return bool(wanted != got)


def _no_finding(session: Session, scenario: Scenario, written: Any, verdicts: Mapping[str, Raised]) -> Iterator[str]:
    _node(session, scenario, str(written))
    one = verdicts.get(scenario.ref(str(written)))
    if one is None or one.verdict == "noncompliant":
        yield f"{written}: expected no finding, got {_said(one)}"


def _finding(written: str, wanted: Any, one: Raised | None) -> Iterator[str]:
    details = {"severity": wanted} if isinstance(wanted, str) and wanted in SEVERITIES else wanted
    if not isinstance(details, dict):
        if details not in VERDICTS:
            words = ", ".join((*SEVERITIES, *VERDICTS))
            yield f"{written}: {json.dumps(details)} is neither a severity nor a verdict; these are {words}"
        elif one is None or one.verdict != details:
            yield f"{written}: expected {details}, got {_said(one)}"
    elif one is None or one.verdict != "noncompliant":
        yield f"{written}: expected a finding, got {_said(one)}"
    else:
        for name, value in details.items():
            if name in DETAILS:
                yield from _differ(written, name, value, getattr(one, name))
            else:
                yield f"{written}: a finding has no {name}; it has {', '.join(DETAILS)}"


def _said(one: Raised | None) -> str:
    if one is None:
        return "no rule there"
    return one.severity if one.verdict == "noncompliant" else one.verdict


def _differ(ref: str, what: str, wanted: Any, got: Any) -> Iterator[str]:
    if wanted != got:
        yield f"{ref}: expected {what} {json.dumps(wanted, ensure_ascii=False)}, got {json.dumps(got, default=str)}"
