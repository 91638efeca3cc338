"""The history of a question on the run screen, and undo and redo that say what they did."""

import pytest
import run_fakes
from desktop_fakes import Immediate, Refusing
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fieldaudit.audit.history import Value
from fieldaudit.desktop.run.audit_lines import Thing
from fieldaudit.desktop.run.cards import Claim, LostRow
from fieldaudit.desktop.run.conflict_panel import ConflictPanel
from fieldaudit.desktop.run.history import History, HistoryLine
from fieldaudit.desktop.run.history_panel import AT_ONCE, HistoryPanel, Struck, thing_in_words, told
from fieldaudit.desktop.run.lost_row_line import LostRowLine
from fieldaudit.desktop.run.presenter import RunPresenter
from fieldaudit.desktop.run.view import RunScreen
from fieldaudit.desktop.widgets import Label
from fieldaudit.errors import NothingToRedo, NothingToUndo, VaultInUse

EXITS, ALARM = "/data/exits", "/data/alarm"


def started(uses=None):
    presenter = RunPresenter(uses or run_fakes.FakeRun(), Immediate())
    presenter.open("a1")
    return presenter


@pytest.fixture
def screen(window):
    presenter = RunPresenter(run_fakes.FakeRun(), Immediate())
    made = window(RunScreen(presenter))
    made.opened("a1")
    made.setFocus()
    return made


def plain(text):
    return text.translate({0x2068: None, 0x2069: None})


def texts(widget):
    return [plain(label.text()) for label in widget.findChildren(Label)]


# the presenter


def test_undo_names_what_it_took_back_until_something_else_is_done():
    presenter = started()
    presenter.answer(EXITS, "yes")
    presenter.undo()
    thing = presenter.state.thing
    assert (thing.number, thing.text, thing.back) == ("3.6", "yes", False)
    presenter.note(EXITS, "Seen again.")
    assert presenter.state.thing is None


def test_redo_brings_it_back_and_names_it_too():
    presenter = started()
    presenter.answer(EXITS, "yes")
    presenter.undo()
    assert next(card.value for card in presenter.state.items if card.ref == EXITS) == "no"
    presenter.redo()
    assert next(card.value for card in presenter.state.items if card.ref == EXITS) == "yes"
    assert presenter.state.thing.back
    presenter.redo()
    assert isinstance(presenter.state.error, NothingToRedo)


def test_the_history_is_read_for_the_question_that_was_asked_for():
    presenter = started()
    presenter.ask_history(EXITS)
    assert presenter.state.history is run_fakes.HISTORY
    presenter.close_history()
    assert presenter.state.history is None
    presenter.ask_history("")
    assert presenter.state.history is None


def test_a_history_that_cannot_be_read_says_why():
    presenter = started()
    presenter._uses = Refusing(VaultInUse(home="x"))
    presenter.ask_history(EXITS)
    assert isinstance(presenter.state.error, VaultInUse)


# the words


def line(became, *was, **more):
    return HistoryLine("e", run_fakes.clock(14, 2), "Amina Rahman", became, was, **more)


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (line(Value("answer", "No"), Value("answer", "Yes")), "Yes → No"),
        (line(Value("answer", "No")), "No"),
        (line(Value("answer", "")), "no answer"),
        (line(Value("answer", ""), Value("answer", "Yes")), "Yes → no answer"),
        (line(Value("skip", "too dark"), Value("answer", "Yes")), "Yes → Not checked: too dark"),
        (line(Value("note", "seen")), "Note: seen"),
        (line(Value("evidence", "a.jpg")), "File added: a.jpg"),
        (line(Value("evidence", "wrong door", gone=True), Value("evidence", "a.jpg")), "File taken away: wrong door"),
        (line(Value("row", "", gone=True), Value("row", "")), "Row removed"),
        (line(Value("answer", "No"), Value("answer", "Yes"), Value("skip", "dark")), "Yes | Not checked: dark → No"),
        (line(None), "Restricted: for who wrote it and for the protection officer"),
    ],
)
def test_a_line_says_what_it_was_and_what_it_became(qapp, shown, words):
    assert plain(told(shown)) == words


def test_the_arrow_points_the_way_one_reads(qapp):
    shown = line(Value("answer", "لا"), Value("answer", "نعم"))
    assert plain(told(shown, mirrored=True)) == "نعم ← لا"


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (Thing("2.3", "Fire exits.", "answer.set", "No"), "2.3 Fire exits: No"),
        (Thing("2.3", "Fire exits.", "answer.set", ""), "2.3 Fire exits: no answer"),
        (Thing("2.3", "Fire exits.", "answer.skipped", "too dark"), "2.3 Fire exits: not checked"),
        (Thing("2.3", "Fire exits.", "evidence.attached", "a.jpg"), "2.3 Fire exits: file a.jpg"),
        (Thing("", "Floor 2", "row.removed", ""), "Floor 2: row removed"),
        (Thing("", "", "row.added", ""), "row added"),
    ],
)
def test_what_was_undone_is_named(qapp, thing, words):
    assert plain(thing_in_words(thing)) == words


# the panel


