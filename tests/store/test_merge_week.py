"""A week apart: auditors, a supervisor and head office write to the same records; whatever the order, all end alike."""

import random
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from field_deeds import DEEDS, do
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from seats_world import begin, carry, several_seats
from vault_samples import parts

from fieldaudit.audit import actions
from fieldaudit.errors import ActionRefused, ChoiceRefused, FieldAuditError, NothingToUndo
from fieldaudit.exchange import comparing, membership
from fieldaudit.field import comparing as field_comparing
from fieldaudit.field.findings import FindingDetails, update
from fieldaudit.field.work import AuditWork
from fieldaudit.vault import records
from fieldaudit.vault.follow_up import NewAction, advance, open_action
from fieldaudit.vault.history import state_at
from fieldaudit.vault.opening import readable_cells
from fieldaudit.vault.reading import actions_of, findings_of, read_audit

OFFICE = 3
ALIKE = ("owner", "severity", "open", "advance", "site", "choose", "take back")
STEP = st.tuples(
    st.integers(0, OFFICE), st.sampled_from([*sorted(DEEDS), *ALIKE, *("deliver",) * 8]), st.integers(0, 11)
)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with several_seats(tmp_path_factory.mktemp("week"), 3) as made:
        made.seats[2].put(membership.ME, {"name": "Chandra Das", "role": "supervisor", "branch": "Dhaka"})
        for digest in made.field.forms():
            made.office.add_form(*made.field.form(digest))
        yield made


def follow_up(vault, audit, deed, number):
    """Let a seat say something of a finding or an action of the audit."""
    found = [one for one in findings_of(vault, read_audit(vault, audit).view) if not one.withdrawn]
    opened = actions_of(vault, audit)
    if deed == "owner" and found:
        update(vault, found[number % len(found)], FindingDetails(owner=f"owner {number}", note=f"note {number}"))
    elif deed == "severity" and found:
        worse = FindingDetails(severity=["minor", "major", "critical"][number % 3], severity_reason="As seen.")
        update(vault, found[number % len(found)], worse)
    elif deed == "open" and found:
        open_action(vault, found[0], NewAction("corrective", f"do {number}", "guard", "2027-01-01"))
    elif deed == "advance" and opened:
        action = opened[number % len(opened)]
        role = membership.member(vault).role
        following = [one for one in actions.allowed_states(action.state, role) if one not in ("closed", "ineffective")]
        if following:
            advance(vault, action, following[number % len(following)], role, note=f"note {number}")


def compared(vault, audit, deed, number):
    """Let a seat choose between what differs, or take back a choice of its own."""
    found = comparing.compare(vault, audit)
    lines = [line for line in found.lines if not line.refused]
    mine = [one for one in found.decisions if one.mine]
    if deed == "choose" and lines:
        line = lines[number % len(lines)]
        field_comparing.decide(vault, audit, [(line.key, line.sides[number % len(line.sides)].event)], f"why {number}")
    elif deed == "take back" and mine:
        field_comparing.take_back(vault, audit, mine[number % len(mine)].event)


def act(world, vaults, audit, step, order):
    """Let one seat do one thing, or take in what others have by now, in any order and never mind what it has."""
    seat, deed, number = step
    vault = vaults[seat]
    if deed == "deliver":
        giver = vaults[(seat + 1 + number % OFFICE) % len(vaults)]
        for record in order.sample(known := list(giver.record_types()), len(known)):
            carry(giver, vault, record, share=[0.4, 0.8, 1.0][number % 3], shuffle=order)
    elif deed == "site":
        vault.append([records.fields_set(vault, world.site, "site", {"address": f"street {number}"})])
    elif deed in ("choose", "take back"):
        with suppress(ChoiceRefused, NothingToUndo):
            compared(vault, audit, deed, number)
    elif deed in ALIKE:
        with suppress(ActionRefused):
            follow_up(vault, audit, deed, number)
    elif seat != OFFICE:
        with suppress(FieldAuditError):
            do(AuditWork(vault, audit), deed, number)


def deliver_all(vaults, order):
    """Let everybody have everything, in any order, some of it several times."""
    ways = [(giver, taker) for giver in vaults for taker in vaults if giver is not taker] * 2
    order.shuffle(ways)
    for giver, taker in [*ways, *ways[:3]]:
        found = parts(giver)
        order.shuffle(found)
        taker.absorb(found)


def shown(vault, audit):
    """Return what differs in the audit and its records, which side counts and why, and what was decided."""
    found = comparing.compare(vault, audit)
    sides = {line.key: [(side.event, side.counts, side.branch) for side in line.sides] for line in found.lines}
    why = {line.key: line.why for line in found.lines}
    return sides, why, [(one.name, one.entries) for one in found.branches], {one.event for one in found.decisions}


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=10, max_size=24), seed=st.integers(0, 2**32))
def test_whoever_has_the_same_keys_ends_with_the_same_state_in_whatever_order_it_came(world, steps, seed):
    order = random.Random(seed)  # noqa: S311 - an order to deliver in, no secret
    works = begin(world)
    audit = works[0].id
    vaults = [*(work.vault for work in works), world.office]
    world.office.absorb(parts(world.field))
    for step in steps:
        act(world, vaults, audit, step, order)
    deliver_all(vaults, order)
    seen = [shown(vault, audit) for vault in vaults]
    assert all(told == seen[0] for told in seen[1:])
    for vault in vaults:
        assert all(vault.cells(record) == vaults[0].cells(record) for record in vaults[0].record_types())
        assert vault.check() == []
        assert state_at(vault, audit, datetime.now(UTC)) == readable_cells(vault, audit)
    settle_all(vaults[0], audit)
    deliver_all(vaults, order)
    assert [comparing.compare(vault, audit).lines for vault in vaults] == [()] * len(vaults)


def settle_all(vault, audit):
    """Choose until nothing differs any more: what a choice brings to light is chosen from too."""
    for _ in range(9):
        lines = comparing.compare(vault, audit).lines
        if not lines:
            return
        field_comparing.decide(vault, audit, [(lines[0].key, lines[0].sides[-1].event)])
