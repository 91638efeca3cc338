"""The window's check on a real vault: findings by kind, audits by name, and a stop that changes nothing."""

import json

import pytest
from field_world import field_desk, start

from fieldaudit.desktop.wiring.check_uses import CheckUses
from fieldaudit.errors import Cancelled
from fieldaudit.vault import blobs


class Told:
    """Takes progress, and stops at a part of it where that is asked."""

    def __init__(self, stop_at=None):
        self.parts = []
        self._stop_at = stop_at

    def report(self, done, total):
        if self._stop_at is not None and done >= self._stop_at:
            raise Cancelled
        self.parts.append((done, total))


@pytest.fixture
def desk(tmp_path):
    with field_desk(tmp_path / "world") as world:
        work = start(world)
        work.answer("/data/fire/exits_clear", "yes")
        yield world.field, work.id


def test_a_whole_vault_has_nothing_to_say_and_progress_goes_up_to_all_of_it(desk):
    told = Told()
    found = CheckUses(desk[0]).check(told)
    assert found.groups == ()
    assert told.parts == sorted(set(told.parts))
    assert told.parts[-1] == (100, 100)


def test_what_is_wrong_is_told_with_the_site_and_the_day_of_its_audit(desk):
    vault, audit = desk
    from vault_samples import add_blob

    blob = add_blob(vault, b"\xff\xd8\xff a photo", "image/jpeg", "exit.jpg")
    blobs.path_of(vault.home, blob.id).unlink()
    with vault.reading() as connection:
        connection.exec_driver_sql("UPDATE events SET payload = x'7b7d' WHERE kind = 'answer.set'")
    found = CheckUses(vault).check(Told())
    entries, files = found.groups
    assert "behind the program" in entries.what
    assert any("the audit “Delta unit 2, " in said for said in entries.found)
    assert not any(audit in said for said in entries.found)
    assert files.found == ("The file of the attachment exit.jpg is missing.",)
    assert "Attach them again" in files.next_step


def test_a_check_that_is_stopped_changes_nothing_and_the_next_one_goes_through(desk):
    vault, _ = desk
    before = vault.events(desk[1])
    with pytest.raises(Cancelled):
        CheckUses(vault).check(Told(stop_at=15))
    assert vault.events(desk[1]) == before
    assert CheckUses(vault).check(Told()).groups == ()


def test_the_command_says_the_same_with_what_to_do(desk, tmp_path, capsys):
    vault, _ = desk
    from exchange_world import PASSPHRASE
    from vault_samples import add_blob

    from fieldaudit.cli import main

    blob = add_blob(vault, b"\xff\xd8\xff a photo", "image/jpeg", "exit.jpg")
    blobs.path_of(vault.home, blob.id).unlink()
    vault.close()
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    words = ["--home", str(vault.home), "--passphrase-file", str(tmp_path / "passphrase"), "vault", "check"]
    assert main(words) == 1
    said = capsys.readouterr()
    assert said.out == "The file of the attachment exit.jpg is missing.\n1 problem.\n"
    assert "Attach them again where you still have" in said.err
    assert main([*words, "--json"]) == 1
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert first["advice"].startswith("Attach them again")
