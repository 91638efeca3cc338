"""The protection officer opens at head office what nobody else there reads, with the key that is the officer's own."""

import io
import json

import pytest
from exchange_world import PASSPHRASE
from field_world import field_desk, start
from PIL import Image

from fieldaudit.cli import main
from fieldaudit.errors import AuditUnknown, NothingRestrictedOpens
from fieldaudit.exchange import enrol
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.intake import take_in
from fieldaudit.field import consent
from fieldaudit.headoffice import restricted
from fieldaudit.trust import sealing

SAID, PASSPORT, CLEAR = "/data/voices/said", "/data/voices/holds_passport", "/data/fire/exits_clear"
OFFICER = "the officer's own passphrase"


@pytest.fixture
def world(tmp_path):
    with field_desk(tmp_path / "world") as made:
        made.photo = io.BytesIO()
        Image.new("RGB", (32, 24), "red").save(made.photo, "JPEG")
        made.key = enrol.create_officer(made.office, made.stick / "officer.key", OFFICER)
        made.field.put("officer_recipient", made.key.recipient)
        made.work = start(made)
        made.work.answer(CLEAR, "yes")
        made.work.answer(SAID, "the agent keeps my passport")
        made.work.answer(PASSPORT, "no")
        made.work.attach(PASSPORT, made.photo.getvalue(), "her/name.JPG")
        sent = export_audits(made.field, [made.work.id], made.stick)
        assert take_in(made.office, sent.path).state == "taken_in"
        yield made


def secret(world):
    return enrol.officer_secret(world.key.path, OFFICER)


def test_the_officer_reads_what_stands_restricted_and_nothing_else(world):
    found = restricted.read(world.office, world.work.id, secret(world))
    answers = {entry.slot: entry.value for entry in found if entry.slot.startswith("answer/")}
    assert answers == {f"answer/{SAID}": "the agent keeps my passport", f"answer/{PASSPORT}": "no"}
    assert any(entry.slot.startswith("finding/") for entry in found)  # what a restricted answer raised is restricted
    assert not any(CLEAR in entry.slot for entry in found)
    [(name, data)] = restricted.attached(world.office, world.work.id, secret(world)).values()
    assert (name, data) == ("her/name.JPG", world.photo.getvalue())


def test_another_key_an_unknown_audit_and_what_was_withdrawn_open_nothing(world):
    with pytest.raises(NothingRestrictedOpens):
        restricted.read(world.office, world.work.id, sealing.new_identity().secret)
    with pytest.raises(AuditUnknown):
        restricted.read(world.office, "nothing", secret(world))
    consent.withdraw_consent(world.field, world.work.id, reason="asked")
    sent = export_audits(world.field, [world.work.id], world.stick)
    assert take_in(world.office, sent.path).state == "taken_in"
    with pytest.raises(NothingRestrictedOpens):
        restricted.read(world.office, world.work.id, secret(world))


def test_the_command_says_it_and_saves_files_only_where_it_is_told_to(world, tmp_path, capsys):
    home = world.office.home
    world.office.close()
    for name, words in (("pass", PASSPHRASE), ("officer", OFFICER), ("wrong", "something else entirely")):
        (tmp_path / name).write_text(words + "\n")

    def run(*words, officer="officer"):
        given = ["--home", home, "--passphrase-file", tmp_path / "pass"]
        given += ["--key-passphrase-file", f"officer={tmp_path / officer}", "--json"]
        read = ["officer", "read", world.work.id, "--key", world.key.path]
        code = main([str(word) for word in (*given, *read, *words)])
        said = capsys.readouterr()
        return code, [json.loads(line) for line in said.out.splitlines()], said.err

    before = set(tmp_path.rglob("*"))
    code, lines, _ = run()
    assert (code, {line["slot"]: line["value"] for line in lines}[f"answer/{PASSPORT}"]) == (0, "no")
    assert not {path for path in set(tmp_path.rglob("*")) - before if home not in path.parents}
    code, lines, _ = run("--save", tmp_path / "saved")
    [file] = (tmp_path / "saved").iterdir()
    assert (code, lines[-1]["file"], file.suffix) == (0, str(file), ".jpg")
    assert file.read_bytes() == world.photo.getvalue()
    code, lines, told = run(officer="wrong")
    assert (code, lines[0]["error"]) == (1, "WrongPassphrase")
    assert "passphrase" in told.lower()
