"""Before a journey: sealing is offered after an export, and a page says when something is only on this laptop."""

from pathlib import Path

import desktop_fakes as fakes
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel
from test_desktop_keys import Keys

from fieldaudit.desktop.exchange.presenter import ExchangePresenter
from fieldaudit.desktop.exchange.view import ExchangeScreen
from fieldaudit.desktop.intake.presenter import IntakePresenter
from fieldaudit.desktop.intake.view import IntakeScreen
from fieldaudit.desktop.settings.keys_presenter import KeysPresenter
from fieldaudit.desktop.settings.keys_view import KeysScreen
from fieldaudit.errors import DiskFull


def test_sealing_for_travel_is_offered_only_after_an_export(window, qtbot):
    presenter = ExchangePresenter(fakes.ExchangeUses(), fakes.Immediate())
    screen = window(ExchangeScreen(presenter))
    screen.opened()
    assert not screen.seal.isVisible()
    presenter.send(Path("/media/stick"))
    QTest.qWait(1)
    assert screen.seal.isVisible()
    with qtbot.waitSignal(screen.go) as went:
        screen.seal.click()
    assert went.args == ["keys", "travel"]


def test_a_failed_export_offers_no_sealing(window, monkeypatch):
    uses = fakes.ExchangeUses()
    monkeypatch.setattr(uses, "send", lambda *_: (_ for _ in ()).throw(DiskFull()))
    presenter = ExchangePresenter(uses, fakes.Immediate())
    screen = window(ExchangeScreen(presenter))
    screen.opened()
    presenter.send(Path("/media/stick"))
    QTest.qWait(1)
    assert not screen.seal.isVisible()


def sending(window, monkeypatch, folder="/media/stick"):
    uses = fakes.ExchangeUses()
    screen = window(ExchangeScreen(ExchangePresenter(uses, fakes.Immediate())))
    screen.opened()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: folder)
    return uses, screen


def said(screen):
    QTest.qWait(1)
    return " ".join(label.text() for label in screen._outcome.findChildren(QLabel))


def test_everything_is_sent_again_only_after_it_was_asked_what_that_is(window, monkeypatch):
    uses, screen = sending(window, monkeypatch)
    assert not screen.again.isVisible()
    screen.lost.click()
    assert screen.again.isVisible()
    assert uses.wrote == []
    screen.again.click()
    assert uses.wrote == [("again", Path("/media/stick"), 0)]
    assert not screen.again.isVisible()
    assert "8 audits" in said(screen)


def test_what_asks_before_sending_all_again_comes_into_view(window, monkeypatch, qtbot):
    _, screen = sending(window, monkeypatch)
    screen.resize(1056, 500)
    screen.lost.click()
    qtbot.waitUntil(lambda: screen.again.visibleRegion().boundingRect().height() == screen.again.height())


def test_without_a_folder_nothing_is_sent_again(window, monkeypatch):
    uses, screen = sending(window, monkeypatch, "")
    screen.lost.click()
    screen.again.click()
    assert uses.wrote == []
    assert screen.again.isVisible()


def test_where_nothing_was_ever_sent_nothing_can_be_sent_again(window):
    screen = window(ExchangeScreen(ExchangePresenter(fakes.ExchangeUses(empty=True), fakes.Immediate())))
    screen.opened()
    assert not screen.lost.isVisible()


def test_a_package_can_be_written_in_parts_for_mail_and_all_of_them_are_named(window, monkeypatch):
    _, screen = sending(window, monkeypatch)
    screen.cut.setCurrentIndex(1)
    assert screen._presenter.state.most == 10_000_000
    screen._choose_folder()
    assert "5, all of them needed: fieldaudit-000119-1.fap to fieldaudit-000119-5.fap" in said(screen)


def keys_page(window, argument):
    screen = window(KeysScreen(KeysPresenter(Keys(ways=("recovery",)), fakes.Immediate(), lambda: None)))
    screen.opened(argument)
    screen.take_focus()
    return screen


def test_one_who_comes_to_seal_stands_at_it_and_returns_to_it_after_a_lock(window, qtbot):
    screen = keys_page(window, "travel")
    qtbot.waitUntil(lambda: not screen.travel.sheet.visibleRegion().isEmpty())
    qtbot.waitUntil(screen.travel.sheet.hasFocus)
    assert screen.place() == "travel"


def test_otherwise_the_page_of_keys_begins_at_the_passphrase(window):
    screen = keys_page(window, None)
    assert screen.passphrase.edit.hasFocus()
    assert screen.place() is None


@pytest.fixture
def intake(window):
    def on(uses):
        screen = window(IntakeScreen(IntakePresenter(uses, fakes.Immediate())))
        screen.opened()
        return screen

    return on


def test_head_office_is_reminded_of_what_is_only_on_this_laptop(intake, qtbot):
    screen = intake(fakes.IntakeUses(only=fakes.ONLY_HERE))
    assert "3 audits have been only on this laptop" in screen.banner.text()
    with qtbot.waitSignal(screen.go) as went:
        screen.banner.action.emit()
    assert went.args == ["backup", None]


def test_the_reminder_goes_when_it_is_closed_and_does_not_come_back_with_the_next_package(intake):
    screen = intake(fakes.IntakeUses(only=fakes.ONLY_HERE))
    screen.banner._dismiss()
    screen._presenter.take_in([Path("a.fap")])
    assert not screen.banner.isVisible()


def test_a_failure_is_said_before_any_reminder(intake):
    screen = intake(fakes.IntakeUses(only=fakes.ONLY_HERE))
    screen._presenter.change(error=DiskFull())
    assert DiskFull().sentence in screen.banner.text()
    screen.banner.action.emit()  # its button is the reminder's and hidden now
    screen._presenter.change(error=None)
    assert "only on this laptop" in screen.banner.text()


def test_where_nothing_is_only_here_intake_says_nothing(intake):
    assert not intake(fakes.IntakeUses()).banner.isVisible()
