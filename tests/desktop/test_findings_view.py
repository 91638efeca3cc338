import findings_fakes as found
import pytest
from desktop_fakes import Immediate
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fieldaudit.desktop.findings.action_card import ActionCard
from fieldaudit.desktop.findings.presenter import FindingsPresenter
from fieldaudit.desktop.findings.view import FindingsScreen
from fieldaudit.desktop.run.note_field import NoteField
from fieldaudit.desktop.widgets import Button


@pytest.fixture
def findings(window):
    def open_at(finding="", uses=None):
        screen = FindingsScreen(FindingsPresenter(uses or found.FindingsUses(), Immediate()))
        window(screen, 1294, 712)
        screen.opened({"audit": "", "finding": finding})
        QTest.qWait(10)
        return screen

    return open_at


def button(widget, words):
    return next(one for one in widget.findChildren(Button) if one.accessibleName() == words)


def test_the_first_finding_is_shown_in_detail(findings):
    screen = findings()
    assert screen.table.current_key() == "f1"
    assert screen.detail()._item.id == "f1"


def test_the_keyboard_walks_the_table_and_enters_the_detail(findings):
    screen = findings()
    QTest.keyClick(screen.table.view(), Qt.Key.Key_Down)
    assert screen.detail()._item.id == "f3"


def test_a_lower_severity_is_taken_only_with_a_reason(findings):
    screen = findings("f1")
    button(screen.detail(), "major").click()
    assert screen._presenter._uses.calls == []
    line = screen.detail().reason
    QTest.keyClicks(line.field, "one door of five")
    QTest.keyClick(line.field, Qt.Key.Key_Return)
    [(_, finding, change)] = screen._presenter._uses.calls
    assert (finding, change.severity, change.severity_reason) == ("f1", "major", "one door of five")


def test_a_higher_severity_needs_none(findings):
    screen = findings("f2")
    button(screen.detail(), "major").click()
    assert screen._presenter.state.item.severity == "major"


def test_closing_an_action_needs_who_looked_and_what_was_seen(findings):
    screen = findings("f2")
    card = screen.detail().findChild(ActionCard)
    button(card, "Verified: close").click()
    card.form.save()
    assert not screen._presenter._uses.calls
    card.form.by.set_text("A. Rahman")
    card.form.seen.set_text("three signed registers")
    card.form.save()
    [(_, action, step)] = screen._presenter._uses.calls
    assert (action, step.state, step.method, step.by) == ("x1", "closed", "desktop", "A. Rahman")


def test_sending_proof_back_needs_what_is_missing(findings):
    screen = findings("f2")
    card = screen.detail().findChild(ActionCard)
    button(card, "Not enough yet").click()
    card.form.save()
    assert not screen._presenter._uses.calls


def test_a_root_cause_is_saved_and_its_field_keeps_the_cursor(findings, qtbot):
    screen = findings("f1")
    cause = screen.detail().findChild(NoteField)
    cause.setFocus()
    QTest.keyClicks(cause, "theft control")
    qtbot.waitUntil(lambda: screen._presenter.state.item.root_cause == "theft control")
    assert screen.detail().findChild(NoteField) is cause


def test_a_finding_that_does_not_stand_asks_why(findings):
    screen = findings("f1")
    button(screen.detail(), "This finding does not stand").click()
    QTest.keyClicks(screen.detail().reason.field, "wrong floor")
    QTest.keyClick(screen.detail().reason.field, Qt.Key.Key_Return)
    assert screen._presenter.state.items[0].withdrawn == "wrong floor"


def test_it_leads_to_the_question(findings):
    screen = findings("f1")
    went = []
    screen.go.connect(lambda name, argument: went.append((name, argument)))
    button(screen.detail(), "Go to the question").click()
    assert went == [("run", {"audit": "a1", "section": 0, "ref": "/data/exits"})]


def test_no_findings_are_a_word_and_not_an_empty_table(findings):
    screen = findings(uses=found.FindingsUses(()))
    assert "No findings" in screen._empty.accessibleName()
    assert screen._area.isHidden()
