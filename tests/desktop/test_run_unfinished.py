"""The run screen while a heavy form is computed on, and its quiet questions for places that nothing else asks for."""

import pytest
import run_fakes
from desktop_fakes import Held, Immediate
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fieldaudit.desktop.run.cards import Card, PlaceAsk
from fieldaudit.desktop.run.place_line import PlaceLine
from fieldaudit.desktop.run.presenter import RunPresenter
from fieldaudit.desktop.run.view import RunScreen

QUESTION = Card("/data/a", "1.1", "A", "buttons", options=run_fakes.VERDICT)
SECTIONS = (("One", (QUESTION, PlaceAsk("/data/here", "here"))),)


@pytest.fixture
def work():
    return Held()


@pytest.fixture
def screen(window, work):
    uses = run_fakes.FakeRun(SECTIONS, start=(1, "/data/a"))
    made = RunScreen(RunPresenter(uses, work))
    window(made, 1294, 712)
    made.opened("a1")
    work.finish()
    return made


def step(work):
    first, success, failure = work.waiting.pop(0)
    Immediate().run(first, success=success, failure=failure)


def uses_of(screen):
    return screen._presenter._uses


def said(screen):
    return screen._middle._computing.text()


def test_a_heavy_form_is_computed_on_and_says_how_much_is_left(screen, work):
    uses_of(screen).unfinished = 3
    screen._presenter.answer("/data/a", "yes")
    seen = []
    while work.waiting:
        step(work)
        seen.append(said(screen))
    assert [line for line in dict.fromkeys(seen) if line] == [
        "Still computing 3 questions",
        "Still computing 2 questions",
        "Still computing 1 question",
    ]
    assert said(screen) == ""
    assert uses_of(screen).calls.count(("go on", 1)) == 3


def test_it_is_computed_no_further_once_one_has_left(screen, work):
    uses_of(screen).unfinished = 5
    screen._presenter.answer("/data/a", "yes")
    step(work)
    screen.leaving()
    work.finish()
    assert uses_of(screen).calls.count(("go on", 1)) <= 1


def line_of(screen):
    return next(widget for widget in screen.page.findChildren(PlaceLine))


def test_typed_coordinates_are_taken_and_what_is_none_is_said_in_one_sentence(screen, work):
    line = line_of(screen)
    assert line.answer.field.accessibleName() == "Position for here: type coordinates or leave blank"
    line.answer.field.setFocus()
    QTest.keyClicks(line.answer.field, "north")
    screen.page.flush()
    assert line.answer.said.text().startswith("Write latitude and longitude")
    line.answer.field.selectAll()
    QTest.keyClicks(line.answer.field, "23.81 90.41")
    QTest.keyClick(line.answer.field, Qt.Key.Key_Return)
    screen.page.flush()
    work.finish()
    assert [call for call in uses_of(screen).calls if call[0] == "locate"] == [
        ("locate", "/data/here", "23.81 90.41 0.0 0.0")
    ]
