"""A new database key: everything stays, the old key opens nothing, and a cut at any moment leaves a whole vault."""

import errno
import os
import pathlib
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
import sqlcipher3.dbapi2
from vault_samples import AUDIT, PASSPHRASE, Clock, add_blob, answer, created, new_vault

from fieldaudit.errors import DiskFull, KeyNotRotated, NotAVault, SealedForTravel, WrongPassphrase
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import Vault, keyfile, keys, keys_log, keys_rotation, keys_travel

NEW = "another long passphrase"


@pytest.fixture
def home(tmp_path):
    """A closed vault with some answers and an attachment."""
    with new_vault(tmp_path / "home") as vault:
        vault.append([created(), *(answer(str(number)) for number in range(20))])
        add_blob(vault, b"a photo", "image/jpeg", "gate.jpg")
        vault.put("note", "kept")
    return tmp_path / "home"


def opened(home, passphrase=PASSPHRASE):
    return Vault.open(home, passphrase, clock=Clock())


def holdings(vault):
    return vault.cells(AUDIT), vault.events(AUDIT), vault.get("note"), vault.check()


def test_everything_is_there_under_the_new_key_and_work_goes_on(home):
    with opened(home) as vault:
        before, old = holdings(vault), vault._key
        keys.rotate(vault, PASSPHRASE, cost=CHEAP)
        assert vault._key != old
        assert holdings(vault) == before
        vault.append([answer("after")])
        assert [row.what for row in keys_log.rows(vault)] == ["rotated"]
    with opened(home) as vault:
        assert vault.check() == []
        assert len(vault.events(AUDIT)) == len(before[1]) + 1
    assert not (home / keys_rotation.NEXT).exists()
    assert not keys_rotation._opens(home / "vault.db", old)


def test_attachments_are_not_written_anew(home):
    before = {path: path.read_bytes() for path in (home / "blobs").iterdir()}
    with Vault.open(home, PASSPHRASE) as vault:
        keys.rotate(vault, PASSPHRASE, cost=CHEAP)
    assert {path: path.read_bytes() for path in (home / "blobs").iterdir()} == before


def test_the_passphrase_is_asked_for_and_a_printed_sheet_is_void(home):
    with opened(home) as vault:
        words = keys.make_recovery(vault, cost=CHEAP)
        with pytest.raises(WrongPassphrase):
            keys.rotate(vault, NEW, cost=CHEAP)
        keys.rotate(vault, PASSPHRASE, cost=CHEAP)
        assert vault.keys.kinds() == ("passphrase",)
    with pytest.raises(WrongPassphrase):
        Vault.recover(home, words)


def test_the_key_cannot_change_inside_a_transaction(home):
    with opened(home) as vault, vault.transaction(), pytest.raises(KeyNotRotated):
        keys.rotate(vault, PASSPHRASE, cost=CHEAP)
    with opened(home) as vault:
        assert vault.check() == []


class Moments:
    """Copies a folder before every durable step that the system is asked for."""

    def __init__(self, home, into, monkeypatch):
        self.home, self.into, self.taken = home, into, []
        for module, name in ((os, "fsync"), (pathlib.Path, "replace"), (pathlib.Path, "unlink"), (os, "open")):
            monkeypatch.setattr(module, name, self._before(getattr(module, name)))
        self.watching = False

    def _before(self, real):
        def step(*arguments, **named):
            if self.watching:
                self.take()
            return real(*arguments, **named)

        return step

    def take(self):
        self.watching = False
        copy = self.into / f"{len(self.taken):03}"
        shutil.copytree(self.home, copy)
        self.taken.append(copy)
        self.watching = True


def test_a_cut_at_any_moment_leaves_a_whole_vault_that_either_passphrase_of_the_moment_opens(
    home, tmp_path, monkeypatch
):
    with opened(home) as vault:
        cells = vault.cells(AUDIT)
        moments = Moments(home, tmp_path, monkeypatch)
        moments.watching = True
        keys.rotate_to_passphrase(vault, NEW, cost=CHEAP)
        moments.watching = False
    monkeypatch.undo()
    ways = set()
    assert len(moments.taken) > 10
    for number, cut in enumerate(moments.taken):
        passphrases = [
            word for word in (PASSPHRASE, NEW) if opens(copied(cut, tmp_path / f"{number}-{word[:3]}"), word, cells)
        ]
        assert passphrases, cut
        ways.add(tuple(passphrases))
    assert ways == {(PASSPHRASE,), (PASSPHRASE, NEW), (NEW,)}


def test_a_sealing_for_travel_that_is_cut_opens_with_the_sheet_at_any_moment_and_lets_no_passphrase_back_in(
    home, tmp_path, monkeypatch
):
    with opened(home) as vault:
        cells, words = vault.cells(AUDIT), keys.make_recovery(vault, cost=CHEAP)
        moments = Moments(home, tmp_path, monkeypatch)
        moments.watching = True
        keys_travel.seal_for_travel(vault, keyfile.SHEET, words, cost=CHEAP)
        moments.watching = False
    monkeypatch.undo()
    ways = set()
    for number, cut in enumerate(moments.taken):
        with Vault.recover(copied(cut, tmp_path / f"{number}-sheet"), words) as vault:
            assert (vault.cells(AUDIT), vault.check(), vault.keys.rotation) == (cells, [], None)
        try:
            ways.add(opens(copied(cut, tmp_path / f"{number}-passphrase"), PASSPHRASE, cells))
        except SealedForTravel:
            ways.add("sealed")
    assert ways == {True, "sealed"}


