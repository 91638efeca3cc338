"""Two auditors on one visit: sections allocated, packages both ways, one closing, and head office has it all."""

import pytest
from field_deeds import CLEAR, PASSPORT, SAID, SEEN, photo
from team_world import FIRE, FLOORS, VOICES, a_team

from fieldaudit.audit.audit_view import AuditView
from fieldaudit.errors import AuditIsSigned, AuditLedByAnother, TeamRefused
from fieldaudit.exchange import colleagues
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field import closing, team
from fieldaudit.field.work import AuditWork
from fieldaudit.vault.opening import readable_cells


@pytest.fixture
def world(tmp_path):
    with a_team(tmp_path) as made:
        yield made


def cells(vault, audit):
    return {
        (cell.record, cell.slot, cell.event, repr(cell.value))
        for record, kind in vault.record_types().items()
        if kind not in ("task", "purge")
        for cell in vault.cells(record)
        if audit
    }


def test_two_auditors_do_one_audit_and_head_office_has_it_all_from_the_lead_alone(world):
    audit = world.shared([FLOORS])
    hers, his = AuditWork(world.amina, audit), AuditWork(world.bilal, audit)
    hers.answer(SEEN, "4")
    hers.answer(CLEAR, "yes")
    his.add_repeat("/data/floor")
    his.answer("/data/floor[1]/floor_name", "ground")
    his.attach(CLEAR, photo(), "exit.png")
    his.answer(PASSPORT, "yes")
    world.give(world.bilal, world.amina, audit)
    hers.reload()
    hers.settle()
    assert hers.session.node("/data/floor[1]/floor_name").value == "ground"
    closing.sign(hers, "partial", "The rest tomorrow.")
    result = world.up(world.amina, audit)
    assert result.state == "taken_in", result
    assert cells(world.office, audit) == cells(world.amina, audit)
    view = AuditView.of(world.office.cells(audit))
    assert {head[1] for head in view.closing.payload["heads"]} == {world.amina.seat, world.bilal.seat}
    assert view.evidence[CLEAR][0].name == "exit.png"


def test_the_other_auditor_sees_what_is_theirs_and_cannot_sign(world):
    audit = world.shared([FIRE, VOICES])
    now = team.team_of(world.bilal, audit)
    assert (now.lead_name, now.mine) == ("Amina Rahman", False)
    assert [part.title for part in now.sections_of(world.bilal.seat)] == ["Fire", "What workers said"]
    work = AuditWork(world.bilal, audit)
    with pytest.raises(AuditLedByAnother, match="Amina Rahman leads"):
        closing.sign(work, "void", "Nobody was there.")
    assert not work.view().signed


def test_after_the_closing_came_the_audit_is_read_only_for_the_other_too(world):
    audit = world.shared()
    closing.sign(AuditWork(world.amina, audit), "void", "Nobody was there.")
    world.give(world.amina, world.bilal, audit)
    with pytest.raises(AuditIsSigned):
        AuditWork(world.bilal, audit).answer(SEEN, "1")


def test_what_both_answered_apart_is_a_conflict_that_both_see(world):
    audit = world.shared()
    AuditWork(world.amina, audit).answer(SEEN, "4")
    AuditWork(world.bilal, audit).answer(SEEN, "5")
    world.give(world.bilal, world.amina, audit)
    world.give(world.amina, world.bilal, audit)
    for vault in (world.amina, world.bilal):
        disputed = AuditView.of(vault.cells(audit)).disputed[SEEN]
        assert {(cell.seat, cell.value) for cell in disputed} == {(world.amina.seat, "4"), (world.bilal.seat, "5")}


def test_packages_bring_only_what_is_new_and_their_like_brings_nothing(world):
    audit = world.shared()
    AuditWork(world.bilal, audit).answer(SEEN, "5")
    back = world.write(world.bilal, world.amina, audit)
    assert import_package(world.amina, back).events == 1
    assert import_package(world.amina, back).state == "duplicate"
    again = world.write(world.amina, world.bilal, audit)
    assert import_package(world.bilal, again).events == 0


