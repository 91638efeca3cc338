"""The recovery sheet can be kept as three shares from the first start on."""

import stat
import sys
from dataclasses import replace

import pytest
from desktop_fakes import FirstStartUses, Immediate

from fieldaudit.desktop.first_start.presenter import FirstStartPresenter, RecoverySheet
from fieldaudit.desktop.first_start.sheet_view import SheetPage


def page_with(window, shares):
    presenter = FirstStartPresenter(FirstStartUses(), Immediate(), print, lambda _: (0, 1))
    page = window(SheetPage(presenter))
    page.show_state(replace(presenter.state, sheet=RecoverySheet("the sheet", ("one", "two"), None, shares)))
    return page


def test_three_shares_are_saved_each_in_its_own_file_and_it_is_said_how_to_keep_them(window, tmp_path):
    page = page_with(window, ("share 1", "share 2", "share 3"))
    assert page.in_shares.isVisible()
    page.save_shares_to(tmp_path)
    saved = sorted(file.read_text() for file in tmp_path.iterdir())
    assert saved == ["share 1", "share 2", "share 3"]
    assert "three people" in page._banner.text()


def test_a_folder_that_is_not_there_is_said_and_nothing_is_written(window, tmp_path):
    page = page_with(window, ("share 1", "share 2", "share 3"))
    page.save_shares_to(tmp_path / "gone")
    assert "cannot be written" in page._banner.text() or "gone" in page._banner.text()
    assert not (tmp_path / "gone").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX's")
def test_what_opens_everything_is_saved_for_its_owner_alone(window, tmp_path):
    page = page_with(window, ("share 1", "share 2", "share 3"))
    page.save_shares_to(tmp_path)
    page.save_to(tmp_path / "sheet.txt")
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}
