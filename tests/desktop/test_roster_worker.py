"""One worker of a list: linked to an interview, erased, said to be the same person; from within an audit, by keys."""

import pytest
import roster_fakes as fakes
import run_fakes
from desktop_fakes import AuditsUses, Held, Immediate
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from fieldaudit.desktop import wording
from fieldaudit.desktop.audits.audit_view import AuditScreen
from fieldaudit.desktop.audits.presenter import AuditPresenter
from fieldaudit.desktop.roster.lines import Workers
from fieldaudit.desktop.roster.presenter import RosterPresenter
from fieldaudit.desktop.roster.view import RosterScreen
from fieldaudit.desktop.run.presenter import RunPresenter
from fieldaudit.desktop.run.view import RunScreen
from fieldaudit.desktop.widgets import Cell, Row
from fieldaudit.desktop.widgets.row_model import RowModel
from fieldaudit.errors import ErasureUnfinished, InterviewUnknown, WorkerElsewhere

OFFICE = Workers("Delta unit 2", fakes.TOGETHER, office=True, persons=3)


@pytest.fixture
def screen(window):
    """Return a function that opens the workers of an audit's site, or of a site."""

    def open_on(uses=None, argument=None, background=None):
        made = window(RosterScreen(RosterPresenter(uses or fakes.RosterUses(), background or Immediate())))
        made.opened(argument or {"audit": "a1"})
        return made

    return open_on


def words(panel):
    QTest.qWait(1)
    return " ".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def badges(page):
    return {row.key: [badge.text for badge in row.cells[-1].badges] for row in page.table.rows()}


def confirm(panel, reason="asked by telephone", word="erase"):
    panel.reason.set_text(reason)
    panel.word.set_text(word)


def opened_by_officer(page):
    page.officer.click()
    page._presenter.open_with(fakes.FILE, "canyon walnut")
    QTest.qWait(1)
    return page.alike_panel


def test_an_audit_leads_to_the_workers_of_its_site_and_back(window):
    run = window(RunScreen(RunPresenter(run_fakes.FakeRun(), Immediate())))
    run.opened({"audit": "a1", "section": 3, "ref": "/data/alarm"})
    read = window(AuditScreen(AuditPresenter(AuditsUses(), Immediate())))
    read.opened("a1")
    went = []
    for page, button in ((run, run._workers), (read, read.workers_button)):
        page.go.connect(lambda name, argument: went.append((name, argument)))
        button.click()
    assert went == [("roster", {"audit": "a1"})] * 2
    workers = window(RosterScreen(RosterPresenter(fakes.RosterUses(), Immediate())))
    workers.go.connect(lambda name, argument: went.append((name, argument)))
    workers.opened(went[0][1])
    assert len(workers.table.rows()) == len(fakes.LINES)
    assert workers.place() == {"audit": "a1"}
    workers.to_audit.click()
    assert went[-1] == ("run", "a1")


def test_from_a_site_there_is_no_audit_to_go_to_and_nobody_to_link(screen):
    page = screen(argument="s1")
    assert page.to_audit.isHidden()
    page._presenter.look_at("w1")
    assert page.worker_panel.interview.isHidden()
    assert page.place() == "s1"


def test_an_audit_that_is_not_here_is_said(screen):
    page = screen(argument={"audit": "nothing"})
    assert "nothing" in page.banner.text()
    assert page.table.rows() == ()


def test_a_worker_is_linked_by_keys_alone_and_the_link_taken_back(screen, qtbot):
    uses = fakes.RosterUses()
    page = screen(uses)
    with qtbot.waitActive(page):
        page.activateWindow()
    page.table.setFocus()
    QTest.keyClick(page.table.view(), Qt.Key.Key_Return)
    panel = page.worker_panel
    assert panel.isVisible()
    assert "Nothing says here that this worker was interviewed" in words(panel)
    panel.interview.link.setFocus()
    QTest.keyClick(panel.interview.link, Qt.Key.Key_Space)
    assert uses.done[-1] == ("link", "a1", "w1", "a1")
    assert "Interviewed in this audit." in words(panel)
    assert badges(page)["w1"] == ["Interviewed"]
    assert QApplication.focusWidget() is panel.interview.take_back
    QTest.keyClick(panel.interview.take_back, Qt.Key.Key_Space)
    assert uses.done[-1] == ("take back", "a1", "a1")
    assert badges(page)["w1"] == []
    assert QApplication.focusWidget() is panel.interview.link
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert page._sides.isHidden()
    assert QApplication.focusWidget() is page.table.view()


