"""A colleague whom head office does not believe any more: the others' work enters, theirs waits for a person."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from exchange_world import PASSPHRASE, snapshot
from field_deeds import CLEAR, SEEN, photo
from team_world import a_team

from fieldaudit.audit.audit_view import AuditView
from fieldaudit.exchange import answer, authority_key, enrol, erased, people
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.incoming import import_package
from fieldaudit.exchange.intake import retry_waiting
from fieldaudit.field import audits, closing, team
from fieldaudit.field.work import AuditWork
from fieldaudit.headoffice import intake, lost, waiting
from fieldaudit.trust import certificates

REVOKED = "2026-11-21T09:00:00.000Z"


@pytest.fixture
def world(tmp_path):
    """Two who share an audit, each with an answer and a photo in it; Amina has what Bilal gave her."""
    with a_team(tmp_path) as made:
        made.audit = made.shared()
        his = AuditWork(made.bilal, made.audit)
        his.answer(SEEN, "5")
        his.attach(SEEN, photo("blue"), "his.png")
        made.give(made.bilal, made.amina, made.audit)
        hers = AuditWork(made.amina, made.audit)
        hers.answer(CLEAR, "yes")
        hers.attach(CLEAR, photo("red"), "hers.png")
        yield made


def revoke(office, seat):
    """Let head office revoke a seat of which it may have taken nothing in yet."""
    with office.transaction():
        people.add_revocation(office, seat, REVOKED)


def tell(vault, office):
    """Let a field desk have the list of the revoked, as an answer brings it."""
    with vault.transaction():
        vault.put(people.REVOCATIONS, people.revocations(office))


def package(world):
    return export_audits(world.amina, [world.audit], world.stick).path


def writers(vault, audit):
    return {head.seat for head in vault.streams([audit])}


def blobs(vault):
    return {path.name for path in (vault.home / "blobs").rglob("*") if path.is_file()}


def test_the_leads_own_work_enters_and_what_is_new_of_the_revoked_colleague_waits_and_is_named(world):
    revoke(world.office, world.bilal.seat)
    result = import_package(world.office, package(world))
    assert (result.state, result.held, result.accepted, result.entered) == ("revoked", True, False, True)
    assert "by Amina Rahman were taken in." in result.reason
    assert "entries by Bilal Haque wait: their certificate was revoked on 2026-11-21." in result.reason
    assert f"fieldaudit trust {result.package[:12]}" in result.next_step
    assert f"fieldaudit intake put-away {result.package[:12]}" in result.next_step
    assert AuditView.of(world.office.cells(world.audit)).answers == {CLEAR: "yes"}
    assert writers(world.office, world.audit) == {world.amina.seat}
    assert len(blobs(world.office)) == 1  # hers, not his
    [row] = waiting.needing(world.office)
    assert (row.sender, row.detail["about"]) == (
        world.amina.seat,
        {"seat": world.bilal.seat, "name": "Bilal Haque"},
    )
    [receipt] = world.office.exchange_log.receipts()
    assert {head[1] for head in json.loads(receipt.document)["have"]} == {world.amina.seat}


def test_looked_at_again_a_rest_that_waits_changes_nothing(world):
    revoke(world.office, world.bilal.seat)
    path = package(world)
    before = import_package(world.office, path), world.office.exchange_log.receipts(), intake_rows(world)
    again = import_package(world.office, path)
    assert (again.state, again.events, again.held) == (before[0].state, 0, True)
    assert retry_waiting(world.office) == ()
    assert (world.office.exchange_log.receipts(), intake_rows(world)) == before[1:]


def intake_rows(world):
    return world.office.exchange_log.packages("in")


def test_once_a_person_trusts_it_all_is_there_as_if_nobody_had_been_revoked(world):
    revoke(world.office, world.bilal.seat)
    waits = import_package(world.office, package(world))
    [entered] = lost.trust(world.office, waits.package[:12])
    assert (entered.state, waiting.needing(world.office)) == ("taken_in", [])
    assert world.office.cells(world.audit) == world.amina.cells(world.audit)
    assert blobs(world.office) == blobs(world.amina)
    [row] = people.revocations(world.office)["revoked"]
    assert row["seat"] == world.bilal.seat
    assert world.audit in {head[0] for head in row["heads"]}


def test_what_is_left_out_for_good_leaves_the_leads_work_there(world):
    revoke(world.office, world.bilal.seat)
    waits = import_package(world.office, package(world))
    waiting.put_away(world.office, waits.package[:12])
    assert lost.waiting(world.office) == waiting.needing(world.office) == []
    assert writers(world.office, world.audit) == {world.amina.seat}


def test_of_several_packages_taken_in_together_the_one_with_a_rest_waits_and_the_others_go_in(world):
    other = audits.start_audit(world.amina, "small", world.site, audits.NewVisit(date="2026-11-20"))
    AuditWork(world.amina, other).answer(SEEN, "1")
    first, second = package(world), export_audits(world.amina, [other], world.stick).path
    revoke(world.office, world.bilal.seat)
    states = [result.state for result in intake.take_in_all(world.office, [second, first])]
    assert states == ["taken_in", "revoked"]
    assert lost.waiting(world.office)
    assert AuditView.of(world.office.cells(world.audit)).answers == {CLEAR: "yes"}


def test_the_leads_closing_over_a_revoked_colleagues_answers_enters_and_holds_once_they_do(world):
    closing.sign(AuditWork(world.amina, world.audit), "void", "Nobody was there.")
    revoke(world.office, world.bilal.seat)
    waits = import_package(world.office, package(world))
    assert AuditView.of(world.office.cells(world.audit)).signed
    lost.trust(world.office, waits.package[:12])
    assert world.office.cells(world.audit) == world.amina.cells(world.audit)


def test_an_audit_that_the_revoked_colleague_began_waits_whole_and_is_carried_all_the_same(world):
    visit = audits.NewVisit(date="2026-11-20")
    audit = audits.start_audit(world.bilal, "small", world.site, visit)
    team.share(world.bilal, audit, world.meet(world.bilal, world.amina), [])
    world.give(world.bilal, world.amina, audit)
    AuditWork(world.amina, audit).answer(CLEAR, "no")
    revoke(world.office, world.bilal.seat)
    tell(world.amina, world.office)
    written = export_audits(world.amina, [audit], world.stick)
    assert written.left_out == ()  # she knows, but nothing of the audit stands without its beginning
    before = set(world.office.record_types())
    waits = import_package(world.office, written.path)
    assert (waits.state, waits.held, waits.entered) == ("revoked", True, False)
    assert "Bilal Haque" in waits.reason
    assert set(world.office.record_types()) == before
    [entered] = lost.trust(world.office, waits.package[:12])
    assert entered.state == "taken_in"
    assert AuditView.of(world.office.cells(audit)).answers == {CLEAR: "no"}


def test_what_the_lead_leaves_out_head_office_can_ask_for(world):
    revoke(world.office, world.bilal.seat)
    tell(world.amina, world.office)
    written = export_audits(world.amina, [world.audit], world.stick)
    assert written.left_out == ("Bilal Haque",)
    assert import_package(world.office, written.path).state == "taken_in"
    asked = export_audits(world.amina, [world.audit], world.stick, again=True)
    assert asked.left_out == ()
    waits = import_package(world.office, asked.path)
    assert waits.state == "revoked"
    assert lost.trust(world.office, waits.package[:12])
    assert world.office.cells(world.audit) == world.amina.cells(world.audit)


def test_a_colleague_whose_certificate_ended_waits_alone_and_enters_once_it_was_renewed(world):
    """Real certificates and the program's own renewal; only the clock is given."""
    assert world.up(world.bilal, world.audit).state == "taken_in"  # so head office knows him, and can renew
    AuditWork(world.bilal, world.audit).answer(SEEN, "7")
    world.give(world.bilal, world.amina, world.audit)
    now = datetime.now(UTC)
    shorten(world, world.bilal, now)
    later = now + timedelta(days=90)
    path = export_audits(world.amina, [world.audit], world.stick).path
    waits = import_package(world.office, path, now=later)
    assert (waits.state, waits.held, waits.entered) == ("expired", True, True)
    assert "by Bilal Haque wait: their certificate was valid from" in waits.reason
    assert people.find_seat(world.office, world.bilal.seat).fingerprint in waits.next_step
    assert AuditView.of(world.office.cells(world.audit)).answers == {CLEAR: "yes", SEEN: "5"}
    assert retry_waiting(world.office, now=later) == ()
    answer.send(world.office, world.bilal.seat, world.stick, passphrase=PASSPHRASE, now=later)
    [entered] = retry_waiting(world.office, now=later)
    assert entered.state == "taken_in"
    assert AuditView.of(world.office.cells(world.audit)).answers == {CLEAR: "yes", SEEN: "7"}


