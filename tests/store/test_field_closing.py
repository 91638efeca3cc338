"""Closing an audit: what stands in the way, what is signed, who answers for the site, and amending."""

import pytest
from field_world import field_desk, standing, start

from fieldaudit.audit import closing as rules
from fieldaudit.audit.actions import Verification
from fieldaudit.errors import (
    ActionIncomplete,
    ActionRefused,
    AuditIsSigned,
    AuditNotSigned,
    NameMissing,
    NotReadyToSign,
    ReasonMissing,
    SignatureBroken,
)
from fieldaudit.exchange.answer import send
from fieldaudit.exchange.apply import apply
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.intake import take_in
from fieldaudit.field import closing
from fieldaudit.field.closing import SiteAnswer
from fieldaudit.field.outbox import outbox
from fieldaudit.trust import keys
from fieldaudit.vault.follow_up import NewAction, advance, open_action
from fieldaudit.vault.listing import list_audits
from fieldaudit.vault.reading import actions_of

CLEAR = "/data/fire/exits_clear"
CONTAIN = NewAction("containment", "Take the chain off now.", "site manager", "2026-11-22")


@pytest.fixture
def world(tmp_path):
    with field_desk(tmp_path / "world") as made:
        yield made


def signed(world, answer="yes"):
    work = start(world)
    work.answer(CLEAR, answer)
    return work, closing.sign(work, "complete")


def test_complete_needs_every_required_answer_and_an_action_for_every_critical(world):
    work = start(world)
    assert [(p.code, p.ref, p.number) for p in closing.problems(work, "complete", "")] == [("required", CLEAR, "1.1")]
    work.answer(CLEAR, "no")
    assert [p.code for p in closing.problems(work, "complete", "")] == ["action"]
    with pytest.raises(NotReadyToSign):
        closing.sign(work, "complete")
    open_action(world.field, standing(work)["exits_clear"], CONTAIN)
    assert closing.problems(work, "complete", "") == []


@pytest.mark.parametrize("outcome", ["partial", "refused", "stopped", "void"])
def test_every_other_outcome_needs_a_reason_and_nothing_else(world, outcome):
    work = start(world)
    assert [p.code for p in closing.problems(work, outcome, " ")] == ["reason"]
    closing.sign(work, outcome, "The guard sent us away.")
    assert work.view().closing.outcome == outcome


def test_a_signed_audit_cannot_change_and_its_signature_is_that_of_the_seat(world):
    work, closing_hash = signed(world)
    with pytest.raises(AuditIsSigned):
        work.answer(CLEAR, "no")
    with pytest.raises(AuditIsSigned):
        closing.sign(work, "complete")
    stored = world.field.stored(closing_hash)
    public = world.field.signing_key.public_pem()
    keys.verify(public, stored.signature, stored.line)
    with pytest.raises(SignatureBroken):
        keys.verify(public, stored.signature, stored.line.replace(b"audit", b"AUDIT", 1))


def test_the_closing_commits_to_what_stands_and_notices_when_something_else_would(world):
    work, _ = signed(world)
    payload = dict(work.view().closing.payload)
    events = world.field.events(work.id)
    assert rules.holds(payload, events)
    assert not rules.holds(payload | {"commitments": "0" * 64}, events)


def test_amending_needs_a_reason_and_makes_a_second_version(world):
    work, first = signed(world)
    with pytest.raises(ReasonMissing):
        closing.amend(world.field, work.id, "")
    closing.amend(world.field, work.id, "The east door was on another floor.")
    work.reload()
    work.answer(CLEAR, "unable")
    second = closing.sign(work, "complete")
    view = work.view()
    assert [(c.version, c.hash) for c in view.closings] == [(1, first), (2, second)]
    assert view.amendments == {first: "The east door was on another floor."}


def test_only_a_signed_audit_can_be_amended_or_answered_by_the_site(world):
    work = start(world)
    with pytest.raises(AuditNotSigned):
        closing.amend(world.field, work.id, "reason")
    with pytest.raises(AuditNotSigned):
        closing.site_answer(world.field, work.id, SiteAnswer("S. Karim", "Manager", authority=True, answer="agree"))


def test_the_site_answers_with_a_name_and_a_function_and_disputes_with_words(world):
    work, closing_hash = signed(world)
    with pytest.raises(NameMissing):
        closing.site_answer(world.field, work.id, SiteAnswer("", "Manager", authority=True, answer="agree"))
    with pytest.raises(ReasonMissing):
        closing.site_answer(world.field, work.id, SiteAnswer("S. Karim", "Manager", authority=True, answer="dispute"))
    answer = SiteAnswer("S. Karim", "Manager", authority=False, answer="dispute", comment="The exit was open at noon.")
    closing.site_answer(world.field, work.id, answer)
    [said] = work.view().site_closings[closing_hash]
    assert (said["answer"], said["authority"], said["comment"]) == ("dispute", False, "The exit was open at noon.")


def test_an_action_needs_what_who_and_when_and_is_closed_by_someone_who_looked(world):
    work = start(world)
    work.answer(CLEAR, "no")
    finding = standing(work)["exits_clear"]
    with pytest.raises(ActionIncomplete):
        open_action(world.field, finding, NewAction("corrective", "Weld a bar", "", "2026-12-01"))
    open_action(world.field, finding, CONTAIN)

    def action():
        return actions_of(world.field, work.id)[0]

    advance(world.field, action(), "in_progress", "auditor")
    advance(world.field, action(), "submitted", "auditor", "Chain cut.")
    with pytest.raises(ActionRefused):
        advance(world.field, action(), "closed", "auditor")
    seen = Verification("followup", "A. Rahman", "Door opens from inside at every shift.")
    advance(world.field, action(), "closed", "auditor", verification=seen)
    assert (action().state, action().verification) == ("closed", seen)


def test_the_score_stands_beside_the_open_criticals(world):
    work = start(world)
    work.answer(CLEAR, "no")
    work.answer("/data/fire/seen", "8")
    work.answer("/data/fire/blocked", "0")
    assert (closing.current_score(work).percent, closing.current_score(work).open_criticals) == (50, 1)


def test_an_audit_goes_from_draft_to_confirmed_and_the_line_says_what_is_only_here(world):
    def state():
        return list_audits(world.field)[0].state

    work = start(world)
    assert (state(), outbox(world.field).only_here) == ("draft", 1)
    work.answer(CLEAR, "yes")
    assert state() == "in_progress"
    closing.sign(work, "complete")
    assert (state(), len(outbox(world.field).ready)) == ("signed", 1)
    package = export_audits(world.field, [work.id], world.stick)
    assert (state(), outbox(world.field).only_here) == ("sent", 1)
    take_in(world.office, package.path)
    back = send(world.office, world.field.seat, world.stick, passphrase="correct horse battery")
    apply(world.field, back.path)
    assert (state(), outbox(world.field).only_here) == ("confirmed", 0)
    assert outbox(world.field).last_receipt


def test_the_closing_that_the_site_sees_counts_only_what_the_site_may_see(world):
    work = start(world)
    work.answer(CLEAR, "yes")
    work.answer("/data/voices/holds_passport", "no")
    open_action(world.field, standing(work)["holds_passport"], CONTAIN)
    closing.sign(work, "complete")
    assert work.view().closing.payload["score"]["open_criticals"] == 0
    assert closing.current_score(work).open_criticals == 1
