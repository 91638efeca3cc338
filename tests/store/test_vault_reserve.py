"""Room kept for a full disk: opening works on it, what still fits is saved, and the sentence names the disk."""

import os
import shutil
import subprocess

import pytest
from exchange_world import PASSPHRASE
from field_world import field_desk, start
from vault_samples import AUDIT, answer, created, new_vault, reopened, values

from fieldaudit.cli import main
from fieldaudit.errors import DiskFull, DiskReadOnly, DiskTrouble
from fieldaudit.field.work import AuditWork
from fieldaudit.vault import Vault, reserve

SEEN = "/data/fire/seen"
MB = 1024 * 1024


@pytest.fixture
def mounted(tmp_path):
    """Mount a disk in memory, where that is allowed; gives a way to mount one of so many kilobytes."""
    places = []

    def mount(kilobytes):
        place = tmp_path / f"disk{len(places)}"
        place.mkdir()
        words = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)]
        try:
            done = subprocess.run(words, capture_output=True, check=False)
        except FileNotFoundError:
            pytest.skip("the system has no mount command")
        if done.returncode:
            pytest.skip("mounting is not allowed here")
        places.append(place)
        return place

    yield mount
    for place in places:
        subprocess.run(["umount", "--lazy", place], check=True)


def fill(disk, name="ballast"):
    """Take every byte that is left on a disk."""
    with (disk / name).open("wb", buffering=0) as file, pytest.raises(OSError, match="space"):
        while True:
            file.write(os.urandom(4096))
    assert shutil.disk_usage(disk).free == 0


def size(home):
    return (home / reserve.NAME).stat().st_size if (home / reserve.NAME).exists() else 0


def moved(disk, tmp_path):
    """Put a field vault with an audit on `disk`; returns its home and the audit."""
    with field_desk(tmp_path / "world") as world:
        audit = start(world).id
    home = disk / "home"
    shutil.copytree(tmp_path / "world" / "field", home, ignore=lambda *_: [reserve.NAME])
    Vault.open(home, PASSPHRASE).close()
    return home, audit


def test_a_new_vault_has_a_reserve_that_looks_like_any_ciphertext(tmp_path):
    new_vault(tmp_path / "home").close()
    data = (tmp_path / "home" / reserve.NAME).read_bytes()
    assert len(data) == reserve.SIZE
    assert max(data.count(byte) for byte in (b"\0", b"a", b"\xff")) < 2 * len(data) / 256


def test_a_disk_filled_to_the_last_byte_while_closed_still_opens_saves_and_closes(tmp_path, mounted):
    disk = mounted(3 * 1024)
    home, audit = moved(disk, tmp_path)
    assert size(home) >= reserve.LOW
    fill(disk)
    for turn in range(3):
        with Vault.open(home, PASSPHRASE) as vault:
            [told] = reserve.notice(home)
            assert str(disk) in told
            assert "is full" in told
            AuditWork(vault, audit).answer(SEEN, str(turn))
            assert vault.check() == []
    with Vault.open(home, PASSPHRASE) as vault:
        assert [cell.value for cell in vault.cells(audit, f"answer/{SEEN}")] == ["2"]
        assert len([one for one in vault.events(audit) if one.kind == "answer.set"]) == 3


def test_a_disk_that_is_filled_again_after_every_closing_can_still_be_opened(tmp_path, mounted):
    disk = mounted(3 * 1024)
    home, audit = moved(disk, tmp_path)
    for turn in range(4):
        fill(disk, f"ballast{turn}")
        with Vault.open(home, PASSPHRASE) as vault:
            assert vault.record_types()[audit] == "audit"


def test_without_the_reserve_such_a_disk_keeps_the_vault_shut_and_the_sentence_says_which(tmp_path, mounted):
    disk = mounted(3 * 1024)
    home, _ = moved(disk, tmp_path)
    (home / reserve.NAME).unlink()
    fill(disk)
    with pytest.raises(DiskFull, match=f"The disk {disk} is full"):
        Vault.open(home, PASSPHRASE)
    (disk / "ballast").unlink()
    with Vault.open(home, PASSPHRASE) as vault:
        assert vault.check() == []


