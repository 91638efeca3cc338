"""A form is loaded whole or refused with all its problems, each at its place in the sheet."""

import copy
import errno
import os
import re
import tempfile

import pytest
from spreadsheet_samples import folder

from fieldaudit.checklist import check_form, load_form
from fieldaudit.checklist.spreadsheet_in_memory import convert
from fieldaudit.errors import FormRefused

RULE = """
type          | name | label | finding | severity | owner | audience
select_one yn | tidy | Tidy  | no      | minor    | x     | site
"""
TOLD = """
type        | name  | label | calculation | audience   | declassify
begin group | g     | G     |             |            |
integer     | held  | Held  |             | restricted |
calculate   | total |       | {formula}   | site       | {declassify}
end group   |       |       |             |            |
"""


def test_a_loaded_form_carries_its_rule_and_its_audience(tmp_path):
    form = load_form(folder(tmp_path / "sample", RULE))
    bind = form.binds["/data/tidy"]
    assert bind.audit.finding.source == "selected(., 'no')"
    assert bind.audience == "site"
    assert form.id == "sample"


def test_the_digest_follows_the_content_of_the_sheets(tmp_path):
    first = load_form(folder(tmp_path / "sample", RULE)).digest
    assert load_form(folder(tmp_path / "sample", RULE)).digest == first
    assert load_form(folder(tmp_path / "sample", RULE.replace("minor", "major"))).digest != first


def test_a_refused_form_says_its_first_problem_and_carries_them_all(tmp_path):
    survey = RULE.replace("minor", "awful").replace("site", "everyone")
    with pytest.raises(FormRefused) as refusal:
        load_form(folder(tmp_path / "sample", survey))
    assert [problem.column for problem in refusal.value.problems] == ["audience", "severity"]
    assert "survey, row 2, column audience" in str(refusal.value)
    assert "1 more" in str(refusal.value)


def test_what_the_engine_objects_to_is_placed_in_the_sheet(tmp_path):
    survey = "type | name | label | relevant\ntext | a | A |\ntext | b | B | nonsense(1)"
    (problem,) = check_form(folder(tmp_path / "sample", survey))
    assert (problem.sheet, problem.row, problem.column, problem.severity) == ("survey", 3, "relevant", "error")
    assert "nonsense()" in problem.message


def test_a_path_written_out_does_not_pass_the_check_of_restricted_answers(tmp_path):
    path = folder(tmp_path / "sample", TOLD.format(formula="../held + 1", declassify=""))
    (problem,) = check_form(path)
    assert (problem.row, problem.column, problem.severity) == (4, "calculation", "error")


@pytest.mark.parametrize("formula", ["../held + 1", "${held} + 1"])
def test_a_declassified_row_loads_whichever_way_it_reads(tmp_path, formula):
    path = folder(tmp_path / "sample", TOLD.format(formula=formula, declassify="yes"))
    assert [problem for problem in check_form(path) if problem.severity == "error"] == []


def test_a_ready_made_xform_is_held_to_the_same(tmp_path):
    made = load_form(folder(tmp_path / "sample", TOLD.format(formula="${held} + 1", declassify="yes")))
    file = tmp_path / "made.xml"
    file.write_bytes(made.xform)
    assert load_form(file).digest == made.digest
    undone, count = re.subn(rb' fa:declassify="yes"', b"", made.xform)
    assert count == 1
    file.write_bytes(undone)
    (problem,) = check_form(file)
    assert "restricted" in problem.message
    file.write_bytes(made.xform.replace(b'fa:audience="site"', b'fa:audience="everyone"'))
    (problem,) = check_form(file)
    assert "'everyone' is not a word for audience" in problem.message


def test_a_spreadsheet_becomes_a_form_without_a_temporary_file(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    sample = folder(tmp_path / "sample", RULE)
    broken = folder(
        tmp_path / "broken",
        """
type | name | label
text | a    | A
text | a    | Again
""",
    )
    before = load_form(sample)
    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "mkdtemp", "_get_default_tempdir"):
        monkeypatch.setattr(tempfile, name, refuse)
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert load_form(sample).digest == before.digest
    assert "error" in {problem.severity for problem in check_form(broken)}


def test_what_is_made_in_memory_is_what_pyxform_writes(monkeypatch):
    from pyxform.xls2xform import convert as by_way_of_a_file

    mine, theirs = [], []
    sheets = {
        "survey": [
            {"type": "select_one yn", "name": "a", "label::Klingonese": "A", "label::English (en)": "A"},
            {"type": "begin repeat", "name": "r", "label::Klingonese": "R", "label::English (en)": "R"},
            {"type": "text", "name": "b", "label::Klingonese": "B", "label::English (en)": "B"},
            {"type": "end repeat"},
        ],
        "choices": [{"list_name": "yn", "name": "yes", "label::Klingonese": "HIja'", "label::English (en)": "Yes"}],
        "settings": [{"form_id": "small", "version": "1"}],
        "sheet_names": ["survey", "choices", "settings"],
        "fallback_form_name": "small",
    }
    for name in ("survey", "choices", "settings"):
        sheets[f"{name}_header"] = [dict.fromkeys(key for row in sheets[name] for key in row)]
    made = convert(copy.deepcopy(sheets), "data", mine)
    assert made == by_way_of_a_file(copy.deepcopy(sheets), warnings=theirs, form_name="data").xform
    assert mine == theirs
    assert "Klingonese" in mine[-1]
