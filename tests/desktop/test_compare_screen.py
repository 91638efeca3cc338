"""Comparing: what was said apart stands side by side, a key lets one hold, and the choice is taken back."""

from dataclasses import replace

import pytest
from compare_fakes import CHOICES, CHOSEN, CLOSINGS, LINES, CompareUses
from desktop_fakes import AUDITS, NOW, TODAY, AuditsUses, HomeUses, Immediate
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from fieldaudit.desktop.audits.audit_view import AuditScreen
from fieldaudit.desktop.audits.list_view import AuditsScreen
from fieldaudit.desktop.audits.presenter import AuditPresenter, AuditsPresenter
from fieldaudit.desktop.compare.presenter import ComparePresenter
from fieldaudit.desktop.compare.view import CompareScreen
from fieldaudit.desktop.home.presenter import HomePresenter
from fieldaudit.desktop.home.view import HomeScreen
from fieldaudit.desktop.intake.detail_view import PackageDetail
from fieldaudit.desktop.intake.presenter import PackageLine
from fieldaudit.desktop.widgets import Label, Pill


@pytest.fixture
def uses():
    return CompareUses()


@pytest.fixture
def screen(window, uses):
    shown = window(CompareScreen(ComparePresenter(uses, Immediate())))
    shown.opened("a1")
    return shown


def texts(screen):
    QApplication.processEvents()  # what was just put into a layout is shown then
    return " ".join(label.text() for label in screen.findChildren(Label) if label.isVisible())


def test_each_side_is_told_with_who_when_from_which_copy_and_what_hangs_on_it(screen):
    told = texts(screen)
    assert "1.1 Every exit is clear" in told
    assert "Amina Rahman, 18 Nov" in told
    assert "the worse one counts" in told
    assert "exit-north.jpg, Amina Rahman" in told
    assert "Emergency exit is blocked, critical" in told
    assert [panel.accessibleName() for panel in screen.panels] == ["No", "Yes"]


def test_a_key_lets_a_side_hold_with_the_reason_and_the_next_difference_is_shown(screen, uses, qtbot):
    screen.reason.set_text("Seen again.")
    screen.table.setFocus()
    qtbot.keyClick(screen.table.view(), Qt.Key.Key_2)
    assert uses.done == [("a1", (("exits", "e2"),), "Seen again.")]
    assert screen._presenter.state.chosen == "drills"
    assert screen.reason.text() == ""
    assert "recorded" in screen.banner.text()


def test_digits_typed_into_the_reason_choose_nothing(screen, uses, qtbot):
    field = screen.reason.focusProxy() or screen.reason.control
    field.setFocus()
    qtbot.keyClicks(field, "21 doors")
    assert screen.reason.text() == "21 doors"
    assert uses.done == []


