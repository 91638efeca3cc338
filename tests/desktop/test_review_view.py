import findings_fakes as found
import pytest
from desktop_fakes import Immediate
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fieldaudit.desktop.review.closing_presenter import ClosingPresenter
from fieldaudit.desktop.review.closing_view import ClosingScreen
from fieldaudit.desktop.review.confirm import ConfirmSigning
from fieldaudit.desktop.review.presenter import ReviewPresenter
from fieldaudit.desktop.review.signature_pad import LEAST
from fieldaudit.desktop.review.view import ReviewScreen
from fieldaudit.desktop.widgets import Label


@pytest.fixture
def review(window):
    def open_at(shown):
        screen = ReviewScreen(ReviewPresenter(found.ReviewUses(shown), Immediate()))
        window(screen, 1294, 712)
        screen.opened("a1")
        return screen

    return open_at


@pytest.fixture
def closing(window):
    def open_at(**fields):
        screen = ClosingScreen(ClosingPresenter(found.ClosingUses(**fields), Immediate()))
        window(screen, 1294, 712)
        screen.opened("a1")
        return screen

    return open_at


def test_enter_goes_to_the_question_and_coming_back_is_at_the_same_point(review):
    screen = review(found.OPEN)
    went = []
    screen.go.connect(lambda name, argument: went.append((name, argument)))
    screen.table.choose("/data/count")
    QTest.keyClick(screen.table.view(), Qt.Key.Key_Return)
    assert went == [("run", {"audit": "a1", "section": 0, "ref": "/data/count"})]
    screen.table.choose("/data/exits")
    screen.opened("a1")
    assert screen._presenter.state.chosen == "/data/count"


def test_the_criticals_stand_first(review):
    assert review(found.OPEN).table.rows()[0].key == "/data/exits"


def test_signing_asks_once_and_names_what_freezes(review):
    screen = review(found.READY)
    screen.sign.click()
    dialog = screen.findChild(ConfirmSigning)
    words = " ".join(label.text() for label in dialog.findChildren(Label))
    assert "108 answers" in words
    assert "14 attachments" in words
    assert screen._presenter._uses.calls == []
    dialog.sign.click()
    assert screen._presenter._uses.calls == [("sign", "complete", "")]
    assert screen.sign.isHidden()


def test_not_yet_signs_nothing(review):
    screen = review(found.READY)
    screen.sign.click()
    screen.findChild(ConfirmSigning).reject()
    QApplication.processEvents()
    assert screen._presenter._uses.calls == []


def test_sign_cannot_be_pressed_while_points_are_open(review):
    screen = review(found.OPEN)
    assert not screen.sign.isEnabled()
    screen._outcomes["stopped"].click()
    screen.reason.setFocus()
    QTest.keyClicks(screen.reason, "gas leak")
    assert screen.sign.isEnabled()


def test_the_site_sees_a_signed_audit_and_signs_with_a_pen_or_its_name(closing):
    screen = closing()
    screen.agree.click()
    screen.name.edit.setFocus()
    QTest.keyClicks(screen.name.edit, "J. Karim")
    screen.function.edit.setFocus()
    QTest.keyClicks(screen.function.edit, "production manager")
    screen.authority.setChecked(True)
    assert screen.pad.width() >= LEAST.width()
    assert screen.pad.height() >= LEAST.height()
    QTest.mousePress(screen.pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 80))
    QTest.mouseMove(screen.pad, QPoint(200, 60))
    QTest.mouseRelease(screen.pad, Qt.MouseButton.LeftButton, pos=QPoint(200, 60))
    screen.save.click()
    [entry] = screen._presenter._uses.saved
    assert (entry.name, entry.function, entry.authority, entry.answer) == (
        "J. Karim",
        "production manager",
        True,
        "agree",
    )
    assert not QImage.fromData(entry.signature).isNull()


def test_what_the_answer_lacks_is_said_in_its_place(closing):
    screen = closing()
    screen.dispute.click()
    screen.save.click()
    assert screen.name.error()
    assert not screen._comment_error.isHidden()
    assert screen._answer_error.isHidden()
    assert screen._presenter._uses.saved == []


def test_an_empty_pad_gives_no_picture_and_can_be_cleared(closing):
    pad = closing().pad
    assert pad.png() == b""
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 80))
    assert pad.png()
    pad.clear()
    assert pad.png() == b""


def test_before_the_signature_the_site_has_nothing_to_answer_to(closing):
    screen = closing(signed=False)
    assert screen._answer.isHidden()
    assert not screen.save.isEnabled()
