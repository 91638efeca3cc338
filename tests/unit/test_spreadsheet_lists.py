"""Lists that stand outside the choices sheet: attached files, and the external lists of `select_one_external`."""

import openpyxl
import pytest
from spreadsheet_samples import folder

from fieldaudit.checklist import check_form, load_form
from fieldaudit.checklist.session import Session
from fieldaudit.checklist.spreadsheet import build_form
from fieldaudit.checklist.spreadsheet_rows import read_workbook
from fieldaudit.checklist.spreadsheet_slim import slim

STATES = """
list_name | name | label
states    | tx   | Texas
states    | az   | Arizona
"""
EXTERNAL = """
type                       | name  | label | choice_filter
select_one states          | state | State |
select_one_external cities | city  | City  | state=${state}
"""
CITIES = "list name,name,label,state\ncities,spring,Spring,tx\ncities,spring,Springs,az\ncities,mesa,Mesa,az\n"


def external(path, choices=STATES):
    made = folder(path, EXTERNAL, choices)
    (made / "external_choices.csv").write_text(CITIES, encoding="utf-8")
    return made


def offered(path):
    session = Session.start(load_form(path))
    session.answer("/data/state", "az")
    return [(choice.value, choice.label) for choice in session.node("/data/city").choices]


def test_an_external_list_is_offered_and_filtered_like_any_other(tmp_path):
    path = external(tmp_path / "sample")
    assert check_form(path) == []
    assert offered(path) == [("spring", "Springs"), ("mesa", "Mesa")]


def test_an_external_list_stays_apart_from_a_list_of_the_same_name(tmp_path):
    path = external(tmp_path / "sample", f"{STATES}cities | other | Other\n")
    assert offered(path) == [("spring", "Springs"), ("mesa", "Mesa")]


@pytest.mark.parametrize(
    ("survey", "column"),
    [
        ("type | name | label | calculation\ncalculate | q | | pulldata('towns', 'a', 'b', '1')", "calculation"),
        ("type | name | label\nselect_one_from_file towns.csv | q | Q", "type"),
        ("type | name | label\nselect_multiple_from_file towns.csv | q | Q", "type"),
    ],
)
def test_a_form_loads_without_its_list_and_the_check_says_where_it_is_named(tmp_path, survey, column):
    path = folder(tmp_path / "sample", survey)
    load_form(path)
    (missing,) = check_form(path)
    assert (missing.sheet, missing.row, missing.column, missing.severity) == ("survey", 2, column, "warning")


def test_a_file_that_depends_on_an_answer_is_said_to_be_none_that_can_be_attached(tmp_path):
    survey = "type | name | label\ntext | a | A\nselect_one_from_file ${a}.csv | q | Q"
    (problem,) = check_form(folder(tmp_path / "sample", survey))
    assert "depends on an answer" in problem.message
    assert problem.severity == "warning"


def test_a_list_in_excel_s_plain_csv_keeps_its_accents_and_is_warned_of(tmp_path):
    path = folder(tmp_path / "sample", "type | name | label\nselect_one_from_file towns.csv | q | Q")
    (path / "towns.csv").write_bytes("name,label\na,Córdoba\n".encode("cp1252"))
    built = build_form(path)
    assert built.attachments["towns.csv"].decode() == "name,label\na,Córdoba\n"
    assert [problem.severity for problem in built.problems] == ["warning"]


def test_a_filter_where_nothing_is_chosen_is_passed_over(tmp_path):
    survey = "type | name | label | choice_filter\ntext | q | Q | field-list summary"
    assert check_form(folder(tmp_path / "sample", survey)) == []
    chosen = "type | name | label | choice_filter\nselect_one yn | q | Q | field-list summary"
    assert [problem.severity for problem in check_form(folder(tmp_path / "sample", chosen))] == ["error"]


def swollen(path):
    """Save a workbook whose rows are coloured far beyond what is written in them."""
    book = openpyxl.Workbook()
    survey = book.active
    survey.title = "survey"
    for row in (["type", "name", "label"], ["text", "q", "Q"], [], ["text", "r", " R < 1 "]):
        survey.append(row)
    for row in survey.iter_rows(min_row=1, max_row=150, max_col=150):
        for cell in row:
            cell.number_format = "0.00"
    book.save(path)
    return path


def test_a_workbook_swollen_with_formats_reads_the_same_without_them(tmp_path):
    path = swollen(tmp_path / "big.xlsx")
    (tmp_path / "thin.xlsx").write_bytes(slim(path.read_bytes()))
    sheet = openpyxl.load_workbook(tmp_path / "thin.xlsx")["survey"]
    assert (sheet.max_row, sheet.max_column) == (4, 3)
    assert list(read_workbook(path).sheet("survey").numbered()) == [
        (2, {"type": "text", "name": "q", "label": "Q"}),
        (4, {"type": "text", "name": "r", "label": "R < 1"}),
    ]


def test_a_workbook_of_ordinary_size_is_left_as_it_is(tmp_path):
    book = openpyxl.Workbook()
    book.save(tmp_path / "small.xlsx")
    data = (tmp_path / "small.xlsx").read_bytes()
    assert slim(data) is data
