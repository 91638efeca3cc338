"""Forms that are no questions: what is half typed outlives a lock, until it is saved or given up."""

import desktop_fakes as fakes
import findings_fakes as found
import pytest
import run_fakes
from desktop_fakes import Immediate
from PySide6.QtTest import QTest

from fieldaudit.desktop.devices.presenter import DevicesPresenter
from fieldaudit.desktop.devices.view import DevicesScreen
from fieldaudit.desktop.findings.action_card import ActionCard
from fieldaudit.desktop.findings.presenter import FindingsPresenter
from fieldaudit.desktop.findings.view import FindingsScreen
from fieldaudit.desktop.half_typed import HalfTyped
from fieldaudit.desktop.home.start_presenter import StartPresenter
from fieldaudit.desktop.home.start_view import StartScreen
from fieldaudit.desktop.navigation.shell import Place, Shell
from fieldaudit.desktop.review.closing_presenter import ClosingPresenter
from fieldaudit.desktop.review.closing_view import ClosingScreen
from fieldaudit.desktop.review.presenter import ReviewPresenter
from fieldaudit.desktop.review.view import ReviewScreen
from fieldaudit.desktop.run.presenter import RunPresenter
from fieldaudit.desktop.run.reason_line import ReasonLine
from fieldaudit.desktop.run.view import RunScreen
from fieldaudit.desktop.sites.presenter import SitesPresenter
from fieldaudit.desktop.sites.view import SitesScreen
from fieldaudit.desktop.widgets import Button, TextField


class Laptop:
    """A vault's draft rows and the window on them, which a lock ends."""

    def __init__(self, window, make):
        self.rows = {}
        self._window, self._make, self.shell = window, make, None

    def open(self, argument=None):
        """Return the screen at `argument`."""
        half = HalfTyped(self.rows, self._write)
        self.shell = Shell([Place("here", self._make), Place("run", run)], half_typed=half)
        half.setParent(self.shell)
        self._window(self.shell)
        self.shell.go("here", argument)
        QTest.qWait(10)
        return self.shell.screen_of("here")

    def locked(self):
        """Lock and unlock; return the screen that one comes back to."""
        _, place = self.shell.where()
        self.shell.leave()
        self.shell.close()
        return self.open(place)

    def _write(self, record, form, text):
        self.rows[record, form] = text
        if not text:
            del self.rows[record, form]


@pytest.fixture
def laptop(window):
    return lambda make: Laptop(window, make)


def sites():
    return SitesScreen(SitesPresenter(fakes.SitesUses(), Immediate()))


def findings():
    return FindingsScreen(FindingsPresenter(found.FindingsUses(), Immediate()))


def run():
    return RunScreen(RunPresenter(run_fakes.FakeRun(), Immediate()))


def closing():
    return ClosingScreen(ClosingPresenter(found.ClosingUses(), Immediate()))


def review():
    return ReviewScreen(ReviewPresenter(found.ReviewUses(), Immediate()))


def type_into(field: TextField, text):
    field.edit.setFocus()
    field.set_text(text)
    field.edit.textEdited.emit(text)


def button(widget, words):
    return next(one for one in widget.findChildren(Button) if one.accessibleName() == words)


def test_a_new_site_that_is_half_typed_is_there_after_a_lock(laptop):
    here = laptop(sites)
    screen = here.open("add")
    type_into(screen.form.name, "Riverside Garments, Unit 3")
    type_into(screen.form.address, "Plot 4")
    screen.form.kind.setCurrentIndex(1)
    screen = here.locked()
    assert screen._presenter.state.side == "add"
    assert (screen.form.name.text(), screen.form.address.text()) == ("Riverside Garments, Unit 3", "Plot 4")
    assert screen.form.kind.currentData() == "dormitory"


def test_a_site_that_was_saved_or_given_up_is_not_kept(laptop):
    here = laptop(sites)
    screen = here.open("add")
    type_into(screen.form.name, "Riverside Garments, Unit 3")
    screen.form._add()
    assert here.locked().form.name.text() == ""
    assert here.rows == {}
    screen = here.open("add")
    type_into(screen.form.name, "Never mind")
    here.shell.leave()
    assert here.rows
    button(screen.form, "Cancel").click()
    assert here.rows == {}


