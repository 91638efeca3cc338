"""The scenario runner fails what does not go as written, and says how it differed."""

import json

import pytest
from spreadsheet_samples import folder

from fieldaudit.checklist.scenarios import check_scenarios, run_scenarios

SURVEY = """
type          | name | label | relevant        | constraint | finding | severity | owner | affected
integer       | seen | Seen  |                 | . < 10     |         |          |       |
begin repeat  | room | Rooms |                 |            |         |          |       |
select_one yn | tidy | Tidy  | ../../seen != 0 |            | no      | minor    | x     | 2
end repeat    |      |       |                 |            |         |          |       |
"""
TIDY = "/data/room[1]/tidy"


def run(tmp_path, answers, **expect):
    path = folder(tmp_path / "sample", SURVEY)
    (path / "scenarios").mkdir()
    text = json.dumps({"answers": answers, "expect": expect})
    (path / "scenarios" / "one.json").write_text(text, encoding="utf-8")
    (result,) = run_scenarios(path)
    return result


def test_a_scenario_that_goes_as_written_passes_and_names_the_rules_that_fired(tmp_path):
    result = run(
        tmp_path,
        [["seen", "3"], [TIDY, "no"], {"add": "/data/room"}, ["/data/room[2]/tidy", "yes"]],
        values={"seen": "3"},
        relevance={TIDY: True},
        violations={"seen": None},
        findings={TIDY: {"severity": "minor", "affected": 2}, "/data/room[2]/tidy": "compliant"},
        no_findings=["/data/room[2]/tidy"],
    )
    assert result.failures == ()
    assert result.passed
    assert result.raised == {"/data/room/tidy"}


@pytest.mark.parametrize(
    ("expect", "says"),
    [
        ({"values": {"seen": "4"}}, 'seen: expected value "4", got "3"'),
        ({"relevance": {TIDY: False}}, "expected relevance false, got true"),
        ({"violations": {"seen": "constraint"}}, 'expected violation "constraint", got null'),
        ({"findings": {TIDY: "major"}}, 'expected severity "major", got "minor"'),
        ({"findings": {TIDY: "unable"}}, "expected unable, got minor"),
        ({"findings": {TIDY: {"affected": 9}}}, "expected affected 9, got 2"),
        ({"findings": {"seen": "minor"}}, "expected a finding, got no rule there"),
        ({"findings": {TIDY: "terrible"}}, "neither a severity nor a verdict"),
        ({"no_findings": [TIDY]}, "expected no finding, got minor"),
        ({"valeus": {}}, "unknown key valeus"),
        ({"values": {"nowhere": "1"}}, "is named nowhere"),
    ],
)
def test_what_differs_is_a_failure_that_says_how(tmp_path, expect, says):
    result = run(tmp_path, [["seen", "3"], [TIDY, "no"]], **expect)
    assert len(result.failures) == 1
    assert says in result.failures[0]


@pytest.mark.parametrize("step", [{"ad": "/data/room"}, ["seen"], {"add": "/data/room", "to": 1}, ["seen", True]])
def test_a_step_that_is_none_fails_the_scenario(tmp_path, step):
    assert "is no step" in run(tmp_path, [step]).failures[0]


def test_an_answer_that_the_form_refuses_fails_the_scenario(tmp_path):
    assert run(tmp_path, [["seen", "many"]]).failures != ()


def test_a_scenario_that_is_no_json_fails_with_its_file_s_name(tmp_path):
    path = folder(tmp_path / "sample", SURVEY)
    (path / "scenarios").mkdir()
    (path / "scenarios" / "one.json").write_text("{", encoding="utf-8")
    (result,) = run_scenarios(path)
    assert "one.json" in result.failures[0]


def test_a_form_is_looked_at_between_two_answers(tmp_path):
    steps = [
        {"expect": {"values": {"seen": ""}}},
        ["seen", "3"],
        {"expect": {"relevance": {TIDY: False}, "values": {"seen": "3"}}},
    ]
    result = run(tmp_path, steps)
    assert result.failures == (f"line 1, step 3: {TIDY}: expected relevance false, got true",)


@pytest.mark.parametrize(("value", "passed"), [("many", True), ("3", False)])
def test_an_answer_can_be_expected_to_be_refused(tmp_path, value, passed):
    result = run(tmp_path, [{"refused": ["seen", value]}])
    assert result.passed is passed
    assert passed or "expected the answer" in result.failures[0]


def coverage(tmp_path, *scenarios):
    path = folder(tmp_path / "sample", SURVEY)
    (path / "scenarios").mkdir()
    for number, answers in enumerate(scenarios):
        text = json.dumps({"answers": answers, "expect": {}})
        (path / "scenarios" / f"{number}.json").write_text(text, encoding="utf-8")
    return check_scenarios(path)[1]


def test_what_no_scenario_reached_is_listed(tmp_path):
    found = coverage(tmp_path, [["seen", "3"], [TIDY, "no"]])
    assert (found.questions, found.choices, found.rules) == (2, 2, 1)
    assert found.unanswered == ()
    assert found.unchosen == ("/data/room/tidy=yes",)
    assert found.never_raised == ()
    assert found.never_quiet == ("/data/room/tidy",)
    assert not found.complete


def test_what_is_never_asked_is_told_from_what_is_never_answered(tmp_path):
    found = coverage(tmp_path, [])
    assert found.unanswered == ("/data/seen", "/data/room/tidy")
    assert set(found.never_shown) <= set(found.unanswered)


def test_scenarios_that_see_every_rule_both_ways_reach_all(tmp_path):
    assert coverage(tmp_path, [["seen", "3"], [TIDY, "no"]], [["seen", "3"], [TIDY, "yes"]]).complete


def test_an_answer_that_was_changed_again_counts_as_reached(tmp_path):
    found = coverage(tmp_path, [["seen", "3"], [TIDY, "no"], [TIDY, "yes"]])
    assert found.unchosen == ()
