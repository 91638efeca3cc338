"""An insider who fills a record with more than anybody could open: refused whole, in one package or in several."""

import sys
from pathlib import Path

import pytest
from hostile_world import open_hostile
from insider_world import entry, smuggle
from team_world import FLOORS, a_team

from fieldaudit.exchange import answer, limits
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field.team import share
from fieldaudit.vault import records
from fieldaudit.vault.records import new_id

sys.path.append(str(Path(__file__).parents[1] / "fuzz"))


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with open_hostile(tmp_path_factory.mktemp("full")) as opened:
        yield opened


@pytest.fixture
def office(world):
    from packages_run import trial

    with trial(world.vaults["office1"]):
        yield world.vaults["office1"]


@pytest.fixture
def small(monkeypatch):
    """Limits of a hundredth, met sooner."""
    for name in ("STANDING", "SAID", "BYTES", "VALUES"):
        monkeypatch.setattr(limits, f"RECORD_{name}", getattr(limits, f"RECORD_{name}") // 100)


def fields(count: int, first: int = 0, text: str = "") -> dict:
    return {"fields": {f"f{number}": text for number in range(first, first + count)}}


def refused(world, office, entries) -> tuple[str, str]:
    """Import it, see that nothing came of it but one row; return state and reason."""
    from packages_run import dump, files_of
    from packages_run import refused as left_nothing

    before, files = dump(office), files_of(office)
    package = smuggle(world, world.ben, entries).write(world.folder / "full.fap")
    result = import_package(office, package)
    left_nothing(office, result, before, dump(office), files)
    return result.state, result.reason


FULL = "The package would put more into one audit or record than one may hold."
MANY = {
    "slots": [fields(1001)],
    "slots of several entries": [fields(500), fields(502)],
    "bytes": [fields(1, text="x" * (limits.RECORD_BYTES // 100))],
}


@pytest.mark.parametrize("payloads", MANY.values(), ids=MANY)
def test_a_record_that_would_hold_more_than_one_may_is_refused_before_anything_is_stored(
    world, office, small, payloads
):
    site = new_id()
    entries = [entry(site, "site", "field.set", said) for said in payloads]
    assert refused(world, office, entries) == ("not_allowed", FULL)


def test_values_inside_of_a_value_count_too(world, office, small):
    said = {"finding": new_id(), "ref": "/data/x", "verdict": "", "severity": "", "title": "", "more": [[]] * 1000}
    assert refused(world, office, [entry(new_id(), "audit", "finding.raised", said)]) == ("not_allowed", FULL)


def test_several_packages_that_add_up_are_refused_where_they_would_be_too_much(world, office, small):
    site = new_id()
    for at, inc in enumerate(("11" * 16, "22" * 16, "33" * 16)):
        said = entry(site, "site", "field.set", fields(450, first=450 * at), inc=inc)
        parcel = smuggle(world, world.ben, [said])
        parcel.manifest["streams"][0]["inc"] = inc
        parcel.relink(parcel.manifest["streams"][0], parcel.rows(parcel.manifest["streams"][0]))
        result = import_package(office, parcel.write(world.folder / f"full{at}.fap"))
        assert result.accepted == (at < 2), result.reason
    assert len(office.cells(site)) == 900
    assert (result.state, result.reason) == ("not_allowed", FULL)


@pytest.mark.parametrize("said", [1680, 1679])
def test_what_was_replaced_leaves_room_for_what_stands_though_not_without_end(world, office, small, monkeypatch, said):
    """A record is not full because somebody changed the same answers often."""
    monkeypatch.setattr(limits, "RECORD_SAID", said)
    site = new_id()
    parcel = smuggle(world, world.ben, [entry(site, "site", "field.set", fields(140)) for _ in range(12)])
    [part] = parcel.manifest["streams"]
    rows = parcel.rows(part)
    for row in rows[1:]:
        row.line["replaces"] = [row.line["prev"]]
        parcel.relink(part, rows)
    result = import_package(office, parcel.write(world.folder / "often.fap"))
    assert (result.accepted, len(office.cells(site))) == ((True, 140) if said == 1680 else (False, 0))


def test_a_field_takes_no_fuller_record_from_head_office_either(world, office, tmp_path, monkeypatch):
    field = world.vaults["field1"]
    given = {"seat": field.seat, "name": "Amina Rahman", "site_name": "Delta unit 2", "form": office.forms()[0]}
    office.append([records.created(new_id(), "task", "Dhaka", given)])
    package = answer.send(office, field.seat, tmp_path / "task.fap").path
    monkeypatch.setattr(limits, "RECORD_STANDING", 4)
    refused = import_package(field, package)
    assert (refused.state, refused.reason) == ("not_allowed", FULL)
    assert field.records("task") == []
    monkeypatch.undo()
    assert import_package(field, package).accepted
    assert len(field.records("task")) == 1


def test_a_colleagues_package_fills_no_record_either(tmp_path, monkeypatch):
    with a_team(tmp_path) as team:
        audit = team.begin().id
        share(team.amina, audit, team.meet(team.amina, team.bilal), [FLOORS])
        package = team.write(team.amina, team.bilal, audit)
        monkeypatch.setattr(limits, "RECORD_STANDING", 4)
        refused = import_package(team.bilal, package)
        assert (refused.state, refused.reason) == ("not_allowed", FULL)
        assert audit not in team.bilal.record_types()
        monkeypatch.undo()
        assert import_package(team.bilal, package).accepted
