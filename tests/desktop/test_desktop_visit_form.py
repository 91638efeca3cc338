"""What is known of a visit before it begins, as it is entered."""

import desktop_fakes as fakes
import pytest
from PySide6.QtCore import QDate, Qt

from fieldaudit.desktop.home.day_field import DayField
from fieldaudit.desktop.home.start_presenter import StartPresenter, VisitDetails
from fieldaudit.desktop.home.start_view import StartScreen


@pytest.fixture
def shown(window):
    uses = fakes.StartUses()
    screen = window(StartScreen(StartPresenter(uses, fakes.Immediate(), lambda _: None)))
    screen.opened()
    return screen, uses


def test_a_visit_starts_with_its_day_purpose_team_and_due_day(shown, qtbot):
    screen, uses = shown
    qtbot.keyClicks(screen.visit.date.edit, "24 Nov 2026")
    qtbot.keyClicks(screen.visit.due.edit, "1.12.2026")
    qtbot.keyClicks(screen.visit.purpose.edit, "follow-up")
    qtbot.keyClicks(screen.visit.team.edit, "A. Rahman, L. Haddad")
    qtbot.mouseClick(screen.visit._announcements["announced"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(screen._start, Qt.MouseButton.LeftButton)
    assert uses.started == [
        ("f1", "s1", VisitDetails("announced", "2026-11-24", "follow-up", "A. Rahman, L. Haddad", "2026-12-01"))
    ]


def test_what_is_left_empty_stays_unknown(shown, qtbot):
    screen, uses = shown
    qtbot.mouseClick(screen._start, Qt.MouseButton.LeftButton)
    assert uses.started == [("f1", "s1", VisitDetails())]


def test_nothing_starts_on_a_day_that_is_none_and_the_field_says_so(shown, qtbot):
    screen, uses = shown
    qtbot.keyClicks(screen.visit.due.edit, "31 Feb 2027")
    qtbot.mouseClick(screen._start, Qt.MouseButton.LeftButton)
    assert uses.started == []
    assert "not a day" in screen.visit.due.error()
    assert screen.visit.due.edit.text() == "31 Feb 2027"
    assert screen.visit.due.edit.hasFocus()


def test_a_day_from_the_calendar_takes_the_error_away(window, qtbot):
    field = window(DayField("Due"))
    qtbot.keyClicks(field.edit, "soon")
    assert field.value() is None
    field.take(QDate(2026, 12, 1))
    assert (field.value(), field.error()) == ("2026-12-01", "")
