"""The workers of a site: by code, with names only while they are shown; a list is looked at before it is brought in."""

import pytest
import roster_fakes as fakes
from desktop_fakes import Held, Immediate, SitesUses
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel

from fieldaudit.desktop.roster.lines import Workers
from fieldaudit.desktop.roster.presenter import RosterPresenter
from fieldaudit.desktop.roster.view import RosterScreen
from fieldaudit.desktop.sites.presenter import SitesPresenter
from fieldaudit.desktop.sites.view import SitesScreen
from fieldaudit.errors import Cancelled, FileUnreadable


@pytest.fixture
def screen(window):
    """Return a function that opens the page of a site on these uses."""

    def open_on(uses=None):
        made = window(RosterScreen(RosterPresenter(uses or fakes.RosterUses(), Immediate())))
        made.opened("s1")
        return made

    return open_on


def words(panel):
    QTest.qWait(1)
    return " ".join(label.text() for label in panel.findChildren(QLabel) if not label.isHidden())


def rows(page):
    return [[(cell.text, cell.second) for cell in row.cells] for row in page.table.rows()]


def look(page):
    page.bring.click()
    page.import_panel.zone.files.emit([fakes.FILE])
    QTest.qWait(1)
    return page.import_panel


def test_workers_are_shown_by_code_and_no_name_is_there_until_it_is_asked_for(screen):
    page = screen()
    assert [row[0][0] for row in rows(page)] == [line.code for line in fakes.LINES]
    assert [row[0][1] for row in rows(page)] == ["", "", "", "consent withdrawn"]
    assert page._sides.isHidden()
    page.names.click()
    assert rows(page)[0][0][1].startswith("Sita Gurung")
    assert rows(page)[2][0][1] == "sealed for somebody else"
    assert rows(page)[3][0][1] == "consent withdrawn"
    page.names.click()
    assert "Gurung" not in str(rows(page))


def test_names_are_forgotten_on_leaving(screen):
    page = screen()
    look(page)
    page.names.click()
    page.leaving()
    state = page._presenter.state
    assert (state.names, state.preview) == (None, None)
    assert "Gurung" not in str(rows(page)) + words(page.import_panel)


def test_a_list_is_looked_at_and_says_what_was_assumed_and_whom_it_knows(screen):
    uses = fakes.RosterUses()
    page = screen(uses)
    panel = look(page)
    said = words(panel)
    assert "38 new · 2 known here" in said
    assert "Windows-1252" in said
    first, second = panel.findChildren(QCheckBox)
    assert first.text() == "row 2: Sita Gurung is 4A6-QZ8-R5D, here already"
    assert "Lin && Co" in second.text()
    second.click()
    panel._go.click()
    assert uses.brought == [frozenset({3})]
    assert "38 new · 1 known ones placed here · 1 were here already" in panel.banner.text()
    assert not panel._go.isEnabled()


def test_a_column_can_be_taken_for_something_else_and_dates_be_turned(screen):
    uses = fakes.RosterUses()
    panel = look(screen(uses))
    boxes = [box for box in panel.findChildren(QComboBox) if box is not panel.dates]
    assert len(boxes) == len(fakes.HEADERS)
    boxes[3].setCurrentIndex(boxes[3].findData("name"))
    boxes[3].activated.emit(boxes[3].currentIndex())
    assert uses.asked[-1] == (fakes.FILE, {0: "", 1: "identity", 2: "birth", 3: "name"}, "")
    panel.dates.setCurrentIndex(2)
    panel.dates.activated.emit(2)
    assert uses.asked[-1][2] == "mdy"


def test_each_problem_names_row_and_column_and_nothing_can_be_brought_in(screen):
    page = screen(fakes.RosterUses(looked=fakes.BAD))
    panel = look(page)
    said = words(panel)
    assert "Mend these 2 cells" in said
    assert "D.O.B.: There is no such day." in said
    assert not panel._go.isEnabled()
    panel._presenter.bring_in()
    assert page._presenter._uses.brought == []


def test_a_file_that_cannot_be_read_is_said_and_another_can_be_chosen(screen):
    uses = fakes.RosterUses()
    uses.fail = FileUnreadable(path="roster.xlsx", reason="it is a spreadsheet; save it there as CSV")
    page = screen(uses)
    panel = look(page)
    assert "spreadsheet" in panel.banner.text()
    uses.fail = None
    panel.zone.files.emit([fakes.FILE])
    assert not panel.banner.isVisible()
    assert panel._go.isEnabled()


def test_without_an_officer_no_list_can_be_brought_in_and_it_says_why(screen):
    page = screen(fakes.RosterUses(Workers("Delta unit 2", (), officer=False)))
    assert not page.bring.isEnabled()
    assert "no protection officer's key" in words(page)
    assert not page.names.isEnabled()


def test_at_head_office_the_officers_key_shows_who_is_who(screen, monkeypatch):
    chosen = "fieldaudit.desktop.roster.officer_panel.QFileDialog.getOpenFileName"
    monkeypatch.setattr(chosen, lambda *_: ("/keys/officer.key", ""))
    page = screen(fakes.RosterUses(Workers("Delta unit 2", fakes.LINES, office=True), alike=()))
    page.officer.click()
    panel = page.officer_panel
    assert not panel.open.isEnabled()
    panel.choose.click()
    panel.passphrase.edit.setText("wrong")
    panel.passphrase.changed.emit()
    panel.open.click()
    assert panel.banner.isVisible()
    assert "Gurung" not in str(rows(page))
    panel.passphrase.edit.setText("canyon walnut")
    panel.open.click()
    assert "Gurung" in str(rows(page))
    assert page._sides.isHidden()
    assert panel.passphrase.edit.text() == ""


def test_in_the_field_no_officers_key_is_asked_for(screen):
    assert screen().officer.isHidden()


def test_the_filter_finds_codes_typed_without_dashes(screen):
    page = screen()
    page._presenter.filter("4a6qz8")
    assert [row[0][0] for row in rows(page)] == ["4A6-QZ8-R5D"]


def test_bringing_in_shows_how_far_it_is_and_can_be_stopped_with_nothing_added(window):
    uses, held = fakes.RosterUses(), Held()
    page = window(RosterScreen(RosterPresenter(uses, held)))
    page.opened("s1")
    held.finish()
    page.bring.click()
    page.import_panel.zone.files.emit([fakes.FILE])
    held.finish()
    uses.fail = Cancelled()
    page.import_panel._go.click()
    assert page.progress.isVisible()
    assert not page.import_panel._go.isEnabled()
    held.finish()
    assert not page.progress.isVisible()
    assert page.import_panel._go.isEnabled()  # what was looked at is still there
    assert not page.import_panel.banner.isVisible()


def test_a_site_leads_to_its_workers(window):
    page = window(SitesScreen(SitesPresenter(SitesUses(), Immediate())))
    page.opened("s3")
    went = []
    page.go.connect(lambda name, argument: went.append((name, argument)))
    page.detail.workers.click()
    assert went == [("roster", "s3")]
