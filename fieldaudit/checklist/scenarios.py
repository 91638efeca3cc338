"""Run a form's scenarios: answers given in order, and what the form must say afterwards.

A scenario is a JSON file in the form's folder `scenarios`; docs/writing-forms.md describes it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fieldaudit.checklist.audit_columns import SEVERITIES
from fieldaudit.checklist.findings import Raised
from fieldaudit.checklist.form import Form
from fieldaudit.checklist.scenario_coverage import Coverage, Reached, cover, refused
from fieldaudit.checklist.session import Session
from fieldaudit.checklist.spreadsheet import load_form
from fieldaudit.errors import FieldAuditError, ScenarioUnreadable

NOON = "2026-03-10T12:00:00+00:00"  # the scenarios' clock, unless one says otherwise
VERDICTS = ("unable", "compliant", "unanswered", "na", "irrelevant")
EXPECTATIONS = ("values", "relevance", "violations", "findings", "no_findings")


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


@dataclass(frozen=True)
class _Scenario:
    name: str
    answers: list[Any]
    expect: Mapping[str, Any]
    now: datetime
    names: Mapping[str, str] = field(default_factory=dict)

    def ref(self, written: str) -> str:
        """Return the full ref for what is written: a ref, or a question's name where that is unique."""
        if written.startswith("/"):
            return written
        if written not in self.names:
            raise ScenarioUnreadable(file=self.name, reason=f"no question, or more than one, is named {written}")
        return self.names[written]


def run_scenarios(folder: Path) -> list[ScenarioResult]:
    """Run `folder/scenarios/*.json` against the form in `folder`; raises `FormRefused` when that does not load."""
    return check_scenarios(folder)[0]


def check_scenarios(folder: Path) -> tuple[list[ScenarioResult], Coverage]:
    """Run the scenarios of the form in `folder`, and say what of the form they reach; raises as `run_scenarios`."""
    form = load_form(form_file(folder))
    results = [run_scenario(form, file) for file in sorted((folder / "scenarios").glob("*.json"))]
    blank = Reached()
    now = datetime.fromisoformat(NOON)
    blank.look(Session.start(form, clock=lambda: now))
    return results, cover(form, (result.reached for result in results), blank)


def form_file(folder: Path) -> Path:
    """Return where the form of `folder` is: the folder itself with its .csv sheets, or its one spreadsheet."""
    books = [file for file in sorted(folder.glob("*.xls*")) if not file.name.startswith(("~", "."))]
    return books[0] if len(books) == 1 and not (folder / "survey.csv").is_file() else folder


def run_scenario(form: Form, file: Path) -> ScenarioResult:
    """Run one scenario; whatever goes wrong is one of its failures."""
    name, reached = file.stem, Reached()
    failures: list[str] = []
    try:
        scenario = _read(form, file)
        name = scenario.name
        session = Session.start(form, clock=lambda: scenario.now)
        for number, step in enumerate(scenario.answers, start=1):
            failures.extend(f"step {number}: {failure}" for failure in _take(session, scenario, step, reached))
        reached.look(session)
        failures.extend(_differences(session, scenario, scenario.expect))
    except FieldAuditError as error:
        failures.append(str(error))
    return ScenarioResult(name, file, tuple(failures), frozenset(reached.raised), frozenset(reached.quiet), reached)


def _read(form: Form, file: Path) -> _Scenario:
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
        _refuse_unknown(file.name, {*raw} - {"name", "answers", "expect", "now"} | {*raw["expect"]} - {*EXPECTATIONS})
        now = datetime.fromisoformat(raw.get("now", NOON)).astimezone(UTC)
        return _Scenario(raw.get("name", file.stem), list(raw["answers"]), dict(raw["expect"]), now, _names(form))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise ScenarioUnreadable(file=file.name, reason=reason) from error


def _names(form: Form) -> dict[str, str]:
    """Return name -> ref of every node whose name is unique in the form."""
    names: dict[str, list[str]] = {}
    for ref in form.binds:
        names.setdefault(ref.rpartition("/")[2], []).append(ref)
    return {name: refs[0] for name, refs in names.items() if len(refs) == 1}


def _refuse_unknown(file: str, unknown: set[str]) -> None:
    if unknown:
        raise ScenarioUnreadable(file=file, reason=f"it has an unknown key {min(unknown)}")


def _take(session: Session, scenario: _Scenario, step: Any, reached: Reached) -> Iterator[str]:
    match step:
        case [str(ref), str(value)]:
            session.answer(scenario.ref(ref), value)
            reached.answer(session, scenario.ref(ref))
        case {"add": str(ref), **rest} if not rest:
            session.add_repeat(scenario.ref(ref))
        case {"remove": str(ref), **rest} if not rest:
            session.remove_repeat(scenario.ref(ref))
        case {"refused": [str(ref), str(value)], **rest} if not rest:
            if not refused(session, scenario.ref(ref), value):
                yield f"{ref}: expected the answer {json.dumps(value)} to be refused, and it was taken"
        case {"expect": dict(expect), **rest} if not rest:
            _refuse_unknown(scenario.name, {*expect} - {*EXPECTATIONS})
            reached.look(session)
            yield from _differences(session, scenario, expect)
        case _:
            raise ScenarioUnreadable(file=scenario.name, reason=f"{json.dumps(step)} is no step")


def _differences(session: Session, scenario: _Scenario, expect: Mapping[str, Any]) -> Iterator[str]:
    for written, value in expect.get("values", {}).items():
        yield from _differ(written, "value", value, session.node(scenario.ref(written)).value)
    for written, relevant in expect.get("relevance", {}).items():
        yield from _differ(written, "relevance", relevant, session.node(scenario.ref(written)).relevant)
    for written, violation in expect.get("violations", {}).items():
        yield from _differ(written, "violation", violation, session.node(scenario.ref(written)).violation)
    verdicts = {session.positional(one.ref): one for one in session.findings()}
    for written, wanted in expect.get("findings", {}).items():
        yield from _finding(written, wanted, verdicts.get(scenario.ref(written)))
    for written in expect.get("no_findings", []):
        one = verdicts.get(scenario.ref(written))
        if one is None or one.verdict == "noncompliant":
            yield f"{written}: expected no finding, got {_said(one)}"


def _finding(written: str, wanted: Any, one: Raised | None) -> Iterator[str]:
    details = {"severity": wanted} if isinstance(wanted, str) and wanted in SEVERITIES else wanted
    if isinstance(details, str):
        if details not in VERDICTS:
            yield f"{written}: {details} is neither a severity nor a verdict"
        elif one is None or one.verdict != details:
            yield f"{written}: expected {details}, got {_said(one)}"
    elif one is None or one.verdict != "noncompliant":
        yield f"{written}: expected a finding, got {_said(one)}"
    else:
        for name, value in details.items():
            yield from _differ(written, name, value, getattr(one, name, "nothing of that name"))


def _said(one: Raised | None) -> str:
    if one is None:
        return "no rule there"
    return one.severity if one.verdict == "noncompliant" else one.verdict


def _differ(ref: str, what: str, wanted: Any, got: Any) -> Iterator[str]:
    if wanted != got:
        yield f"{ref}: expected {what} {json.dumps(wanted, ensure_ascii=False)}, got {json.dumps(got, default=str)}"
