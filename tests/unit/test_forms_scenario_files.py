"""A scenario file that is wrong is named with its line, and what its author probably meant."""

import pytest
from spreadsheet_samples import folder

from fieldaudit.checklist.scenarios import check_scenarios
from fieldaudit.errors import FormRefused

SURVEY = """
type          | name | label | relevant  | finding | severity | owner
integer       | seen | Seen  |           |         |          |
select_one yn | tidy | Tidy  | ${seen}>0 | no      | minor    | x
"""


def failures(tmp_path, text, name="one.json"):
    path = folder(tmp_path / "sample", SURVEY)
    (path / "scenarios").mkdir()
    (path / "scenarios" / name).write_bytes(text.encode() if isinstance(text, str) else text)
    ((result,), _) = check_scenarios(path)
    return result.failures


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{\n"answers": [\n["seen", "3"],\n]}', "line 3: there is a comma after the last entry"),
        ("{\n\u201canswers\u201d: []}", "line 2: it has curly quotation marks"),
        ("{\n'answers': []}", "line 2: texts stand in double quotation marks"),
        ('{\n"answers": [["seen" "3"]]}', 'line 2: a comma is missing before "3"'),
        ('{\n"answers": [', "line 2: the file ends too early"),
        ("", "line 1: the file ends too early"),
        ("{\nanswers: []}", "line 2: this is not JSON"),
        ("[]", "line 1: this must be an object"),
        ('{\n"answer": []}', "line 2: it has an unknown key answer. Did you mean answers"),
        ('{\n"answers": {}}', "line 2: answers must be a list"),
        ('{"answers": [],\n"expect": {"no_findings": "tidy"}}', "line 2: no_findings must be a list"),
        ('{"expect": {"values": {"seen": "1",\n"seen": "2"}}}', "line 2: the key seen stands twice"),
        ('{\n"now": "yesterday"}', "line 2: yesterday is no time"),
        ('{"answers": [\n{"expect": {"valeus": {}}}]}', "line 2: it has an unknown key valeus"),
        (b'{"name": "\xe9"}', "is not UTF-8 text"),
        ("[" * 100_000, "nests too deep"),
    ],
)
def test_a_slip_in_the_file_is_named_with_its_line(tmp_path, text, says):
    (failure,) = failures(tmp_path, text)
    assert "one.json" in failure
    assert says in failure


@pytest.mark.parametrize("name", ["one.yaml", "one.csv", "one.json.txt"])
def test_what_was_meant_as_a_scenario_is_not_passed_over(tmp_path, name):
    (failure,) = failures(tmp_path, "{}", name)
    assert "a scenario is a .json file" in failure


def test_every_wrong_step_and_expectation_is_told_with_its_line(tmp_path):
    text = """{
      "answers": [
        ["sen", "3"],
        ["tidy", "no"],
        ["seen", "many"],
        ["/data/nowhere", "3"],
        ["seen", 3]
      ],
      "expect": {
        "values": {"seen": 3.0, "tidy": 7},
        "relevance": {"tidy": "yes"},
        "violations": {"seen": "broken"},
        "findings": {"seen": 3,
                     "tidy": {"severty": "minor"}},
        "no_findings": ["tdy"]
      }
    }"""
    told = failures(tmp_path, text)
    wanted = [
        ("line 3, step 1:", "Did you mean seen?"),
        ("line 4, step 2:", "it is not asked here"),
        ("line 5, step 3:", "not a whole number"),
        ("line 6, step 4:", "there is no /data/nowhere"),
        ("line 10:", 'expected value 7, got "no"'),
        ("line 11:", "relevance is true or false"),
        ("line 12:", 'is "constraint", "required" or null'),
        ("line 13:", "neither a severity nor a verdict"),
        ("line 14:", "a finding has no severty"),
        ("line 15:", "Did you mean tidy?"),
    ]
    assert len(told) == len(wanted)
    for failure, (line, says) in zip(told, wanted, strict=True):
        assert failure.startswith(line)
        assert says in failure


def test_answers_and_expectations_may_be_left_out(tmp_path):
    assert failures(tmp_path, "\ufeff{}") == ()


def test_the_scenarios_beside_a_form_are_found_by_the_form_too(tmp_path):
    assert failures(tmp_path, "{}") == ()
    book = tmp_path / "sample" / "survey.csv"
    with pytest.raises(FormRefused, match="not a form"):
        check_scenarios(book)


def test_a_folder_with_two_forms_asks_which(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(FormRefused, match=r"more than one form: a\.xlsx, b\.xlsx"):
        check_scenarios(tmp_path)
