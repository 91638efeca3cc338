"""What a stranger meets in the first hours at the command line: each refusal says what to do, and it can be done."""

import io
import json

import pytest
from exchange_world import PASSPHRASE, make_world

from fieldaudit.cli import main
from fieldaudit.trust import slots
from fieldaudit.trust.slots import CHEAP


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """Run a command; returns (exit code, what it printed, diagnostics)."""
    make_world(tmp_path)
    (tmp_path / "pass").write_text(PASSPHRASE + "\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(slots, "calibrated", lambda: CHEAP)
    monkeypatch.setattr("sys.stdin", io.StringIO())

    def command(home, *words):
        code = main(["--home", home, "--passphrase-file", "pass", *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def test_whom_to_send_to_can_be_looked_up_and_used_as_it_is_printed(run):
    code, said, _ = run("office", "org", "people")
    assert (code, "Amina Rahman" in said, "invited" in said) == (0, True, True)
    run("field", "sites", "add", "--name", "Delta unit 2")
    run("field", "audits", "new", "--form", "workplace-inspection", "--site", "Delta unit 2")
    _, listed, _ = run("field", "--json", "audits", "list")
    audit = json.loads(listed.splitlines()[0])["audit"]
    _, package, _ = run("field", "--json", "export", "--audit", audit, "--to", "out")
    assert run("office", "import", json.loads(package)["package"])[0] == 0
    [person] = [json.loads(line) for line in run("office", "--json", "org", "people")[1].splitlines()]
    assert (person["name"], person["role"], person["to_send"]) == ("Amina Rahman", "auditor", True)
    assert person["fingerprint"] in run("office", "org", "people")[1]
    assert run("office", "send", "--to", person["fingerprint"], "--out", "back")[0] == 0
    code, _, said = run("office", "send", "--to", "DEVICE", "--out", "back")
    assert (code, "fieldaudit org people" in said) == (1, True)


def test_people_are_listed_at_head_office_alone(run):
    code, _, said = run("field", "org", "people")
    assert (code, "head office" in said) == (1, True)


def test_a_folder_without_a_vault_is_told_before_anybody_types_a_passphrase(run, capsys):
    assert main(["--home", "nowhere", "status"]) == 1
    assert "There is no vault in nowhere" in capsys.readouterr().err


def test_six_words_that_do_not_fit_are_first_to_be_looked_at_again(run, tmp_path):
    (tmp_path / "words").write_text("one two three four five six\n")
    code, _, said = run("new", "join", tmp_path / "stick" / "amina.invitation", "--code-file", "words")
    assert (code, "Compare the words" in said) == (1, True)


def test_what_stands_in_the_way_of_a_signature_is_told_in_whole_sentences(run):
    run("field", "sites", "add", "--name", "Delta unit 2")
    run("field", "audits", "new", "--form", "workplace-inspection", "--site", "Delta unit 2")
    audit = json.loads(run("field", "--json", "audits", "list")[1].splitlines()[0])["audit"]
    code, said, told = run("field", "sign", audit, "--outcome", "stopped")
    assert (code, said) == (1, "Write why the outcome is stopped.\n")
    assert "1 point is open" in told


def test_the_help_of_fill_shows_a_line_and_where_the_names_of_questions_are(run, capsys):
    with pytest.raises(SystemExit):
        main(["fill", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert '{"set": "/data/' in said
    assert "--json audits show" in said