def test_the_form_is_not_emptied_by_asking_for_it_again(laptop):
    here = laptop(sites)
    screen = here.open("add")
    type_into(screen.form.name, "Unit 3")
    screen._add()
    assert screen.form.name.text() == "Unit 3"


def test_a_visit_that_is_half_described_is_there_after_a_lock(laptop):
    here = laptop(lambda: StartScreen(StartPresenter(fakes.StartUses(), Immediate(), print)))
    screen = here.open()
    chosen = screen.sites.rows()[1].key
    screen.sites.choose(chosen)
    screen._presenter.choose(site=chosen)
    type_into(screen.visit.purpose, "follow-up of the fire")
    screen.visit._announcements["announced"].click()
    screen = here.locked()
    assert screen.visit.purpose.text() == "follow-up of the fire"
    assert screen._presenter.state.visit.announcement == "announced"
    assert screen._presenter.state.site == chosen
    screen._begin()
    assert here.rows == {}


def test_what_the_site_is_half_way_through_saying_is_there_after_a_lock(laptop):
    here = laptop(closing)
    screen = here.open("a1")
    type_into(screen.name, "R. Begum")
    type_into(screen.function, "factory manager")
    screen.dispute.click()
    screen.comment.setPlainText("The second exit was open all")
    screen.authority.click()
    screen = here.locked()
    screen.comment.flush()
    entry = screen._presenter.state.entry
    assert (entry.name, entry.function, entry.answer) == ("R. Begum", "factory manager", "dispute")
    assert (entry.comment, entry.authority) == ("The second exit was open all", True)
    screen._save()
    assert here.rows == {}


def test_what_one_audits_site_said_does_not_show_in_anothers(laptop):
    here = laptop(closing)
    screen = here.open("a1")
    type_into(screen.name, "R. Begum")
    here.shell.go("here", "a2")
    assert screen.name.text() == ""
    here.shell.go("here", "a1")
    assert screen.name.text() == "R. Begum"


def test_how_an_audit_ends_and_why_is_there_after_a_lock(laptop):
    here = laptop(review)
    screen = here.open("a1")
    screen._outcomes["stopped"].click()
    screen.reason.setPlainText("They asked us to lea")
    screen = here.locked()
    assert (screen._presenter.state.outcome, screen._presenter.state.reason) == ("stopped", "They asked us to lea")
    assert screen._outcomes["stopped"].isChecked()
    screen._presenter.sign()
    assert here.rows == {}


def test_the_reason_of_one_audit_does_not_stand_in_another(laptop):
    here = laptop(review)
    screen = here.open("a1")
    screen.reason.setPlainText("They asked us to leave")
    here.shell.go("here", "a2")
    assert screen.reason.text() == ""
    here.shell.go("here", "a1")
    assert screen.reason.text() == "They asked us to leave"


def test_why_an_audit_is_amended_is_there_after_a_lock(laptop):
    here = laptop(lambda: ReviewScreen(ReviewPresenter(found.ReviewUses(found.SIGNED), Immediate())))
    screen = here.open("a1")
    button(screen, "Amend with a reason").click()
    line = screen.findChild(ReasonLine)
    line.field.setText("a wrong na")
    screen = here.locked()
    assert screen.findChild(ReasonLine).field.text() == "a wrong na"


def test_an_action_that_is_half_typed_under_its_question_is_there_after_a_lock(laptop):
    here = laptop(run)
    screen = here.open({"audit": "a1", "section": 3, "ref": "/data/exits"})
    screen.page.card("/data/exits").finding.open_action.click()
    form = screen.page.card("/data/exits").finding.form
    form.text.setText("Weld the bars off bo")
    type_into(form.owner, "R. Begum")
    screen = here.locked()
    form = screen.page.card("/data/exits").finding.form
    assert (form.text.text(), form.owner.text()) == ("Weld the bars off bo", "R. Begum")
    form._save()
    assert here.rows == {}


def test_an_action_of_which_nothing_was_changed_is_not_kept(laptop):
    here = laptop(run)
    screen = here.open({"audit": "a1", "section": 3, "ref": "/data/exits"})
    screen.page.card("/data/exits").finding.open_action.click()
    screen = here.locked()
    assert here.rows == {}
    assert screen.page.card("/data/exits").finding.form is None


