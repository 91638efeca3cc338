"""Every appearance in one form on a real vault, answered from the keyboard on the real run screen."""

import sys
from pathlib import Path

import pytest
from appearances_form import ENTER, FILES, QUESTIONS, SECTION, SVG, choices, survey
from desktop_fakes import Immediate
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from fieldaudit.desktop.run.answers.pads import AnnotateAnswer, SignatureAnswer
from fieldaudit.desktop.run.cards import cards_of
from fieldaudit.desktop.run.field_run import FieldRun
from fieldaudit.desktop.run.presenter import RunPresenter
from fieldaudit.desktop.run.view import RunScreen
from fieldaudit.desktop.widgets.painting import png_of
from fieldaudit.field import audits
from fieldaudit.vault import drafts, instruments

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))
from field_world import field_desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("appearances")
    form = folder / "form"
    form.mkdir()
    (form / "survey.csv").write_text(survey(), encoding="utf-8")
    (form / "choices.csv").write_text(choices(), encoding="utf-8")
    settings = "form_id,form_title,version\nappearances,Every appearance,1\n"
    (form / "settings.csv").write_text(settings, encoding="utf-8")
    (form / "map.svg").write_bytes(SVG)
    with field_desk(folder / "desk") as world:
        instruments.install(world.field, form)
        yield world


@pytest.fixture
def screen(desk, window, qtbot):
    uses = FieldRun(desk.field)
    made = RunScreen(RunPresenter(uses, Immediate()))
    with qtbot.waitActive(made):
        window(made, 1294, 712)
        made.activateWindow()
    made.opened({"audit": audits.start_audit(desk.field, "appearances", desk.site, audits.NewVisit())})
    made.take_focus()
    return made


def go_to(screen, name):
    places = [question[0] for question in QUESTIONS]
    section = places.index(name) // SECTION if name in places else (len(places) - 1) // SECTION + 1
    folder = f"part{section}" if name in places else "files"
    ref = f"/data/{folder}/{name}"
    if screen._presenter.state.section != section + 1:
        screen._presenter.go(section + 1, ref)
    screen._presenter.choose(ref)
    QTest.qWait(1)
    card = screen.page.card(ref)
    assert card is not None, name
    screen.activateWindow()  # the list of a combo box took the activation with it
    QTest.qWait(20)
    card.setFocus()
    return card


def type_into(screen, keys):
    for key in keys:
        target = QGuiApplication.focusObject()
        if isinstance(key, str):
            QTest.keyClicks(target, key)
        elif isinstance(key, tuple):
            QTest.keyClick(target, *key)
        else:
            QTest.keyClick(target, key)
    screen.page.flush()


def standing(screen, name):
    return next(card for card in cards_of(screen._presenter.state.items) if card.ref.endswith("/" + name))


LISTS = ("picked", "minimal", "searched", "long_one")  # each on a screen of its own: their list is a window
GROUPS = [[q for q in QUESTIONS[at : at + SECTION] if q[0] not in LISTS] for at in range(0, len(QUESTIONS), SECTION)]
GROUPS += [[q] for q in QUESTIONS if q[0] in LISTS]


@pytest.mark.parametrize("group", GROUPS, ids=[group[0][0] for group in GROUPS])
def test_each_appearance_is_answered_from_the_keyboard(screen, group):
    found, wished = {}, {}
    for name, _, _, _, pressed, typed, wanted in group:
        card = go_to(screen, name)
        for number in pressed:
            QTest.keyClicks(card, number)
        type_into(screen, typed)
        stored = standing(screen, name)
        found[name] = (stored.value.replace("; ", ";")[: len(wanted)], stored.state)
        wished[name] = (wanted, "answered")
    assert found == wished


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("thousands", "many"),
        ("counter", "a few"),
        ("counter", "1.5"),
        ("bearing", "north"),
        ("ethiopian", "31 Hidar 2019"),
        ("month", "13 2026"),
        ("year", "soon"),
        ("point", "91 200"),
        ("slider", "99"),
        ("upright", "high"),
    ],
)
def test_what_is_no_answer_stays_where_it_was_typed_and_is_said_to_be_none(screen, name, typed):
    card = go_to(screen, name)
    card.answer.field.setFocus()
    type_into(screen, (typed, ENTER))
    assert card.answer.field.text() == typed
    refused = screen._presenter.state.refused
    assert standing(screen, name).state == "invalid" or card.card.ref in refused


