"""A supervisor who raises in an own log a finding under the id of somebody else's, to hear what is said of it."""

from pathlib import Path

import pytest
from exchange_world import finding
from package_workshop import lay_open
from statements_world import SUPERVISOR, package_for, three_homes, up

from fieldaudit.audit.audit_view import AuditView
from fieldaudit.audit.events import NewEvent
from fieldaudit.vault.follow_up import NewAction, open_action
from fieldaudit.vault.reading import findings_of, read_audit
from fieldaudit.vault.records import fields_set


@pytest.fixture
def world(tmp_path: Path):
    with three_homes(tmp_path / "world") as opened:
        yield opened


def finding_for_the_site(world):
    found = findings_of(world.office, read_audit(world.office, world.audit).view)
    return next(one for one in found if one.audience == "site")


def records_in_package(world):
    parcel = lay_open(package_for(world, world.supervisor, everything=True), world.office, world.supervisor)
    return {part["record"] for part in parcel.manifest["streams"]}


def test_who_raises_somebody_elses_finding_in_an_own_log_hears_nothing_of_it(world):
    """Its id stands in a closing that the supervisor was asked to countersign."""
    office, me = world.office, world.supervisor
    theirs = finding_for_the_site(world)
    raised = finding(world.log) | {"finding": theirs.id}
    me.append([NewEvent(world.log, "audit", "finding.raised", raised, "site")])
    up(world, me, world.log)
    assert theirs.id in AuditView.of(office.cells(world.log)).findings
    office.append([fields_set(office, theirs.id, "finding", {"root_cause": "PlantedCause"}, "site")])
    assert theirs.id not in records_in_package(world)


@pytest.mark.parametrize("field", ["audit", "owner"])
def test_who_writes_into_somebody_elses_action_that_it_is_theirs_hears_nothing_of_it(world, field):
    office, me = world.office, world.supervisor
    given = NewAction("corrective", "PlantedText", "site manager", "2026-12-04")
    action = open_action(world.field, finding_for_the_site(world), given)
    up(world, world.field, world.audit)
    heads = [cell.event for cell in office.cells(action, f"field/{field}")]
    fields = {"fields": {field: world.log if field == "audit" else SUPERVISOR}}
    me.append([NewEvent(action, "action", "field.set", fields, "site", replaces=tuple(heads))])
    up(world, me, world.log)
    assert me.seat in {cell.seat for cell in office.cells(action, f"field/{field}")}
    office.append([fields_set(office, action, "action", {"remark": "PlantedRemark"}, "site")])
    assert action not in records_in_package(world)
