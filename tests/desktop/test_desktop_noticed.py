"""What a vault notices when it is opened is said above every page, and nothing else is."""

from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.navigation.shell import Place, Shell
from fieldaudit.desktop.review.points import Point
from fieldaudit.desktop.review.words import point_badge, point_said

PUT_BACK = "This vault was put back to an earlier state."
CLOCK = "This computer's clock says 1970-01-01 00:00."


def shell_with(qtbot, sentences):
    shell = Shell([Place("home", lambda: Screen("Home")), Place("other", lambda: Screen("Other"))])
    qtbot.addWidget(shell)
    shell.go("home")
    shell.say_noticed(sentences)
    return shell


def test_what_was_noticed_at_opening_stays_above_every_page_until_it_is_closed(qtbot):
    shell = shell_with(qtbot, [PUT_BACK, CLOCK])
    shell.go("other")
    assert shell.noticed.text() == f"{PUT_BACK} {CLOCK}"
    shell.noticed.hide()
    shell.go("home")
    assert shell.noticed.text() == ""


def test_a_vault_that_noticed_nothing_says_nothing(qtbot):
    assert shell_with(qtbot, []).noticed.text() == ""


def test_a_clock_that_was_set_back_has_its_own_words_in_review():
    point = Point("clock", "", "", "The computer's clock was set back.", "Head office is told this, too.")
    assert point_badge(point)[0] == "clock"
    assert point_said(point) == "Head office is told this, too."
