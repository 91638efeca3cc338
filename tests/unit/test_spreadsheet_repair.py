"""Each mend is made where it is certain, listed with its cell, and the mended copy loads."""

import openpyxl
import pytest
from spreadsheet_samples import YES_NO, folder, table

from fieldaudit.checklist import load_form
from fieldaudit.checklist.problems import errors_of
from fieldaudit.checklist.spreadsheet_repair import repair_form
from fieldaudit.errors import FieldAuditError, RepairRefused

INDEX = """
type         | name | label | calculation
begin repeat | r    | R     |
begin group  | g    | G     |
calculate    | i    |       | index()
end group    |      |       |
end repeat   |      |       |
"""


def workbook(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, text in sheets.items():
        sheet = book.create_sheet(name)
        for row in table(text):
            sheet.append(row)
    book.save(path)
    return path


def mend(tmp_path, survey, choices=YES_NO, **sheets):
    file = workbook(tmp_path / "form.xlsx", {"survey": survey, "choices": choices, "settings": "form_id\nf", **sheets})
    return repair_form(file, tmp_path / "out.xlsx")


def changes(repair):
    return [(each.sheet, each.row, each.column, each.before, each.after) for each in repair.mends]


@pytest.mark.parametrize(
    ("survey", "change"),
    [
        (
            "type | name | label\nbegin group | meta | M\ntext | q | Q\nend group | |",
            ("survey", 2, "name", "meta", "meta_2"),
        ),
        ("type | name | label\ntext | first name | Q", ("survey", 2, "name", "first name", "first_name")),
        ("type | name | label\ntext | 1st | Q", ("survey", 2, "name", "1st", "_1st")),
        ("type | name | label\ntext | a?b! | Q", ("survey", 2, "name", "a?b!", "a_b")),
        ("type | name | label\nText | q | Q", ("survey", 2, "type", "Text", "text")),
        (
            "type | name | label\nselect-one yn | q | Q",
            ("survey", 2, "type", "select-one yn", "select_one yn"),
        ),
        ("type | name | label\nselect_one YN | q | Q", ("survey", 2, "type", "select_one YN", "select_one yn")),
        ("type | name | label\ntext | q | Q\ncaseid | caseid |", ("survey", 3, "type", "caseid", "hidden")),
        ("type | name | label\nnumeric | q | Q", ("survey", 2, "type", "numeric", "decimal")),
        (
            "type | name | label | calculation\ninteger | n | N |\ncalculate_here | q | | ${n} + 1",
            ("survey", 3, "type", "calculate_here", "calculate"),
        ),
        (
            "type | name | label | calculation\ninteger | n | N |\ncalculate_here | q | | once(now())",
            ("survey", 3, "type", "calculate_here", "hidden"),
        ),
        ("type | name | label\nqrcode | q | Q", ("survey", 2, "type", "qrcode", "barcode")),
        ("type | name | label\ndb:person | q | Q", ("survey", 2, "type", "db:person", "text")),
        ("Type | Name | Label\ntext | q | Q", ("survey", 1, "Type", "Type", "type")),
        (
            "type | name | label | relevant\ntext | a | A |\ntext | b | B | ${a} = \u2018x\u2019",
            ("survey", 3, "relevant", "${a} = \u2018x\u2019", "${a} = 'x'"),
        ),
        (
            "type | name | label | constraint\ninteger | a | A | . &gt;= 3 and . == 4",
            ("survey", 2, "constraint", ". &gt;= 3 and . == 4", ". >= 3 and . = 4"),
        ),
        (
            "type | name | label | relevant\ntext | age | A |\ntext | b | B | ${ Age } = 1",
            ("survey", 3, "relevant", "${ Age } = 1", "${age} = 1"),
        ),
        (
            "type | name | label\ntext | a | A\ntext | a | Again",
            ("survey", 3, "name", "a", "a_2"),
        ),
        (
            "type | name | label\nbegin group | | G\ntext | a | A\nend group | |",
            ("survey", 2, "name", "", "group_in_row_2"),
        ),
        (
            "type | name | label | calculation\ntext | a | A |\ncalculate | b | |",
            ("survey", 3, "type", "calculate", "hidden"),
        ),
        (
            "type | name | label | calculation\ntext | a | A |\ncalculate | d | | duration()",
            ("survey", 3, "calculation", "duration()", ""),
        ),
        (
            INDEX,
            ("survey", 4, "calculation", "index()", "position(../..)"),
        ),
    ],
)
def test_a_mend_of_the_survey_is_listed_and_the_copy_loads(tmp_path, survey, change):
    repair = mend(tmp_path, survey)
    assert change in changes(repair)
    assert errors_of(repair.problems) == []
    assert load_form(tmp_path / "out.xlsx").id == "f"


@pytest.mark.parametrize(
    ("choices", "change"),
    [
        (
            "list_name | name | label\nyn | yes | Yes\nyn | no | No\nyn | yes | Yes",
            ("choices", 4, "name", "yes", ""),
        ),
        (
            "list_name | name | label | area\nyn | yes | Yes | 1\nyn | no | No | 1\nyn | yes | Yes | 2",
            ("settings", 2, "allow_choice_duplicates", "", "yes"),
        ),
        (
            "list_name | name | label | hint::English\nyn | yes | Yes | well\nyn | no | No |",
            ("choices", 1, "hint::English", "hint::English", "hint_English"),
        ),
        (
            "list_name | name | label\nyn | not sure | Not sure\nyn | no | No",
            ("choices", 2, "name", "not sure", "not_sure"),
        ),
        (
            "List Name | NAME | label\nyn | yes | Yes\nyn | no | No",
            ("choices", 1, "List Name", "List Name", "list_name"),
        ),
    ],
)
def test_a_mend_of_the_choices_is_listed_and_the_copy_loads(tmp_path, choices, change):
    survey = "type | name | label\nselect_multiple yn | q | Q"
    repair = mend(tmp_path, survey, choices)
    assert change in changes(repair)
    assert errors_of(repair.problems) == []


def test_a_renamed_question_is_renamed_wherever_it_is_mentioned(tmp_path):
    survey = """
    type        | name      | label            | relevant               | calculation
    begin group | meta      | M                |                        |
    integer     | how many  | How many?        |                        |
    end group   |           |                  |                        |
    note        | told      | You said ${how many} | ${how many} > 1    |
    calculate   | twice     |                  |                        | /data/meta/x + ${ how many } * 2
    """
    repair = mend(tmp_path, survey.replace("/data/meta/x + ", "string-length(../meta) + "))
    after = {(each.row, each.column): each.after for each in repair.mends}
    assert after[5, "label"] == "You said ${how_many}"
    assert after[5, "relevant"] == "${how_many} > 1"
    assert after[6, "calculation"] == "string-length(../meta_2) + ${how_many} * 2"
    assert errors_of(repair.problems) == []


def test_a_choice_with_a_space_is_renamed_where_it_is_compared_with(tmp_path):
    survey = "type | name | label | relevant\nselect_multiple yn | q | Q |\ntext | t | T | selected(${q}, 'not sure')"
    repair = mend(tmp_path, survey, "list_name | name | label\nyn | not sure | Not sure\nyn | no | No")
    assert ("survey", 3, "relevant", "selected(${q}, 'not sure')", "selected(${q}, 'not_sure')") in changes(repair)


def test_a_choice_whose_words_another_list_has_is_left_to_the_author(tmp_path):
    survey = """
    type               | name | label | relevant
    select_multiple yn | q    | Q     |
    select_one other   | o    | O     |
    text               | t    | T     | ${o} = 'not sure'
    """
    choices = "list_name | name | label\nyn | not sure | Not sure\nother | not sure | Not sure"
    repair = mend(tmp_path, survey, choices)
    assert changes(repair) == []
    assert any("'not sure' has a space" in problem.message for problem in errors_of(repair.problems))


def test_choices_that_only_their_labels_tell_apart_are_kept_and_advised_about(tmp_path):
    survey = "type | name | label\nselect_one yn | q | Q"
    repair = mend(tmp_path, survey, "list_name | name | label\nyn | a | One\nyn | a | Two")
    assert errors_of(repair.problems) == []
    assert any(problem.row == 3 and "another label" in problem.message for problem in repair.problems)


@pytest.mark.parametrize(
    "survey",
    [
        "type | name | label | calculation\ncalculate_here | q | | now()\ncalculate | r | | ${q}",
        "type | name | label\nselect_one gone | q | Q",
        "type | name | label\ntext | | Q",
        "type | name | label | relevant\ntext | a | A | ${nowhere} = 1",
        "type | name | label | relevant\ntext | a | A | (1 = 1",
        "type | name | label\nbegin group | g | G\ntext | a | A",
        "type | name | label | relevant\ntext | a | A |\ntext | a | B |\ntext | c | C | ${a} = 1",
    ],
)
def test_what_could_mean_something_else_is_not_touched(tmp_path, survey):
    repair = mend(tmp_path, survey)
    assert repair.mends == []
    assert errors_of(repair.problems) != []


def test_sheets_named_otherwise_are_found(tmp_path):
    survey = "type | name | label\nselect_one yn | q | Q"
    file = workbook(tmp_path / "form.xlsx", {" Survey ": survey, "Choice": YES_NO})
    repair = repair_form(file, tmp_path / "out.xlsx")
    assert {(each.before, each.after) for each in repair.mends} == {(" Survey ", "survey"), ("Choice", "choices")}
    assert load_form(tmp_path / "out.xlsx").question_count == 1


def test_a_column_that_is_there_twice_goes_where_it_says_nothing_else(tmp_path):
    survey = "type | name | label | label\ntext | q | Q | Q\ntext | r | R |"
    repair = mend(tmp_path, survey)
    assert ("survey", 1, "label", "label", "") in changes(repair)
    assert errors_of(repair.problems) == []


def test_two_columns_of_one_name_that_differ_stay(tmp_path):
    repair = mend(tmp_path, "type | name | label | label\ntext | q | Q | Other")
    assert repair.mends == []
    assert "they differ" in repair.problems[0].message


def test_a_folder_of_csv_is_mended_into_a_workbook(tmp_path):
    path = folder(tmp_path / "sample", "type | name | label | hint\ntext | a b | Q | =1+1")
    repair = repair_form(path, tmp_path / "out.xlsx")
    assert [each.after for each in repair.mends] == ["a_b"]
    assert b"=1+1" in load_form(tmp_path / "out.xlsx").xform


def test_a_sound_form_is_copied_unchanged_and_keeps_its_other_sheets(tmp_path):
    repair = mend(tmp_path, "type | name | label\ntext | q | Q", notes="a | b\n1 | 2")
    assert (repair.mends, repair.problems) == ([], [])
    assert openpyxl.load_workbook(tmp_path / "out.xlsx")["notes"]["B2"].value == "2"


def test_a_second_mending_finds_nothing_to_mend(tmp_path):
    mend(tmp_path, "Type | name | label\nText | first name | Q\ncaseid | caseid |")
    assert repair_form(tmp_path / "out.xlsx", tmp_path / "again.xlsx").mends == []


@pytest.mark.parametrize("out", ["form.xlsx", "out.xls"])
def test_nothing_is_overwritten_and_only_xlsx_is_written(tmp_path, out):
    file = workbook(tmp_path / "form.xlsx", {"survey": "type | name | label\nText | q | Q"})
    before = file.read_bytes()
    with pytest.raises(RepairRefused):
        repair_form(file, tmp_path / out)
    assert file.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["form.xlsx"]


def test_what_is_no_workbook_is_refused_in_a_sentence(tmp_path):
    file = tmp_path / "form.xlsx"
    file.write_bytes(b"not a workbook")
    with pytest.raises(FieldAuditError, match="not a spreadsheet"):
        repair_form(file, tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()
