"""While a list is being read nothing says that it is empty; afterwards what is said is true."""

import desktop_fakes as fakes
import pytest

from fieldaudit.desktop.devices.presenter import DevicesPresenter
from fieldaudit.desktop.devices.view import DevicesScreen
from fieldaudit.desktop.exchange.presenter import ExchangePresenter
from fieldaudit.desktop.exchange.view import ExchangeScreen
from fieldaudit.desktop.home.start_presenter import StartPresenter
from fieldaudit.desktop.home.start_view import StartScreen
from fieldaudit.desktop.intake.presenter import IntakePresenter
from fieldaudit.desktop.intake.view import IntakeScreen
from fieldaudit.errors import FileUnreadable


class NothingToStart(fakes.StartUses):
    def instruments(self):
        return []

    def sites(self):
        return []


def start(uses, background):
    return StartScreen(StartPresenter(uses, background, lambda _: None))


EMPTY = {
    "start": (lambda held: start(NothingToStart(), held), ("_no_instrument", "_no_site"), "No "),
    "exchange": (
        lambda held: ExchangeScreen(ExchangePresenter(fakes.ExchangeUses(empty=True), held)),
        ("_no_package",),
        "No package",
    ),
    "intake": (lambda held: IntakeScreen(IntakePresenter(fakes.IntakeUses(()), held)), ("_empty",), "Nothing came"),
    "devices": (lambda held: DevicesScreen(DevicesPresenter(fakes.DevicesUses(()), held)), ("_empty",), "Nobody"),
}


@pytest.mark.parametrize("name", list(EMPTY))
def test_a_list_is_called_empty_only_once_it_was_read(window, name):
    make, empties, words = EMPTY[name]
    held = fakes.Held()
    screen = window(make(held))
    screen.opened()
    shown = [getattr(screen, empty) for empty in empties]
    assert all(words not in empty.accessibleName() for empty in shown)
    assert all("Reading" in empty.accessibleName() for empty in shown)
    held.finish()
    assert all(empty.accessibleName().startswith(words) for empty in shown)


def test_adding_a_site_is_offered_only_where_there_is_none(window):
    held = fakes.Held()
    screen = window(start(NothingToStart(), held))
    screen.opened()
    assert not screen._add.isVisible()
    held.finish()
    assert screen._add.isVisible()


def test_what_could_not_be_read_is_not_called_empty(window):
    refused = fakes.Refusing(FileUnreadable(path="vault", reason="gone"))
    screen = window(start(refused, fakes.Immediate()))
    screen.opened()
    assert screen._no_instrument.accessibleName().startswith("Not read")
    assert "gone" in screen.banner.text()
