"""What head office gives out, at both desks: assign, settle, give out; start and reply."""

from pathlib import Path

import pytest
from desktop_fakes import Immediate, Refusing
from given_fakes import GivenUses

from fieldaudit.desktop.given.field_view import FieldGivenScreen
from fieldaudit.desktop.given.lines import TaskForm
from fieldaudit.desktop.given.office_view import OfficeGivenScreen
from fieldaudit.desktop.given.presenter import FieldPresenter, OfficePresenter
from fieldaudit.errors import FileUnreadable


@pytest.fixture
def uses():
    return GivenUses()


@pytest.fixture
def office(window, uses):
    screen = window(OfficeGivenScreen(OfficePresenter(uses, Immediate())))
    screen.opened()
    return screen


@pytest.fixture
def field(window, uses):
    screen = window(FieldGivenScreen(FieldPresenter(uses, Immediate())))
    screen.opened()
    return screen


def test_an_assignment_is_written_with_all_that_it_needs(office, uses):
    office.assign.click()
    assert office.sides.currentWidget() is office.form
    office.form.due.set_text("soon")
    office.form.write.click()
    assert uses.done == []
    office.form.due.set_text("")
    office.form.write.click()
    assert "due" in office.banner.text()
    office.form.due.set_text("2026-12-20")
    office.form.purpose.set_text("yearly")
    office.form.write.click()
    assert uses.done == [("assign", TaskForm("s1", "p1", "f1", "2026-12-20", purpose="yearly"))]
    assert office.sides.currentWidget() is not office.form


def test_without_people_nothing_can_be_assigned(window):
    class Nobody(GivenUses):
        def choices(self):
            return [], [], []

    screen = window(OfficeGivenScreen(OfficePresenter(Nobody(), Immediate())))
    screen.opened()
    screen.assign.click()
    assert not screen.form.write.isEnabled()


def test_an_open_assignment_can_be_taken_back_and_a_started_one_opened(office, uses):
    went = []
    office.go.connect(lambda place, argument: went.append((place, argument)))
    side = office.sides.currentWidget()
    assert side.withdraw.isVisible()
    assert not side.open_audit.isVisible()
    side.withdraw.click()
    assert uses.done == [("withdraw", "t1")]
    office.table.choose("t2")
    office._office.choose("t2")
    side.open_audit.click()
    assert went == [("audit", "a1")]


def test_a_reply_is_read_and_settled_and_the_answer_is_one_step_away(office, uses):
    went = []
    office.go.connect(lambda place, argument: went.append((place, argument)))
    office.tabs.tab("questions").click()
    side = office.sides.currentWidget()
    assert "guard has the key" in side._said.text()
    side.open_audit.click()
    assert went == [("audit", {"audit": "a1", "ref": "/data/exits"})]
    side.settle.click()
    assert uses.done == [("settle", "q1")]


def test_supervisors_get_a_form_only_when_it_is_given_out_to_them(office, uses):
    office.tabs.tab("published").click()
    side = office.sides.currentWidget()
    assert side.supervisors.isVisible()
    side.supervisors.click()
    assert uses.done == [("form", "f1", True)]
    office.table.choose("severity-clocks")
    office._presenter.choose("severity-clocks")
    assert not side.supervisors.isVisible()


def test_forms_and_tables_are_given_out_and_their_numbers_shown(office, uses, monkeypatch):
    office.tabs.tab("published").click()
    side = office.sides.currentWidget()
    assert not side.give.isVisible()  # it is given out already
    office._office.choose("f2")
    side.give.click()
    office._office.choose("clauses")
    monkeypatch.setattr(
        "fieldaudit.desktop.given.office_view.QFileDialog.getOpenFileName", lambda *_: ("clauses.csv", "")
    )
    side.give.click()
    assert uses.done == [("form", "f2"), ("table", "clauses", Path("clauses.csv"))]


def test_a_list_that_cannot_be_read_says_why(window):
    error = FileUnreadable(path="vault", reason="the disk refused")
    screen = window(OfficeGivenScreen(OfficePresenter(Refusing(error), Immediate())))
    screen.opened()
    assert "cannot be read" in screen.banner.text() or "the disk refused" in screen.banner.text()


def test_an_assignment_is_started_where_it_stands(field, uses):
    went = []
    field.go.connect(lambda place, argument: went.append((place, argument)))
    field._task.start.click()
    assert uses.done == [("start", "t1")]
    assert went == [("run", "a9")]


def test_a_question_is_replied_to_and_what_is_typed_stays_until_another_is_chosen(field, uses):
    field.tabs.tab("questions").click()
    side = field._question
    assert not side.send.isEnabled()
    side.reply.setPlainText("The yard's.")
    field._presenter.load()
    assert side.reply.text() == "The yard's."
    side.send.click()
    assert uses.done == [("reply", "q1", "The yard's.")]
    field._presenter.choose("q2")
    assert side.reply.text() == ""
    field._presenter.choose("q3")
    assert not side.send.isVisible()


def test_a_reply_and_an_assignment_that_are_half_typed_are_there_again(window, uses):
    screen = window(FieldGivenScreen(FieldPresenter(uses, Immediate())))
    screen.opened("q1")
    screen._question.reply.setPlainText("The yard's")
    screen._presenter.choose("q2")
    assert screen._question.reply.text() == ""
    screen._presenter.choose("q1")
    assert screen._question.reply.text() == "The yard's"
    screen._question.send.click()
    screen._presenter.choose("q2")
    screen._presenter.choose("q1")
    assert screen._question.reply.text() == ""
    office = window(OfficeGivenScreen(OfficePresenter(uses, Immediate())))
    office.opened()
    office.assign.click()
    office.form.purpose.edit.setText("yearly")
    office.half_typed.flush()
    office._office.choose("t2")
    office.assign.click()
    assert office.form.purpose.text() == "yearly"
    office.form._give_up()
    office.assign.click()
    assert office.form.purpose.text() == ""


def test_a_half_typed_reply_belongs_to_the_audit_that_is_asked_about(window, uses):
    screen = window(FieldGivenScreen(FieldPresenter(uses, Immediate())))
    screen.opened("q1")
    screen._question.reply.setPlainText("R. Begum said so")
    screen._presenter.choose("q2")
    assert screen.half_typed.has("a1", "reply/q1")
    screen._presenter.choose("q1")
    screen._question.send.click()
    assert not screen.half_typed.has("a1", "reply/q1")
    screen._question.reply.setPlainText("and R. Begum")
    screen.half_typed.flush()
    assert screen.half_typed.has("a1", "reply/q1")


def test_the_way_to_the_answer_depends_on_whether_the_audit_is_signed(field):
    went = []
    field.go.connect(lambda place, argument: went.append((place, argument)))
    field.tabs.tab("questions").click()
    field._question.go_on.click()
    field._presenter.choose("q3")
    field._question.go_on.click()
    assert [place for place, _ in went] == ["run", "audit"]


def test_home_opens_on_the_assignment_that_was_chosen_there(window, uses):
    screen = window(FieldGivenScreen(FieldPresenter(uses, Immediate())))
    screen.opened("q2")
    assert screen.tabs.current() == "questions"
    assert screen.place() == "q2"


def test_empty_lists_say_what_would_appear(window):
    screen = window(FieldGivenScreen(FieldPresenter(GivenUses((), (), ()), Immediate())))
    screen.opened()
    assert not screen.sides.isVisible()