def test_what_was_answered_is_shown_again_when_the_audit_is_opened_again(desk, screen, window):
    for name, pressed, typed in (
        ("ethiopian", "1", ("13 Hidar 2019", ENTER)),
        ("thousands", "1", ("1234567", ENTER)),
        ("long_many", "1", ("Place 312", Qt.Key.Key_Down, Qt.Key.Key_Space)),
        ("stars", "3", ()),
    ):
        card = go_to(screen, name)
        QTest.keyClicks(card, pressed)
        type_into(screen, typed)
    again = RunScreen(RunPresenter(FieldRun(desk.field), Immediate()))
    window(again, 1294, 712)
    again.opened({"audit": screen._presenter.state.audit})
    assert go_to(again, "ethiopian").answer.field.text() == "13 Hidar 2019"
    assert go_to(again, "thousands").answer.text().replace(",", "") == "1234567"
    assert "Place 312" in go_to(again, "long_many").answer._count.text()
    assert [star.isChecked() for star in go_to(again, "stars").answer._stars] == [True] * 3 + [False] * 2


def draw(pad, *points):
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(*points[0]))
    for point in points[1:]:
        pad._go_on(QPointF(*point))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(*points[-1]))


def test_a_signature_is_drawn_and_attached_as_a_picture(screen):
    card = go_to(screen, "signed")
    assert isinstance(card.answer, SignatureAnswer)
    QTest.keyClicks(card, "1")
    assert "Nothing is drawn" in card.answer.said.text()
    draw(card.answer.pad, (40, 100), (80, 40), (120, 110))
    draw(card.answer.pad, (200, 100), (240, 40))
    QTest.keyClick(card.answer.pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(card.answer.pad._strokes) == 1
    QTest.keyClicks(card, "1")
    stored = standing(screen, "signed")
    assert stored.value.startswith("Signature ")
    assert stored.value.endswith(".png")
    assert stored.evidence == 1
    assert card.answer.pad is None


def test_what_is_drawn_is_kept_when_one_goes_elsewhere_and_a_second_one_answers_instead(screen):
    card = go_to(screen, "drawn")
    draw(card.answer.pad, (10, 10), (90, 90))
    screen.page.flush()
    first = standing(screen, "drawn").value
    assert first.startswith("Drawing ")
    screen.page.flush()
    assert standing(screen, "drawn").evidence == 1
    QTest.keyClicks(card, "1")
    draw(card.answer.pad, (10, 90), (90, 10))
    QTest.keyClicks(card, "1")
    assert standing(screen, "drawn").evidence == 2


def test_marks_lie_over_the_attached_photo_in_its_own_size(screen):
    photo = QImage(640, 480, QImage.Format.Format_RGB32)
    photo.fill(Qt.GlobalColor.white)
    card = go_to(screen, "marked")
    assert isinstance(card.answer, AnnotateAnswer)
    QTest.keyClicks(card, "1")
    assert "No photo is attached yet" in card.answer.said.text()
    screen._presenter.attach([("gate.png", png_of(photo))], card.card.ref)
    QTest.keyClicks(card, "1")
    assert card.answer.pad is not None
    draw(card.answer.pad, (200, 60), (240, 120))
    made = QImage.fromData(card.answer.pad.png())
    assert (made.width(), made.height()) == (640, 480)
    QTest.keyClicks(card, "1")
    assert standing(screen, "marked").value.startswith("Marked photo ")
    assert standing(screen, "marked").evidence == 2


def test_a_file_that_is_no_picture_is_not_marked(screen, tmp_path):
    card = go_to(screen, "marked")
    (tmp_path / "notes.txt").write_text("no picture")
    card.answer.take_file(tmp_path / "notes.txt")
    assert "no picture this program can open" in card.answer.said.text()
    card.answer.take_file(tmp_path / "nowhere.png")
    assert card.answer.pad is None


@pytest.mark.parametrize("name", [name for name, _, appearance in FILES[3:]])
def test_a_file_is_chosen_by_its_key(screen, name, tmp_path, monkeypatch):
    picture = QImage(20, 20, QImage.Format.Format_RGB32)
    (tmp_path / "plan.png").write_bytes(png_of(picture))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "plan.png"), ""))
    card = go_to(screen, name)
    QTest.keyClicks(card, "1")
    assert standing(screen, name).value == "plan.png"
    assert standing(screen, name).evidence == 1


