"""What the file with a colleague's card is called."""

import pytest

from fieldaudit.exchange.colleagues import card_name


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Amina Rahman", "Amina Rahman.card"),
        ("أمينة رحمن", "أمينة رحمن.card"),
        ("../../etc/passwd", "-..-etc-passwd.card"),
        ("Amina / Bilal: both?", "Amina - Bilal- both-.card"),
        ("C:\\audits\\\n", "C-audits-.card"),
    ],
)
def test_a_persons_name_climbs_nowhere_and_is_a_file_name_on_every_system(name, called):
    assert card_name(name) == called
