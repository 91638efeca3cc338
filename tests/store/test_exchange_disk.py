"""The vault's own disk refuses while a package is taken in: told as that, not as a fault of the package's file."""

import errno
import os
import shutil
from pathlib import Path

import pytest
from exchange_world import add_audit, make_world, open_world

from fieldaudit.errors import DiskTrouble
from fieldaudit.exchange import export, gathering
from fieldaudit.exchange.incoming import import_package


@pytest.fixture
def arrived(tmp_path):
    """Give head office's vault, a package with a photo for it, and the audit in it."""
    make_world(tmp_path / "world")
    with open_world(tmp_path / "world") as world:
        audit = add_audit(world.field)
        yield world.office, export.export_audits(world.field, [audit], world.stick).path, audit


def broken(monkeypatch, owner, name, code):
    def refuse(*_, **__):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(owner, name, refuse)


@pytest.mark.parametrize(
    ("owner", "name", "code"), [(Path, "mkdir", errno.EROFS), (os, "fsync", errno.EIO)], ids=["the folder", "a file"]
)
def test_a_disk_that_refuses_what_is_staged_is_told_as_the_vaults_and_the_package_goes_in_later(
    arrived, monkeypatch, owner, name, code
):
    office, package, audit = arrived
    with monkeypatch.context() as patch:
        broken(patch, owner, name, code)
        with pytest.raises(DiskTrouble) as told:
            import_package(office, package)
    assert package.name not in str(told.value)
    assert audit not in office.record_types()
    assert import_package(office, package).state == "taken_in"


def test_what_cannot_be_cleared_away_once_a_package_is_in_makes_no_failure_of_it(arrived, monkeypatch):
    office, package, audit = arrived
    with monkeypatch.context() as patch:
        broken(patch, os, "unlink", errno.EIO)
        broken(patch, os, "rmdir", errno.EIO)
        assert import_package(office, package).state == "taken_in"
    assert audit in office.record_types()
    again = import_package(office, package)
    assert again.state == "duplicate"
    assert [path for path in (office.home / "quarantine").iterdir() if path.is_dir()] == []


@pytest.fixture
def in_parts(tmp_path):
    """Give head office's vault, the parts of a package for it, and the audit in it."""
    make_world(tmp_path / "world")
    with open_world(tmp_path / "world") as world:
        audit = add_audit(world.field, photo=os.urandom(30_000))
        yield world.office, export.export_audits(world.field, [audit], world.stick, max_size=22 * 1024).parts, audit


@pytest.mark.parametrize(
    ("owner", "name", "code"),
    [(Path, "mkdir", errno.EROFS), (Path, "replace", errno.EIO)],
    ids=["the folder", "a slice"],
)
def test_a_disk_that_refuses_a_part_is_told_as_the_vaults_and_the_parts_go_in_later(
    in_parts, monkeypatch, owner, name, code
):
    office, parts, audit = in_parts
    shutil.rmtree(office.home / "quarantine", ignore_errors=True)
    with monkeypatch.context() as patch:
        broken(patch, owner, name, code)
        with pytest.raises(DiskTrouble) as told:
            import_package(office, parts[0])
    assert parts[0].name not in str(told.value)
    assert [import_package(office, part).state for part in parts][-1] == "taken_in"
    assert audit in office.record_types()


def test_a_disk_that_refuses_the_joined_package_is_told_as_the_vaults(in_parts, monkeypatch):
    office, parts, audit = in_parts
    for part in parts[:-1]:
        import_package(office, part)
    with monkeypatch.context() as patch:
        broken(patch, gathering, "_join", errno.EIO)
        with pytest.raises(DiskTrouble):
            import_package(office, parts[-1])
    assert audit not in office.record_types()
    assert import_package(office, parts[-1]).accepted
    assert audit in office.record_types()


def test_parts_that_cannot_be_cleared_away_make_no_failure_of_a_package_that_is_in(in_parts, monkeypatch):
    office, parts, audit = in_parts
    for part in parts[:-1]:
        import_package(office, part)
    with monkeypatch.context() as patch:
        broken(patch, os, "unlink", errno.EIO)
        assert import_package(office, parts[-1]).state == "taken_in"
    assert audit in office.record_types()
    assert import_package(office, parts[0]).state == "duplicate"
    assert list((office.home / "quarantine").iterdir()) == []