def test_of_several_respondents_the_free_ones_come_first_and_one_more_can_be_made(screen):
    uses = fakes.RosterUses()
    uses.linked["a1"] = "w2"
    page = screen(uses)
    page._presenter.look_at("w1")
    who = page.worker_panel.interview.who
    offered = [(who.itemText(at), who.itemData(at)) for at in range(who.count())]
    assert offered == [
        ("w-07", "w-07"),
        ("Another respondent", "*"),
        ("The respondent of this audit, in place of 7KM-2XW-9HT", "a1"),
    ]
    who.setCurrentIndex(1)
    page.worker_panel.interview.link.click()
    assert uses.done[-1] == ("link", "a1", "w1", "*")
    assert "Interviewed in this audit as respondent 2." in words(page.worker_panel)


@pytest.mark.parametrize("error", [WorkerElsewhere(code="4A6-QZ8-R5D"), InterviewUnknown()])
def test_a_link_that_cannot_be_made_is_said_where_it_was_asked_for(screen, error):
    uses = fakes.RosterUses()
    page = screen(uses)
    page._presenter.look_at("w1")
    uses.fail = error
    page.worker_panel.interview.link.click()
    assert str(error).split(".")[0] in page.worker_panel.banner.text()
    assert badges(page)["w1"] == []


def test_who_withdrew_cannot_be_linked(screen):
    page = screen()
    page._presenter.look_at("w4")
    assert page.worker_panel.interview.isHidden()
    assert "erased" in words(page.worker_panel)
    assert page.worker_panel.forget.isHidden()


@pytest.mark.parametrize(("reason", "word"), [("", "erase"), ("asked", ""), ("asked", "eras"), (" ", "ERASE")])
def test_nobody_is_erased_without_a_reason_and_the_word(screen, reason, word):
    uses = fakes.RosterUses()
    page = screen(uses)
    page._presenter.look_at("w1")
    page.worker_panel.forget.click()
    confirm(page.worker_panel, reason, word)
    assert not page.worker_panel.erase.isEnabled()
    page.worker_panel.erase.click()
    assert ("forget", "w1", reason) not in uses.done


def test_who_a_worker_is_goes_and_it_says_where_it_may_still_be(screen):
    uses = fakes.RosterUses()
    page = screen(uses, "s1")
    page.names.click()
    page._presenter.look_at("w1")
    panel = page.worker_panel
    panel.forget.click()
    assert "cannot be undone" in words(panel)
    assert not panel.done.isVisible()  # cancel or erase
    confirm(panel)
    panel.erase.click()
    assert uses.done[-1] == ("forget", "w1", "asked by telephone")
    said = words(panel)
    assert "Erased: this computer" in said
    assert "Backups and packages made before" in said
    assert "Gurung" not in said + str([row.cells for row in page.table.rows()])
    assert panel.forget.isHidden()
    assert panel.word.text() == ""
    page._presenter.look_at("w2")
    assert panel.withdrawn.isHidden()
    assert panel.forget.isVisible()


def test_a_reason_half_typed_is_there_again_after_a_lock_and_goes_with_the_erasure(screen):
    page = screen()
    page._presenter.look_at("w1")
    panel = page.worker_panel
    panel.forget.click()
    confirm(panel, word="era")
    page.half_typed.flush()
    assert page.half_typed.read("w1", "forget/w1") == {"reason": "asked by telephone"}  # never the word
    page._presenter.show_side("none")
    page._presenter.look_at("w1")
    panel.forget.click()
    assert (panel.reason.text(), panel.word.text()) == ("asked by telephone", "")
    confirm(panel)
    panel.erase.click()
    page.half_typed.flush()
    assert page.half_typed.read("w1", "forget/w1") == {}


def test_giving_up_erases_nobody_and_the_next_one_is_asked_anew(screen):
    uses = fakes.RosterUses()
    page = screen(uses)
    page._presenter.look_at("w1")
    panel = page.worker_panel
    panel.forget.click()
    confirm(panel)
    panel.cancel.click()
    assert not panel.erase.isVisible()
    page._presenter.look_at("w2")
    panel.forget.click()
    assert (panel.reason.text(), panel.word.text()) == ("", "")
    assert not [one for one in uses.done if one[0] == "forget"]