def shorten(world, vault, start):
    """Issue somebody a certificate that ends in a month, as head office would."""
    authority, seat = authority_key.load(world.office.home, PASSPHRASE), people.find_seat(world.office, vault.seat)
    people.keep_seat(world.office, replace(seat, request=vault.get("request")))
    pem = certificates.issue(
        authority,
        vault.get("request").encode(),
        name=seat.name,
        role="auditor",
        branch="Dhaka",
        days=30,
        now=start + timedelta(minutes=1),
    )
    people.keep_certificate(world.office, pem, authority.certificate_pem)


def test_a_field_desk_takes_in_the_others_and_the_colleague_up_to_the_last_trusted_head(world):
    assert world.up(world.bilal, world.audit).state == "taken_in"
    revoke(world.office, world.bilal.seat)  # up to his first answer
    AuditWork(world.bilal, world.audit).answer(SEEN, "7")
    world.give(world.bilal, world.amina, world.audit)
    tell(world.chandra, world.office)
    team.share(world.amina, world.audit, world.meet(world.amina, world.chandra), [])
    result = import_package(world.chandra, world.write(world.amina, world.chandra, world.audit))
    assert (result.state, result.accepted) == ("applied", True)
    assert "by Bilal Haque were left out: their certificate was revoked on 2026-11-21." in result.reason
    assert "fieldaudit" not in result.next_step
    assert AuditView.of(world.chandra.cells(world.audit)).answers == {CLEAR: "yes", SEEN: "5"}


