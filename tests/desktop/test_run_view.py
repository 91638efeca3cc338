from dataclasses import replace

import pytest
import run_fakes
from desktop_fakes import Immediate
from pictures_run import photo
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from fieldaudit.desktop.run.presenter import RunPresenter
from fieldaudit.desktop.run.thumbnails import decode
from fieldaudit.desktop.run.view import RunScreen, language_name
from fieldaudit.desktop.widgets import Button


@pytest.fixture
def run(window, qtbot):
    """Return a function that opens an audit and gives its screen."""

    def open_at(section=3, ref="/data/alarm", *, width=1294, uses=None):
        screen = RunScreen(RunPresenter(uses or run_fakes.FakeRun(picture=photo()), Immediate()))
        with qtbot.waitActive(screen):
            window(screen, width, 712)
            screen.activateWindow()
        screen.opened({"audit": "a1", "section": section, "ref": ref})
        screen.take_focus()
        QTest.qWait(10)
        return screen

    return open_at


def current(screen):
    return screen.page.card(screen._presenter.state.current)


def calls(screen):
    return screen._presenter._uses.calls


def test_a_number_presses_the_answer_at_its_place(run):
    screen = run()
    QTest.keyClick(current(screen), Qt.Key.Key_1)
    assert ("answer", "/data/alarm", "yes") in calls(screen)


def test_the_number_after_the_choices_asks_why_it_was_not_checked(run):
    screen = run()
    QTest.keyClick(current(screen), Qt.Key.Key_5)
    card = current(screen)
    assert card.reason is not None
    QTest.keyClicks(card.reason.field, "no key")
    QTest.keyClick(card.reason.field, Qt.Key.Key_Return)
    assert ("skip", "/data/alarm", "no key") in calls(screen)
    assert screen.page.card("/data/alarm").reason is None


def test_letters_and_numbers_typed_into_a_text_do_nothing_else(run):
    screen = run(5, "/data/remarks")
    field = current(screen).answer.field
    field.setFocus()
    QTest.keyClicks(field, "j1f?")
    assert field.toPlainText() == "j1f?"
    assert screen._presenter.state.current == "/data/remarks"
    assert not screen.keys.isVisible()


def test_a_text_is_saved_after_a_rest_and_its_draft_before(run, qtbot):
    screen = run(5, "/data/remarks")
    field = current(screen).answer.field
    field.setFocus()
    QTest.keyClicks(field, "the roof")
    qtbot.waitUntil(lambda: screen._presenter._uses.drafts.get("/data/remarks") == "the roof")
    assert not [call for call in calls(screen) if call[0] == "answer"]
    qtbot.waitUntil(lambda: ("answer", "/data/remarks", "the roof") in calls(screen))
    assert screen._presenter.state.current == "/data/remarks"


def test_a_text_is_saved_at_once_when_one_leaves_the_screen(run):
    screen = run(5, "/data/remarks")
    field = current(screen).answer.field
    field.setFocus()
    QTest.keyClicks(field, "the roof")
    screen.leaving()
    assert ("answer", "/data/remarks", "the roof") in calls(screen)


def test_a_number_that_is_none_stays_in_its_field_and_is_named_on_leaving(run):
    screen = run(5, "/data/count")
    answer = current(screen).answer
    answer.field.setFocus()
    answer.field.selectAll()
    QTest.keyClicks(answer.field, "bad")
    screen.page.flush()
    assert answer.field.text() == "bad"
    assert not screen.page.card("/data/count").wrong()
    screen._go_on()
    assert "whole number" in screen.page.card("/data/count").wrong()


