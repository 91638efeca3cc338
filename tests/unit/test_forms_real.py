"""Forms that other organisations use in the field load as they are."""

from pathlib import Path

import pytest

from fieldaudit.checklist.problems import errors_of
from fieldaudit.checklist.spreadsheet import check_form, load_form

REAL = Path(__file__).parents[2].parent / "shared" / "real-forms"
FORMS = {
    "who-verbal-autopsy.xlsx": 485,
    "socio-economic-survey.xlsx": 17,
    "ifrc-distribution-site-assessment.xml": 88,
    "liberia-coverage.xml": 107,
}


@pytest.mark.parametrize(("name", "questions"), FORMS.items())
def test_a_real_form_loads_with_its_questions(name, questions):
    file = REAL / name
    if not file.is_file():
        pytest.skip(f"{name} is not on this machine")
    assert errors_of(check_form(file)) == []
    assert load_form(file).question_count == questions
