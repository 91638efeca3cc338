"""What the screens of three desks do about signatures, on real vaults."""

from pathlib import Path

import pytest
from client_pack_world import SITE
from statements_world import ACTION, SUPERVISOR, down, three_homes, up

from fieldaudit.desktop.review.field_review import FieldReview
from fieldaudit.desktop.review.points import SiteEntry
from fieldaudit.desktop.statements.lines import OwnEntry
from fieldaudit.desktop.wiring.audit_uses import AuditsUses
from fieldaudit.desktop.wiring.field_uses import HomeUses
from fieldaudit.desktop.wiring.lines import as_day, as_moment
from fieldaudit.desktop.wiring.statement_uses import OfficeStatements, OwnStatements
from fieldaudit.errors import NothingToSend, StatementRefused
from fieldaudit.exchange.incoming import import_package


@pytest.fixture
def world(tmp_path: Path):
    with three_homes(tmp_path / "world") as opened:
        yield opened


def test_a_closing_goes_from_head_offices_screen_to_the_supervisors_and_back(world, tmp_path):
    office, own = OfficeStatements(world.office), OwnStatements(world.supervisor)
    [closing], [person] = office.choices()
    assert (closing.id, person.name) == (world.audit, SUPERVISOR)
    request = office.ask(closing.id, person.id)
    [line] = office.asked()
    assert (line.id, line.state, line.sent, line.site) == (request, "waiting", False, "Delta unit 2")
    assert (own.closings(), own.unsent()) == ([], 0)
    with pytest.raises(NothingToSend):
        own.write(tmp_path)
    down(world, world.supervisor)
    [waits] = own.closings()
    reading = own.read(waits.id)
    assert SITE[0] in {one.text for one in reading.answers}
    assert dict(reading.facts)["Site"] == "Delta unit 2"
    assert "unannounced" in dict(reading.facts)["Visit"]
    assert [finding.title for finding in reading.findings] == ["Every exit is clear."]
    own.sign(request, OwnEntry("dissent", "Floor supervisor", "It was open."))
    [task] = own.actions()
    assert (task.text, task.next) == (ACTION, ("in_progress", "submitted"))
    assert ACTION in [line.text for line in HomeUses(world.supervisor).actions_due()]
    own.move(task.id, "submitted", "It hangs there.")
    assert ACTION not in [line.text for line in HomeUses(world.supervisor).actions_due()]
    assert own.unsent() == 2
    assert import_package(world.office, own.write(tmp_path)).accepted
    [line] = office.asked()
    assert (line.state, line.answer, line.comment, line.standing) == ("signed", "dissent", "It was open.", "certified")
    down(world, world.supervisor)
    assert own.unsent() == 0


def test_a_dissent_shows_in_head_offices_list_and_under_the_closing(world, tmp_path):
    office, own = OfficeStatements(world.office), OwnStatements(world.supervisor)
    audits = AuditsUses(world.office)
    assert [line.against for line in audits.audits() if line.id == world.audit] == [""]
    request = office.ask(world.audit, world.supervisor.seat)
    down(world, world.supervisor)
    own.sign(request, OwnEntry("dissent", "Floor supervisor", "It was open."))
    import_package(world.office, own.write(tmp_path))
    assert [line.against for line in audits.audits() if line.id == world.audit] == ["dissent"]
    part = audits.audit(world.audit).closing[-1]
    assert part.title == "The supervisor's statement on version 1"
    assert ("Standing", "certified, signed from their own computer") in part.facts
    first = world.office.events(world.audit)[0].hash
    assert audits.audit(world.audit, first).closing == ()  # as it was before anybody signed


def test_what_is_said_on_the_auditors_computer_is_recorded_as_witnessed_and_shown_in_review(world):
    review = FieldReview(world.field)
    assert review.site_view(world.audit).by == "Amina Rahman"
    review.save(world.audit, SiteEntry("", "manager", authority=False, answer="declined", signature=b"x"), "site")
    entry = SiteEntry("Nila", "Warden", authority=False, answer="dissent", comment="Not so.")
    review.save(world.audit, entry, "supervisor")
    signed = review.review(world.audit).signed
    assert [(one.party, one.answer, one.standing, one.by) for one in signed.said] == [
        ("site", "declined", "witnessed", "Amina Rahman"),
        ("supervisor", "dissent", "witnessed", "Amina Rahman"),
    ]
    assert signed.against == "dissent"
    up(world, world.field, world.audit)
    assert [line.against for line in AuditsUses(world.office).audits() if line.id == world.audit] == ["dissent"]


def test_what_head_offices_screen_takes_back_is_withdrawn_on_the_supervisors(world):
    office, own = OfficeStatements(world.office), OwnStatements(world.supervisor)
    request = office.ask(world.audit, world.supervisor.seat)
    down(world, world.supervisor)
    office.withdraw(request)
    assert [(line.state, line.stands, line.sent) for line in office.asked()] == [("withdrawn", False, False)]
    down(world, world.supervisor)
    [line] = own.closings()
    assert (line.withdrawn is not None, line.waits) == (True, False)
    with pytest.raises(StatementRefused, match="withdrew its request"):
        own.sign(request, OwnEntry("agree", "Floor supervisor"))


def test_a_supervisors_desk_shows_their_own_log_alone(world):
    OfficeStatements(world.office).ask(world.audit, world.supervisor.seat)
    down(world, world.supervisor)
    assert [line.id for line in HomeUses(world.supervisor).audits()] == [world.log]
    assert [site.name for site in HomeUses(world.supervisor).sites()] == ["Dormitory 3"]


def test_a_time_that_is_none_keeps_no_screen_from_being_shown():
    assert as_moment("image/jpeg") is as_moment("") is as_day("soon") is as_day("") is None