def test_a_choice_made_just_now_is_undone_by_one_key(screen, uses, qtbot):
    screen.panels[0].button.click()
    qtbot.keyClick(screen.table.view(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert uses.done[-1] == ("a1", "back", ("chose e1",))
    assert screen.table.rows()[0].key == "exits"
    assert "Taken back" in screen.banner.text()


def test_an_earlier_choice_is_taken_back_by_whoever_made_it_alone(screen, uses):
    screen.table.choose("c2")
    screen._presenter.choose("c2")
    assert screen.undo_button is None
    assert "Only Bilal Haque can take it back." in texts(screen)
    screen._presenter.choose("c1")
    assert "Payroll seen again." in texts(screen)
    screen.undo_button.click()
    assert uses.done == [("a1", "back", ("c1",))]


def test_all_that_one_copy_says_is_taken_at_once_or_it_is_said_why_not(screen, uses):
    assert "Copy B of Amina Rahman" in texts(screen)
    screen.all_buttons["A"].click()
    assert "says nothing that differs" in screen.banner.text()
    assert uses.done == []
    screen.all_buttons["B"].click()
    assert uses.done == [("a1", (("exits", "e2"),), "")]


def test_what_is_not_this_seats_to_decide_has_no_button_and_no_key(screen, uses, qtbot):
    screen._presenter.choose("floor")
    assert not any(panel.button.isVisible() for panel in screen.panels)
    assert not screen.reason.isVisible()
    qtbot.keyClick(screen.table.view(), Qt.Key.Key_1)
    assert uses.done == []
    assert "decided in the field" in texts(screen)


def test_nothing_that_differs_is_said_and_the_audit_is_one_step_away(window):
    screen = window(CompareScreen(ComparePresenter(CompareUses((), (), ()), Immediate())))
    screen.opened("a1")
    assert "Nothing differs" in texts(screen)
    went = []
    screen.go.connect(lambda place, argument: went.append((place, argument)))
    screen.audit_button.click()
    assert went == [("audit", "a1")]
    assert screen.place() == "a1"


def test_the_presenter_ignores_a_number_that_no_side_has(uses):
    presenter = ComparePresenter(uses, Immediate())
    presenter.open("a1")
    for number in (0, 3, 9):
        presenter.decide(number, "")
    assert uses.done == []
    assert presenter.state.lines() == LINES


@pytest.mark.parametrize(("count", "words"), [(1, "1 thing differs"), (3, "3 things differ"), (0, "")])
def test_an_audit_says_how_much_differs_in_it_and_leads_there(window, count, words):
    class Differing(AuditsUses):
        def audit(self, audit, at=""):
            return replace(super().audit(audit), differ=count)

    screen = window(AuditScreen(AuditPresenter(Differing(), Immediate())))
    went = []
    screen.go.connect(lambda place, argument: went.append((place, argument)))
    screen.opened("a1")
    assert screen.compare_button.isVisible() is bool(count)
    if count:
        assert screen.compare_button.text() == words
        screen.compare_button.click()
        assert went == [("compare", "a1")]


def test_a_package_with_two_versions_leads_to_where_they_are_compared(window):
    detail = window(PackageDetail())
    went = []
    detail.go.connect(lambda place, argument: went.append((place, argument)))
    detail.show_package(PackageLine("p1", "two_versions", "no. 7", "", NOW, audits=(("a1", "Inspection"),)))
    detail._button.click()
    assert went == [("compare", "a1")]


def test_where_words_are_long_the_sides_stand_below_each_other_and_nothing_is_cut_off(screen):
    one, other = screen.panels
    assert one.y() == other.y()
    for panel in screen.panels:
        panel.button.setText("This one holds, whatever the other one says")
    screen.resize(900, 600)
    QApplication.processEvents()
    assert other.y() > one.y()
    assert other.geometry().right() <= other.parentWidget().width()


def test_two_closings_are_told_with_outcome_reason_and_score_and_one_is_chosen(window, qtbot):
    uses = CompareUses(CLOSINGS, (), ())
    screen = window(CompareScreen(ComparePresenter(uses, Immediate())))
    screen.opened("a1")
    told = texts(screen)
    assert "Closing, version 1" in told
    assert "The night shift was not seen." in told
    assert "the later one stands" in told
    assert {"Score 71 %", "Score 84 %", "Counts now"} <= {pill.text() for pill in screen.findChildren(Pill)}
    qtbot.keyClick(screen.table.view(), Qt.Key.Key_1)
    assert uses.done == [("a1", (("a1/closing/1", "s1"),), "")]


def test_ones_own_choice_beside_another_is_taken_back_where_it_stands_and_it_is_said_what_holds(window):
    uses = CompareUses(CHOICES, (), ())
    uses.after = ((), (CHOSEN,))
    screen = window(CompareScreen(ComparePresenter(uses, Immediate())))
    screen.opened("a1")
    assert [hasattr(panel, "back") for panel in screen.panels] == [True, False]
    screen.panels[0].back.click()
    assert uses.done == [("a1", "back", ("x1",))]
    assert "Yes holds, as Bilal Haque chose" in screen.banner.text()


@pytest.mark.parametrize("make", [lambda uses: AuditsScreen(AuditsPresenter(uses, Immediate(), lambda: TODAY)), "home"])
def test_a_list_marks_what_is_to_be_compared_and_a_key_leads_there(window, qtbot, make):
    lines = tuple(replace(line, differs=2) if line.id in ("a2", "a3") else line for line in AUDITS)
    if make == "home":
        screen = window(HomeScreen(HomePresenter(HomeUses(lines), Immediate(), lambda: TODAY)))
    else:
        uses = AuditsUses()
        uses.audits = lambda: lines
        screen = window(make(uses))
    screen.opened()
    marks = {row.key: [badge for cell in row.cells for badge in cell.badges] for row in screen.table.rows()}
    assert (marks["a2"][0].text, marks["a2"][0].icon) == ("2 to compare", "git-fork")
    assert all("compare" not in badge.text for badge in marks["a1"])
    assert screen.compare.text() == "2 audits to compare"
    went = []
    screen.go.connect(lambda place, argument: went.append((place, argument)))
    screen.table.setFocus()
    qtbot.keyClick(screen, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    screen.table.choose("a3")
    qtbot.keyClick(screen, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    assert went == [("compare", "a2"), ("compare", "a3")]


def test_a_list_in_which_nothing_differs_offers_nothing_to_compare(window):
    screen = window(AuditsScreen(AuditsPresenter(AuditsUses(), Immediate(), lambda: TODAY)))
    screen.opened()
    assert not screen.compare.isVisible()
