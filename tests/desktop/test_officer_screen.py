"""The protection officer's key: said whether there is one, made and changed under a passphrase typed twice."""

from pathlib import Path

import pytest
from desktop_fakes import FINGERPRINT, TODAY, Immediate

from fieldaudit.desktop.devices.officer_presenter import OfficerLine, OfficerPresenter
from fieldaudit.desktop.devices.officer_view import OfficerScreen
from fieldaudit.errors import FileUnwritable

GOOD = "canyon walnut copper lantern"


class OfficerUses:
    """One key or none; remembers what was made."""

    def __init__(self, line=None):
        self.line, self.made = line or OfficerLine(), []

    def officer(self):
        return self.line

    def make(self, file, passphrase):
        if file.name == "there.key":
            raise FileUnwritable(path=file, reason="there is already a file of this name")
        self.made.append((file, passphrase))
        self.line = OfficerLine(FINGERPRINT, self.line.number + 1, TODAY)


@pytest.fixture
def uses():
    return OfficerUses()


@pytest.fixture
def screen(window, uses, monkeypatch):
    view = "fieldaudit.desktop.devices.officer_view.QFileDialog.getSaveFileName"
    monkeypatch.setattr(view, lambda *_: ("officer.key", ""))
    shown = window(OfficerScreen(OfficerPresenter(uses, Immediate())))
    shown.opened()
    return shown


def typed(screen, first, second):
    screen.pair.first.edit.setText(first)
    screen.pair.again.edit.setText(second)
    screen.pair.changed.emit()


def test_without_a_key_it_says_that_nothing_restricted_is_collected_and_one_can_be_made(screen, uses):
    assert "nothing restricted" in screen._said.text()
    assert not screen.make.isEnabled()
    typed(screen, GOOD, GOOD)
    screen.make.click()
    assert uses.made == [(Path("officer.key"), GOOD)]
    assert "officer.key" in screen._made.text()
    assert "sealed to this key" in screen._said.text()
    assert "Change" in screen.make.text()


def test_a_passphrase_that_differs_or_a_file_that_is_there_makes_nothing(screen, uses, monkeypatch):
    typed(screen, GOOD, GOOD + "s")
    screen.make.click()
    assert screen.banner.text()
    view = "fieldaudit.desktop.devices.officer_view.QFileDialog.getSaveFileName"
    monkeypatch.setattr(view, lambda *_: ("there.key", ""))
    typed(screen, GOOD, GOOD)
    screen.make.click()
    assert "already a file" in screen.banner.text()
    assert uses.made == []


def test_changing_says_that_the_former_file_is_still_needed(window):
    screen = window(OfficerScreen(OfficerPresenter(OfficerUses(OfficerLine(FINGERPRINT, 1, TODAY)), Immediate())))
    screen.opened()
    assert "keep its file" in screen._advice.text()