def test_no_key_file_of_a_sealing_for_travel_opens_the_sealed_vault_by_the_passphrase(home, monkeypatch):
    """Whatever stood in the key file for a moment can be found on the disk later."""
    written = []
    real = keyfile.write
    monkeypatch.setattr(
        keyfile, "write", lambda at, file: (real(at, file), written.append((at / "vault.keys").read_bytes()))
    )
    with opened(home) as vault:
        words = keys.make_recovery(vault, cost=CHEAP)
        keys_travel.seal_for_travel(vault, keyfile.SHEET, words, cost=CHEAP)
    monkeypatch.undo()
    assert len(written) == 3
    for data in written:
        (home / "vault.keys").write_bytes(data)
        with pytest.raises((SealedForTravel, NotAVault)):
            opened(home)


def copied(cut, to):
    shutil.copytree(cut, to)
    return to


def opens(home, passphrase, cells):
    """Whether a passphrase opens the vault, which then is whole, finished, and takes changes that last."""
    try:
        with opened(home, passphrase) as vault:
            assert vault.cells(AUDIT) == cells
            assert vault.check() == []
            assert vault.keys.rotation is None
            vault.append([answer("after the cut")])
            keys.change_passphrase(vault, "a third passphrase here", cost=CHEAP)
    except WrongPassphrase:
        return False
    assert not (home / keys_rotation.NEXT).exists()
    with opened(home, "a third passphrase here") as vault:
        assert len(vault.events(AUDIT)) == 22
    return True


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("number", [0, 2, 4, 5])
def test_a_full_disk_at_any_step_leaves_an_open_vault_that_loses_nothing(home, monkeypatch, step, number):
    with opened(home) as vault:
        cells = vault.cells(AUDIT)
        owner = os if step == "fsync" else Path
        refusing(monkeypatch, owner, step, number)
        with suppress(DiskFull):
            keys.rotate(vault, PASSPHRASE, cost=CHEAP)
        monkeypatch.undo()
        assert vault.cells(AUDIT) == cells
        vault.append([answer("more")])
    with opened(home) as vault:
        assert vault.check() == []
        assert vault.keys.rotation is None
        assert len(vault.events(AUDIT)) == 22


def refusing(monkeypatch, owner, name, after):
    real, calls = getattr(owner, name), iter(range(1000))

    def refuse(*arguments, **named):
        if next(calls) >= after:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*arguments, **named)

    monkeypatch.setattr(owner, name, refuse)


@pytest.mark.parametrize(
    ("said", "told"), [("database disk image is malformed", KeyNotRotated), ("database or disk is full", DiskFull)]
)
def test_a_copy_that_fails_half_way_is_never_told_as_a_damaged_vault(home, monkeypatch, said, told):
    def refuse(*_):
        raise sqlcipher3.dbapi2.OperationalError(said)

    with opened(home) as vault:
        with monkeypatch.context() as patch, pytest.raises(told):
            patch.setattr(keys_rotation, "_export", refuse)
            keys.rotate(vault, PASSPHRASE, cost=CHEAP)
        vault.append([answer("more")])
        assert vault.check() == []
    assert not (home / keys_rotation.NEXT).exists()


def test_a_copy_that_is_missing_or_damaged_is_made_again(home):
    for damage in (lambda path: path.unlink(), lambda path: path.write_bytes(b"x" * 9000)):
        with opened(home) as vault:
            keyfile.write(home, keyfile.rotating(vault.keys, vault._key, b"k" * 32, [new_slot(b"k" * 32)]))
            (home / keys_rotation.NEXT).touch()
        damage(home / keys_rotation.NEXT)
        with opened(home) as vault:
            assert vault._key == b"k" * 32
            assert vault.check() == []
            keys.rotate(vault, PASSPHRASE, cost=CHEAP)


def new_slot(key):
    return keyfile.new_key_file(key, PASSPHRASE, CHEAP).slots[0]


def test_a_backup_made_before_opens_with_the_key_that_it_had(home, tmp_path):
    with opened(home) as vault:
        vault.backup(tmp_path / "backup.tar")
        keys.rotate_to_passphrase(vault, NEW, cost=CHEAP)
    Vault.restore(tmp_path / "backup.tar", tmp_path / "restored")
    with opened(tmp_path / "restored") as vault:
        assert vault.check() == []
    with pytest.raises(WrongPassphrase):
        opened(tmp_path / "restored", NEW)


def test_a_key_file_half_way_whose_keys_were_exchanged_is_refused(home):
    with opened(home) as vault:
        wrong = keyfile.rotating(vault.keys, b"w" * 32, b"v" * 32, vault.keys.slots)
    keyfile.write(home, wrong)
    with pytest.raises(NotAVault):
        opened(home)
