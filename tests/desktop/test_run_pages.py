"""The run screen around the answers: guidance, markup, media, grids, folded rows, contents, mirrored languages."""

from dataclasses import replace

import pytest
import run_fakes
from desktop_fakes import Held, Immediate
from pictures_run import photo
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fieldaudit.desktop.run.audit_lines import Entry
from fieldaudit.desktop.run.cards import AddRow, Card, FoldedRows, GridHead, Media, Option, RowHead
from fieldaudit.desktop.run.folded_rows import FoldedList
from fieldaudit.desktop.run.presenter import RunPresenter
from fieldaudit.desktop.run.rows import AddLine
from fieldaudit.desktop.run.view import RunScreen, is_right_to_left

YES_NO = (Option("yes", "Yes"), Option("no", "No"))
ROWS = tuple(
    RowHead(f"/data/w[r{n}]", f"Worker {n}", n, summary=f"Name {n}", total=2, folds=True) for n in range(1, 501)
)
MARKED = Card(
    "/data/marked",
    "1.1",
    "Is the **main** exit clear? <b>",
    "buttons",
    hint="Try *every* door.",
    guidance="Walk the route of a worker.",
    options=YES_NO,
    media=(Media("image", "exit.png"), Media("audio", "gone.mp3", here=False)),
)
GRID = (
    GridHead("/data/head", "How often", ("Yes", "No")),
    Card("/data/clean", "2.1", "Toilets are clean", "grid", options=YES_NO),
    Card("/data/warm", "2.2", "Rooms are warm", "grid_many", options=YES_NO, value="no", state="answered"),
)


class PagesRun(run_fakes.FakeRun):
    """Many rows, of which `opened` is open."""

    def __init__(self, **fields):
        sections = (
            ("Words", (MARKED,)),
            ("Grid", GRID),
            ("Rows", ()),
            ("None", (AddRow("/data/e", "Bed", empty=True),)),
        )
        super().__init__(sections, start=(1, "/data/marked"), **fields)
        self.opened = 3

    def section(self, index, ref=""):
        return self.rows() if index == 3 else super().section(index)

    def rows(self):
        if not self.opened:
            return (FoldedRows(ROWS), AddRow("/data/w", "Worker"))
        at = self.opened - 1
        name = Card(f"{ROWS[at].ref}/name", f"3.1.{self.opened}.1", "Name", "line")
        parts = [
            FoldedRows(ROWS[:at]) if at else None,
            ROWS[at],
            name,
            FoldedRows(ROWS[at + 1 :]),
            AddRow("/data/w", "Worker"),
        ]
        return tuple(part for part in parts if part is not None)

    def open_row(self, section, row, *, opened=True):
        self.calls.append(("open", row, opened))
        self.opened = int(row.partition("[r")[2].rstrip("]")) if opened else 0
        return self._change(section, ref=f"{row}/name" if opened else "")

    def contents(self):
        return (
            Entry("section", 1, "", "1", "Words", 0, 1),
            Entry("question", 1, "/data/marked", "1.1", "Is the main exit clear?", 1, 1, required=True),
            Entry("section", 2, "", "2", "Grid", 0, 1),
            Entry("question", 2, "/data/clean", "2.1", "Toilets are clean", 1, 1),
            Entry("question", 2, "/data/warm", "2.2", "Rooms are warm", 1, 0),
        )


@pytest.fixture
def run(window, qtbot):
    def open_at(section=1, ref="", uses=None, background=None):
        screen = RunScreen(RunPresenter(uses or PagesRun(picture=photo()), background or Immediate()))
        with qtbot.waitActive(screen):
            window(screen, 1294, 712)
            screen.activateWindow()
        screen.opened({"audit": "a1", "section": section, "ref": ref})
        screen.take_focus()
        QTest.qWait(10)
        return screen

    return open_at


def calls(screen):
    return screen._presenter._uses.calls


def lists(screen):
    return [one for one in screen.page._widgets.values() if isinstance(one, FoldedList)]


def test_a_label_shows_its_markup_and_nothing_that_could_do_harm(run):
    card = run().page.card("/data/marked")
    assert "<b>main</b>" in card._label.text()
    assert "&lt;b&gt;" in card._label.text()
    assert "Is the main exit clear?" in card.accessibleName()


def test_guidance_unfolds_with_its_key_and_folds_again(run):
    screen = run()
    card = screen.page.card("/data/marked")
    assert card.guidance.text.isHidden()
    QTest.keyClick(card, Qt.Key.Key_H)
    assert card.guidance.text.text() == "Walk the route of a worker."
    assert not card.guidance.text.isHidden()
    QTest.keyClick(card, Qt.Key.Key_H)
    assert card.guidance.text.isHidden()


