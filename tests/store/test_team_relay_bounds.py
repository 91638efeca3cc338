"""What is kept to carry a colleague's word on has an end: in one audit, in a vault, and of head office's own word."""

import pytest
from field_deeds import SEEN
from team_world import a_team

from fieldaudit.errors import PackageTooFull
from fieldaudit.exchange import limits, relay
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field.work import AuditWork

FULL = "The package would put more into one audit or record than one may hold."


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.setattr(relay, "_MERGED", 0)  # each stands for itself
    with a_team(tmp_path) as made:
        made.audit = made.shared()
        yield made


def kept(world) -> list[dict]:
    return world.amina.get(f"relay/{world.audit}/{world.bilal.seat}") or []


def one_more(world, value: str):
    AuditWork(world.bilal, world.audit).answer(SEEN, value)
    return import_package(world.amina, world.write(world.bilal, world.amina, world.audit))


def size(kept: list[dict]) -> int:
    return sum(len(row["document"]) + len(row["pem"]) for row in kept)


@pytest.mark.parametrize("limit", ["KEPT", "KEPT_BYTES", "KEPT_ALL"])
def test_a_checkpoint_too_many_is_refused_with_all_that_came_with_it_and_nothing_kept_is_lost(
    world, monkeypatch, limit
):
    assert one_more(world, "1").accepted
    before, answers = kept(world), AuditWork(world.amina, world.audit).session.node(SEEN).value
    monkeypatch.setattr(limits, limit, {"KEPT": 1, "KEPT_BYTES": size(before) + 99, "KEPT_ALL": 99}[limit])
    refused = one_more(world, "2")
    assert (refused.state, refused.reason) == ("not_allowed", FULL)
    assert kept(world) == before
    assert AuditWork(world.amina, world.audit).session.node(SEEN).value == answers
    monkeypatch.undo()
    assert import_package(world.amina, world.write(world.bilal, world.amina, world.audit)).accepted
    assert AuditWork(world.amina, world.audit).session.node(SEEN).value == "2"


def test_of_head_offices_word_the_oldest_is_forgotten_for_each_seat_is_sent_it_by_head_office_itself(
    world, monkeypatch
):
    monkeypatch.setattr(limits, "KEPT", 3)
    for number in range(5):
        relay._keep(world.amina, "", relay.Kept(world.office.seat, f"[{number}]", "", "", 1))
    last = ["[2]", "[3]", "[4]"]
    assert [row["document"] for row in world.amina.get(f"relay//{world.office.seat}")] == last
    monkeypatch.setattr(limits, "KEPT_ALL", 1)  # what colleagues filled keeps nothing of head office's out
    relay._keep(world.amina, "", relay.Kept(world.office.seat, "[5]", "", "", 1))
    assert [row["document"] for row in world.amina.get(f"relay//{world.office.seat}")] == last


def test_names_of_what_nobody_can_read_have_an_end_too(world, monkeypatch):
    relay.note_carried(world.amina, world.audit, [], ["a", "b"])
    monkeypatch.setattr(limits, "OUTER_MEMBERS", 2)
    with pytest.raises(PackageTooFull):
        relay.note_carried(world.amina, world.audit, [], ["c"])
    assert relay.carried(world.amina, world.audit).blobs == ("a", "b")
