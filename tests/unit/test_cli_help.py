"""`fieldaudit help COMMAND` is what people type first."""

import pytest

from fieldaudit.cli import main


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["help"], "COMMAND"),
        (["help", "team"], "compare the eight words by voice"),
        (["help", "team", "lead"], "why you take over"),
    ],
)
def test_help_says_what_a_command_does(typed, said, capsys):
    with pytest.raises(SystemExit) as ended:
        main(typed)
    assert ended.value.code == 0
    assert said in capsys.readouterr().out
