"""A shared audit leaves a laptop only once head office keeps every part of it; nobody's own right comes from others."""

import pytest
from exchange_world import PASSPHRASE
from field_deeds import SAID, SEEN
from team_world import a_team

from fieldaudit.exchange import answer, copies, purging
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field import closing
from fieldaudit.field import purging as field_purging
from fieldaudit.field.work import AuditWork


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.setattr(copies, "on_same_disk", lambda home, other: False)
    with a_team(tmp_path) as made:
        made.audit = made.shared()
        AuditWork(made.bilal, made.audit).answer(SEEN, "5")
        AuditWork(made.bilal, made.audit).answer(SAID, "They keep my passport.")
        made.give(made.bilal, made.amina, made.audit)
        closing.sign(AuditWork(made.amina, made.audit), "partial", "The guard sent us away.")
        made.give(made.amina, made.bilal, made.audit)
        yield made


def back_up(world):
    copies.copy_to(world.office, world.stick / "office.fab")


def down(world, vault):
    """Carry what waits for somebody, their right to remove included."""
    path = answer.send(world.office, vault.seat, world.stick, passphrase=PASSPHRASE).path
    result = import_package(vault, path)
    assert result.accepted, result


def may_go(vault):
    return [found.audit for found in field_purging.candidates(vault) if not found.hindrance]


def test_the_lead_may_remove_it_once_head_offices_copy_holds_what_both_wrote(world):
    assert world.up(world.amina, world.audit).state == "taken_in"
    down(world, world.amina)
    assert may_go(world.amina) == []
    back_up(world)
    down(world, world.amina)
    assert may_go(world.amina) == [world.audit]
    field_purging.purge_audits(world.amina, [world.audit])
    assert world.audit not in world.amina.record_types()
    assert not [key for key in _settings(world.amina) if world.audit in key]


def test_what_came_through_the_lead_lets_its_writer_remove_nothing(world):
    assert world.up(world.amina, world.audit).state == "taken_in"
    back_up(world)
    down(world, world.bilal)
    assert may_go(world.bilal) == []
    assert world.up(world.bilal, world.audit).state == "taken_in"
    back_up(world)
    down(world, world.bilal)
    assert may_go(world.bilal) == [world.audit]


def test_what_a_colleague_wrote_later_keeps_the_audit_here_until_head_office_has_it_too(world):
    assert world.up(world.amina, world.audit).state == "taken_in"
    back_up(world)
    down(world, world.amina)
    closing.amend(world.bilal, world.audit, "A floor was forgotten.")
    world.give(world.bilal, world.amina, world.audit)
    assert may_go(world.amina) == []
    closing.sign(AuditWork(world.amina, world.audit), "partial", "The guard sent us away.")
    assert world.up(world.amina, world.audit).state == "taken_in"
    back_up(world)
    down(world, world.amina)
    assert may_go(world.amina) == [world.audit]


def test_a_copy_that_lacks_what_the_relayer_left_out_secures_nothing_of_it(world):
    """A sealed entry may have been erased rightly, so head office cannot tell: it says nothing of that stream then."""
    assert world.up(world.amina, world.audit).state == "taken_in"
    sealed = [event.hash for event in world.office.events(world.audit) if event.sealed and event.kind == "answer.set"]
    with world.office.transaction() as connection:
        connection.exec_driver_sql("UPDATE events SET sealed = NULL WHERE hash = ?", (sealed[0],))
    back_up(world)
    down(world, world.amina)
    named = {head.seat for head in purging.secured(world.amina).values() if head.record == world.audit}
    assert named == {world.amina.seat}
    assert may_go(world.amina) == []


def _settings(vault):
    with vault.reading() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT key FROM meta")]