def test_what_came_out_of_order_waits_sealed_and_follows(world):
    audit = world.shared()
    AuditWork(world.bilal, audit).answer(SEEN, "5")
    first = world.write(world.bilal, world.amina, audit)
    have = world.bilal.get(f"team.have/{audit}/{world.amina.seat}")
    heads = [[h.record, h.seat, h.inc, h.seq, h.hash] for h in world.bilal.streams(world.bilal.record_types())]
    world.bilal.put(f"team.have/{audit}/{world.amina.seat}", {**have, "have": heads})  # as if she had said she has it
    AuditWork(world.bilal, audit).answer(SEEN, "6")
    second = world.write(world.bilal, world.amina, audit)
    waits = import_package(world.amina, second)
    assert (waits.state, waits.held) == ("earlier_missing", True)
    gone_in = import_package(world.amina, first)
    assert [one.state for one in (gone_in, *gone_in.released)] == ["applied", "applied"]
    assert AuditView.of(world.amina.cells(audit)).answers[SEEN] == "6"
    assert not list((world.amina.home / "quarantine").glob("*.fap"))


def test_what_a_worker_told_one_of_them_stays_sealed_for_the_other_and_reaches_the_officer(world):
    audit = world.shared([VOICES])
    his = AuditWork(world.bilal, audit)
    his.answer(SAID, "They keep my passport.")
    his.attach(SAID, photo("blue"), "slip.png")
    world.give(world.bilal, world.amina, audit)
    hers = AuditView.of(readable_cells(world.amina, audit))
    assert SAID not in hers.answers
    assert hers.sealed
    assert world.up(world.amina, audit).state == "taken_in"
    told = world.office.unsealed(audit, [world.officer.secret])
    assert "They keep my passport." in {payload.get("value") for _, payload in told}
    [attached] = [payload for event, payload in told if event.kind == "evidence.attached"]
    assert (world.office.home / "blobs" / attached["file"]).is_file()


def test_the_lead_says_who_does_what_and_hands_over_and_people_leave(world):
    audit = world.shared([FIRE])
    bilal = world.bilal.seat
    with pytest.raises(TeamRefused, match="Amina Rahman leads it and says who does what"):
        team.allocate(world.bilal, audit, bilal, [VOICES])
    team.allocate(world.amina, audit, bilal, [VOICES])
    team.allocate(world.amina, audit, "", [FIRE])
    team.hand_over(world.amina, audit, bilal)
    world.give(world.amina, world.bilal, audit)
    now = team.team_of(world.bilal, audit)
    assert (now.lead, now.mine, [part.ref for part in now.sections_of(bilal)]) == (bilal, True, [VOICES])
    with pytest.raises(AuditLedByAnother):
        closing.sign(AuditWork(world.amina, audit), "void", "No.")
    left = team.leave(world.bilal, audit, world.amina.seat)
    assert [one.name for one in left.people if one.left] == ["Amina Rahman"]
    closing.sign(AuditWork(world.bilal, audit), "void", "Nobody was there.")


def test_the_lead_is_taken_over_with_a_reason_that_travels(world):
    audit = world.shared()
    team.take_over(world.bilal, audit, "Amina fell ill.")
    world.give(world.bilal, world.amina, audit)
    assert team.team_of(world.amina, audit).lead_name == "Bilal Haque"
    assert world.up(world.bilal, audit).state == "taken_in"
    [record] = world.office.records("team")
    assert {cell.slot: cell.value for cell in world.office.cells(record.id)}["field/lead_reason"] == "Amina fell ill."


def test_three_auditors_are_one_team_through_the_lead(world):
    audit = world.shared([FIRE])
    team.share(world.amina, audit, world.meet(world.amina, world.chandra), [VOICES])
    AuditWork(world.bilal, audit).answer(SEEN, "3")
    world.give(world.bilal, world.amina, audit)
    world.give(world.amina, world.chandra, audit)
    assert AuditView.of(world.chandra.cells(audit)).answers[SEEN] == "3"
    AuditWork(world.chandra, audit).answer(CLEAR, "yes")
    world.give(world.chandra, world.amina, audit)
    world.give(world.amina, world.bilal, audit)
    assert AuditView.of(world.bilal.cells(audit)).answers[CLEAR] == "yes"
    assert world.up(world.bilal, audit).state == "taken_in"  # he carries what all three signed
    assert cells(world.office, audit) == cells(world.bilal, audit)


def test_who_is_not_in_the_team_gets_no_package(world):
    audit = world.shared()
    world.meet(world.amina, world.chandra)
    with pytest.raises(TeamRefused, match="Chandra Das is not in it"):
        team.send(world.amina, audit, colleagues.find(world.amina, "Chandra Das"), world.stick)
