"""A word in an expression that is neither a text nor a question is named; texts, references and paths are not."""

import pytest
from spreadsheet_samples import folder

from fieldaudit.checklist import check_form
from fieldaudit.checklist.spreadsheet_bare_words import bare_words

SURVEY = """
type          | name | label | calculation | finding | severity   | owner
integer       | n    | N     |             |         |            |
select_one yn | tidy | Tidy  |             | no      | {severity} | x
calculate     | c    |       | {formula}   |         |            |
"""


def check(tmp_path, severity="minor", formula="1"):
    return check_form(folder(tmp_path / "sample", SURVEY.format(severity=severity, formula=formula)))


def test_a_text_without_quotation_marks_in_a_rule_is_an_error(tmp_path):
    found = check(tmp_path, severity="if(${n} > 1, critical, 'minor')")
    (problem,) = found
    assert (problem.row, problem.column, problem.severity) == (3, "severity", "error")
    assert problem.advice == "Write 'critical' if it is a text."


def test_a_question_without_its_sign_in_a_calculation_is_a_warning(tmp_path):
    (problem,) = check(tmp_path, formula="n + 1")
    assert (problem.row, problem.column, problem.severity) == (4, "calculation", "warning")
    assert problem.advice == "Write ${n} for the question."


def test_excel_s_own_words_are_answered_with_those_of_the_form_language(tmp_path):
    assert [problem.advice for problem in check(tmp_path, formula="if(${n} > 1, TRUE, null)")] == [
        "Write true().",
        "Write '' for a blank.",
    ]


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("if(${a}, critical, -major)", ["critical", "major"]),
        ("sum(amount) + 'text'", ["amount"]),
        ("../a + . + /data/b + current()/../c + a/b", []),
        ("instance('l')/root/item[name = ${a}]/limit", []),
        ("selected(., 'x') and true()", []),
        ("(1 = ", []),
    ],
)
def test_only_words_that_stand_alone_are_found(expression, words):
    assert bare_words(expression) == words