def test_why_a_question_was_not_checked_is_there_after_a_lock(laptop):
    here = laptop(run)
    screen = here.open({"audit": "a1", "section": 3, "ref": "/data/alarm"})
    screen._presenter.ask_reason("/data/alarm")
    screen.page.card("/data/alarm").reason.field.setText("the panel was lock")
    screen = here.locked()
    line = screen.page.card("/data/alarm").reason
    assert line.field.text() == "the panel was lock"
    line.given_up.emit()
    assert here.rows == {}


def test_why_a_photo_goes_is_there_after_a_lock(laptop):
    here = laptop(run)
    screen = here.open({"audit": "a1", "section": 3, "ref": "/data/exits"})
    [blob] = list(screen.tray._thumbs)[:1]
    screen.tray._thumbs[blob]._ask()
    screen.tray._thumbs[blob]._reason.field.setText("shows a fa")
    screen = here.locked()
    assert screen.tray._thumbs[blob]._reason.field.text() == "shows a fa"


def test_a_step_of_an_action_is_there_after_a_lock(laptop):
    here = laptop(findings)
    screen = here.open({"audit": "", "finding": "f2"})
    card = screen.detail().findChild(ActionCard)
    button(card, "Verified: close").click()
    type_into(card.form.seen, "three signed regis")
    screen = here.locked()
    card = screen.detail().findChild(ActionCard)
    assert card.form.seen.text() == "three signed regis"
    card.form.by.set_text("A. Rahman")
    card.form.save()
    assert here.rows == {}


def test_why_a_finding_does_not_stand_or_weighs_less_is_there_after_a_lock(laptop):
    here = laptop(findings)
    screen = here.open({"audit": "", "finding": "f1"})
    button(screen.detail(), "major").click()
    screen.detail().reason.field.setText("one door of fi")
    screen = here.locked()
    assert screen.detail().reason.field.text() == "one door of fi"
    screen.detail().reason.given_up.emit()
    button(screen.detail(), "This finding does not stand").click()
    screen.detail().reason.field.setText("it was mend")
    screen = here.locked()
    assert screen.detail().reason.field.text() == "it was mend"
    screen.detail().reason.given_up.emit()
    assert here.rows == {}


def test_an_action_that_is_half_typed_in_a_findings_detail_is_there_after_a_lock(laptop):
    here = laptop(findings)
    screen = here.open({"audit": "", "finding": "f1"})
    screen.detail().open.click()
    screen.detail().form.text.setText("Weld the ba")
    assert here.locked().detail().form.text.text() == "Weld the ba"


def test_an_invitation_that_is_half_written_is_there_after_a_lock(laptop):
    here = laptop(lambda: DevicesScreen(DevicesPresenter(fakes.DevicesUses(), Immediate())))
    screen = here.open()
    screen._invite()
    type_into(screen.form.name, "N. Choudh")
    screen = here.locked()
    assert screen._presenter.state.side == "invite"
    assert screen.form.name.text() == "N. Choudh"
    assert screen.form._write.isEnabled()


def test_it_is_kept_while_one_types_without_any_lock(laptop, qtbot):
    here = laptop(sites)
    screen = here.open("add")
    type_into(screen.form.name, "Unit 3")
    qtbot.waitUntil(lambda: ("", "site") in here.rows)


def test_a_row_that_another_version_wrote_is_passed_over():
    store = HalfTyped({("", "site"): "{not json", ("", "visit"): "[1]"})
    assert store.read("", "site") == {}
    assert store.read("", "visit") == {}


def test_what_was_erased_about_a_record_is_forgotten():
    store = HalfTyped({("a1", "closing"): '{"name": "R. Begum"}', ("", "site"): '{"name": "Unit 3"}'})
    store.forget_record("a1")
    assert not store.has("a1", "closing")
    assert store.read("", "site") == {"name": "Unit 3"}


def test_a_form_that_still_stands_on_its_screen_does_not_bring_back_what_was_erased(laptop):
    here = laptop(review)
    screen = here.open("a1")
    screen.reason.setPlainText("R. Begum was afraid to")
    screen.half_typed.flush()
    assert [record for record, _ in here.rows] == ["a1"]
    here.rows.clear()  # as the vault does with what it erases
    screen.half_typed.forget_record("a1")
    assert not screen.reason.text()
    screen.half_typed.flush()
    assert not here.rows
