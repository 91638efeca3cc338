"""What both desks show of what head office gave out, on real vaults."""

from pathlib import Path

import pytest
from messages_world import XFORM, down, site_at_office, up, working

from fieldaudit.audit.authority import SEAT_ROLES
from fieldaudit.desktop.given.lines import TaskForm
from fieldaudit.desktop.home.start_presenter import VisitDetails
from fieldaudit.desktop.lines import ASSIGNED
from fieldaudit.desktop.run.cards import Card
from fieldaudit.desktop.run.field_run import FieldRun
from fieldaudit.desktop.wiring.audit_uses import AuditsUses
from fieldaudit.desktop.wiring.field_uses import HomeUses
from fieldaudit.desktop.wiring.given_uses import GivenAtOffice, GivenInTheField
from fieldaudit.desktop.wiring.lost_uses import LostUses
from fieldaudit.desktop.wiring.office_uses import DevicesUses
from fieldaudit.errors import FileUnreadable


@pytest.fixture
def world(tmp_path: Path):
    with working(tmp_path / "world") as opened:
        yield opened


def first_card(world, audit: str) -> Card:
    run = FieldRun(world.field)
    run.open(audit)
    return next(item for item in run.section(0) if isinstance(item, Card))


def test_an_audit_goes_from_assigning_over_home_and_a_question_to_the_settled_reply(world):
    office, field = GivenAtOffice(world.office), GivenInTheField(world.field)
    site = site_at_office(world)
    digest = world.office.add_form(XFORM.encode(), {})
    office.give_out_form(digest)
    [person], sites, forms = office.choices()
    assert (person.name, site in [one.id for one in sites], digest in [one.id for one in forms]) == (
        "Amina Rahman",
        True,
        True,
    )
    office.assign(TaskForm(person.id, site, digest, "2026-12-20"))
    assert not office.tasks()[0].sent
    down(world)
    [line] = [line for line in HomeUses(world.field).audits() if line.id.startswith(ASSIGNED)]
    assert (line.stage, line.site, line.instrument) == ("due", "Nadi Textiles", "Fire")
    assert [item.digest for item in HomeUses(world.field).instruments() if item.title == "Fire"] == [digest]
    audit = field.start(line.id.removeprefix(ASSIGNED))
    up(world, audit)
    reading = AuditsUses(world.office)
    exits = reading.audit(audit).sections[0].answers[0]
    assert (exits.can_ask, exits.asked) == (True, "")
    reading.ask(audit, exits.ref, exits.question, "Which door?")
    assert "Which door?" in reading.audit(audit).sections[0].answers[0].asked
    down(world)
    in_the_field = AuditsUses(world.field).audit(audit).sections[0].answers[0]
    assert (in_the_field.can_ask, "Which door?" in in_the_field.asked) == (False, True)
    assert first_card(world, audit).asked == "Which door?"
    [question] = field.questions()
    assert (question.ref, question.state, question.signed) == (exits.ref, "open", False)
    field.reply(question.id, "The yard's.")
    up(world, audit)
    [answered] = office.questions()
    assert (answered.reply, answered.who) == ("The yard's.", "Amina Rahman")
    assert "The yard's." in reading.audit(audit).sections[0].answers[0].asked
    office.settle(answered.id)
    down(world)
    assert first_card(world, audit).asked == ""


def test_which_forms_and_tables_are_in_use_is_shown_at_both_desks(world, tmp_path):
    office, field = GivenAtOffice(world.office), GivenInTheField(world.field)
    office.give_out_form(world.office.add_form(XFORM.encode(), {}))
    (tmp_path / "risks.csv").write_text("risk,title_es\naccess,acceso\n")
    office.give_out_table("risks", tmp_path / "risks.csv")
    with pytest.raises(FileUnreadable):
        office.give_out_table("risks", tmp_path / "none.csv")
    assert {line.name: line.number for line in field.published() if line.number} == {}
    down(world)
    for desk in (office, field):
        given = {line.name: line.number for line in desk.published() if line.number}
        assert given == {"Fire": 1, "risks": 1}


def test_a_visit_that_was_not_assigned_still_starts(world):
    site = site_at_office(world)
    digest = world.office.add_form(XFORM.encode(), {})
    office = GivenAtOffice(world.office)
    office.assign(TaskForm(world.field.seat, site, digest, "2026-12-20"))
    down(world)
    uses = HomeUses(world.field)
    audit = uses.start(digest, site, VisitDetails())
    assert audit in [line.id for line in uses.audits()]
    assert len(GivenInTheField(world.field).tasks()) == 1


def test_a_lost_laptop_is_told_and_its_seat_shows_until_when_its_certificate_holds(world, tmp_path):
    uses = LostUses(world.office)
    fingerprint = DevicesUses(world.office).seats()[0].fingerprint
    [seat] = [seat for seat in DevicesUses(world.office).seats() if seat.state == "certified"]
    assert seat.ends is not None
    assert not seat.renews
    held = uses.held(fingerprint)
    assert (held.name, len(held.audits), held.revoked) == ("Amina Rahman", 1, False)
    uses.revoke(fingerprint)
    assert uses.held(fingerprint).revoked
    assert uses.tell_others(tmp_path / "others", "") == 0
    assert len(uses.invite_again(fingerprint, tmp_path / "again.invitation").split()) == 6
    assert uses.waiting() == []
    assert SEAT_ROLES[0] == held.role