def test_a_pasted_picture_answers_an_upload(screen):
    picture = QImage(20, 20, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(picture)
    card = go_to(screen, "photo")
    card.answer.add.setFocus()
    QTest.keyClick(card.answer.add, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert standing(screen, "photo").value.startswith("Picture ")
    assert standing(screen, "photo").evidence == 1


def test_a_region_of_the_drawing_is_chosen_by_a_click_and_the_ground_is_none(screen):
    card = go_to(screen, "map_one")
    drawn = card.answer.map
    middle = drawn._place().center()
    right = QPoint(round(middle.x() + drawn._place().width() / 4), round(middle.y()))
    assert drawn.region_at(QPointF(right)) == "b"
    assert drawn.region_at(QPointF(2, 2)) == ""
    QTest.mouseClick(drawn, Qt.MouseButton.LeftButton, pos=right)
    assert standing(screen, "map_one").value == "b"


def test_an_address_opens_only_after_a_second_press(screen, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    card = go_to(screen, "address")
    card.answer.open.click()
    assert opened == []
    card.answer.open.click()
    assert opened == ["https://example.org/a"]
    card.answer.copy.click()
    assert QGuiApplication.clipboard().text() == "https://example.org/a"


def test_a_masked_text_is_shown_only_while_one_looks(screen):
    card = go_to(screen, "masked")
    QTest.keyClicks(card, "1")
    type_into(screen, ("hunter2",))
    assert "hunter2" not in card.answer.field.displayText()
    card.answer.eye.click()
    assert card.answer.field.displayText() == "hunter2"
    card.answer.eye.click()
    assert not hasattr(go_to(screen, "hidden").answer, "eye")


def test_every_appearance_is_laid_out_from_right_to_left_too(screen, qapp):
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        card = go_to(screen, "likert")
        QTest.qWait(20)
        buttons = card.answer.numbered
        assert buttons[0].x() > buttons[1].x()
        stars = go_to(screen, "stars").answer._stars
        stars[0].setFocus()
        QTest.keyClick(stars[0], Qt.Key.Key_Left)
        assert stars[1].hasFocus()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_a_half_drawn_signature_is_there_again_after_a_crash_until_it_is_kept(desk, screen, window):
    card = go_to(screen, "signed")
    draw(card.answer.pad, (40, 100), (80, 40), (120, 110))
    draw(card.answer.pad, (200, 100), (240, 40))
    audit = screen._presenter._uses.work.id
    again = RunScreen(RunPresenter(FieldRun(desk.field), Immediate()))  # what opened the vault after the crash
    window(again, 1294, 712)
    again.opened({"audit": audit})
    found = go_to(again, "signed").answer.pad
    assert [stroke.toList() for stroke in found._strokes] == [stroke.toList() for stroke in card.answer.pad._strokes]
    QTest.keyClicks(again.page.card(card.card.ref), "1")
    assert standing(again, "signed").value.startswith("Signature ")
    assert drafts.of(desk.field, audit) == {}


def test_a_drawing_that_was_cleared_leaves_no_draft(desk, screen):
    card = go_to(screen, "drawn")
    draw(card.answer.pad, (10, 10), (90, 90))
    assert drafts.of(desk.field, screen._presenter._uses.work.id)
    card.answer.clear.click()
    assert drafts.of(desk.field, screen._presenter._uses.work.id) == {}


@pytest.mark.parametrize(
    "kept", ["", "12", "[]", '{"strokes": 3}', '{"strokes": [[[1]]]}', '{"strokes": [[["a", 2]]]}']
)
def test_a_draft_that_is_no_drawing_draws_nothing(screen, kept):
    pad = go_to(screen, "drawn").answer.pad
    pad.draw(kept)
    assert pad.empty()


def test_a_drawing_of_more_than_a_draft_may_hold_is_no_draft(screen):
    pad = go_to(screen, "drawn").answer.pad
    draw(pad, *[(number % 300, number % 200) for number in range(50_000)])
    assert pad.drawn() == ""
    assert not pad.empty()
