"""Every screen on in-memory use cases: names, keys, sizes, and what is shown when."""

from pathlib import Path

import desktop_fakes as fakes
import pictures
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from fieldaudit.desktop.exchange.presenter import ExchangePresenter, Overview
from fieldaudit.desktop.exchange.view import ExchangeScreen
from fieldaudit.desktop.home.presenter import HomePresenter
from fieldaudit.desktop.home.view import HomeScreen
from fieldaudit.desktop.navigation.shell import Place, Shell
from fieldaudit.desktop.unlock.presenter import UnlockPresenter
from fieldaudit.desktop.unlock.view import UnlockScreen
from fieldaudit.desktop.widgets import Button, PrimaryButton, RailItem
from fieldaudit.errors import PackageNotWhole, WrongPassphrase

CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView)
SCREENS = dict(
    [
        *pictures.entry_screens(fakes.Immediate()),
        *pictures.field_screens(fakes.Immediate()),
        *pictures.office_screens(fakes.Immediate()),
    ]
)
every_screen = pytest.mark.parametrize("name", list(SCREENS))


def controls(page):
    found = [control for kind in CONTROLS for control in page.findChildren(kind)]
    return [
        control
        for control in found
        if control.isVisible()
        and control.isEnabled()
        and not isinstance(control.parent(), QComboBox | QLineEdit)
        and not control.objectName().startswith("qt_")
    ]


@every_screen
def test_every_control_has_a_name_and_a_place_in_the_tab_order_and_is_large_enough_to_hit(window, name):
    page = window(SCREENS[name]())
    for control in controls(page):
        assert control.accessibleName(), control
        assert min(control.width(), control.height()) >= 24, control.accessibleName()
        is_empty_list = isinstance(control, QAbstractItemView) and not control.model().rowCount()
        group = control.group() if isinstance(control, QAbstractButton) else None
        is_reached_by_arrows = group and any(one.focusPolicy() & Qt.FocusPolicy.TabFocus for one in group.buttons())
        if not is_empty_list and not is_reached_by_arrows:
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control.accessibleName()


@every_screen
def test_in_the_smallest_window_nothing_is_wider_and_no_button_loses_a_part_of_its_words(window, name):
    page = window(SCREENS[name](), 1132, 590)
    assert page.minimumSizeHint().width() <= 1132
    for control in controls(page):
        left = control.mapTo(page, control.rect().topLeft()).x()
        assert left >= 0
        assert left + control.width() <= page.width(), control.accessibleName()
    for button in page.findChildren(Button):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width(), button.accessibleName()


@every_screen
def test_it_mirrors_where_the_language_runs_from_right_to_left(qapp, window, name):
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        page = window(SCREENS[name]())
        if isinstance(page, Shell):
            assert page.rail.x() > page.width() / 2
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


class Windows(QObject):
    """Notes every widget that is shown as a window of its own."""

    def __init__(self):
        super().__init__()
        self.shown = []

    def eventFilter(self, watched, event):  # noqa: N802 - Qt's name and signature
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(watched)
        return False


@every_screen
def test_no_part_of_it_flashes_as_a_window_of_its_own_and_at_most_one_button_is_filled(qapp, window, name):
    watch = Windows()
    qapp.installEventFilter(watch)
    try:
        page = window(SCREENS[name]())
        assert watch.shown == [page]
    finally:
        qapp.removeEventFilter(watch)
    filled = [button for button in page.findChildren(Button) if button.isVisible() and button.kind == "filled"]
    assert len(filled) <= 1


class TestUnlockScreen:
    def test_enter_unlocks_with_what_was_typed(self, window, qtbot):
        tried = []
        screen = window(UnlockScreen(UnlockPresenter(tried.append, fakes.Immediate(), lambda _: None)))
        screen.take_focus()
        qtbot.keyClicks(screen.field.edit, "open sesame please")
        qtbot.keyClick(screen.field.edit, Qt.Key.Key_Return)
        assert tried == ["open sesame please"]

    def test_a_wrong_passphrase_stays_in_the_field_with_the_reason_below(self, window, qtbot):
        screen = window(
            UnlockScreen(UnlockPresenter(fakes.Refusing(WrongPassphrase()).open, fakes.Immediate(), lambda _: None))
        )
        qtbot.keyClicks(screen.field.edit, "wrong one")
        qtbot.keyClick(screen.field.edit, Qt.Key.Key_Return)
        assert screen.field.passphrase() == "wrong one"
        assert "does not fit" in screen.field.error()

    def test_while_the_key_is_derived_the_field_waits_and_a_sign_turns_only_if_it_lasts(self, window, qtbot):
        held = fakes.Held()
        screen = window(UnlockScreen(UnlockPresenter(str, held, lambda _: None)))
        screen.field.edit.setText("right one")
        screen._unlock()
        assert screen.field.edit.isReadOnly()
        assert not screen._spinner.is_busy()
        qtbot.waitUntil(screen._spinner.is_busy)
        held.finish()
        assert not screen._spinner.is_busy()


