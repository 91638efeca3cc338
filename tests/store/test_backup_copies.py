"""Copies of the whole vault: while it is used, on sticks that are full, cut or away, and back on another machine."""

import errno
import hashlib
import hmac
import io
import json
import os
import shutil
import subprocess
import tarfile
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from exchange_world import PASSPHRASE, add_audit, make_world, open_world
from vault_samples import PASSPHRASE as OWN
from vault_samples import add_blob, answer, created, new_vault

from fieldaudit.errors import (
    BackupAltered,
    BackupNoRoom,
    BackupNotRestored,
    BackupPlaceAway,
    BackupRefused,
    BackupTooLargeThere,
    Cancelled,
    CopyUnderWay,
    FileUnwritable,
    VaultExists,
    WrongPassphrase,
)
from fieldaudit.exchange import authority_key, copies, enrol, people, staging
from fieldaudit.exchange.answer import send
from fieldaudit.exchange.apply import apply
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.intake import take_in
from fieldaudit.trust import slots
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import Vault, attachments, backup, files, keyfile, keys

PHOTO = b"\xff\xd8\xff a photo" + bytes(200_000)


@pytest.fixture
def vault(tmp_path):
    with new_vault(tmp_path / "home") as made:
        made.append([created()])
        yield made


@pytest.fixture
def world(tmp_path):
    make_world(tmp_path / "world")
    with open_world(tmp_path / "world") as opened:
        yield opened


@pytest.fixture
def stick(tmp_path):
    made = tmp_path / "stick"
    made.mkdir()
    return made


@pytest.fixture
def elsewhere(monkeypatch):
    """A stick, as far as the program can tell."""
    monkeypatch.setattr(copies, "on_same_disk", lambda home, other: False)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def by(passphrase):
    return lambda keys: keyfile.unlock(keys, passphrase)


def test_answers_and_photos_saved_while_a_copy_is_made_are_in_it_whole_or_not_at_all(vault, stick):
    for number in range(20):
        add_blob(vault, PHOTO + bytes([number]), "image/jpeg", f"{number}.jpg")
    stop, saved = threading.Event(), []

    def work():
        while not stop.is_set():
            blob = add_blob(vault, PHOTO + os.urandom(8), "image/jpeg", "late.jpg")
            [event] = vault.append([answer(str(len(saved)), f"/data/q{len(saved)}")])
            saved.append((blob.id, event.hash))

    worker = threading.Thread(target=work)
    worker.start()
    while not saved:
        pass
    before = len(saved)
    made = vault.backup(stick / "copy.fab")
    after = len(saved)
    stop.set()
    worker.join()
    assert after > before  # the copy did not hold anybody up
    Vault.restore(made.file, stick.parent / "other", by(OWN))
    with Vault.open(stick.parent / "other", OWN) as again:
        assert again.check() == []
        here = [again.stored(event) is not None for _, event in saved]
        assert here == sorted(here, reverse=True)
        assert sum(here) >= before
        for (blob, _), whole in zip(saved, here, strict=True):
            if whole:
                assert len(attachments.read(again, blob)) == len(PHOTO) + 8


def test_the_vault_is_held_only_to_fix_a_moment_not_while_bytes_are_copied(vault, stick):
    held = []
    threads = []

    def told(done, total):
        saver = threading.Thread(target=lambda: held.append(vault.append([answer("while", f"/data/w{done}")])))
        threads.append(saver)
        saver.start()
        saver.join(timeout=30)
        assert not saver.is_alive()

    add_blob(vault, PHOTO, "image/jpeg", "exit.jpg")
    vault.backup(stick / "copy.fab", told)
    assert len(held) == len(threads) > 2


def test_an_attachment_erased_while_it_is_copied_is_not_in_the_copy(vault, stick):
    kept, gone = (add_blob(vault, PHOTO + name, "image/jpeg", "") for name in (b"kept", b"gone"))
    erased = []

    def erase(done, total):
        if not erased and done > 100:
            erased.append(gone.id)
            with vault.transaction() as connection:
                connection.exec_driver_sql("DELETE FROM blobs WHERE id = ?", (gone.id,))
            gone.file.unlink()

    vault.backup(stick / "copy.fab", erase)
    with tarfile.open(stick / "copy.fab") as tar:
        names = tar.getnames()
    assert f"blobs/{kept.id}.age" in names
    assert f"blobs/{gone.id}.age" not in names
    Vault.restore(stick / "copy.fab", stick.parent / "other")
    with Vault.open(stick.parent / "other", OWN) as again:
        assert again.check() == []