def test_a_check_on_a_full_disk_does_not_speak_of_a_change_that_was_not_saved(tmp_path, mounted, capsys):
    disk = mounted(3 * 1024)
    home, _ = moved(disk, tmp_path)
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    (home / reserve.NAME).unlink()
    fill(disk)
    assert main(["--home", str(home), "--passphrase-file", str(tmp_path / "passphrase"), "vault", "check"]) == 1
    said = capsys.readouterr().err
    assert f"The disk {disk} is full" in said
    assert "was not saved" not in said
    assert "nothing was changed" in said


@pytest.mark.parametrize(
    ("met", "failure"), [(OSError(28, "No space left on device"), DiskFull), (OSError(5, "I/O error"), DiskTrouble)]
)
def test_what_the_disk_refuses_while_something_is_only_read_is_no_change_that_was_not_saved(tmp_path, met, failure):
    with new_vault(tmp_path / "home") as vault:
        with pytest.raises(failure, match="nothing was changed"), vault.reading():
            raise met
        with pytest.raises(failure, match="last change was not saved"), vault.transaction(), vault.reading():
            raise met


def test_a_disk_that_fills_up_during_work_takes_more_answers_from_the_reserve_and_then_says_so(tmp_path, mounted):
    disk = mounted(4 * 1024)
    home, audit = moved(disk, tmp_path)
    saved = 0
    with Vault.open(home, PASSPHRASE) as vault:
        work = AuditWork(vault, audit)
        work.answer(SEEN, "0")
        fill(disk)
        with pytest.raises(DiskFull, match=str(disk)):
            for number in range(1, 10_000):
                work.answer(SEEN, str(number))
                saved = number
        assert saved >= 10
    fill(disk, "more")
    with Vault.open(home, PASSPHRASE) as vault:
        assert [cell.value for cell in vault.cells(audit, f"answer/{SEEN}")] == [str(saved)]
        assert vault.check() == []


def test_the_reserve_is_made_anew_once_there_is_room(tmp_path, mounted):
    disk = mounted(16 * 1024)
    home, _ = moved(disk, tmp_path)
    assert size(home) == reserve.SIZE
    fill(disk)
    with Vault.open(home, PASSPHRASE):
        assert size(home) < reserve.SIZE
        (disk / "ballast").unlink()
    assert size(home) == reserve.SIZE
    assert reserve.notice(home) == []


def test_the_reserve_never_takes_more_than_half_of_what_is_left(tmp_path, mounted):
    disk = mounted(1024)
    reserve.make(disk)
    assert reserve.LOW < size(disk) <= MB // 2
    (disk / reserve.NAME).unlink()
    fill(disk)
    reserve.make(disk)
    assert size(disk) == 0


def test_a_read_only_disk_is_told_in_one_sentence_and_a_copy_of_the_folder_opens(tmp_path, mounted):
    disk = mounted(16 * 1024)
    home, audit = moved(disk, tmp_path)
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    with pytest.raises(DiskReadOnly, match="can be read but not written"):
        Vault.open(home, PASSPHRASE)
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before
    copy = shutil.copytree(home, tmp_path / "copy")
    with Vault.open(copy, PASSPHRASE) as vault:
        assert vault.record_types()[audit] == "audit"
        assert vault.check() == []


def test_a_folder_that_belongs_to_another_is_told_as_one_that_cannot_be_written(tmp_path):
    if os.geteuid() == 0:
        pytest.skip("nothing is forbidden to root")
    new_vault(tmp_path / "home").close()
    (tmp_path / "home" / "vault.lock").unlink()
    (tmp_path / "home").chmod(0o500)
    try:
        with pytest.raises(DiskReadOnly):
            Vault.open(tmp_path / "home", PASSPHRASE)
    finally:
        (tmp_path / "home").chmod(0o700)


def test_a_reserve_that_cannot_be_made_is_no_trouble(tmp_path, monkeypatch):
    monkeypatch.setattr(reserve, "_write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with new_vault(tmp_path / "home") as vault:
        vault.append([created(), answer("1")])
        with reopened(vault) as again:
            assert values(again, "answer//data/exits", AUDIT) == ["1"]
    assert size(tmp_path / "home") == 0
