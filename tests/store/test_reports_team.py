"""A report is told who made the audit: lead and members with their sections, as far as its reader may know."""

import pytest
from team_world import FIRE, NAMES, VOICES, a_team

from fieldaudit.audit.events import NewEvent
from fieldaudit.audit.team import LEFT, TEAM, member_fields, record_of
from fieldaudit.field import team
from fieldaudit.field.work import AuditWork
from fieldaudit.reports.gather import gather

PROFILES = ("site", "client", "headoffice")


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Return the auditors in the report of each profile: Amina leads, Bilal and Chandra help, Nila left, unheard."""
    with a_team(tmp_path_factory.mktemp("team") / "world") as world:
        audit = world.shared([FIRE, VOICES])
        AuditWork(world.amina, audit).answer("/data/fire/exits_clear", "yes")
        team.share(world.amina, audit, world.meet(world.amina, world.chandra), [])
        fields = member_fields("c" * 32, "Nila Sen") | {LEFT + "c" * 32: "2026-11-20T10:00:00.000Z"}
        world.amina.append([NewEvent(record_of(audit), TEAM, "field.set", {"fields": fields})])
        visit = next(str(cell.value) for cell in world.amina.cells(audit, "field/visit"))
        named = {"fields": {"team": "bilal  haque, Outside Expert"}}
        world.amina.append([NewEvent(visit, "visit", "field.set", named, "site")])
        return {profile: gather(world.amina, audit, profile).visit.auditors for profile in PROFILES}


@pytest.mark.parametrize("profile", PROFILES)
def test_everybody_who_audited_is_named_the_lead_first_and_nobody_twice(told, profile):
    found = [(person.name, person.function) for person in told[profile]]
    helped = [(NAMES["bilal"], "auditor"), (NAMES["chandra"], "auditor")]
    assert found == [(NAMES["amina"], "lead"), *helped, ("Outside Expert", "")]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_section_that_no_report_holds_is_named_with_nobody(told, profile):
    assert [person.sections for person in told[profile]] == [(), ("Fire",), (), ()]  # what workers said is nobody's
