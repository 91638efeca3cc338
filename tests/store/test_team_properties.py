"""Two auditors answer as they like and hand packages over as it comes: both, and head office, end alike."""

import random
from contextlib import suppress

import pytest
from field_deeds import DEEDS, do
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from team_world import FIRE, VOICES, a_team

from fieldaudit.errors import FieldAuditError
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field import team
from fieldaudit.field.work import AuditWork

A, B = 0, 1
STEP = st.tuples(
    st.sampled_from((A, B)),
    st.sampled_from([*sorted(DEEDS), "allocate", "lead", *("write",) * 4, *("deliver",) * 6, "up"]),
    st.integers(0, 11),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with a_team(tmp_path_factory.mktemp("team")) as made:
        made.meet(made.amina, made.bilal)
        yield made


def act(world, audit, step, written, order):
    """Let one of them do one thing, hand a package over, or take one in: the newest or an old one, maybe once more."""
    seat, deed, number = step
    both = (world.amina, world.bilal)
    vault, other = both[seat], both[1 - seat]
    if deed == "write":
        written[1 - seat].extend(world.write_all(vault, other, audit))
    elif deed == "deliver":
        for package in written[seat] and [order.choice(written[seat])]:
            result = import_package(vault, package)
            assert result.accepted or result.state == "earlier_missing", result
    else:
        with suppress(FieldAuditError):
            say(world, vault, audit, deed, number)


def say(world, vault, audit, deed, number):
    if deed == "up":
        for package in export_audits(vault, [audit], world.stick).files():
            assert import_package(world.office, package).state in ("taken_in", "earlier_missing")
    elif deed == "allocate":
        whom = (world.amina, world.bilal)[number % 2].seat
        team.allocate(vault, audit, whom, [(FIRE, VOICES)[number // 2 % 2]])
    elif deed == "lead":
        team.take_over(vault, audit, f"why {number}")
    else:
        do(AuditWork(vault, audit), deed, number)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=8, max_size=22), seed=st.integers(0, 2**32))
def test_whatever_they_answer_and_whatever_comes_when_all_end_with_the_same_state(world, steps, seed):
    order = random.Random(seed)  # noqa: S311 - an order to deliver in, no secret
    audit = world.shared([VOICES])
    written = ([], [])
    for step in steps:
        act(world, audit, step, written, order)
    for _ in range(2):  # what each has by now, both ways; then the old ones once more, in any order
        for giver, taker in ((world.amina, world.bilal), (world.bilal, world.amina)):
            world.give(giver, taker, audit)
        for vault, came in zip((world.amina, world.bilal), written, strict=True):
            order.shuffle(came)
            for package in came:
                assert import_package(vault, package).accepted
    assert world.up(world.amina, audit, again=True).state == "taken_in"
    records = team.team_package.heads_of(world.amina, audit)
    for record in {head.record for head in records}:
        seen = [vault.cells(record) for vault in (world.amina, world.bilal, world.office)]
        assert seen[0] == seen[1] == seen[2]
    for vault in (world.amina, world.bilal, world.office):
        assert vault.check() == []
        assert not list((vault.home / "quarantine").glob("*.fap"))