def test_keys_walk_between_cards_and_sections(run):
    screen = run()
    QTest.keyClick(current(screen), Qt.Key.Key_K)
    assert screen._presenter.state.current == "/data/drill"
    QTest.keyClick(current(screen), Qt.Key.Key_J)
    assert screen._presenter.state.current == "/data/alarm"
    QTest.keyClick(current(screen), Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert screen._presenter.state.section == 2
    QTest.keyClick(current(screen) or screen, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert screen._presenter.state.section == 3


def test_answering_touches_no_other_card(run, monkeypatch):
    screen = run()
    shown = []
    for card in screen.page.cards():
        monkeypatch.setattr(card, "show_card", lambda *a, ref=card.card.ref, **k: shown.append(ref))
    before = screen.page.cards()
    screen._presenter.answer("/data/alarm", "yes")
    assert set(shown) == {"/data/alarm"}
    assert screen.page.cards() == before


def test_opening_a_finding_leaves_its_card_where_it_was(run):
    uses = run_fakes.FakeRun()
    uses.answer(3, "/data/exits", "")
    screen = run(3, "/data/exits", uses=uses)
    card = screen.page.card("/data/exits")
    QTest.qWait(250)
    above = card.mapTo(screen, card.rect().topLeft()).y()
    QTest.keyClick(card, Qt.Key.Key_2)
    QTest.qWait(50)
    assert card.finding is not None
    assert card.mapTo(screen, card.rect().topLeft()).y() == above
    QTest.keyClick(card, Qt.Key.Key_F)
    assert screen.focusWidget() is card.finding.affected


def test_an_action_is_opened_in_place_with_what_the_form_advises(run):
    screen = run(3, "/data/exits")
    panel = screen.page.card("/data/exits").finding
    panel.open_action.click()
    assert panel.form.owner.text() == "site manager"
    panel.form.due.set_text("20 13 2026")
    panel.form._save()
    assert panel.form.due.error()
    panel.form.due.set_text("20 12 2026")
    panel.form._save()
    [made] = [call for call in calls(screen) if call[0] == "action"]
    assert made[1] == "f1"
    assert made[2].due == "2026-12-20"


def test_how_many_of_how_many_is_saved_after_a_rest(run, qtbot):
    screen = run(3, "/data/exits")
    panel = screen.page.card("/data/exits").finding
    panel.affected.setFocus()
    panel.affected.selectAll()
    QTest.keyClicks(panel.affected, "3")
    qtbot.waitUntil(lambda: any(call[0] == "finding" for call in calls(screen)))
    [edit] = [call[1] for call in calls(screen) if call[0] == "finding"]
    assert (edit.finding, edit.affected, edit.sampled) == ("f1", "3", "5")


def test_all_keys_are_shown_on_a_question_mark_and_go_with_escape(run):
    screen = run()
    QTest.keyClicks(current(screen), "?")
    assert screen.keys.isVisible()
    QTest.keyClick(screen.keys, Qt.Key.Key_Escape)
    assert not screen.keys.isVisible()


def test_a_question_is_found_by_its_words(run, qtbot):
    screen = run()
    screen.find_something()
    QTest.keyClicks(screen.finder.field, "permit")
    qtbot.waitUntil(lambda: screen.finder.list.count() == 1)
    QTest.keyClick(screen.finder.field, Qt.Key.Key_Return)
    assert (screen._presenter.state.section, screen._presenter.state.current) == (5, "/data/seen")


def test_a_picture_on_the_clipboard_becomes_evidence_of_the_current_question(run):
    screen = run()
    image = QImage(20, 20, QImage.Format.Format_RGB32)
    image.fill(0xFF8800)
    QGuiApplication.clipboard().setImage(image)
    QTest.keyClick(current(screen), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    [attached] = [call for call in calls(screen) if call[0] == "attach"]
    assert attached[1] == "/data/alarm"
    assert attached[2].endswith(".png")


def test_an_attachment_goes_only_with_a_reason(run):
    screen = run(3, "/data/exits")
    thumb = screen.tray._thumbs["b1"]
    thumb._ask()
    QTest.keyClick(thumb._reason.field, Qt.Key.Key_Return)
    assert not [call for call in calls(screen) if call[0] == "detach"]
    QTest.keyClicks(thumb._reason.field, "shows a face")
    QTest.keyClick(thumb._reason.field, Qt.Key.Key_Return)
    assert ("detach", "b1", "shows a face") in calls(screen)


def test_thumbnails_are_decoded_at_the_size_they_are_shown_in(run, qtbot):
    image = decode(photo(), 216, 122)
    assert (image.width(), image.height()) == (216, 162)
    screen = run(3, "/data/exits")
    qtbot.waitUntil(lambda: not screen.tray._thumbs["b1"].picture._image.isNull())


def test_the_tray_gives_way_where_the_window_is_small_and_opens_when_asked(run, monkeypatch):
    screen = run(width=1060)
    assert screen.tray.isHidden()
    monkeypatch.setattr(screen.tray.place, "ask", lambda: None)
    QTest.keyClick(current(screen), Qt.Key.Key_P)
    assert not screen.tray.isHidden()
    screen.tray.close_button.click()
    assert screen.tray.isHidden()


def test_a_long_list_is_answered_by_typing_and_never_by_what_is_no_choice(run):
    screen = run(5, "/data/country")
    answer = current(screen).answer
    assert isinstance(answer.box, QComboBox)
    answer._line.setFocus()
    QTest.keyClicks(answer._line, "atlantis")
    current(screen).setFocus()
    assert not [call for call in calls(screen) if call[0] == "answer"]
    answer._line.setFocus()
    answer._line.setText("Country 7")
    current(screen).setFocus()
    assert ("answer", "/data/country", "c7") in calls(screen)


def test_toggles_a_range_an_order_and_an_ok_are_answered_with_the_keyboard(run):
    screen = run(5, "/data/materials")
    QTest.keyClick(current(screen), Qt.Key.Key_2)
    assert ("answer", "/data/materials", "a b c") in calls(screen)
    screen._presenter.choose("/data/score")
    slider = screen.page.card("/data/score").answer.slider
    slider.setValue(4)
    screen.page.flush()
    assert ("answer", "/data/score", "5") in calls(screen)
    order = screen.page.card("/data/order").answer
    order.down.click()
    assert ("answer", "/data/order", "b a c") in calls(screen)
    screen._presenter.choose("/data/seen")
    QTest.keyClick(current(screen), Qt.Key.Key_1)
    assert ("answer", "/data/seen", "OK") in calls(screen)


def test_a_day_is_typed_or_picked(run):
    screen = run(3, "/data/drill")
    answer = current(screen).answer
    answer.field.setFocus()
    QTest.keyClicks(answer.field, "3 9 2026")
    QTest.keyClick(answer.field, Qt.Key.Key_Return)
    assert ("answer", "/data/drill", "2026-09-03") in calls(screen)


def test_a_signed_audit_can_be_read_and_not_changed(run):
    uses = run_fakes.FakeRun(header=replace(run_fakes.FakeRun().header, signed=True))
    screen = run(uses=uses)
    QTest.keyClick(screen, Qt.Key.Key_1)
    assert not [call for call in calls(screen) if call[0] == "answer"]
    assert not screen._middle.signed.isHidden()


def test_a_colleagues_section_is_marked_calmly_and_can_be_answered_all_the_same(run):
    plain = run()
    assert plain._team.isHidden()
    header = replace(run_fakes.FakeRun().header, shares=True, others={3: "Bilal Haque"})
    screen = run(uses=run_fakes.FakeRun(header=header))
    assert "Bilal Haque does this section" in screen._middle.whose.text()
    assert not screen._middle.whose.isHidden()
    sections = screen.overview.sections
    line = next(line for line in sections.lines() if line.index == 3)
    assert line.who == "Bilal Haque"
    assert "Bilal Haque does it" in sections._model.spoken(line)
    assert [one.who for one in sections.lines() if one.index != 3] == [""] * (len(sections.lines()) - 1)
    QTest.keyClick(screen, Qt.Key.Key_1)
    assert [call for call in calls(screen) if call[0] == "answer"]
    went = []
    screen.go.connect(lambda *there: went.append(there))
    screen._team.click()
    assert went == [("team", "a1")]


def test_it_remembers_the_place_for_after_unlocking(run):
    screen = run()
    assert screen.place() == {"audit": "a1", "section": 3, "ref": "/data/alarm"}


def test_every_control_of_a_card_has_a_name(run):
    screen = run(5, "/data/materials")
    for card in screen.page.cards():
        for button in card.findChildren(Button):
            assert button.accessibleName()


def test_a_language_is_called_by_its_own_name():
    assert language_name("Español (es)") == "Español"
    assert language_name("fr") == "Français"
    assert language_name("English") == "English"


def test_tab_goes_in_reading_order_where_a_question_came_between(run):
    screen = run()
    screen._presenter.answer("/data/alarm", "no", stay=True)
    came = screen.page.card("/data/alarm_why")
    before = [card.card.ref for card in screen.page.cards()]
    assert before.index("/data/alarm_why") == before.index("/data/alarm") + 1
    target, seen = screen.page.card("/data/alarm"), []
    while target is not came and len(seen) < 100:
        target = target.nextInFocusChain()
        seen.append(target)
    assert screen.page.card("/data/lighting") not in seen


def test_the_keyboard_is_on_the_current_card_from_the_start(run):
    screen = run(5, "/data/materials")
    assert screen.focusWidget() is screen.page.card("/data/materials")
    screen._presenter.go(3, "/data/drill")
    assert screen.focusWidget() is screen.page.card("/data/drill")


def test_leaving_a_section_while_typing_saves_the_text_and_stays_on_course(run):
    screen = run(5, "/data/remarks")
    field = current(screen).answer.field
    field.setFocus()
    QTest.keyClicks(field, "the roof")
    screen._presenter.go(6)
    assert ("answer", "/data/remarks", "the roof") in calls(screen)
    assert screen._presenter.state.section == 6
    assert screen._presenter.state.card is not None