def test_lines_are_newest_first_undone_ones_struck_and_conflicts_marked(qtbot):
    panel = HistoryPanel()
    qtbot.addWidget(panel)
    panel.show_history(run_fakes.HISTORY)
    assert plain(panel.lines[0].said) == "Yes → No"
    struck = [entry for entry in panel.lines if entry.findChildren(Struck)]
    assert [entry.accessibleName() for entry in struck] == [panel.lines[3].accessibleName()]
    assert all(label.font().strikeOut() for label in panel.lines[3].findChildren(Struck))
    spoken = [plain(entry.accessibleName()) for entry in panel.lines]
    assert "In conflict" in spoken[0]
    assert "Clock set back" in spoken[0]
    assert "Undone 14:03" in spoken[3]
    assert spoken[3].startswith("14:02. Amina Rahman. Yes → No")
    assert "someone on another computer" in spoken[4]


@pytest.mark.parametrize(
    ("history", "words"),
    [
        (History(EXITS), "Never answered."),
        (History(), "Nothing has been said yet."),
        (
            History(EXITS, restricted=True),
            "Restricted: its history is for who wrote it and for the protection officer.",
        ),
    ],
)
def test_an_empty_history_says_so(qtbot, history, words):
    panel = HistoryPanel()
    qtbot.addWidget(panel)
    panel.show_history(history)
    assert texts(panel) == [words]


def test_a_long_history_is_shown_in_parts(qtbot):
    panel = HistoryPanel()
    qtbot.addWidget(panel)
    panel.show_history(History(EXITS, "", tuple(line(Value("note", f"{n}")) for n in range(AT_ONCE + 5))))
    assert len(panel.lines) == AT_ONCE
    panel.earlier.click()
    assert len(panel.lines) == AT_ONCE + 5
    assert panel.earlier is None


def test_a_skip_beside_an_answer_is_a_choice_like_another(qtbot):
    panel = ConflictPanel()
    qtbot.addWidget(panel)
    time = "2026-11-21T08:00:00.000Z"
    panel.show_claims((Claim("e1", "Yes", "Amina", time), Claim("e2", "too dark", "Bilal", time, skipped=True)))
    assert "Not checked: too dark" in texts(panel)
    with qtbot.waitSignal(panel.chosen) as told_:
        panel.buttons[1].click()
    assert told_.args == ["e2"]


# the screen


def test_the_clock_of_a_card_shows_its_history_and_escape_returns_to_the_card(screen):
    screen.page.card(ALARM).clock.click()
    assert screen.history.isVisible()
    assert "Never answered." in texts(screen.history)
    QTest.keyClick(screen.history, Qt.Key.Key_Escape)
    assert not screen.history.isVisible()
    screen.page.card(EXITS).clock.click()
    assert "Yes → No" in texts(screen.history)


def test_alt_h_shows_the_history_of_the_current_question_and_closes_it(screen):
    QTest.keyClick(screen, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    assert screen.history.isVisible()
    assert len(screen.history.list.lines) == len(run_fakes.HISTORY.lines)
    QTest.keyClick(screen.history, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    assert not screen.history.isVisible()


def test_ctrl_z_says_what_was_undone_and_ctrl_shift_z_brings_it_back(screen):
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(screen, Qt.Key.Key_1)
    QTest.keyClick(screen, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    foot = screen._middle
    assert plain(foot.thing.text()).startswith("Undone: 3.6 Every emergency exit")
    assert plain(foot.thing.text()).endswith("yes")
    QTest.keyClick(screen, Qt.Key.Key_Z, both)
    assert plain(foot.thing.text()).startswith("Brought back: 3.6")
    foot.turn_back.click()
    assert plain(foot.thing.text()).startswith("Undone: 3.6")
    foot.turn_back.click()
    assert screen._presenter.state.thing.back


def test_undo_with_nothing_left_says_so_on_the_screen(screen):
    QTest.keyClick(screen, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(screen._presenter.state.error, NothingToUndo)
    assert "nothing left to undo" in screen.banner.text()


def test_a_removed_row_that_held_unseen_answers_asks_whether_it_is_there(qtbot):
    time = "2026-11-21T08:00:00.000Z"
    shown = LostRowLine(LostRow("/data/floor[r1]", "Floor", (Claim("e1", "roof", "Bilal Haque", time),)))
    qtbot.addWidget(shown)
    assert any(text.startswith("Floor: a row was removed while somebody else answered in it") for text in texts(shown))
    assert any(text.startswith("roof (Bilal Haque") for text in texts(shown))
    with qtbot.waitSignal(shown.settled) as asked:
        shown.back.click()
    assert asked.args == ["/data/floor[r1]", True]
    with qtbot.waitSignal(shown.settled) as asked:
        shown.leave.click()
    assert asked.args == ["/data/floor[r1]", False]


def test_what_a_person_decides_of_a_removed_row_is_recorded(window, qtbot):
    uses = run_fakes.FakeRun()
    lost = LostRow("/data/floor[r1]", "Floor", (Claim("e1", "roof", "", ""),))
    uses.sections[3].append(lost)
    presenter = RunPresenter(uses, Immediate())
    made = window(RunScreen(presenter))
    made.opened({"audit": "a1", "section": 4, "ref": ""})
    qtbot.waitUntil(lambda: bool(made.findChildren(LostRowLine)))  # what lies further down is made a little later
    [shown] = made.findChildren(LostRowLine)
    shown.back.click()
    assert uses.calls[-1] == ("settle row", "/data/floor[r1]", True)
