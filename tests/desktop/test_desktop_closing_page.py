"""An audit to read: every signature on it, the site's answers, and what is restricted."""

from audit_samples import Story
from desktop_fakes import AuditsUses, Immediate

from fieldaudit.audit.cells import from_entries
from fieldaudit.audit.views import audit_view
from fieldaudit.desktop.audits.answers_view import AnswerCard
from fieldaudit.desktop.audits.closing_page import ClosingPage
from fieldaudit.desktop.audits.presenter import AnswerLine, AuditDetail, AuditPresenter, ClosingPart, SectionLine
from fieldaudit.desktop.widgets import Label, Pill
from fieldaudit.desktop.wiring.closings import closing_parts
from fieldaudit.vault.statements import Statement

ANSWER = {
    "name": "J. Karim",
    "function": "manager",
    "authority": True,
    "answer": "dispute",
    "comment": "Exit 2 open.",
}


def close(story, version):
    payload = {"outcome": "complete", "reason": "", "heads": [], "form": "", "commitments": "0" * 64, "score": {}}
    return story.say("closing.signed", payload | {"version": version})


def closings(story, *said):
    return closing_parts(audit_view(from_entries(story.entries)), said)


def statement(closing, **more):
    usual = {"party": "site", "standing": "witnessed", "picture": "", "by": "A. Rahman", "seat": "a" * 32}
    place = {"closing": closing, "time": "2026-11-21T16:02:00.000Z", "offset": "+360", "event": "e" * 64}
    return Statement(**{**ANSWER, **usual, **place, **more})


def test_every_version_is_there_with_why_it_ended_and_what_the_site_answered():
    story = Story()
    first = close(story, 1)
    story.say("audit.amended", {"closing": first.hash, "reason": "one floor was missed"})
    close(story, 2)
    standing, before, site = closings(story, statement(first.hash))
    assert standing.title.endswith("version 2")
    assert before.title == "Version 1, which no longer stands"
    assert ("Taken up again", "one floor was missed") in before.facts
    assert site.title == "The site's answer to version 1"
    assert {("Answer", "disputes"), ("Comment", "Exit 2 open."), ("Name", "J. Karim")} <= set(site.facts)
    assert ("Authority over the actions", "yes") in site.facts
    assert ("Standing", "witnessed by A. Rahman") in site.facts


def test_several_supervisors_stand_side_by_side_and_each_says_in_whose_word():
    story = Story()
    first = close(story, 1)
    own = {"party": "supervisor", "name": "S. Akter", "answer": "dissent", "standing": "certified", "authority": None}
    seen = {"party": "supervisor", "name": "", "answer": "declined", "comment": "", "authority": None}
    _, one, other = closings(story, statement(first.hash, **own), statement(first.hash, **seen))
    assert one.title == other.title == "The supervisor's statement on version 1"
    assert {("Answer", "dissents"), ("Comment", "Exit 2 open.")} <= set(one.facts)
    assert ("Standing", "certified, signed from their own computer") in one.facts
    assert {("Answer", "was asked, declined to sign"), ("Name", "not given")} <= set(other.facts)
    assert ("Standing", "witnessed by A. Rahman") in other.facts


def test_an_audit_that_was_taken_up_again_has_no_version_that_stands():
    story = Story()
    first = close(story, 1)
    story.say("audit.amended", {"closing": first.hash, "reason": "one floor was missed"})
    assert [part.title for part in closings(story)] == ["Version 1, which no longer stands"]


def words(page):
    return [label.text() for label in page.findChildren(Label) if not label.isHidden()]


def test_the_page_shows_each_part_and_says_how_much_is_restricted_but_not_what(window):
    page = window(ClosingPage())
    parts = (ClosingPart("How it was closed: version 1", (("Outcome", "complete"),)),)
    page.show_detail(AuditDetail(None, closing=parts, restricted=2))
    assert {"How it was closed: version 1", "complete"} <= set(words(page))
    assert page._restricted.isVisible()
    assert page._restricted.accessibleName() == "2 restricted entries: for the protection officer"


def test_an_unsigned_audit_says_so_and_nothing_of_restricted_entries(window):
    page = window(ClosingPage())
    page.show_detail(AuditDetail(None))
    assert "not signed yet" in words(page)
    assert not page._restricted.isVisible()


def test_a_restricted_answer_is_a_lock_and_a_sentence(window):
    card = window(AnswerCard(AnswerLine("10.1", "Every worker can fetch their own document.", "", "sealed")))
    assert [pill.accessibleName() for pill in card.findChildren(Pill)] == ["Restricted: for the protection officer"]


def test_coming_for_a_question_stands_on_its_section():
    section = SectionLine("One", (AnswerLine("1", "?", "", ref="/data/a"),))
    other = SectionLine("Two", (AnswerLine("2", "?", "", ref="/data/b"),))
    uses = AuditsUses()
    uses.audit = lambda _: AuditDetail(None, sections=(section, other))
    presenter = AuditPresenter(uses, Immediate())
    presenter.open("a1", "/data/b")
    assert (presenter.state.page, presenter.state.section) == ("answers", 1)