def test_a_photo_that_was_damaged_already_is_named_and_older_copies_then_stay(vault, stick):
    blob = add_blob(vault, PHOTO, "image/jpeg", "exit.jpg")
    copies.copy_into(vault, copies.Place(stick))
    blob.file.write_bytes(b"broken")
    for _ in range(3):
        assert vault.backup(stick / "x.fab").damaged == (blob.id,)
    assert copies.last_copy(vault).damaged == 0
    blob.file.unlink()
    assert vault.backup(stick / "x.fab").damaged == (blob.id,)


@pytest.mark.parametrize("name", ["vault.db", "vault.keys", "blobs/x", "copy.fab"])
def test_a_copy_never_takes_the_place_of_the_vaults_own_files(vault, name):
    before = names(vault.home)
    with pytest.raises(FileUnwritable, match="its folder holds a vault"):
        copies.copy_to(vault, vault.home / name)
    vault.close()
    with Vault.open(vault.home, OWN) as again:
        assert again.check() == []
    assert {"vault.db", "vault.keys"} <= set(before)
    assert not (vault.home / "copy.fab").exists()


def test_a_damaged_database_never_takes_the_place_of_a_good_copy(vault, stick):
    good = copies.copy_to(vault, stick / "copy.fab").file.read_bytes()
    vault.close()
    database = vault.home / "vault.db"
    data = bytearray(database.read_bytes())
    data[-2000] ^= 1
    database.write_bytes(data)
    with Vault.open(vault.home, OWN) as again, pytest.raises(BackupRefused, match="damaged"):
        again.backup(stick / "copy.fab")
    assert (stick / "copy.fab").read_bytes() == good
    assert names(stick) == ["copy.fab"]


def test_a_copy_that_does_not_read_back_as_written_never_gets_its_name(vault, stick, monkeypatch):
    good = copies.copy_to(vault, stick / "copy.fab").file.read_bytes()
    verify = backup.backup_reading.verify

    def on_a_bad_stick(file, key, add):
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
        verify(file, key, add)

    monkeypatch.setattr(backup.backup_reading, "verify", on_a_bad_stick)
    with pytest.raises((BackupRefused, BackupAltered)):
        vault.backup(stick / "copy.fab")
    assert (stick / "copy.fab").read_bytes() == good
    assert names(stick) == ["copy.fab"]


@pytest.mark.parametrize("share", [0.0, 0.3, 0.8])
def test_stopping_a_copy_or_a_restore_leaves_nothing_of_it(vault, stick, share):
    def stop(done, total):
        if done >= total * share:
            raise Cancelled

    with pytest.raises(Cancelled):
        copies.copy_to(vault, stick / "copy.fab", progress=stop)
    assert names(stick) == []
    assert copies.last_copy(vault) is None
    copies.copy_to(vault, stick / "copy.fab")
    with pytest.raises(Cancelled):
        Vault.restore(stick / "copy.fab", stick.parent / "other", None, stop)
    assert sorted(path.name for path in stick.parent.iterdir() if not path.name.startswith(".")) == ["home", "stick"]


def test_two_copies_stay_and_a_third_replaces_the_oldest_once_it_was_read_back(vault, stick, monkeypatch):
    moments = iter(datetime(2026, 11, day, 8, tzinfo=UTC) for day in range(1, 30))

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return next(moments)

    monkeypatch.setattr(copies, "datetime", Clock)
    (stick / "fa-20261101-080000-ffffffff.fab").write_bytes(b"somebody else's")
    (stick / "holiday.jpg").write_bytes(b"")
    for _ in range(4):
        copies.copy_into(vault, copies.Place(stick))
    tag = vault.keys.vault[:8]
    assert names(stick) == [
        "fa-20261101-080000-ffffffff.fab",
        f"fa-20261103-080000-{tag}.fab",
        f"fa-20261104-080000-{tag}.fab",
        "holiday.jpg",
    ]


def test_packages_that_wait_are_not_in_a_copy_and_it_says_so(world, stick):
    assert copies.copy_into(world.office, copies.Place(stick)).waiting == 0
    package = export_audits(world.field, [add_audit(world.field)], stick)
    assert staging.hold(world.office.home, package.path, package.manifest_sha256)
    assert copies.copy_to(world.office, stick / "other.fab").waiting == 1


