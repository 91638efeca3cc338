"""Who may bear an audit's signature: who began it, whom they brought in, and whom those did."""

import pytest
from team_world import a_team
from vault_samples import parts

from fieldaudit.audit import team
from fieldaudit.exchange import closers
from fieldaudit.vault import records


@pytest.fixture
def world(tmp_path):
    with a_team(tmp_path) as made:
        made.audit = made.begin().id
        assert made.up(made.amina, made.audit).accepted
        yield made


def bring(world, writer, *members):
    """Let a seat say, where head office hears it, that these are in the team."""
    record, said = team.record_of(world.audit), {}
    for member in members:
        said |= team.member_fields(member.seat, "Somebody")
    writer.append([records.fields_set(writer, record, team.TEAM, said)])
    world.office.absorb(parts(writer, record))


def test_two_strangers_bring_each_other_into_no_team(world):
    bring(world, world.bilal, world.chandra)
    bring(world, world.chandra, world.bilal, world.chandra)
    assert closers.team_of(world.office, world.audit) == {world.amina.seat}


def test_whom_the_one_who_began_it_brought_in_brings_in_others(world):
    bring(world, world.bilal, world.chandra)
    bring(world, world.amina, world.bilal)
    assert closers.team_of(world.office, world.audit) == {world.amina.seat, world.bilal.seat, world.chandra.seat}


def test_what_a_member_says_of_themselves_later_takes_nothing_from_who_brought_them_in(world):
    bring(world, world.amina, world.bilal)
    world.bilal.absorb(parts(world.amina, team.record_of(world.audit)))
    bring(world, world.bilal, world.bilal)
    assert closers.team_of(world.office, world.audit) == {world.amina.seat, world.bilal.seat}