class TestHomeScreen:
    @pytest.fixture
    def shown(self, window):
        screen = HomeScreen(HomePresenter(fakes.HomeUses(), fakes.Immediate(), lambda: fakes.TODAY))
        gone = []
        screen.go.connect(lambda place, argument: gone.append((place, argument)))
        window(screen)
        screen.opened()
        screen.take_focus()
        return screen, gone

    def test_enter_goes_on_with_the_audit(self, shown, qtbot):
        screen, gone = shown
        qtbot.keyClick(screen.table.view(), Qt.Key.Key_Return)
        assert gone == [("run", "a1")]

    def test_control_n_starts_an_audit(self, shown, qtbot):
        screen, gone = shown
        screen.activateWindow()
        qtbot.keyClick(screen.table.view(), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        assert gone == [("start", None)]

    def test_tabs_show_their_stage(self, shown, qtbot):
        screen, _ = shown
        qtbot.mouseClick(screen.tabs.tab("due"), Qt.MouseButton.LeftButton)
        assert screen.table.count() == 4
        assert screen.tabs.tab("due").accessibleName() == "Due, 4"

    def test_filtering_narrows_the_list_and_escape_widens_it(self, shown, qtbot):
        screen, _ = shown
        screen.find_something()
        qtbot.keyClicks(screen.filter, "cold")
        assert screen.table.count() == 1
        qtbot.keyClick(screen.filter, Qt.Key.Key_Escape)
        assert screen.table.count() == 3

    def test_a_filter_without_a_match_says_so(self, shown, qtbot):
        screen, _ = shown
        screen.find_something()
        qtbot.keyClicks(screen.filter, "xyzzy")
        assert "no" in screen._empty.accessibleName().lower() or "Nothing" in screen._empty.accessibleName()
        assert screen.table.count() == 0


class TestShell:
    @pytest.fixture
    def shell(self, window):
        uses = fakes.HomeUses()
        made = Shell(
            [
                Place(
                    "home",
                    lambda: HomeScreen(HomePresenter(uses, fakes.Immediate(), lambda: fakes.TODAY)),
                    RailItem("home", "Home", "house"),
                ),
                Place(
                    "exchange",
                    lambda: ExchangeScreen(ExchangePresenter(fakes.ExchangeUses(), fakes.Immediate())),
                    RailItem("exchange", "Exchange", "send"),
                ),
            ]
        )
        window(made)
        made.go("home")
        return made

    def test_a_screen_is_made_when_one_first_goes_there(self, shell):
        assert list(shell._screens) == ["home"]
        shell.go("exchange")
        assert list(shell._screens) == ["home", "exchange"]
        assert shell.here() == "exchange"

    def test_back_returns_to_where_one_came_from(self, shell):
        shell.go("exchange")
        shell.go_back()
        assert shell.here() == "home"

    def test_slash_asks_for_the_filter(self, shell, qtbot):
        qtbot.keyClick(shell.screen_of("home").table.view(), Qt.Key.Key_Slash)
        assert QApplication.focusWidget() is shell.screen_of("home").filter

    def test_control_l_locks(self, shell, qtbot):
        asked = []
        shell.lock_asked.connect(lambda: asked.append(True))
        qtbot.keyClick(shell.screen_of("home").table.view(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        assert asked == [True]

    def test_screens_are_made_ahead_while_nothing_else_happens(self, shell, qtbot):
        shell.prepare()
        qtbot.waitUntil(lambda: len(shell._screens) == 2)


class TestExchangeScreen:
    def test_unticking_an_audit_leaves_it_out(self, window, qtbot):
        presenter = ExchangePresenter(fakes.ExchangeUses(), fakes.Immediate())
        screen = window(ExchangeScreen(presenter))
        screen.opened()
        box = screen._check_boxes()[0]
        qtbot.keyClick(box, Qt.Key.Key_Space)
        assert [line.id for line in presenter.state.chosen()] == ["r2"]

    def test_nothing_to_send_means_nothing_to_press(self, window):
        screen = window(ExchangeScreen(ExchangePresenter(fakes.ExchangeUses(empty=True), fakes.Immediate())))
        screen.opened()
        assert not screen.write.isEnabled()
        assert isinstance(screen.write, PrimaryButton)

    def test_who_is_not_certified_yet_may_ask_for_it_without_an_audit(self, window, monkeypatch, tmp_path):
        uses = fakes.ExchangeUses(empty=True)
        monkeypatch.setattr(uses, "overview", lambda: Overview("Fair Work Partners", fakes.FINGERPRINT, asks=True))
        presenter = ExchangePresenter(uses, fakes.Immediate())
        screen = window(ExchangeScreen(presenter))
        screen.opened()
        assert "a package asks for your certificate" in screen._nothing.text()
        assert screen.write.isEnabled()
        presenter.send(Path(tmp_path))
        assert presenter.state.sent is not None

    def test_what_was_written_says_where_it_lies(self, window, tmp_path):
        presenter = ExchangePresenter(fakes.ExchangeUses(), fakes.Immediate())
        screen = window(ExchangeScreen(presenter))
        screen.opened()
        presenter.send(Path(tmp_path))
        assert screen._outcome.isVisible()
        assert str(tmp_path) in [label.text() for label in screen._sent_facts.findChildren(type(screen._nothing))]

    def test_a_package_that_does_not_read_back_is_not_called_written(self, window, tmp_path):
        uses = fakes.ExchangeUses()
        uses.send = fakes.Refusing(PackageNotWhole(path=tmp_path / "fa-000119.fap")).send
        presenter = ExchangePresenter(uses, fakes.Immediate())
        screen = window(ExchangeScreen(presenter))
        screen.opened()
        presenter.send(Path(tmp_path))
        assert not screen._outcome.isVisible()
        assert screen.banner.isVisible()
        assert "could not be read back" in screen.banner.text()
        assert [line.id for line in presenter.state.chosen()] == ["r1", "r2"]