def test_names_of_copies_say_neither_who_nor_where(world, stick):
    add_audit(world.field)
    name = copies.copy_into(world.field, copies.Place(stick)).file.name
    assert not any(word in name.lower() for word in ("amina", "delta", "audit", "harvest"))


def test_what_a_cut_copy_left_on_the_stick_is_swept_by_the_next_one(vault, stick):
    tag = vault.keys.vault[:8]
    for left in (f"fa-20261101-080000-{tag}.fab.part", f"fa-20261101-080000-{tag}.fab.part.0011aabb.part"):
        (stick / left).write_bytes(b"half")
    made = copies.copy_into(vault, copies.Place(stick))
    assert names(stick) == [made.file.name]


@pytest.fixture
def small_stick(tmp_path):
    """A stick of 3 MB, where mounting is allowed."""
    place = tmp_path / "small"
    place.mkdir()
    command = shutil.which("mount")
    if command is None:
        pytest.skip("the system has no mount command")
    if subprocess.run(
        [command, "-t", "tmpfs", "-o", "size=3m", "tmpfs", place], capture_output=True, check=False
    ).returncode:
        pytest.skip("mounting is not allowed here")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def test_a_full_stick_says_so_in_one_sentence_and_the_last_copy_on_it_stays(vault, small_stick):
    good = copies.copy_into(vault, copies.Place(small_stick))
    assert good.elsewhere
    before = good.file.read_bytes()
    for number in range(20):
        add_blob(vault, PHOTO + bytes([number]), "image/jpeg", "")
    with pytest.raises(BackupNoRoom) as refused:
        copies.copy_into(vault, copies.Place(small_stick))
    assert refused.value.sentence.count(".") == 1
    assert good.file.read_bytes() == before
    assert names(small_stick) == [good.file.name]


def test_a_stick_with_room_for_two_gives_up_the_older_copy_never_the_newest(vault, small_stick):
    for number in range(4):
        add_blob(vault, PHOTO + bytes([number]), "image/jpeg", "")
    made = []
    for number in range(4):
        tag = vault.keys.vault[:8]
        made.append(copies.copy_into(vault, copies.Place(small_stick)))
        made[-1].file.rename(small_stick / f"fa-2026110{number}-080000-{tag}.fab")
    left = names(small_stick)
    assert len(left) in (1, 2)
    assert left[-1].startswith("fa-20261103")