def test_an_erasure_that_fails_is_said_and_what_was_typed_stays(screen):
    uses = fakes.RosterUses()
    page = screen(uses)
    page._presenter.look_at("w1")
    panel = page.worker_panel
    panel.forget.click()
    confirm(panel)
    uses.fail = ErasureUnfinished()
    panel.erase.click()
    assert "disk is full" in panel.banner.text()
    assert panel.reason.text() == "asked by telephone"


def test_who_was_brought_in_by_somebody_else_is_erased_by_them(screen):
    page = screen()
    page._presenter.look_at("w3")
    assert page.worker_panel.forget.isHidden()
    assert "Only Bilal Haque, who brought the list in, can erase who this is." in words(page.worker_panel)


def test_at_head_office_the_officers_key_shows_who_is_probably_the_same_and_two_buttons_say_it(screen):
    uses = fakes.RosterUses(OFFICE)
    page = screen(uses, "s1")
    assert page.alike.isHidden()
    panel = opened_by_officer(page)
    said = words(panel)
    assert "The same identity number" in said
    assert "Sita Gurung" in said
    assert "Probably the same (2)" in page.alike.text()
    same, _ = panel.buttons[0]
    assert same.accessibleName() == "The same person: 4A6-QZ8-R5D, 7KM-2XW-9HT"
    same.click()
    assert uses.done[-1] == ("same", "w1", "w2", True)
    _, apart = panel.buttons[0]
    apart.click()
    assert uses.done[-1] == ("same", "w1", "w3", False)
    assert "Nobody else looks like the same person." in words(panel)


def test_codes_that_are_one_are_counted_once_and_one_that_stands_still_is_named(screen):
    uses = fakes.RosterUses(OFFICE, alike=())
    page = screen(uses, "s1")
    assert "4 codes are 3 persons." in words(page)
    assert badges(page)["w1"] == ["Erase too", "Same person"]
    page._presenter.look_at("w1")
    panel = page.worker_panel
    assert "The same person as N9T-3DE-6GJ: counted once." in words(panel)
    assert "stands here still" in words(panel)
    assert not panel.same.apart.isVisible()  # nobody says it of names that they have not seen
    opened_by_officer(page)
    page._presenter.look_at("w1")
    panel.same.apart.click()
    assert uses.done[-1] == ("same", "w1", "w4", False)


def test_hiding_the_names_hides_who_is_alike_and_whose_interviews_there_are(screen):
    uses = fakes.RosterUses(OFFICE)
    page = screen(uses)
    opened_by_officer(page)
    assert badges(page)["w2"] == ["Interviewed"]
    page.names.click()
    assert page._sides.isHidden()
    assert page.alike.isHidden()
    assert badges(page)["w2"] == []
    assert uses.done[-1] == ("close",)
    assert "Gurung" not in words(page)


def test_nothing_is_done_twice_while_it_is_under_way(screen):
    uses, held = fakes.RosterUses(), Held()
    page = screen(uses, background=held)
    held.finish()
    held.finish()
    page._presenter.look_at("w1")
    page.worker_panel.interview.link.click()
    page._presenter.link("a1")
    held.finish()
    assert [one[0] for one in uses.done if one[0] == "link"] == ["link"]


def test_marks_in_a_name_stay_what_they_are_wherever_it_is_shown(screen):
    uses = fakes.RosterUses()
    uses.names = lambda *_: {"w1": fakes.STRANGE[0]}
    page = screen(uses)
    page.names.click()
    page._presenter.look_at("w1")
    assert fakes.STRANGE[0] in words(page.worker_panel)
    labels = [one for one in page.worker_panel.findChildren(QLabel) if "<b>" in one.text()]
    assert labels
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)
    tip = page.table.view().model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;img src=x&gt;" in tip
    assert "<img" not in tip


def test_a_tip_without_marks_is_left_as_it_is():
    model = RowModel()
    model.replace([Row("a", (Cell("Lin & Co"),))])
    assert model.index(0).data(Qt.ItemDataRole.ToolTipRole) == "Lin & Co"


def test_the_groups_of_a_code_keep_their_places_between_words_from_right_to_left(qapp):
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert wording.code("234-QZ8-R5D") == "\u2066234-QZ8-R5D\u2069"
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert wording.code("234-QZ8-R5D") == "234-QZ8-R5D"


def test_at_head_office_no_list_is_brought_in(screen):
    page = screen(fakes.RosterUses(Workers("Delta unit 2", (), office=True)), "s1")
    assert page.bring.isHidden()
    assert "They come with the audits" in words(page)
