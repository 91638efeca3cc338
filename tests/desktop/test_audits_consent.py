"""Withdrawing a consent on the audit's page: whose, what goes, a word typed first, and where it may still be."""

import re
from datetime import UTC, date, datetime

import desktop_fakes as fakes
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from fieldaudit.desktop.audits.audit_view import AuditScreen
from fieldaudit.desktop.audits.presenter import AuditPresenter, ConsentAsk, ConsentDone, Respondent
from fieldaudit.desktop.audits.withdrawn_lines import MachineLine, WithdrawnLine
from fieldaudit.errors import ErasureUnfinished, NothingToErase


@pytest.fixture
def screen(window):
    """Return a function that opens an audit's page on these uses."""

    def open_on(uses=None):
        made = window(AuditScreen(AuditPresenter(uses or fakes.AuditsUses(), fakes.Immediate())))
        made.opened("a1")
        return made

    return open_on


def words(panel):
    QTest.qWait(1)
    return " ".join(label.text() for label in panel.findChildren(QLabel) if not label.isHidden())


def facts(panel):
    return [label.text() for label in panel._facts.findChildren(QLabel)][1::2]


def confirm(panel, reason="asked by telephone", word="erase"):
    panel.reason.set_text(reason)
    panel.word.set_text(word)


def test_what_would_be_erased_is_said_before_anything_is(screen):
    page = screen()
    page.consent_button.click()
    panel = page.consent_panel
    assert panel.isVisible()
    assert facts(panel)[:3] == ["14", "2", "1"]
    assert "cannot be undone" in words(panel)
    assert not panel._who.isVisible()
    assert not panel.erase.isEnabled()


@pytest.mark.parametrize(("reason", "word"), [("", "erase"), ("asked", ""), ("asked", "eras"), (" ", "ERASE")])
def test_nothing_goes_without_a_reason_and_the_word(screen, reason, word):
    page = screen()
    page.consent_button.click()
    confirm(page.consent_panel, reason, word)
    assert not page.consent_panel.erase.isEnabled()


def test_one_of_several_respondents_is_picked_and_the_word_typed_for_that_one(screen):
    uses = fakes.AuditsUses()
    uses.ask = fakes.TWO_RESPONDENTS
    page = screen(uses)
    page.consent_button.click()
    panel = page.consent_panel
    assert panel._who.isVisible()
    confirm(panel)
    panel.who.setCurrentIndex(1)
    assert facts(panel)[:2] == ["5", "0"]
    assert not panel.erase.isEnabled()
    confirm(panel)
    panel.erase.click()
    assert uses.withdrawn == [("a1", "w-07", "asked by telephone")]


def test_a_respondent_who_is_a_worker_of_a_list_is_named_by_the_code_too(screen):
    uses = fakes.AuditsUses()
    heard = (Respondent("a1", "", 3, 0, "4A6-QZ8-R5D"), Respondent("w-07", "w-07", 5, 0, "7KM-2XW-9HT"))
    uses.ask = ConsentAsk(heard, 0)
    page = screen(uses)
    page.consent_button.click()
    who = page.consent_panel.who
    said = [who.itemText(at) for at in range(who.count())]
    assert said == ["The respondent of this audit · 4A6-QZ8-R5D", "w-07 · 7KM-2XW-9HT"]


def test_afterwards_it_says_what_went_and_where_it_may_still_be(screen):
    page = screen()
    page.consent_button.click()
    confirm(page.consent_panel)
    page.consent_panel.erase.click()
    panel = page.consent_panel
    said = words(panel)
    assert facts(panel)[:3] == ["14", "2", "1"]
    assert "no. 118" in said
    assert "fa-20261120-071500-1f2e3d4c.fab" in said
    assert "Not told yet" in said
    assert not panel.erase.isVisible()
    panel.cancel.click()
    assert not panel.isVisible()


def test_where_nothing_was_written_it_says_so_and_head_office_is_not_told_to_itself(screen):
    uses = fakes.AuditsUses()
    uses.done = ConsentDone(3, 0, 0, head_office=True)
    page = screen(uses)
    page.consent_button.click()
    confirm(page.consent_panel)
    page.consent_panel.erase.click()
    said = words(page.consent_panel)
    assert "None was written with this audit." in said
    assert "None was made from here." in said
    assert "Not told yet" not in said


def test_of_many_packages_the_last_six_are_named(screen):
    uses = fakes.AuditsUses()
    day = datetime(2026, 11, 3, tzinfo=UTC)
    uses.done = ConsentDone(3, 0, 0, tuple((number, day) for number in range(1, 10)))
    page = screen(uses)
    page.consent_button.click()
    confirm(page.consent_panel)
    page.consent_panel.erase.click()
    said = words(page.consent_panel)
    assert "no. 9" in said
    assert "no. 3 of" not in said
    assert "and 3 before" in said