@pytest.mark.parametrize(("number", "told"), [(errno.EFBIG, BackupTooLargeThere), (errno.ENOSPC, BackupNoRoom)])
def test_a_medium_that_gives_up_while_writing_is_named(vault, stick, monkeypatch, number, told):
    def full(handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(told):
        vault.backup(stick / "copy.fab")
    assert names(stick) == []


def test_a_missing_stick_is_told_calmly(vault, stick):
    copies.choose_place(vault, copies.Place(stick / "away"))
    with pytest.raises(BackupPlaceAway):
        copies.copy_daily(vault)


def test_a_second_copy_at_the_same_time_waits_for_nobody_and_is_refused(vault, stick):
    def again(done, total):
        with pytest.raises(CopyUnderWay):
            vault.backup(stick / "second.fab")

    vault.backup(stick / "first.fab", again)
    assert names(stick) == ["first.fab"]


@pytest.mark.parametrize("unlock", [by(OWN), None], ids=["checked", "unchecked"])
def test_a_backup_that_lacks_or_gained_a_byte_anywhere_is_refused(vault, stick, unlock):
    vault.backup(stick / "copy.fab")
    whole = (stick / "copy.fab").read_bytes()
    with tarfile.open(stick / "copy.fab") as tar:
        [seal] = [entry for entry in tar if entry.name == "digests.mac"]
    content = seal.offset_data + seal.size
    ends = {content, content + 1, content + 512, content + 1024, len(whole) - 512, len(whole) - 1, 700, 20_000}
    bad = [whole[:end] for end in ends]
    bad += [whole + b"\0", whole + bytes(512), whole + bytes(10240), whole + b"x", whole[:-1] + b"x"]
    bad.append(whole[:content] + b"x" + whole[content + 1 :])
    for number, data in enumerate(bad):
        (stick / "bad.fab").write_bytes(data)
        with pytest.raises(BackupNotRestored):
            Vault.restore(stick / "bad.fab", stick.parent / f"other{number}", unlock)
        assert not (stick.parent / f"other{number}").exists()
    Vault.restore(stick / "copy.fab", stick.parent / "good", unlock)


def test_a_wrong_passphrase_is_told_before_anything_large_is_copied(vault, stick):
    add_blob(vault, PHOTO, "image/jpeg", "")
    vault.backup(stick / "copy.fab")
    seen = []
    with pytest.raises(WrongPassphrase):
        Vault.restore(
            stick / "copy.fab",
            stick.parent / "other",
            lambda keys: keyfile.unlock(keys, "something else entirely"),
            lambda done, total: seen.append(done),
        )
    assert max(seen) < 100_000
    assert not (stick.parent / "other").exists()


def test_a_backup_is_restored_by_the_recovery_sheet(vault, stick):
    words = keys.make_recovery(vault, cost=CHEAP)
    vault.backup(stick / "copy.fab")
    Vault.restore(stick / "copy.fab", stick.parent / "other", lambda keys: keyfile.unlock_by_recovery(keys, words))
    with Vault.recover(stick.parent / "other", words) as again:
        assert again.check() == []


def test_a_backup_whose_list_was_written_anew_by_somebody_else_is_refused(vault, stick):
    blob = add_blob(vault, PHOTO, "image/jpeg", "")
    vault.backup(stick / "copy.fab")
    forge(stick / "copy.fab", leave_out=f"blobs/{blob.id}.age")
    with pytest.raises(BackupAltered):
        Vault.restore(stick / "copy.fab", stick.parent / "other", by(OWN))
    assert not (stick.parent / "other").exists()


def test_a_key_file_that_only_claims_to_be_between_two_keys_does_not_pass_an_altered_backup(vault, stick):
    blob = add_blob(vault, PHOTO, "image/jpeg", "")
    vault.backup(stick / "copy.fab")
    under_way = {"slots": [], "forward": "QUFB", "back": "QUFB", "travel": ""}
    forge(stick / "copy.fab", leave_out=f"blobs/{blob.id}.age", in_keys={"version": 2, "rotation": under_way})
    with pytest.raises(BackupAltered):
        Vault.restore(stick / "copy.fab", stick.parent / "other", by(OWN))
    assert not (stick.parent / "other").exists()


@pytest.mark.parametrize("in_use", ["old", "new"])
@pytest.mark.parametrize("typed", [OWN, "another long passphrase"])
def test_a_backup_made_between_two_keys_is_checked_under_the_one_in_use(vault, stick, in_use, typed):
    old, new = vault._key, bytes(range(32))
    blob = add_blob(vault, PHOTO, "image/jpeg", "")
    made = [slots.wrap(new, "another long passphrase", CHEAP)]
    keyfile.write(vault.home, keyfile.rotating(vault.keys, old, new, made))
    vault.backup(stick / "copy.fab")
    if in_use == "new":
        sign_anew(stick / "copy.fab", new)
    Vault.restore(stick / "copy.fab", stick.parent / "whole", by(typed))
    forge(stick / "copy.fab", leave_out=f"blobs/{blob.id}.age")
    with pytest.raises(BackupAltered):
        Vault.restore(stick / "copy.fab", stick.parent / "other", by(typed))


def sign_anew(path, key):
    """Sign the list of a backup under another key, as a vault that has that one in use does."""
    members = members_of(path)
    mac = hmac.digest(key, backup.MAC_TAG + members["digests.json"], "sha256")
    write_members(path, members | {"digests.mac": mac.hex().encode()})


def forge(path, leave_out, in_keys=None):
    """Take a member out, change the key file, and list the rest to fit, as somebody without the key would."""
    members = members_of(path)
    del members[leave_out]
    keys_there = json.loads(members["vault.keys"]) | (in_keys or {})
    members["vault.keys"] = json.dumps(keys_there).encode()
    listing = json.loads(members["digests.json"])
    del listing["members"][leave_out]
    listing["members"]["vault.keys"] = hashlib.sha256(members["vault.keys"]).hexdigest()
    members["digests.json"] = json.dumps(listing).encode()
    write_members(path, members)


def members_of(path):
    with tarfile.open(path) as tar:
        return {entry.name: tar.extractfile(entry).read() for entry in tar}


def write_members(path, members):
    with tarfile.open(path, "w") as tar:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))


