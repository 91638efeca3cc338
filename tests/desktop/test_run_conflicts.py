"""The run screen where two people answered one question, and where the audit is signed."""

from dataclasses import replace

import findings_fakes
import pytest
import run_fakes
from desktop_fakes import Held, Immediate, Refusing
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from fieldaudit.desktop.review.confirm import ConfirmSigning
from fieldaudit.desktop.run.cards import Claim
from fieldaudit.desktop.run.presenter import RunPresenter
from fieldaudit.desktop.run.question_card import QuestionCard
from fieldaudit.desktop.run.view import RunScreen
from fieldaudit.desktop.theme import LIGHT
from fieldaudit.errors import AnswerRefused, DiskFull

CLAIMS = (
    Claim("e1", "Yes", "A. Rahman", "2026-11-21T14:02:31.120Z"),
    Claim("e2", "No", "", "2026-11-21T14:05:00.000Z"),
)


class Painted(QObject):
    """Notes which buttons are painted."""

    def __init__(self):
        super().__init__()
        self.seen = set()

    def eventFilter(self, watched, event):  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Paint:
            self.seen.add(watched.text())
        return False


@pytest.fixture
def disputed(window):
    return window(QuestionCard(replace(run_fakes.answered("exits", "3.6", "Exits"), conflict=True, claims=CLAIMS)))


def test_both_answers_stand_there_with_who_gave_them_and_one_is_chosen(disputed):
    chosen = []
    disputed.resolved.connect(lambda ref, event: chosen.append((ref, event)))
    names = [button.accessibleName() for button in disputed.conflict.buttons]
    assert ["Yes holds: A. Rahman" in name for name in names] == [True, False]
    assert "someone on another computer" in names[1]
    disputed.conflict.buttons[1].click()
    assert chosen == [("/data/exits", "e2")]


def test_once_it_is_settled_the_question_of_which_holds_goes_away(disputed):
    disputed.show_card(replace(disputed.card, conflict=False, claims=()))
    assert disputed.conflict is None


def test_in_a_signed_audit_the_chosen_answer_still_shows(disputed, qapp):
    disputed.setEnabled(False)
    qapp.processEvents()
    yes, no = disputed.answer.numbered[:2]
    ground = [button.grab().toImage().pixelColor(6, button.height() // 2) for button in (yes, no)]
    assert ground[0] == QColor(LIGHT.good.soft)
    assert ground[1] != ground[0]


def test_a_screen_that_is_gone_is_shown_nothing_when_its_work_is_done(destroy, qapp):
    held = Held()
    presenter = RunPresenter(run_fakes.FakeRun(), held)
    screen = RunScreen(presenter)
    screen.opened("a1")
    pictures = []
    presenter.picture("b1", pictures.append)
    screen.deleteLater()
    del screen
    qapp.processEvents()
    destroy()
    assert not presenter.shown
    held.finish()
    assert pictures == []


def test_removing_the_row_one_is_in_goes_to_the_question_after_it():
    presenter = RunPresenter(run_fakes.FakeRun(), Immediate())
    presenter.open("a1", 4)
    presenter.choose("/data/floor[r1]/name")
    presenter.remove_row("/data/floor[r1]")
    assert presenter.state.current == "/data/floor[r2]/name"


@pytest.mark.parametrize("before", ["", "no"])
def test_an_answer_that_could_not_be_saved_is_taken_off_the_screen_so_that_it_can_be_given_again(before):
    uses, held = run_fakes.FakeRun(), Held()
    presenter = RunPresenter(uses, held)
    presenter.open("a1", ref="/data/alarm")
    held.finish()
    presenter.answer("/data/alarm", before, stay=True)
    held.finish()
    given, uses.answer = uses.answer, Refusing(DiskFull()).answer
    presenter.answer("/data/alarm", "yes")
    assert presenter.state.card.value == "yes"
    held.finish()
    assert isinstance(presenter.state.error, DiskFull)
    assert presenter.state.card.value == before
    uses.answer = given
    presenter.answer("/data/alarm", "yes", stay=True)
    held.finish()
    assert (presenter.state.card.value, presenter.state.error) == ("yes", None)


def test_what_the_form_refuses_stays_to_be_corrected_and_counts_as_wrong():
    uses = run_fakes.FakeRun()
    presenter = RunPresenter(uses, Immediate())
    presenter.open("a1", ref="/data/alarm")
    uses.answer = Refusing(AnswerRefused(ref="/data/alarm", reason="it is not a whole number")).answer
    presenter.answer("/data/alarm", "abc")
    assert (presenter.state.card.value, presenter.state.card.state) == ("abc", "invalid")
    assert presenter.state.error is None


def test_a_text_and_a_note_that_could_not_be_saved_stay_and_are_saved_with_the_next_change():
    uses = run_fakes.FakeRun()
    presenter = RunPresenter(uses, Immediate())
    presenter.open("a1", ref="/data/drill")
    given, noted = uses.answer, uses.note
    uses.answer = uses.note = Refusing(DiskFull()).answer
    presenter.answer("/data/drill", "2026-05-14", stay=True)
    presenter.note("/data/drill", "with both shifts")
    assert isinstance(presenter.state.error, DiskFull)
    assert (presenter.state.card.value, presenter.state.card.note) == ("2026-05-14", "with both shifts")
    uses.answer, uses.note = given, noted
    presenter.answer("/data/alarm", "yes", stay=True)
    assert presenter.state.error is None
    assert (presenter.state.card.value, presenter.state.card.note) == ("2026-05-14", "with both shifts")
    assert [call[0] for call in uses.calls if "/data/drill" in call] == ["answer", "note"]


def test_enter_signs_where_the_keyboard_is_on_sign_and_puts_it_off_at_first(window, qapp):
    screen = window(QWidget())
    answers = []
    for steps in (0, 1):
        dialog = ConfirmSigning(findings_fakes.READY, "partial", screen)
        dialog.finished.connect(answers.append)
        dialog.open()
        for _ in range(3):
            qapp.processEvents()
        for _ in range(steps):
            QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
        dialog.deleteLater()
    assert answers == [0, 1]


def test_an_answer_paints_the_two_buttons_that_change_and_no_others(window, qapp):
    card = window(QuestionCard(run_fakes.answered("exits", "3.6", "Exits")))
    card.answer.show_card(replace(card.card, value="no", verdict="compliant"))
    qapp.processEvents()
    watch = Painted()
    for button in card.answer.numbered:
        button.installEventFilter(watch)
    card.answer.show_card(replace(card.card, value="unable", verdict="unable"))
    for _ in range(3):
        qapp.processEvents()
    assert watch.seen == {"Can't verify", "No"}