def test_a_picture_of_the_form_is_shown_and_a_missing_file_is_named(run, qtbot):
    media = run().page.card("/data/marked").media
    picture, missing = media._parts
    qtbot.waitUntil(lambda: not picture.pixmap().isNull())
    assert "gone.mp3" in missing.text()


def test_a_grid_is_answered_by_its_columns(run):
    screen = run(2, "/data/clean")
    QTest.keyClick(screen.page.card("/data/clean"), Qt.Key.Key_2)
    assert ("answer", "/data/clean", "no") in calls(screen)
    screen.page.card("/data/warm").answer.cells[0].click()
    assert ("answer", "/data/warm", "yes no") in calls(screen)


def test_the_cells_of_a_grid_stand_below_the_heads_of_their_columns(run, qapp):
    screen = run(2, "/data/clean")
    qapp.processEvents()
    head = next(part for part in screen.page._widgets.values() if hasattr(part, "_columns"))
    for ref in ("/data/clean", "/data/warm"):
        for label, cell in zip(head._columns, screen.page.card(ref).answer.cells, strict=True):
            middle = label.mapTo(screen, label.rect().center()).x()
            assert abs(middle - cell.mapTo(screen, cell.rect().center()).x()) <= 1


def test_five_hundred_rows_take_one_list_each_side_of_the_open_one(run):
    screen = run(3, "/data/w[r3]/name")
    assert [len(one.rows()) for one in lists(screen)] == [2, 497]
    assert len(screen.page.findChildren(type(screen.page.card("/data/w[r3]/name")))) == 1


def test_a_folded_row_is_opened_from_the_keyboard(run):
    screen = run(3, "/data/w[r3]/name")
    after = lists(screen)[1]
    after.setFocus()
    QTest.keyClick(after, Qt.Key.Key_Down)
    QTest.keyClick(after, Qt.Key.Key_Return)
    assert ("open", "/data/w[r5]", True) in calls(screen)
    assert screen._presenter.state.current == "/data/w[r5]/name"


def test_stepping_past_a_row_opens_the_next_one(run):
    screen = run(3, "/data/w[r3]/name")
    screen._presenter.step(1)
    assert screen._presenter.state.current == "/data/w[r4]/name"
    screen._presenter.step(-1)
    assert screen._presenter.state.current == "/data/w[r3]/name"


def test_an_open_row_can_be_folded(run):
    screen = run(3, "/data/w[r3]/name")
    line = screen.page._widgets["row /data/w[r3]"]
    line._fold.click()
    assert ("open", "/data/w[r3]", False) in calls(screen)
    assert [len(one.rows()) for one in lists(screen)] == [500]


def test_a_repeat_without_rows_says_so(run):
    screen = run(4)
    [line] = screen.page.findChildren(AddLine)
    assert line._none.text() == "None yet."
    assert line.button.accessibleName().endswith("Bed")


def test_the_contents_lead_to_any_question(run):
    screen = run()
    QTest.keyClick(screen.page.card("/data/marked"), Qt.Key.Key_C)
    assert screen.contents.isVisible()
    screen.contents._choose_kind("waiting")
    assert [entry.ref for entry in screen.contents._model.entries] == ["", "/data/marked", "", "/data/clean"]
    QTest.keyClicks(screen.contents.field, "toilets")
    QTest.keyClick(screen.contents.field, Qt.Key.Key_Down)
    QTest.keyClick(screen.contents.field, Qt.Key.Key_Return)
    assert not screen.contents.isVisible()
    assert (screen._presenter.state.section, screen._presenter.state.current) == (2, "/data/clean")


def test_going_to_another_section_builds_its_page_once(run):
    held = Held()
    screen = run(background=held)
    while held.waiting:
        held.finish()
    before = screen.page.cards()
    screen._presenter.go(2)
    assert screen.page.cards() == before
    while held.waiting:
        held.finish()
    assert screen.page.card("/data/clean") is not None


def test_a_language_from_right_to_left_mirrors_the_questions(run):
    header = replace(run_fakes.FakeRun().header, languages=("English (en)", "العربية (ar)"))
    screen = run(uses=PagesRun(picture=photo(), header=header))
    screen._presenter.set_language("العربية (ar)")
    card = screen.page.card("/data/marked")
    assert card.isRightToLeft()
    assert not screen.bar.isRightToLeft()
    screen._presenter.set_language("English (en)")
    assert not card.isRightToLeft()


@pytest.mark.parametrize(
    ("language", "mirrored"),
    [("العربية (ar)", True), ("ar", True), ("اردو", True), ("English (en)", False), ("fr", False), ("", False)],
)
def test_which_languages_are_mirrored(language, mirrored):
    assert is_right_to_left(language) is mirrored
