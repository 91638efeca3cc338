"""Every mistake in the audit columns is named with its sheet, row and column, and with what to do."""

import pytest
from spreadsheet_samples import folder

from fieldaudit.checklist.spreadsheet import build_form

COLUMNS = ("finding", "severity", "owner", "audience", "evidence", "weight", "affected", "advice", "advice::Klingon")
GOOD = {"finding": "no", "severity": "minor", "owner": "site manager"}


def problems(tmp_path, kind="select_one yn", **cells):
    cells = {column: cells.get(column, "") for column in COLUMNS}
    header, row = " | ".join(cells), " | ".join(cells.values())
    survey = f"type | name | label | {header}\n{kind} | q | Q | {row}\ntext | other | Other"
    return build_form(folder(tmp_path / "sample", survey)).problems


def test_a_sound_rule_has_no_problems(tmp_path):
    assert problems(tmp_path, **GOOD) == []


@pytest.mark.parametrize(
    ("change", "column", "says"),
    [
        ({"severity": "catastrophic"}, "severity", "not a severity"),
        ({"severity": "if(. = 'no', 'bad', 'worse')"}, "severity", "can give no severity"),
        ({"severity": ""}, "severity", "no severity"),
        ({"audience": "everyone"}, "audience", "not a word for audience"),
        ({"evidence": "video"}, "evidence", "not a word for evidence"),
        ({"weight": "heavy"}, "weight", "not a weight"),
        ({"finding": "nope"}, "finding", "not a choice of list yn"),
        ({"finding": "${nowhere} = 1"}, "finding", "no question named 'nowhere'"),
        ({"finding": ""}, "severity", "no finding that it could belong to"),
        ({"advice::Klingon": "Qapla'"}, "advice::Klingon", "no language 'Klingon'"),
    ],
)
def test_a_mistake_in_a_cell_is_an_error_of_that_cell(tmp_path, change, column, says):
    found = [problem for problem in problems(tmp_path, **(GOOD | change)) if problem.severity == "error"]
    assert (found[0].sheet, found[0].row, found[0].column) == ("survey", 2, column)
    assert says in found[0].message
    assert found[0].advice


def test_a_finding_without_an_owner_is_a_warning(tmp_path):
    (problem,) = problems(tmp_path, **(GOOD | {"owner": ""}))
    assert (problem.column, problem.severity) == ("owner", "warning")


def test_a_note_cannot_have_a_finding(tmp_path):
    assert "note" in problems(tmp_path, kind="note", **(GOOD | {"finding": ". = 1"}))[0].message


def test_a_group_cannot_have_a_finding(tmp_path):
    survey = """
    type        | name | label | finding | severity
    begin group | g    | G     | no      | minor
    text        | q    | Q     |         |
    end group   |      |       |         |
    """
    found = build_form(folder(tmp_path / "sample", survey)).problems
    assert (found[0].row, found[0].message) == (2, "A group cannot have a finding.")


RESTRICTED = """
type        | name   | label  | calculation | finding          | severity | owner | audience   | declassify
begin group | told   | Told   |             |                  |          |       | restricted |
integer     | held   | Held   |             |                  |          |       |            |
calculate   | inside |        | ${{held}} * 2 |                |          |       |            |
end group   |        |        |             |                  |          |       |            |
calculate   | total  |        | ${{held}} + 1 |                |          |       | {audience} | {declassify}
"""


def test_a_restricted_answer_read_for_lower_readers_is_an_error(tmp_path):
    (problem,) = build_form(folder(tmp_path / "sample", RESTRICTED.format(audience="site", declassify=""))).problems
    assert (problem.row, problem.column, problem.severity) == (6, "calculation", "error")
    assert "'held'" in problem.message
    assert "declassify" in problem.advice


@pytest.mark.parametrize(("audience", "declassify"), [("site", "yes"), ("restricted", "")])
def test_it_may_be_read_when_declassified_or_kept_restricted(tmp_path, audience, declassify):
    text = RESTRICTED.format(audience=audience, declassify=declassify)
    assert build_form(folder(tmp_path / "sample", text)).problems == []


def test_a_restricted_answer_shown_in_a_label_or_a_relevance_is_a_warning(tmp_path):
    survey = """
    type    | name | label            | relevant    | audience
    integer | held | Held             |             | restricted
    text    | a    | You said ${held} |             | site
    text    | b    | B                | ${held} > 0 | site
    """
    found = build_form(folder(tmp_path / "sample", survey)).problems
    assert [(problem.row, problem.column, problem.severity) for problem in found] == [
        (3, "label", "warning"),
        (4, "relevant", "warning"),
    ]


def test_a_site_finding_made_from_what_head_office_alone_may_read_is_a_warning(tmp_path):
    survey = """
    type    | name | label | finding     | severity | owner | audience
    integer | said | Said  |             |          |       | headoffice
    integer | b    | B     | ${said} > 0 | minor    | x     | site
    """
    (problem,) = build_form(folder(tmp_path / "sample", survey)).problems
    assert (problem.row, problem.severity) == (3, "warning")


@pytest.mark.parametrize(
    ("survey", "choices", "place"),
    [
        ("type | name | label\nselect_one gone | q | Q", None, ("survey", 2)),
        ("type | name | label\ntext | a b | Q", None, ("survey", 2)),
        ("type | name | label\ntext | a | A\ntext | a | A", None, ("survey", 3)),
        ("type | name | label\nbegin group | g | G\ntext | a | A", None, ("survey", 2)),
        (
            "type | name | label\nselect_one yn | q | Q",
            "list_name | name | label\nyn | a | A\nyn | a | B",
            ("choices", 3),
        ),
        ("kind | name\ntext | a", None, ("survey", 1)),
    ],
)
def test_what_pyxform_objects_to_has_a_place_and_advice(tmp_path, survey, choices, place):
    path = folder(tmp_path / "sample", survey, choices) if choices else folder(tmp_path / "sample", survey)
    found = [problem for problem in build_form(path).problems if problem.severity == "error"]
    assert (found[0].sheet, found[0].row) == place
    assert found[0].message.endswith((".", "!"))
    assert found[0].advice


def test_a_workbook_without_questions_says_so(tmp_path):
    path = tmp_path / "empty"
    path.mkdir()
    (problem,) = build_form(path).problems
    assert "survey" in str(problem)


@pytest.mark.parametrize("column", ["finding", "relevant", "calculation", "constraint"])
def test_an_expression_that_cannot_be_read_names_its_cell(tmp_path, column):
    survey = f"type | name | label | {column} | x\ntext | a | A | |\ntext | q | Q | ${{a}} = = 'no' |"
    found = build_form(folder(tmp_path / "sample", survey)).problems
    assert any("=" in problem.message for problem in found if (problem.row, problem.column) == (3, column))
