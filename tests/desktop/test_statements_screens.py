"""Signing what an audit says to the site: on the supervisor's own computer, at head office, on the auditor's."""

from dataclasses import replace
from pathlib import Path

import findings_fakes as found
import pytest
from desktop_fakes import TODAY, Immediate, Refusing
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QScrollArea
from statements_fakes import ACTIONS, ASKED, CLOSINGS, OfficeUses, OwnUses

from fieldaudit.desktop.line_rows import audit_row
from fieldaudit.desktop.lines import AuditLine
from fieldaudit.desktop.review.closing_presenter import ClosingPresenter, missing_fields
from fieldaudit.desktop.review.closing_view import ClosingScreen
from fieldaudit.desktop.review.points import SaidLine, SiteEntry
from fieldaudit.desktop.review.presenter import ReviewPresenter
from fieldaudit.desktop.review.view import ReviewScreen
from fieldaudit.desktop.statements.office_view import OfficeSignaturesScreen
from fieldaudit.desktop.statements.own_view import OwnScreen
from fieldaudit.desktop.statements.presenter import OfficePresenter, OwnPresenter
from fieldaudit.desktop.widgets import Label, Pill
from fieldaudit.errors import CountersignBroken, FileUnwritable


@pytest.fixture
def own(window):
    def make(uses=None):
        screen = window(OwnScreen(OwnPresenter(uses or OwnUses(), Immediate())))
        screen.opened()
        return screen

    return make


def said(screen) -> str:
    QCoreApplication.processEvents()  # what was added to a shown page is shown in the next turn
    return " ".join(label.text() for label in screen.findChildren(Label) if label.isVisibleTo(screen))


def test_a_supervisor_reads_what_the_closing_says_to_the_site_and_dissents(own):
    uses = OwnUses()
    screen = own(uses)
    shown = said(screen.closing)
    assert "Chain and padlock" in shown
    assert "not checked: the power was off" in shown
    screen.closing.dissent.click()
    screen.sign.click()
    assert uses.done == []
    assert screen.closing.function.error()
    assert not screen.closing._comment_error.isHidden()
    QCoreApplication.processEvents()
    assert not screen.closing.agree.visibleRegion().isEmpty()
    screen.closing.function.edit.setText("Floor supervisor")
    screen.closing.function.edit.textEdited.emit("Floor supervisor")
    screen.closing.comment.setPlainText("The exit was open at ten.")
    screen.sign.click()
    [(request, entry)] = uses.done
    assert (request, entry.answer, entry.function) == ("r1", "dissent", "Floor supervisor")
    assert (entry.comment, entry.signature) == ("The exit was open at ten.", b"")
    assert not screen.sign.isVisible()
    assert screen.closing.statement.isHidden()
    assert "You signed this: dissents." in said(screen.closing)
    assert "1 entry of yours" in said(screen.send)


def test_nothing_is_signed_that_does_not_hold(own):
    screen = own(OwnUses(reading=CountersignBroken(reason="the auditor's signature does not fit")))
    assert "must not be signed" in screen.banner.text()
    assert not screen.sign.isEnabled()
    assert screen.closing.statement.isHidden()


def test_an_older_version_and_what_was_signed_ask_for_nothing(own):
    screen = own()
    for line in CLOSINGS[1:]:
        screen.table.choose(line.id)
        screen._presenter.choose(line.id)
        assert not screen.sign.isVisible()
        assert screen.closing.statement.isHidden()


def test_an_action_is_submitted_with_what_was_done_and_the_package_is_written(own, monkeypatch, tmp_path):
    uses = OwnUses()
    screen = own(uses)
    screen.tabs.tab("actions").click()
    assert screen.action.submit.isVisible()
    screen.action.note.setPlainText("The list hangs at the gate.")
    screen.action.submit.click()
    assert uses.done == [(ACTIONS[0].id, "submitted", "The list hangs at the gate.")]
    assert not screen.action.submit.isVisible()
    assert screen.send.isHidden()
    uses.waits = 2
    screen.opened()
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getExistingDirectory", lambda *_: str(tmp_path))
    screen.send.write.click()
    assert uses.done[-1] == tmp_path
    assert "fa-000003.fap" in said(screen.send)


def test_what_cannot_be_written_says_so(window, tmp_path):
    presenter = OwnPresenter(OwnUses(), Immediate())
    screen = window(OwnScreen(presenter))
    screen.opened()
    presenter._uses = Refusing(FileUnwritable(path=tmp_path, reason="the stick is full"))
    presenter.write(Path(tmp_path))
    assert "the stick is full" in screen.banner.text()
    assert not presenter.state.busy


def test_a_desk_without_requests_says_where_they_come_from(own):
    screen = own(OwnUses((), ()))
    QCoreApplication.processEvents()
    assert screen.table.width() > screen.width() - 100  # it has the whole page, not a column in its middle
    assert not screen.sides.isVisible()
    assert not screen.sign.isVisible()
    screen = own(OwnUses(()))
    assert screen._presenter.state.page == "actions"


@pytest.fixture
def office(window):
    def make(uses):
        screen = window(OfficeSignaturesScreen(OfficePresenter(uses, Immediate())))
        screen.opened()
        return screen

    return make


