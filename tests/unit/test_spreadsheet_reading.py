"""Sheets are read alike from every kind of file, and what cannot be read is refused in one sentence."""

from pathlib import Path

import openpyxl
import pytest
from spreadsheet_samples import YES_NO, folder, table

from fieldaudit.checklist.spreadsheet import build_form
from fieldaudit.checklist.spreadsheet_rows import read_workbook
from fieldaudit.errors import FormRefused

SURVEY = """
type          | name | label     | finding | severity | owner
select_one yn | tidy | It is tidy | no     | minor    | site manager
"""


def workbook(path: Path, **sheets: str) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, text in sheets.items():
        sheet = book.create_sheet(name)
        for row in table(text):
            sheet.append([cell or None for cell in row])
    book.save(path)
    return path


def test_a_folder_of_sheets_and_a_workbook_give_the_same_form(tmp_path):
    from_folder = build_form(folder(tmp_path / "sample", SURVEY))
    from_file = build_form(
        workbook(tmp_path / "sample.xlsx", survey=SURVEY, choices=YES_NO, settings="form_id\nsample")
    )
    assert from_folder.problems == from_file.problems == []
    assert from_folder.xform == from_file.xform != b""


def test_the_same_sheets_give_the_same_bytes_each_time(tmp_path):
    path = folder(tmp_path / "sample", SURVEY)
    assert build_form(path).xform == build_form(path).xform


def test_row_numbers_are_those_of_the_sheet_where_blank_rows_lie_between(tmp_path):
    survey = "type | name | label\ntext | a | A\n|||\n|||\ntext | b | B"
    book = read_workbook(folder(tmp_path / "sample", survey))
    assert [(row, cells["name"]) for row, cells in book.sheet("survey").numbered()] == [(2, "a"), (5, "b")]


def test_a_byte_order_mark_and_blank_cells_do_not_reach_the_rows(tmp_path):
    path = folder(tmp_path / "sample", SURVEY)
    survey = path / "survey.csv"
    survey.write_bytes(b"\xef\xbb\xbf" + survey.read_bytes())
    assert read_workbook(path).sheet("survey").headers[0] == "type"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("broken.xlsx", b"not a zip", "not a spreadsheet that can be read"),
        ("broken.xlsx", b"PK\x03\x04 cut off", "not a spreadsheet that can be read"),
        ("broken.xls", b"\xd0\xcf\x11\xe0 cut off", "not a spreadsheet that can be read"),
        ("broken.xml", b"<h:html", "not well-formed XML"),
        ("doctype.xml", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "document type declaration"),
        ("notes.txt", b"hello", "is not a form"),
    ],
)
def test_a_file_that_is_no_form_is_refused_in_a_sentence(tmp_path, name, content, says):
    file = tmp_path / name
    file.write_bytes(content)
    problems = build_form(file).problems
    assert [problem.severity for problem in problems] == ["error"]
    assert says in str(problems[0])
    assert problems[0].advice


def test_a_missing_file_is_refused_in_a_sentence(tmp_path):
    for name in ("absent.xlsx", "absent", "absent.xml"):
        (problem,) = build_form(tmp_path / name).problems
        assert problem.severity == "error"
        assert problem.advice


def test_sheets_that_are_not_utf_8_or_not_csv_say_which_sheet(tmp_path):
    path = folder(tmp_path / "sample", SURVEY)
    (path / "choices.csv").write_bytes("list_name,name,label\nyn,yes,Sí".encode("latin-1"))
    with pytest.raises(FormRefused) as latin:
        read_workbook(path)
    assert latin.value.problems[0].sheet == "choices"
    (path / "choices.csv").write_bytes(b'list_name,name\nyn,"yes" x\n')
    with pytest.raises(FormRefused) as quotes:
        read_workbook(path)
    assert "quotation marks" in str(quotes.value)


def test_two_columns_of_one_name_are_refused_in_both_kinds(tmp_path):
    survey = "type | name | label | label\ntext | a | A | B"
    for path in (folder(tmp_path / "sample", survey), workbook(tmp_path / "sample.xlsx", survey=survey)):
        (problem,) = build_form(path).problems
        assert problem.column == "label"
        assert "both called" in problem.message


def test_files_that_the_form_names_come_with_it_and_a_missing_list_is_a_warning_at_its_cell(tmp_path):
    survey = "type | name | label\nselect_one_from_file towns.csv | town | Town"
    path = folder(tmp_path / "sample", survey)
    (missing,) = build_form(path).problems
    assert "towns.csv" in missing.message
    assert (missing.sheet, missing.row, missing.column, missing.severity) == ("survey", 2, "type", "warning")
    (path / "towns.csv").write_text("name,label\na,A\n", encoding="utf-8")
    built = build_form(path)
    assert built.problems == []
    assert built.attachments == {"towns.csv": b"name,label\na,A\n"}


def test_a_form_cannot_reach_outside_its_folder_for_files(tmp_path):
    (tmp_path / "secret.csv").write_text("name,label\na,A\n", encoding="utf-8")
    survey = "type | name | label\nselect_one_from_file ../secret.csv | town | Town"
    assert build_form(folder(tmp_path / "sample", survey)).attachments == {}