@pytest.mark.parametrize("error", [NothingToErase(subject="the respondent"), ErasureUnfinished()])
def test_what_fails_is_said(screen, error):
    page = screen()
    page._presenter._uses.withdraw = lambda *_: (_ for _ in ()).throw(error)
    page.consent_button.click()
    confirm(page.consent_panel)
    page.consent_panel.erase.click()
    assert error.sentence in page.banner.text()
    assert not page.consent_panel.isVisible()


def test_the_reason_that_is_half_typed_is_there_when_it_is_asked_again_and_the_word_is_not(screen):
    page = screen()
    page.consent_button.click()
    confirm(page.consent_panel, "she called on", "era")
    page.half_typed.flush()
    page.consent_button.click()
    page.consent_button.click()
    assert page.consent_panel.reason.text() == "she called on"
    assert page.consent_panel.word.text() == ""


def test_what_was_half_typed_about_the_audit_goes_with_what_was_said(screen):
    page = screen()
    page.half_typed.keep("a1", "closing", {"comment": "the worker said"})
    page.consent_button.click()
    confirm(page.consent_panel)
    page.consent_panel.erase.click()
    assert not page.half_typed.has("a1", "closing")
    assert not page.half_typed.has("a1", "consent")


def test_another_tab_leaves_it(screen):
    page = screen()
    page.consent_button.click()
    page.tabs.tab("evidence").click()
    assert not page.consent_panel.isVisible()
    assert page.evidence.isVisible()


def withdrawn(*machines, about=""):
    return WithdrawnLine(about, date(2026, 5, 12), machines)


HERE = MachineLine("", "erased", date(2026, 5, 12), here=True)
OFFICE = MachineLine("", "erased", date(2026, 5, 13), office=True)


def test_it_says_which_machines_have_erased_it_and_which_have_not_said_so(screen):
    uses = fakes.AuditsUses()
    colleague = MachineLine("Chandra Das", "open")
    uses.ask = ConsentAsk((), 0, (withdrawn(HERE, OFFICE, colleague, about="w-07"),))
    page = screen(uses)
    page.consent_button.click()
    panel = page.consent_panel
    said = words(panel)
    assert "Withdrawn consents" in said
    assert "w-07" in said
    assert re.search(r"Erased: this computer \(12 May[^)]*\), head office \(13 May[^)]*\)\.", said)
    assert "Not yet confirmed: computer of Chandra Das." in said
    assert not panel.erase.isVisible()
    assert not panel._facts.isVisible()
    assert "Backups made before" in said
    panel.cancel.click()
    assert not panel.isVisible()


def test_what_was_withdrawn_before_stands_below_what_is_asked_under_a_heading_of_its_own(screen):
    uses = fakes.AuditsUses()
    uses.ask = ConsentAsk((Respondent("s2", "w-09", 2, 0),), 0, (withdrawn(HERE, OFFICE, about="w-07"),))
    page = screen(uses)
    page.consent_button.click()
    panel = page.consent_panel
    assert "Withdrawn before" in words(panel)
    tops = [part.mapTo(panel, QPoint()).y() for part in (panel._title, panel.erase, panel._before, panel.withdrawn)]
    assert tops == sorted(tops)
    uses.ask = ConsentAsk((), 0, uses.ask.withdrawn)
    panel.cancel.click()
    page.consent_button.click()
    assert "Withdrawn before" not in words(panel)
    assert panel.withdrawn.mapTo(panel, QPoint()).y() < panel.cancel.mapTo(panel, QPoint()).y()


@pytest.mark.parametrize(
    ("machine", "told"),
    [
        (MachineLine("", "open", here=True, why="traces"), "this computer. Its disk is full"),
        (MachineLine("", "open", office=True, why="waits"), "head office. A package waits"),
        (MachineLine("C", "open", lost=True), "computer of C. It was lost"),
        (MachineLine("C", "removed"), "computer of C (all of the audit removed)"),
    ],
)
def test_why_a_machine_cannot_say_so_is_said(screen, machine, told):
    uses = fakes.AuditsUses()
    uses.ask = ConsentAsk(uses.ask.respondents, 0, (withdrawn(machine),))
    page = screen(uses)
    page.consent_button.click()
    assert told in words(page.consent_panel)
    assert page.consent_panel.erase.isVisible()  # another one can still withdraw


def test_after_the_erasing_it_says_who_is_still_to_be_told(screen):
    uses = fakes.AuditsUses()
    uses.done = ConsentDone(3, 0, 0, withdrawn=(withdrawn(HERE, MachineLine("", "open", office=True)),))
    page = screen(uses)
    page.consent_button.click()
    confirm(page.consent_panel)
    page.consent_panel.erase.click()
    assert "Not yet confirmed: head office." in words(page.consent_panel)