def test_head_office_asks_a_supervisor_and_reads_a_dissent_whole(office):
    uses = OfficeUses()
    screen = office(uses)
    screen._presenter.choose("r3")
    assert "The second room was locked when the team came" in said(screen.side)
    assert "certified, signed from their own computer" in said(screen.side)
    screen.opened({"ask": "a3"})
    assert screen.sides.currentWidget() is screen.form
    assert screen.form.closing.currentData() == "a3"
    screen.form.write.click()
    assert uses.done == [("a3", "s1")]
    assert screen.sides.currentWidget() is screen.side
    assert screen._presenter.state.chosen == "r9"


def test_a_comment_that_is_longer_than_the_page_can_be_read_to_its_end(office):
    long = replace(ASKED[1], comment="The second room was locked when the team came. " * 80)
    screen = office(OfficeUses([long]))
    QCoreApplication.processEvents()
    area = screen.side.findChild(QScrollArea)
    assert area.isAncestorOf(screen.side.comment)
    assert area.verticalScrollBar().maximum() > 0
    assert screen.side.open_audit.visibleRegion().boundingRect().height() == screen.side.open_audit.height()


def test_head_office_takes_a_request_back_that_nobody_signed(office):
    screen = office(uses := OfficeUses())
    screen._presenter.choose("r3")
    assert screen.side.withdraw.isHidden()  # it is signed
    screen._presenter.choose("r1")
    assert screen.side.withdraw.isVisible()
    screen.side.withdraw.click()
    assert uses.done == [("withdraw", "r1")]
    shown = said(screen.side)
    assert "That it was withdrawn goes with the next package" in shown
    assert screen.side.withdraw.isHidden()
    assert "withdrawn" in [badge.text for row in screen.table.rows() for cell in row.cells for badge in cell.badges]


def test_what_was_withdrawn_is_shown_to_the_supervisor_and_asks_for_nothing(own):
    screen = own(OwnUses((replace(CLOSINGS[0], withdrawn=TODAY), *CLOSINGS[1:])))
    assert "Head office withdrew this on" in said(screen.closing)
    assert not screen.sign.isVisible()
    assert screen.closing.statement.isHidden()
    assert screen._presenter.state.can_sign is False


def test_without_a_supervisor_nobody_can_be_asked_and_why_is_said(office):
    screen = office(OfficeUses((), ()))
    screen.ask.click()
    assert not screen.form.write.isEnabled()
    assert "invite one under Devices" in said(screen.form)


SAID = (
    SaidLine("site", "J. Karim", "manager", "dispute", "The exit was open.", by="A. Rahman"),
    SaidLine("supervisor", "S. Akter", "supervisor", "agree", standing="certified", by="S. Akter"),
    SaidLine("supervisor", "", "warden", "declined", by="A. Rahman"),
)


def test_a_dispute_shows_beside_the_signature_and_a_witnessed_word_is_never_called_their_own(window):
    signed = replace(found.SIGNED, signed=replace(found.SIGNED.signed, said=SAID))
    screen = window(ReviewScreen(ReviewPresenter(found.ReviewUses(signed), Immediate())))
    screen.opened("a1")
    shown = said(screen._standing)
    assert "J. Karim, manager: disputes" in shown
    assert "The exit was open." in shown
    assert shown.count("Witnessed by A. Rahman") == 2
    assert shown.count("Certified, signed from their own computer") == 1
    assert "Name not given, warden: was asked, declined to sign" in shown
    assert "disputed" in [pill.accessibleName() for pill in screen._standing.findChildren(Pill)]
    assert "has not answered yet" not in shown


def test_an_audit_that_somebody_disputes_has_a_mark_in_every_list():
    line = AuditLine("a1", "Mill", "Inspection", "confirmed", findings={"major": 2, "minor": 1})
    plain, marked = (audit_row(one, TODAY) for one in (line, replace(line, against="dissent")))
    texts = [[badge.text for cell in row.cells for badge in cell.badges] for row in (plain, marked)]
    assert texts == [["2 major", "+1"], ["dissent", "2 major"]]


def test_a_supervisors_word_on_the_auditors_computer_is_recorded_as_witnessed(window):
    uses = found.ClosingUses()
    uses.view = replace(uses.view, said=SAID[:1], by="A. Rahman")
    screen = window(ClosingScreen(ClosingPresenter(uses, Immediate())))
    screen.opened({"audit": "a1", "party": "supervisor"})
    assert "Recorded as witnessed by A. Rahman" in said(screen)
    assert not screen.dispute.isVisible()
    assert not screen.authority.isVisible()
    screen.dissent.click()
    for field, text in ((screen.name, "S. Akter"), (screen.function, "supervisor")):
        field.edit.setText(text)
        field.edit.textEdited.emit(text)
    screen.comment.setPlainText("The room was open.")
    screen.save.click()
    assert uses.parties == ["supervisor"]
    assert (uses.saved[0].answer, uses.saved[0].name) == ("dissent", "S. Akter")
    assert screen.place() == {"audit": "a1", "party": "supervisor"}


def test_who_declines_to_sign_need_not_give_a_name_and_signs_nothing(window):
    screen = window(ClosingScreen(ClosingPresenter(uses := found.ClosingUses(), Immediate())))
    screen.opened("a1")
    screen.declined.click()
    assert not screen.pad.isVisible()
    assert not screen.dissent.isVisible()
    screen.function.edit.setText("manager")
    screen.function.edit.textEdited.emit("manager")
    screen.save.click()
    assert [(entry.answer, entry.name) for entry in uses.saved] == [("declined", "")]
    assert missing_fields(SiteEntry("", "", authority=False, answer="declined")) == {"function"}
    assert missing_fields(SiteEntry("S", "f", authority=False, answer="dissent")) == {"comment"}