def test_a_field_desk_takes_nothing_of_an_audit_that_a_revoked_colleague_began(world):
    audit = audits.start_audit(world.bilal, "small", world.site, audits.NewVisit(date="2026-11-20"))
    team.share(world.bilal, audit, world.meet(world.bilal, world.amina), [])
    world.give(world.bilal, world.amina, audit)
    team.hand_over(world.bilal, audit, world.amina.seat)
    world.give(world.bilal, world.amina, audit)
    team.share(world.amina, audit, world.meet(world.amina, world.chandra), [])
    path = world.write(world.amina, world.chandra, audit)
    revoke(world.office, world.bilal.seat)
    tell(world.chandra, world.office)
    before = snapshot(world.chandra)
    result = import_package(world.chandra, path)
    assert (result.state, "begun by Bilal Haque" in result.reason) == ("revoked", True)
    assert "Ask head office" in result.next_step
    assert snapshot(world.chandra) == before


def test_a_package_of_a_revoked_colleague_says_at_a_field_desk_what_can_be_done_there(world):
    path = world.write(world.bilal, world.amina, world.audit)
    revoke(world.office, world.bilal.seat)
    tell(world.amina, world.office)
    assert "fieldaudit trust" not in (refused := import_package(world.amina, path)).next_step
    assert (refused.state, "Ask head office" in refused.next_step) == ("revoked", True)
    world.office.put(people.REVOCATIONS, {"number": 9, "revoked": []})  # certified anew
    tell(world.amina, world.office)
    assert import_package(world.amina, path).accepted


def test_a_machine_does_not_confirm_while_a_colleagues_rest_waits_in_somebody_elses_package(world):
    revoke(world.office, world.bilal.seat)
    import_package(world.office, package(world))
    assert world.bilal.seat in erased._senders_waiting(world.office)


def test_the_last_package_of_a_laptop_counts_though_a_part_of_it_waits(world):
    assert world.up(world.amina, world.audit).state == "taken_in"
    AuditWork(world.bilal, world.audit).answer(SEEN, "9")
    world.give(world.bilal, world.amina, world.audit)
    enrol.revoke(world.office, world.bilal.seat)
    AuditWork(world.amina, world.audit).answer(CLEAR, "no")
    when = datetime.now(UTC) + timedelta(hours=1)
    assert import_package(world.office, package(world), now=when).entered
    assert lost.held_by(world.office, world.amina.seat).last_package[:16] == f"{when:%Y-%m-%dT%H:%M}"
