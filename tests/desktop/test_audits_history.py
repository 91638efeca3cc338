"""The history of an audit that is read: a click at every answer, and the audit as it was at a past moment."""

from dataclasses import replace

import pytest
import run_fakes
from desktop_fakes import AuditsUses, Immediate
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fieldaudit.desktop.audits.audit_view import AuditScreen
from fieldaudit.desktop.audits.presenter import AuditPresenter

WHOLE = replace(run_fakes.HISTORY, ref="", title="")


def reading():
    uses = AuditsUses()
    uses.past = WHOLE
    presenter = AuditPresenter(uses, Immediate())
    presenter.open("a1")
    return uses, presenter


@pytest.fixture
def screen(window):
    uses = AuditsUses()
    uses.past = WHOLE
    presenter = AuditPresenter(uses, Immediate())
    made = window(AuditScreen(presenter))
    made.opened("a1")
    made.uses, made.presenter = uses, presenter
    return made


def test_a_past_moment_is_shown_until_one_goes_back():
    uses, presenter = reading()
    presenter.show_as_of(WHOLE.lines[2])
    assert presenter.state.as_of is WHOLE.lines[2]
    assert uses.seen == ["", "e4"]
    presenter.show_now()
    assert presenter.state.as_of is None
    assert uses.seen[-1] == ""


def test_opening_the_audit_again_shows_it_as_it_is_now():
    _, presenter = reading()
    presenter.show_as_of(WHOLE.lines[2])
    presenter.open("a1")
    assert presenter.state.as_of is None


def test_the_clock_of_an_answer_asks_for_its_history(screen):
    screen.presenter.show_section(1)
    card = next(card for card in screen.answers.cards if not card.clock.isHidden())
    card.clock.click()
    assert screen.uses.asked == ["/data/exits"]
    assert screen.history.isVisible()


def test_alt_h_lists_all_changes_and_one_of_them_can_be_chosen_to_read_with_a_way_back(screen):
    screen.past_button.click()
    assert screen.uses.asked == [""]
    screen.history.list.lines[3].button.click()
    assert not screen.history.isVisible()
    assert screen.uses.seen[-1] == "e3"
    assert "As it was on" in screen.banner.text()
    assert "14:02, after a change by Amina Rahman" in screen.banner.text()
    assert not screen.report_button.isEnabled()
    QTest.mouseClick(screen.banner._button, Qt.MouseButton.LeftButton)
    assert screen.presenter.state.as_of is None
    assert screen.banner.isHidden()
    assert screen.report_button.isEnabled()


def test_a_past_state_is_never_shown_without_the_words_that_say_so(screen):
    screen.presenter.show_as_of(WHOLE.lines[3])
    screen.banner._dismiss()
    assert screen.presenter.state.as_of is None
    assert screen.uses.seen[-1] == ""
