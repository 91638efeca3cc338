"""What is made on the computer is its owner's alone, whatever the session's mask lets others do."""

import os
import stat
import sys
from pathlib import Path

import pytest
from exchange_world import add_audit, make_world, open_world
from vault_samples import created, new_vault

from fieldaudit.desktop import preferences
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.intake import take_in

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX's")


@pytest.fixture
def open_mask():
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(folder: Path):
    found = (path for path in (folder, *folder.rglob("*")) if not path.is_symlink())
    return [path.name for path in found if stat.S_IMODE(path.stat().st_mode) & 0o077]


@pytest.mark.usefixtures("open_mask")
def test_the_folder_of_a_vault_is_its_owners_alone_when_only_a_preference_was_set_there_before(tmp_path):
    preferences.save(tmp_path / "home", preferences.Preferences(language="es"))
    assert not open_to_others(tmp_path / "home")


@pytest.mark.usefixtures("open_mask")
def test_the_state_folder_is_its_owners_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("FIELDAUDIT_STATE_DIR", str(tmp_path / "state"))
    with new_vault(tmp_path / "home") as vault:
        vault.append([created()])
    assert not open_to_others(tmp_path / "state")
    assert not open_to_others(tmp_path / "home")


@pytest.mark.usefixtures("open_mask")
def test_an_attachment_that_came_in_a_package_is_its_owners_alone(tmp_path):
    make_world(tmp_path / "world")
    with open_world(tmp_path / "world") as world:
        export_audits(world.field, [add_audit(world.field)], world.stick)
        [package] = world.stick.glob("*.fap")
        take_in(world.office, package)
        assert list((world.office.home / "blobs").iterdir())
        assert not open_to_others(world.office.home / "blobs")
