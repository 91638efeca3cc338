"""Checking everything from the window: progress, a way out, and what to do about each finding."""

import backup_fakes as fakes
import pytest
from desktop_fakes import Held, Immediate, Refusing
from PySide6.QtWidgets import QApplication, QLabel

from fieldaudit.desktop.backup.check_presenter import CheckPresenter, Found
from fieldaudit.desktop.backup.check_view import CheckScreen
from fieldaudit.desktop.preferences import Preferences
from fieldaudit.desktop.settings.presenter import About, SettingsPresenter
from fieldaudit.desktop.settings.view import SettingsScreen
from fieldaudit.errors import Cancelled, DiskTroubleReading


class Follows(Held):
    """Keeps long work until `finish()`, and remembers what was cancelled."""

    def __init__(self):
        super().__init__()
        self.cancelled = 0

    def follow(self, work, *, success, failure, progress):
        super().run(work, success=success, failure=failure)
        return self

    def cancel(self):
        self.cancelled += 1


@pytest.fixture
def shown(qtbot):
    def show(uses, background=None):
        screen = CheckScreen(CheckPresenter(uses, background or Immediate()))
        qtbot.addWidget(screen)
        screen.resize(1132, 590)
        screen.show()
        screen.opened()
        return screen

    return show


def words(screen):
    QApplication.processEvents()  # what came into a layout is shown by an event
    return "\n".join(label.text() for label in screen.findChildren(QLabel) if label.isVisibleTo(screen))


def test_nothing_is_checked_before_the_button_was_pressed(shown):
    uses = fakes.CheckUses()
    screen = shown(uses)
    assert uses.asked == 0
    assert screen.banner.isHidden()
    screen.now.click()
    assert uses.asked == 1
    assert "Everything on this computer is whole." in screen.banner.text()


def test_each_kind_of_finding_says_what_it_means_and_what_to_do(shown):
    screen = shown(fakes.CheckUses(fakes.FOUND))
    screen.now.click()
    assert "19 things are wrong" in screen.banner.text()
    said = words(screen)
    for group in fakes.FOUND.groups:
        assert group.what in said
        assert group.next_step in said
        assert group.found[0] in said
    assert fakes.FOUND.noticed[0] in said
    assert "IMG_2057" not in said
    [more] = [button for button in screen.findChildren(type(screen.now).__mro__[1]) if "12 more" in button.text()]
    more.click()
    assert "IMG_2057" in words(screen)
    assert more.isHidden()


def test_a_second_check_takes_the_findings_of_the_first_away(shown):
    uses = fakes.CheckUses(fakes.FOUND)
    screen = shown(uses)
    screen.now.click()
    uses.found = Found()
    screen.now.click()
    assert "whole" in screen.banner.text()
    assert "IMG_" not in words(screen)


def test_while_it_runs_it_says_how_far_it_is_and_that_leaving_stops_it(shown):
    background, uses = Follows(), fakes.CheckUses()
    screen = shown(uses, background)
    screen.now.click()
    assert not screen.now.isEnabled()
    assert "Leaving this page stops the check" in words(screen)
    screen._presenter.change(progress=(40, 100))
    assert "40 of 100" in words(screen)
    screen._presenter.check()
    assert len(background.waiting) == 1  # a second press begins no second check
    screen.leaving()
    assert background.cancelled == 1


def test_the_focus_goes_to_what_can_be_pressed(shown, qtbot):
    background = Follows()
    screen = shown(fakes.CheckUses(), background)
    with qtbot.waitActive(screen):
        screen.activateWindow()
    screen.now.setFocus()
    screen.now.click()
    assert screen._progress.cancel.hasFocus()
    _, success, _ = background.waiting.pop()
    success(Found())
    assert screen.now.hasFocus()


def test_one_that_was_stopped_says_so_and_another_can_begin(shown):
    screen = shown(Refusing(Cancelled()))
    screen.now.click()
    assert "The check was stopped. Nothing was changed." in screen.banner.text()
    assert screen.now.isEnabled()


def test_a_disk_that_cannot_be_read_is_told_in_its_sentence(shown):
    screen = shown(Refusing(DiskTroubleReading(reason="input/output error")))
    screen.now.click()
    assert "nothing was changed" in screen.banner.text()


def test_the_settings_lead_there(qtbot):
    presenter = SettingsPresenter(Preferences(), lambda _: None, lambda _: None)
    screen = SettingsScreen(presenter, About, ["en"])
    qtbot.addWidget(screen)
    with qtbot.waitSignal(screen.go) as gone:
        screen.check.click()
    assert gone.args == ["check", None]
