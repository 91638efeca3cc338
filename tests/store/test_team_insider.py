"""A certified auditor who is in no team of an audit, or in the team of another, and writes colleagues a package."""

import pytest
from exchange_world import snapshot
from field_deeds import CLEAR, SEEN
from package_workshop import lay_open
from team_world import a_team

from fieldaudit.audit import team as teams
from fieldaudit.audit.events import NewEvent
from fieldaudit.exchange import team_package
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field import team
from fieldaudit.field.work import AuditWork
from fieldaudit.vault import records


@pytest.fixture
def world(tmp_path):
    with a_team(tmp_path) as made:
        yield made


def refused(vault, path):
    before = snapshot(vault)
    result = import_package(vault, path)
    assert not result.accepted, result
    assert snapshot(vault) == before
    return result.state, result.reason


def outsider(world, audit):
    """Chandra, who got hold of an audit and wrote herself into its team, writes Amina a package."""
    chandra, record = world.chandra, teams.record_of(audit)
    world.give(world.amina, world.bilal, audit)
    path = team_package.send(world.bilal, audit, world.meet(world.bilal, chandra), world.stick).path
    assert import_package(chandra, path).accepted
    mine = teams.member_fields(chandra.seat, "Chandra Das") | {teams.LEAD: chandra.seat, teams.WHY: "I can."}
    chandra.append([records.fields_set(chandra, record, teams.TEAM, mine)])
    AuditWork(chandra, audit).answer(SEEN, "77")
    return team_package.send(chandra, audit, world.meet(chandra, world.amina), world.stick).path


def test_who_was_not_brought_into_a_team_brings_nothing_into_its_audit(world):
    audit = world.shared()
    state, reason = refused(world.amina, outsider(world, audit))
    assert (state, "in its team" in reason) == ("not_allowed", True)


def test_who_was_brought_in_by_the_lead_meanwhile_may_even_where_that_is_news(world):
    """Bilal leads now and brought Chandra in; Amina hears of it from Chandra."""
    audit = world.shared()
    team.hand_over(world.amina, audit, world.bilal.seat)
    world.give(world.amina, world.bilal, audit)
    team.share(world.bilal, audit, world.meet(world.bilal, world.chandra))
    world.give(world.bilal, world.chandra, audit)
    AuditWork(world.chandra, audit).answer(SEEN, "7")
    world.meet(world.chandra, world.amina)
    world.give(world.chandra, world.amina, audit)
    assert AuditWork(world.amina, audit).view().answers[SEEN] == "7"


def test_a_package_about_one_audit_says_nothing_of_another_ones_findings_and_actions(world):
    audit = world.shared()
    other = world.begin()
    other.answer(CLEAR, "no")
    [finding] = [one for one in other.findings() if not one.withdrawn]
    bilal = world.bilal
    AuditWork(bilal, audit).answer(SEEN, "5")
    said = records.fields_set(bilal, finding.id, "finding", {"severity": "minor"}, "site")
    named = NewEvent(audit, "audit", "field.set", {"fields": {"x": finding.id}})  # so that it goes along
    bilal.append([named, said])
    path = world.write(bilal, world.amina, audit)
    assert finding.id in {part["record"] for part in lay_open(path, bilal, world.amina).manifest["streams"]}
    state, reason = refused(world.amina, path)
    assert (state, "another audit" in reason) == ("not_allowed", True)


def test_a_package_about_one_audit_says_nothing_of_another_ones_team(world):
    audit, other = world.shared(), world.shared()
    bilal, record = world.bilal, teams.record_of(other)
    AuditWork(bilal, audit).answer(SEEN, "5")
    bilal.append(
        [
            NewEvent(audit, "audit", "field.set", {"fields": {"x": record}}),
            records.fields_set(bilal, record, teams.TEAM, {teams.LEAD: bilal.seat}),
        ]
    )
    state, reason = refused(world.amina, world.write(bilal, world.amina, audit))
    assert (state, "another audit" in reason) == ("not_allowed", True)