def test_a_restore_without_room_says_so_and_leaves_nothing(vault, stick, monkeypatch):
    vault.backup(stick / "copy.fab")
    usage = shutil.disk_usage(stick)._replace(free=10)
    monkeypatch.setattr(backup.backup_reading.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(BackupNoRoom):
        Vault.restore(stick / "copy.fab", stick.parent / "other")
    assert not (stick.parent / "other").exists()


def test_preferences_of_the_first_start_stay_beside_a_restored_vault_and_a_vault_is_never_replaced(vault, stick):
    vault.backup(stick / "copy.fab")
    home = stick.parent / "other"
    home.mkdir()
    (home / "preferences.json").write_text("{}")
    Vault.restore(stick / "copy.fab", home)
    assert (home / "preferences.json").read_text() == "{}"
    with Vault.open(home, OWN) as again:
        assert again.check() == []
    with pytest.raises(VaultExists):
        Vault.restore(stick / "copy.fab", home)


def test_only_what_no_copy_elsewhere_holds_counts_as_only_here(world, stick, elsewhere):
    assert copies.only_on_this_computer(world.field).audits == 0
    first = add_audit(world.field)
    add_audit(world.field)
    found = copies.only_on_this_computer(world.field)
    assert (found.audits, found.answers) == (2, 6)
    assert not copies.must_remind(found)
    assert copies.must_remind(found, datetime.now(UTC) + timedelta(days=4))
    taken = take_in(world.office, export_audits(world.field, [first], world.stick).path)
    assert taken.state == "taken_in"
    apply(world.field, send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE).path)
    assert copies.only_on_this_computer(world.field).audits == 1
    copies.copy_to(world.field, stick / "copy.fab")
    assert copies.only_on_this_computer(world.field) == type(found)()
    assert copies.only_on_this_computer(world.office).audits == 1
    copies.copy_to(world.office, stick / "office.fab")
    assert copies.only_on_this_computer(world.office).audits == 0


def test_a_copy_on_the_vaults_own_disk_is_made_but_does_not_count_as_elsewhere(world, stick):
    add_audit(world.field)
    assert not copies.copy_to(world.field, stick / "copy.fab").elsewhere
    assert copies.only_on_this_computer(world.field).audits == 1
    copies.copy_to(world.field, stick / "copy.fab", carried=True)
    assert copies.only_on_this_computer(world.field).audits == 0


def test_a_head_office_that_lost_its_laptop_goes_on_from_its_backup_and_appoints_people(world, stick, tmp_path):
    audit = add_audit(world.field)
    take_in(world.office, export_audits(world.field, [audit], world.stick).path)
    copies.copy_to(world.office, stick / "office.fab")
    world.office.close()
    shutil.rmtree(world.office.home)
    home = tmp_path / "new laptop" / "home"
    Vault.restore(stick / "office.fab", home, by(PASSPHRASE))
    with Vault.open(home, PASSPHRASE) as office:
        assert authority_key.exists(home)
        back = send(office, world.field.seat, world.stick, passphrase=PASSPHRASE)
        assert apply(world.field, back.path).state == "applied"
        assert people.seats(office)[world.field.seat].state == people.CERTIFIED
        enrol.invite(office, "Second", "auditor", "Dhaka", world.stick / "second.invitation")


def test_two_homes_from_one_copy_go_on_and_head_office_has_what_both_wrote(world, stick, tmp_path, monkeypatch):
    audit = add_audit(world.field)
    copies.copy_to(world.field, stick / "copy.fab")
    monkeypatch.setenv("FIELDAUDIT_STATE_DIR", str(tmp_path / "another machine's state"))
    home = tmp_path / "another machine" / "home"
    Vault.restore(stick / "copy.fab", home, by(PASSPHRASE))
    from fieldaudit.audit.events import NewEvent

    with Vault.open(home, PASSPHRASE) as second:
        assert second.incarnation != world.field.incarnation
        for vault, value in ((world.field, "first"), (second, "second")):
            vault.append([NewEvent(audit, "audit", "answer.set", {"ref": f"/data/{value}", "value": value})])
        for number, vault in enumerate((second, world.field)):
            folder = tmp_path / f"stick {number}"
            folder.mkdir()
            taken = take_in(world.office, export_audits(vault, [audit], folder).path)
            assert taken.state == "taken_in", taken
        cells = {cell.slot: cell.value for cell in world.office.cells(audit, "answer/")}
        assert (cells["answer//data/first"], cells["answer//data/second"]) == ("first", "second")
        back = send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE).path
        for vault in (world.field, second):
            assert apply(vault, back).state == "applied"
            assert copies.only_on_this_computer(vault).audits == 0
            assert vault.check() == []
    assert world.office.check() == []
    assert Path(home).is_dir()
