"""What a command prints commands no terminal, whoever chose the words; its JSON stays the same values."""

import json

import pytest

from fieldaudit.cli.output import Output
from fieldaudit.errors import SiteUnknown

HOSTILE = "Delta\x1b[2J\x9b31m\x07\r unit\u202e 2\u2066"


@pytest.mark.parametrize("as_json", [False, True])
def test_nothing_that_commands_a_terminal_is_printed(capsys, as_json):
    output = Output(as_json)
    output.result({"site": HOSTILE})
    output.result({"site": HOSTILE}, f"first\nsecond\t{HOSTILE}")
    output.say(HOSTILE)
    output.refuse(SiteUnknown(site=HOSTILE))
    said = capsys.readouterr()
    printed = said.out + said.err
    assert not [one for one in "\x1b\x9b\x07\r\u202e\u2066" if one in printed]
    if as_json:
        lines = [json.loads(line) for line in said.out.splitlines()]
        assert lines[0] == {"site": HOSTILE}
        assert HOSTILE in lines[2]["reason"]
    else:
        assert "first\nsecond\tDelta\ufffd[2J" in said.out


def test_other_writing_is_left_as_it_is(capsys):
    words = "\u0dc1\u0dca\u200d\u0dbb\u0dd3 \u0634\u0631\u064a\u0641\u0629 \u200e- Zoë"
    Output().result({}, words)
    Output(as_json=True).result({"name": words})
    assert capsys.readouterr().out == f'{words}\n{{"name": "{words}"}}\n'
