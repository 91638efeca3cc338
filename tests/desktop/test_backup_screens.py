"""Copies, the daily one, removing and restoring, as screens and presenters."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import backup_fakes as fakes
import pytest
from desktop_fakes import Held, HomeUses, Immediate, Refusing

from fieldaudit.desktop.backup.daily import DailyCopy
from fieldaudit.desktop.backup.lines import CopyFacts, OnlyLine
from fieldaudit.desktop.backup.presenter import BackupPresenter, Standing
from fieldaudit.desktop.backup.purge_presenter import PurgePresenter, Removable
from fieldaudit.desktop.backup.purge_view import PurgeScreen
from fieldaudit.desktop.backup.restore_presenter import RestorePresenter
from fieldaudit.desktop.backup.restore_view import RestoreScreen
from fieldaudit.desktop.backup.view import BackupScreen
from fieldaudit.desktop.desk import StatusFacts
from fieldaudit.desktop.home.presenter import HomePresenter
from fieldaudit.desktop.home.view import HomeScreen
from fieldaudit.desktop.status import status_words
from fieldaudit.desktop.wording import today
from fieldaudit.errors import BackupNoRoom, BackupPlaceAway, Cancelled, WrongPassphrase

LONG_AGO = OnlyLine(3, 214, datetime.now(UTC) - timedelta(days=7), remind=True)


@pytest.fixture
def shown(qtbot):
    def show(screen):
        qtbot.addWidget(screen)
        screen.resize(1132, 590)
        screen.show()
        getattr(screen, "opened", lambda: None)()
        return screen

    return show


@pytest.fixture
def daily():
    """Return a function that makes the watch; it looks no more after the test."""
    made = []

    def watch(uses, copier):
        made.append(DailyCopy(uses, copier))
        return made[-1]

    yield watch
    for watching in made:
        watching.deleteLater()


def backup(uses, **more):
    return BackupPresenter(uses, Immediate(), Immediate(), **more)


def test_copy_now_goes_to_the_daily_place_and_says_that_it_was_read_back(shown):
    uses, copied = fakes.BackupUses(), []
    screen = shown(BackupScreen(backup(uses, copied=lambda: copied.append(1))))
    screen.now.click()
    assert uses.done == [("copy", fakes.STICK, False)]
    assert "read back" in screen.banner.text()
    assert copied


def test_packages_that_wait_and_are_not_in_the_copy_are_said_with_it(shown):
    class Waiting(fakes.BackupUses):
        def copy(self, folder, carried, progress):
            return replace(fakes.COPY, waiting=2)

    screen = shown(BackupScreen(backup(Waiting())))
    screen.now.click()
    assert "2 packages wait to be taken in and are not in it" in screen.banner.text()


def test_a_full_stick_is_said_in_the_banner_and_the_button_comes_back(shown):
    class Full(fakes.BackupUses):
        def copy(self, folder, carried, progress):
            raise BackupNoRoom(place=folder, needed="341 MB", free="12 MB")

    screen = shown(BackupScreen(backup(Full())))
    screen.now.click()
    assert "not enough room" in screen.banner.text()
    assert screen.now.isEnabled()


def test_a_place_on_the_laptops_own_disk_is_said_and_can_be_vouched_for(shown):
    uses = fakes.BackupUses(Standing(Path("/home/me/copies"), same_disk=True))
    screen = shown(BackupScreen(backup(uses)))
    assert screen.carried.isVisible()
    screen.carried.click()
    assert uses.done == [("choose", Path("/home/me/copies"), True)]


def test_the_daily_copy_is_made_when_it_is_due_and_the_line_follows(qtbot, daily):
    uses, said = fakes.BackupUses(), []
    watch = daily(uses, Immediate())
    watch.changed.connect(lambda: said.append(uses.doing))
    watch.look()
    assert uses.done == [("daily", "copying")]
    assert said == ["copying", ""]
    uses.due = False
    watch.look()
    assert len(uses.done) == 1


@pytest.mark.parametrize(
    ("error", "doing"),
    [
        (BackupPlaceAway(place="x"), "away"),
        (BackupNoRoom(place="x", needed="1", free="0"), "failed"),
        (Cancelled(), ""),
    ],
)
def test_a_missing_stick_is_one_calm_word_and_is_tried_again_later(qtbot, daily, error, doing):
    uses = fakes.BackupUses()
    uses.copy_daily = Refusing(error).copy_daily
    watch = daily(uses, Immediate())
    watch.look()
    assert uses.doing == doing
    uses.copy_daily = lambda progress: uses.done.append("again")
    watch.look()
    assert uses.done == ["again"]
    assert uses.doing == ""


def test_the_daily_copy_does_not_begin_twice(qtbot, daily):
    uses, held = fakes.BackupUses(), Held()
    watch = daily(uses, held)
    watch.look()
    held.waiting[0][1](True)
    assert uses.doing == "copying"
    waiting = len(held.waiting)
    watch.look()
    assert len(held.waiting) == waiting


def words(**more):
    return status_words(StatusFacts("A. Rahman", "auditor", "North", **more), head_office=False)


def test_the_status_line_tells_what_is_only_here_since_when_and_how_the_copies_stand():
    since = datetime(datetime.now(UTC).year, 1, 14, 12, tzinfo=UTC)
    assert words(only_here=3, only=OnlyLine(3, 9, since))[1] == "3 audits only on this laptop since 14 Jan"
    assert words(only_here=3)[1] == "3 audits not confirmed yet"
    assert words()[1:] == ("", "nothing is only here")
    assert words(copies=CopyFacts("away"))[2].endswith("the place for copies is not there")
    assert words(copies=CopyFacts("", datetime.now(UTC)))[2].endswith("copied today")
    assert words(copies=CopyFacts("copying"))[2].endswith("copying everything…")


def test_home_has_the_line_and_after_days_a_banner_that_leads_to_the_copy(shown):
    class Uses(HomeUses):
        def only_here(self):
            return LONG_AGO

    screen = shown(HomeScreen(HomePresenter(Uses(), Immediate(), today)))
    gone = []
    screen.go.connect(lambda name, _: gone.append(name))
    assert "3 audits have been only on this laptop since" in screen.banner.text()
    screen.banner.action.emit()
    assert gone == ["backup"]
    screen.banner.dismissed.emit()
    screen.opened()
    assert screen.banner.text() == ""


def test_nothing_is_removed_before_its_number_was_typed(shown, qtbot):
    uses = fakes.PurgeUses()
    screen = shown(PurgeScreen(PurgePresenter(uses, Immediate())))
    assert not screen.remove.isEnabled()
    screen.typed.set_text("4")
    assert not screen.remove.isEnabled()
    screen.typed.set_text("2")
    screen.remove.click()
    assert uses.removed == [("a1", "a2")]
    assert "2 audits removed" in screen.banner.text()
    assert screen.typed.text() == ""


def test_a_presenter_removes_nothing_for_a_wrong_number_or_when_nothing_may_go():
    uses = fakes.PurgeUses()
    presenter = PurgePresenter(uses, Immediate())
    presenter.load()
    presenter.remove("3")
    nothing = fakes.PurgeUses(Removable())
    presenter = PurgePresenter(nothing, Immediate())
    presenter.load()
    presenter.remove("0")
    assert (uses.removed, nothing.removed) == ([], [])


def test_a_copy_is_restored_by_its_passphrase_or_by_the_sheet(shown):
    uses, opened = fakes.RestoreUses(), []
    screen = shown(RestoreScreen(RestorePresenter(uses, Immediate(), opened.append)))
    assert not screen.restore.isEnabled()
    screen.zone.files.emit([Path("/media/stick/fa.fab")])
    screen.passphrase.edit.setText("correct horse")
    screen.passphrase.changed.emit()
    screen.restore.click()
    screen.other.click()
    screen.words.setPlainText("acorn violet")
    for field in (screen.pair.first, screen.pair.again):
        field.edit.setText("four quite unrelated words")
        field.changed.emit()
    screen.restore.click()
    assert uses.done == [
        (Path("/media/stick/fa.fab"), "correct horse"),
        (Path("/media/stick/fa.fab"), "acorn violet", "four quite unrelated words"),
    ]
    assert opened == ["opened", "opened"]


def test_a_wrong_passphrase_stands_at_its_field_and_what_was_typed_stays(shown):
    screen = shown(RestoreScreen(RestorePresenter(Refusing(WrongPassphrase()), Immediate(), print)))
    screen.zone.files.emit([Path("/media/stick/fa.fab")])
    screen.passphrase.edit.setText("wrong")
    screen.passphrase.changed.emit()
    screen.restore.click()
    assert "does not fit" in screen.passphrase.error()
    assert screen.passphrase.passphrase() == "wrong"
