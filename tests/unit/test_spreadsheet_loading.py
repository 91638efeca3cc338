"""A form is loaded whole or refused with all its problems, each at its place in the sheet."""

import errno
import os
import re
import tempfile

import pytest
from spreadsheet_samples import folder

from fieldaudit.checklist import check_form, load_form
from fieldaudit.errors import DiskFull, FormRefused, TemporaryUnwritable

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


@pytest.mark.parametrize(("code", "told"), [(errno.ENOSPC, DiskFull), (errno.EIO, TemporaryUnwritable)])
def test_a_temporary_folder_that_takes_nothing_is_told_as_that_and_not_as_a_fault_of_the_form(
    tmp_path, monkeypatch, code, told
):
    def refuse(*_, **__):
        raise OSError(code, os.strerror(code))

    sample = folder(tmp_path / "sample", RULE)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    with pytest.raises(told):
        load_form(sample)
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_get_default_tempdir", refuse)
    with pytest.raises(told, match="folder for temporary files takes" if told is TemporaryUnwritable else None):
        load_form(sample)
