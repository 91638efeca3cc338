"""Every mistake in the sheets is found in one pass, with its cell and what to do, and nothing raw is ever shown."""

import pytest
from spreadsheet_samples import YES_NO, folder

from fieldaudit.checklist import check_form, load_form
from fieldaudit.checklist.problems import errors_of
from fieldaudit.checklist.spreadsheet_blame import blame
from fieldaudit.checklist.spreadsheet_extra import read_extra

MANY = """
type             | name  | label     | relevant    | calculation
integr           | a     | A         |             |
text             |       | B         |             |
text             | c d   | C         |             |
select_one gone  | e     | E         |             |
begin group      | g     | G         |             |
text             | a     | In g      | ${nowhere} = 1 |
text             | a     | Twice     |             |
end repeat       |       |           |             |
calculate        | none  |           |             |
text             | open  | ${unclosed |            |
text             | bad   | Bad       | (1 = 1      |
begin group      | last  | Last      |             |
"""


def test_many_mistakes_are_found_in_one_pass(tmp_path):
    choices = YES_NO + "yn | yes | Yes again\nyn |  | Nameless"
    found = errors_of(check_form(folder(tmp_path / "sample", MANY, choices)))
    places = {(problem.sheet, problem.row, problem.column) for problem in found}
    assert places == {
        ("survey", 2, "type"),
        ("survey", 3, "name"),
        ("survey", 4, "name"),
        ("survey", 5, "type"),
        ("survey", 7, "relevant"),
        ("survey", 8, "name"),
        ("survey", 9, "type"),
        ("survey", 10, "calculation"),
        ("survey", 11, "label"),
        ("survey", 12, "relevant"),
        ("survey", 13, "type"),
        ("choices", 4, "name"),
        ("choices", 5, "name"),
    }
    assert all(problem.message and problem.advice for problem in found)


@pytest.mark.parametrize(
    ("survey", "advice"),
    [
        ("type | name | label\nintger | a | A", "Did you mean integer?"),
        ("type | name | label\nselect_one ynx | a | A", "Did you mean yn?"),
        ("type | name | label | relevant\ntext | age | A |\ntext | b | B | ${agee} = 1", "Did you mean age?"),
        ("type | name | label\ncaseid | a | A", "--repair"),
        ("type | name | label\nbegin_kobomatrix | a | A", "one question for each cell"),
    ],
)
def test_a_slip_is_answered_with_what_was_probably_meant(tmp_path, survey, advice):
    (problem,) = errors_of(check_form(folder(tmp_path / "sample", survey)))
    assert advice in problem.advice


def test_a_circle_is_written_out_with_its_rows(tmp_path):
    survey = """
    type        | name | label | calculation
    integer     | seen | Seen  |
    begin group | g    | G     |
    calculate   | a    |       | ${b} + 1
    calculate   | b    |       | ${c} + 1
    end group   |      |       |
    calculate   | c    |       | ${a} + ${seen}
    """
    (problem,) = errors_of(check_form(folder(tmp_path / "sample", survey)))
    assert (problem.sheet, problem.row) == ("survey", 4)
    for step in ("a (row 4)", "b (row 5)", "c (row 7)"):
        assert step in problem.message
    assert "/data" not in problem.message


def test_a_question_of_a_name_used_twice_still_gets_its_row(tmp_path):
    survey = """
    type        | name | label | relevant
    begin group | g    | G     |
    text        | q    | Q     |
    end group   |      |       |
    begin group | h    | H     |
    text        | q    | Q     | nonsense(1)
    end group   |      |       |
    """
    (problem,) = errors_of(check_form(folder(tmp_path / "sample", survey)))
    assert (problem.row, problem.column) == (6, "relevant")


KEPT = """
type        | name | label::en | label::es | Source: | tip::en | tip::es | instance::tag
begin group | g    | Group    | Grupo    | law |      |     |
text        | q    | Question | Pregunta |     | Mind | Ojo | x
end group   |      |          |          |     |      |     |
"""


def test_columns_without_a_meaning_are_kept_and_can_be_read(tmp_path):
    form = load_form(folder(tmp_path / "sample", KEPT))
    assert read_extra(form.xform) == {
        "/data/g": {"Source": {"": "law"}},
        "/data/g/q": {"tip": {"en": "Mind", "es": "Ojo"}, "instance_tag": {"": "x"}},
    }


def test_a_form_without_such_columns_does_not_mention_their_namespace(tmp_path):
    form = load_form(folder(tmp_path / "sample", "type | name | label\ntext | q | Q"))
    assert b"urn:fieldaudit:columns" not in form.xform
    assert read_extra(form.xform) == {}


def test_a_choices_column_with_colons_is_kept_under_a_plain_name(tmp_path):
    choices = "list_name | name | label | hint::English\nyn | yes | Yes | well"
    survey = "type | name | label\nselect_one yn | q | Q"
    path = folder(tmp_path / "sample", survey, choices)
    (problem,) = check_form(path)
    assert (problem.severity, problem.column) == ("warning", "hint::English")
    assert b"<hint_English>well</hint_English>" in load_form(path).xform


def test_single_colons_still_part_languages_where_a_rule_is_added(tmp_path):
    survey = "type | name | label:English | finding | severity | owner\nselect_one yn | q | Q | no | minor | x"
    form = load_form(folder(tmp_path / "sample", survey))
    assert form.languages == ("English",)


def breaks_on(sheet, header, row):
    def convert(definition):
        cells = definition[sheet]
        if len(cells) > row and header in cells[row]:
            raise AttributeError(header)

    return convert


def test_where_the_converter_breaks_is_found_by_leaving_out():
    definition = {
        "survey": [{"type": "text", "name": "a", "odd": "1"}, {"type": "text", "name": "b", "odd": "2"}],
        "survey_header": [{"type": None, "name": None, "odd": None}],
    }
    problem = blame(definition, breaks_on("survey", "odd", 1))
    assert (problem.sheet, problem.row, problem.column) == ("survey", 3, "odd")
    assert "AttributeError" not in str(problem)
    nowhere = blame(definition, breaks_on("survey", "type", 0))
    assert nowhere.row is None
    assert "AttributeError" not in str(nowhere)


@pytest.mark.parametrize(
    ("survey", "place"),
    [
        ("type | name | label\ntext | q | Q\x00", (2, "label")),
        ("type | name | label | bind::<b>&\ntext | q | Q | x", (2, "bind::<b>&")),
        ("type | name | label | instance::1\ntext | q | Q | x", (2, "instance::1")),
    ],
)
def test_what_would_make_broken_xml_is_named_with_its_cell(tmp_path, survey, place):
    (problem,) = errors_of(check_form(folder(tmp_path / "sample", survey)))
    assert (problem.row, problem.column) == place


def test_a_list_file_with_a_name_too_long_for_a_disk_is_missing_and_no_more(tmp_path):
    survey = f"type | name | label\nselect_one_from_file {'x' * 300}.csv | q | Q"
    (problem,) = check_form(folder(tmp_path / "sample", survey))
    assert "is missing" in problem.message
