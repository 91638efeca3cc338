"""A list of workers goes from a CSV file at one laptop, over head office, to the officer; one of them takes it back."""

import json

import pytest
from exchange_world import PASSPHRASE
from field_world import field_desk, start

from fieldaudit.cli import main
from fieldaudit.exchange import enrol
from fieldaudit.exchange.export import export_audits

OFFICER = "the officer's own passphrase"
NAME, OTHER = "Kestrel Quarry", "Osprey Delgado"
ROSTER = f"Worker;ID no;DOB\n{NAME};KQ-77;2001-02-14\n{OTHER};OD-44;1988\n"


@pytest.fixture
def run(tmp_path, capsys):
    """Return what runs a command at a desk and gives its exit code, its JSON lines and what it said."""
    with field_desk(tmp_path / "world") as world:
        key = enrol.create_officer(world.office, world.stick / "officer.key", OFFICER)
        world.field.put("officer_recipient", key.recipient)
        audit = start(world).id
        homes = {"field": world.field.home, "office": world.office.home}
        export_audits(world.field, [audit], world.stick)
    for name, words in (("pass", PASSPHRASE), ("officer", OFFICER)):
        (tmp_path / name).write_text(words + "\n")
    (tmp_path / "list.csv").write_text(ROSTER)

    def command(desk, *words):
        given = ["--home", homes[desk], "--passphrase-file", tmp_path / "pass", "--json"]
        given += ["--key-passphrase-file", f"officer={tmp_path / 'officer'}"]
        code = main([str(word) for word in (*given, *words)])
        said = capsys.readouterr()
        return code, [json.loads(line) for line in said.out.splitlines()], said.err

    command.audit, command.folder, command.key = audit, tmp_path, key.path
    return command


def carry(run):
    code, [sent], _ = run("field", "export", "--audit", run.audit, "--to", run.folder / "out")
    assert code == 0
    waiting = sorted((run.folder / "world" / "stick").glob("*.fap"))
    code, lines, _ = run("office", "import", *waiting, *sorted((run.folder / "out").glob("*.fap")))
    assert (code, {line["state"] for line in lines} <= {"taken_in", "duplicate"}) == (0, True)
    return sent


def test_from_the_file_to_the_officer_and_back_off_the_list(run):
    file = run.folder / "list.csv"
    code, lines, told = run("field", "roster", "import", file, "--audit", run.audit, "--preview")
    assert (code, [line["same"] for line in lines]) == (0, ["", ""])
    assert "Worker: name" in told
    code, [added], _ = run("field", "roster", "import", file, "--audit", run.audit)
    assert (code, added["new"], len(added["codes"])) == (0, 2, 2)
    _, listed, _ = run("field", "roster", "list", "--site", "Delta unit 2")
    assert NAME not in json.dumps(listed)
    _, book, _ = run("field", "roster", "codebook")
    codes = {line["name"]: line["code"] for line in book}
    carry(run)
    _, others, _ = run("office", "roster", "codebook")
    assert {line["code"] for line in others} == set(codes.values())
    assert NAME not in json.dumps(others)
    _, opened, _ = run("office", "officer", "codebook", "--key", run.key)
    assert {line["name"]: line["code"] for line in opened} == codes
    code, [gone], _ = run("field", "roster", "forget", codes[NAME].lower(), "--reason", "asked")
    assert (code, gone["code"]) == (0, codes[NAME])
    carry(run)
    _, opened, _ = run("office", "officer", "codebook", "--key", run.key)
    assert NAME not in json.dumps(opened)
    assert OTHER in json.dumps(opened)
    _, [status], _ = run("office", "consent", "status", gone["worker"])
    assert (status["event"], status["confirmed"]) == (gone["event"], False)  # the laptop says it with its certificate


def test_what_cannot_be_used_is_refused_and_said_and_nothing_is_added(run):
    bad = run.folder / "bad.csv"
    bad.write_text("name,dob\nSecretbird Heron,yesterday\n")
    code, lines, told = run("field", "roster", "import", bad, "--site", "Delta unit 2")
    assert (code, lines[0]["row"], lines[0]["column"]) == (1, 2, "dob")
    assert lines[-1]["error"] == "RosterRefused"
    assert "Secretbird" not in json.dumps(lines) + told
    assert run("field", "roster", "import", bad, "--site", "Delta unit 2", "--preview")[0] == 1
    code, lines, _ = run("field", "roster", "import", bad, "--site", "x")
    assert (code, lines[-1]["error"]) == (1, "SiteUnknown")
    code, lines, _ = run("field", "roster", "import", bad, "--audit", "x")
    assert (code, lines[-1]["error"]) == (1, "AuditUnknown")
    code, lines, _ = run("field", "roster", "import", bad, "--site", "Delta unit 2", "--column", "name=Nope")
    assert (code, lines[-1]["error"]) == (1, "RosterColumnUnknown")
    code, lines, _ = run("field", "roster", "forget", "K7M-4QX-92H", "--reason", "asked")
    assert (code, lines[-1]["error"]) == (1, "WorkerUnknown")
    assert run("field", "roster", "list")[1] == []
    with pytest.raises(SystemExit):
        run("field", "roster", "import", bad, "--site", "x", "--column", "name")
