"""Head office takes a request for a countersignature back; what was signed before anybody heard of it is kept."""

import pytest
from statements_world import SUPERVISOR, amended, down, three_homes, up
from test_statements import DISSENT, asked

from fieldaudit.errors import CountersignRefused, NotHeadOffice, StatementRefused, WithdrawalRefused
from fieldaudit.exchange import answer, countersign
from fieldaudit.field import countersign as own
from fieldaudit.vault.records import fields_set
from fieldaudit.vault.statements import CERTIFIED, statements_of


@pytest.fixture
def world(tmp_path):
    with three_homes(tmp_path / "world") as opened:
        yield opened


def test_a_withdrawn_request_is_shown_as_such_and_cannot_be_signed(world):
    request = asked(world)
    countersign.withdraw(world.office, request)
    [row] = countersign.overview(world.office)
    assert (row.state, row.sent) == ("withdrawn", False)
    assert world.supervisor.seat in [seat.id for seat in answer.due(world.office)]
    reason = down(world, world.supervisor).reason
    assert "1 withdrawn signature request" in reason
    assert "closing to countersign" not in reason
    [row] = countersign.overview(world.office)
    assert row.sent
    [line] = own.to_sign(world.supervisor)
    assert (bool(line.withdrawn), line.waits) == (True, False)
    with pytest.raises(StatementRefused, match="head office withdrew its request on"):
        own.sign(world.supervisor, request, DISSENT)
    assert statements_of(world.supervisor, world.audit) == ()
    assert world.office.check() == world.supervisor.check() == []


def test_what_was_signed_before_the_supervisor_heard_of_it_comes_and_is_kept_at_both(world):
    request = asked(world)
    own.sign(world.supervisor, request, DISSENT)
    countersign.withdraw(world.office, request)
    up(world, world.supervisor)
    [row] = countersign.overview(world.office)
    assert (row.state, row.answer, row.standing) == ("signed", "dissent", CERTIFIED)
    down(world, world.supervisor)
    [line] = own.to_sign(world.supervisor)
    assert (line.answer, line.waits) == ("dissent", False)
    down(world, world.field)
    assert [one.answer for one in statements_of(world.field, world.audit)] == ["dissent"]


def test_only_what_stands_is_withdrawn_and_only_by_head_office(world):
    request = asked(world)
    with pytest.raises(NotHeadOffice):
        countersign.withdraw(world.supervisor, request)
    for wrong in ("", world.audit, "0" * 36):
        with pytest.raises(WithdrawalRefused, match="no such request"):
            countersign.withdraw(world.office, wrong)
    countersign.withdraw(world.office, request)
    with pytest.raises(WithdrawalRefused, match="before"):
        countersign.withdraw(world.office, request)
    again = countersign.ask(world.office, world.audit, world.supervisor.seat)
    with pytest.raises(CountersignRefused, match="before"):
        countersign.ask(world.office, world.audit, world.supervisor.seat)
    down(world, world.supervisor)
    own.sign(world.supervisor, again, DISSENT)
    up(world, world.supervisor)
    with pytest.raises(WithdrawalRefused, match=f"{SUPERVISOR} has signed it"):
        countersign.withdraw(world.office, again)


def test_a_supervisor_who_was_told_to_sign_no_more_is_not_asked_about_the_next_version(world):
    countersign.withdraw(world.office, asked(world))
    amended(world)
    down(world, world.supervisor)
    assert [row.state for row in countersign.overview(world.office)] == ["withdrawn"]
    assert [line.version for line in own.to_sign(world.supervisor)] == [1]


def test_a_supervisor_withdraws_nothing(world):
    request = asked(world)
    world.supervisor.append([fields_set(world.supervisor, request, "countersign", {"state": "withdrawn"}, "site")])
    assert up(world, world.supervisor).state == "not_allowed"
    assert [row.state for row in countersign.overview(world.office)] == ["waiting"]
