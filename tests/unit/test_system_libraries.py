"""A machine on which Qt cannot start is told which packages to install, or that it has no screen."""

import sys

import pytest

from fieldaudit.desktop import system_libraries
from fieldaudit.errors import NoScreen, QtLibrariesMissing

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux brings Qt's libraries separately"
)


@pytest.fixture
def found(monkeypatch):
    """Pretend that every library is there but those in the returned set."""
    missing = set()
    monkeypatch.setattr(
        system_libraries.ctypes.util, "find_library", lambda name: None if name in missing else f"lib{name}.so"
    )
    return missing


def test_missing_libraries_are_named_with_the_command_that_installs_them(found):
    found.update({"EGL", "xkbcommon"})
    with pytest.raises(QtLibrariesMissing, match="sudo apt-get install libegl1 libxkbcommon0"):
        system_libraries.require()


def test_libraries_of_a_screen_are_asked_for_only_where_there_is_one(found, monkeypatch):
    found.add("xcb-cursor")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert system_libraries.missing_packages() == []
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    assert system_libraries.missing_packages() == ["libxcb-cursor0"]


@pytest.mark.usefixtures("found")
def test_without_a_screen_it_says_so(monkeypatch):
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(NoScreen):
        system_libraries.require()
