"""The scenario runner fails what does not go as written, and says how it differed."""

import json

import pytest
from spreadsheet_samples import folder

from fieldaudit.checklist.scenarios import run_scenarios

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


@pytest.mark.parametrize("step", [{"ad": "/data/room"}, ["seen"], {"add": "/data/room", "to": 1}, ["seen", 3]])
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
