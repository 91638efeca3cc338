"""The team of an audit: people, sections, a button for each package, a card taken in once its words were compared."""

from dataclasses import replace
from pathlib import Path

import pytest
from desktop_fakes import Immediate
from PySide6.QtWidgets import QApplication, QLabel
from team_fakes import ALONE, AMINA, BILAL, CHANDRA, HE, HIS, LONG_NAMES, ME, TWO, TeamUses

from fieldaudit.desktop.team.presenter import TeamPresenter
from fieldaudit.desktop.team.view import TeamScreen
from fieldaudit.desktop.widgets import Pill

VIEW = "fieldaudit.desktop.team.view.QFileDialog.getExistingDirectory"
SAVE = "fieldaudit.desktop.team.join_panel.QFileDialog.getSaveFileName"


@pytest.fixture
def shown(window):
    def show(team=TWO):
        uses = TeamUses(team)
        screen = window(TeamScreen(TeamPresenter(uses, Immediate())))
        screen.opened("a1")
        return screen, uses

    return show


def words(widget):
    QApplication.processEvents()  # what was just made is shown then
    said = " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())
    return said.translate(dict.fromkeys((0x2068, 0x2069, 0x200B)))  # what keeps names apart, and lets them break


def choose(box, seat):
    box.setCurrentIndex(box.findData(seat))
    box.activated.emit(box.currentIndex())


def test_people_are_shown_with_what_they_do_and_what_went_back_and_forth(shown):
    screen, _ = shown()
    said = words(screen.people)
    assert "Amina Rahman" in said
    assert "Sections: 1 Fire safety and emergency exits, 3 Dormitory" in said
    assert "20 Nov" in said
    assert list(screen.people.writes) == [BILAL]
    assert "Bilal" in screen.people.writes[BILAL].text()


def test_one_button_writes_the_package_for_a_colleague_and_says_what_is_not_in_it(shown, monkeypatch, tmp_path):
    screen, uses = shown()
    monkeypatch.setattr(VIEW, lambda *_: "")
    screen.people.writes[BILAL].click()
    assert uses.done == []
    monkeypatch.setattr(VIEW, lambda *_: str(tmp_path))
    screen.people.writes[BILAL].click()
    assert uses.done == [("write", "a1", BILAL)]
    assert "fa-000002.fap" in words(screen)
    assert "Entries by Chandra Das: their certificate was revoked or has ended" in words(screen)


@pytest.mark.parametrize("team", [LONG_NAMES, replace(LONG_NAMES, mine=False)], ids=["leads", "helps"])
def test_very_long_names_stay_inside_the_page(shown, team):
    screen, _ = shown(team)
    screen.resize(1060, 560)
    QApplication.processEvents()
    assert screen._area.widget().minimumSizeHint().width() <= screen._area.viewport().width()


def test_a_section_is_given_to_somebody_by_its_list(shown):
    screen, uses = shown()
    assert screen.sections.boxes["/data/fire"].currentData() == BILAL
    choose(screen.sections.boxes["/data/wages"], BILAL)
    choose(screen.sections.boxes["/data/fire"], "")
    assert uses.done == [("allocate", "a1", "/data/wages", BILAL), ("allocate", "a1", "/data/fire", "")]
    choose(screen.sections.boxes["/data/fire"], "")  # what stands is not said again
    assert len(uses.done) == 2


def test_a_refusal_is_said_and_the_list_goes_back(shown):
    screen, _ = shown(replace(TWO, people=(ME, replace(HE, seat=CHANDRA))))
    box = screen.sections.boxes["/data/wages"]
    choose(box, CHANDRA)
    assert "The team stays as it is" in screen.banner.text()
    assert box.currentData() == ""


def test_a_card_is_brought_in_once_its_words_were_compared(shown):
    screen, uses = shown(ALONE)
    assert "alone" in words(screen.people)
    assert not any(box.isEnabled() for box in screen.sections.boxes.values())
    screen.join.zone.files.emit([Path("other.card")])
    assert "did not issue" in screen.banner.text()
    assert not screen.join.bring_in.isVisible()
    screen.join.zone.files.emit([Path("chandra.card")])
    assert "Chandra Das, Chattogram" in words(screen.join)
    assert "Compare these words by voice" in words(screen.join)
    screen.join.bring_in.click()
    assert uses.done == [("share", "a1", CHANDRA)]
    assert "Chandra Das" in words(screen.people)
    assert not screen.join.bring_in.isVisible()


def test_somebody_whose_card_came_before_is_chosen_from_a_list(shown):
    screen, uses = shown()
    choose(screen.join.known, CHANDRA)
    screen.join.bring_in.click()
    assert uses.done == [("share", "a1", CHANDRA)]


def test_ones_own_card_is_saved_and_needs_a_certificate(shown, monkeypatch):
    screen, uses = shown()
    asked = []
    monkeypatch.setattr(SAVE, lambda *about: (asked.append(about[2]) or "mine.card", ""))
    screen.join.save.click()
    assert (asked, uses.saved) == (["Amina Rahman.card"], [Path("mine.card")])
    assert "mine.card" in screen.banner.text()
    screen, _ = shown(replace(ALONE, certified=False))
    assert not screen.join.save.isEnabled()
    assert "head office's first answer" in words(screen.join)


def test_who_does_not_lead_changes_nothing_but_may_take_over_with_a_reason(shown):
    screen, uses = shown(HIS)
    assert "Amina Rahman leads" in words(screen.lead)
    assert not any(box.isEnabled() for box in screen.sections.boxes.values())
    assert not screen.join.zone.isVisible()
    assert list(screen.people.leaves) == [BILAL]  # himself
    screen.lead.ask.click()
    assert not screen.lead.take.isEnabled()
    screen.lead.reason.edit.setText("Amina fell ill.")
    screen.lead.take.click()
    assert uses.done == [("take over", "a1", "Amina fell ill.")]
    assert not screen.lead.isVisible()


def test_the_lead_hands_over_and_lets_people_leave(shown):
    screen, uses = shown()
    screen.people.leads[BILAL].click()
    screen.people.leaves[BILAL].click()
    assert uses.done == [("hand over", "a1", BILAL), ("leave", "a1", BILAL)]
    assert BILAL not in screen.people.writes
    assert "Left the team" in [pill.accessibleName() for pill in screen.people.findChildren(Pill)]
    assert AMINA not in screen.people.leaves


def test_a_colleague_whose_certificate_does_not_hold_gets_no_package_and_it_is_said_why(shown):
    screen, _ = shown(replace(TWO, people=(ME, replace(HE, trouble="This card cannot be used: it was revoked."))))
    assert not screen.people.writes[BILAL].isEnabled()
    assert "it was revoked" in words(screen.people)


def test_a_signed_audit_keeps_its_team_and_still_goes_back_and_forth(shown):
    screen, _ = shown(replace(TWO, signed=True))
    assert screen.people.writes[BILAL].isEnabled()
    assert not screen.people.leads
    assert not any(box.isEnabled() for box in screen.sections.boxes.values())
    assert "signed" in screen.banner.text()


def test_it_leads_back_to_the_audit_and_remembers_it(shown):
    screen, _ = shown()
    went = []
    screen.go.connect(lambda *there: went.append(there))
    screen.to_audit.click()
    assert went == [("run", "a1")]
    assert (screen.place(), screen.record()) == ("a1", "a1")
