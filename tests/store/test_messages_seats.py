"""The life of seats: roles, renewal, the officer's key, revocation with the last trusted heads, a lost laptop."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from exchange_world import PASSPHRASE, add_audit
from messages_world import down, up, working, written

from fieldaudit.audit.authority import SEAT_ROLES
from fieldaudit.audit.events import NewEvent, Subject
from fieldaudit.errors import AuthorityPassphraseNeeded, NothingToTrust, RestrictedCollectionOff, SeatNotConfirmed
from fieldaudit.exchange import answer, clock, enrol, export, membership, people, renewal
from fieldaudit.exchange.incoming import import_package
from fieldaudit.exchange.intake import retry_waiting, take_in
from fieldaudit.headoffice import lost
from fieldaudit.trust import certificates
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import Vault, officers


@pytest.fixture
def world(tmp_path: Path):
    with working(tmp_path / "world") as opened:
        yield opened


def days(number: int):
    return clock.now() + timedelta(days=number)


def answered(vault: Vault, audit: str, value: str) -> None:
    vault.append([NewEvent(audit, "audit", "answer.set", {"ref": "/data/late", "value": value})])


def seal(vault: Vault, audit: str, value: str) -> None:
    said = {"ref": "/data/name", "value": value}
    vault.append([NewEvent(audit, "audit", "answer.set", said, "restricted", seal_to=Subject(audit, audit))])


@pytest.mark.parametrize("role", SEAT_ROLES)
def test_each_of_the_four_roles_is_invited_certified_and_known_by_its_certificate(world, tmp_path, role):
    file = tmp_path / "new.invitation"
    code = enrol.invite(world.office, "Bela Roy", role, "Pune", file).code
    enrol.join(tmp_path / "new", file, code, PASSPHRASE, cost=CHEAP)
    with Vault.open(tmp_path / "new", PASSPHRASE) as vault:
        site = add_audit(vault) if role in ("auditor", "supervisor") else ""
        assert membership.member(vault).role == role
        if site:
            assert take_in(world.office, export.export_audits(vault, [site], world.stick).path).state == "taken_in"
            back = answer.send(world.office, vault.seat, world.stick, passphrase=PASSPHRASE)
            assert import_package(vault, back.path).state == "applied"
            pem, authority = vault.get(membership.CERTIFICATE).encode(), membership.organisation(vault).authority
            seat = certificates.check(pem, authority, clock.now())
            assert (seat.role, seat.branch) == (role, "Pune")


def test_a_certificate_that_ends_within_two_months_is_renewed_with_whatever_is_sent_next(world):
    end = renewal.ends(world.office, world.field.seat)
    soon = end - timedelta(days=59)
    seat = people.seats(world.office)[world.field.seat]
    assert not renewal.is_due(world.office, seat, end - timedelta(days=61))
    assert renewal.is_due(world.office, seat, soon)
    with pytest.raises(AuthorityPassphraseNeeded):
        answer.send(world.office, world.field.seat, world.stick, now=soon)
    assert import_package(world.field, written(world, now=soon), now=soon).state == "applied"
    held = certificates.end_of(world.field.get(membership.CERTIFICATE).encode())
    assert held > end + timedelta(days=600)
    assert not renewal.is_due(world.office, people.seats(world.office)[world.field.seat], soon)


def test_an_older_certificate_that_arrives_late_takes_nothing_back(world):
    late = written(world)
    enrol.certify(world.office, world.field.seat, PASSPHRASE, role="supervisor", now=days(1))
    assert import_package(world.field, written(world, now=days(1)), now=days(1)).state == "applied"
    assert membership.member(world.field).role == "supervisor"
    assert import_package(world.field, late, now=days(1)).state == "applied"
    assert membership.member(world.field).role == "supervisor"


def test_a_demoted_seat_cannot_go_on_under_its_older_certificate(world):
    audit = add_audit(world.field)
    enrol.certify(world.office, world.field.seat, PASSPHRASE, role="reviewer", now=days(1))
    refused = take_in(world.office, export.export_audits(world.field, [audit], world.stick).path, now=days(1))
    assert (refused.state, "reviewer" in refused.reason) == ("not_allowed", True)


def test_a_package_under_a_certificate_that_ended_waits_and_follows_once_it_is_renewed(world):
    audit = add_audit(world.field)
    package = export.export_audits(world.field, [audit], world.stick).path
    late = renewal.ends(world.office, world.field.seat) + timedelta(days=1)
    waits = take_in(world.office, package, now=late)
    assert (waits.state, waits.held) == ("expired", True)
    enrol.certify(world.office, world.field.seat, PASSPHRASE, now=late)
    [released] = retry_waiting(world.office, now=late)
    assert (released.state, released.audits) == ("taken_in", (audit,))


def test_restricted_collection_is_off_until_the_officers_key_has_come_with_a_certificate_message(world, tmp_path):
    audit = add_audit(world.field)
    with pytest.raises(RestrictedCollectionOff):
        seal(world.field, audit, "Rahim")
    enrol.create_officer(world.office, tmp_path / "officer.key", PASSPHRASE)
    down(world)
    seal(world.field, audit, "Rahim")


def test_the_officers_key_changes_without_breaking_a_chain(world, tmp_path):
    enrol.create_officer(world.office, tmp_path / "first.key", PASSPHRASE)
    down(world)
    audit = add_audit(world.field)
    seal(world.field, audit, "told to the first")
    first_id = officers.first_secret(world.field, Subject(audit, audit))
    enrol.create_officer(world.office, tmp_path / "second.key", PASSPHRASE)
    down(world)
    seal(world.field, audit, "told to the second")
    assert officers.first_secret(world.field, Subject(audit, audit)) == first_id
    assert up(world, audit).state == "taken_in"
    told = {}
    for name in ("first", "second"):
        secret = enrol.officer_secret(tmp_path / f"{name}.key", PASSPHRASE)
        told[name] = [payload["value"] for _, payload in world.office.unsealed(audit, [secret]) if "value" in payload]
    assert told == {"first": ["told to the first"], "second": ["told to the second"]}
    own = [payload["value"] for _, payload in world.field.unsealed(audit) if "value" in payload]
    assert own == ["told to the first", "told to the second"]
    assert world.field.check() == world.office.check() == []


def test_a_message_from_before_the_change_does_not_bring_the_former_officer_back(world, tmp_path):
    enrol.create_officer(world.office, tmp_path / "first.key", PASSPHRASE)
    stale = written(world)
    made = enrol.create_officer(world.office, tmp_path / "second.key", PASSPHRASE)
    down(world)
    assert import_package(world.field, stale).state == "applied"
    assert world.field.get(membership.OFFICER) == made.recipient


def test_after_a_revocation_what_head_office_has_stays_and_what_says_it_is_later_is_refused(world):
    audit = add_audit(world.field)
    up(world, audit)
    enrol.revoke(world.office, world.field.seat)
    heads = people.trusted_heads(world.office, world.field.seat)
    assert {record for record, _ in heads} >= {audit}
    answered(world.field, audit, "after")
    package = export.export_audits(world.field, [audit], world.stick, now=days(1)).path
    refused = take_in(world.office, package, now=days(1))
    assert (refused.state, refused.held) == ("revoked", False)
    assert world.office.cells(audit, "answer//data/late") == []
    assert world.office.cells(audit, "answer/") != []
    with pytest.raises(SeatNotConfirmed):
        answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE)


def test_what_says_that_it_was_signed_before_waits_until_a_person_trusts_it(world):
    audit = add_audit(world.field)
    up(world, audit)
    answered(world.field, audit, "on the stick")
    package = export.export_audits(world.field, [audit], world.stick).path
    enrol.revoke(world.office, world.field.seat, now=days(1))
    waits = take_in(world.office, package, now=days(1))
    assert (waits.state, waits.held, "before" in waits.reason) == ("revoked", True, True)
    assert waits.package[:12] in waits.next_step
    assert lost.waiting(world.office) == [waits.package]
    assert retry_waiting(world.office, now=days(2)) == ()
    for typed in ("", waits.package[:5], "0" * 12):
        with pytest.raises(NothingToTrust):
            lost.trust(world.office, typed)
    number = people.revocations(world.office)["number"]
    [taken] = lost.trust(world.office, waits.package[:12], now=days(2))
    assert (taken.state, lost.waiting(world.office)) == ("taken_in", [])
    assert [cell.value for cell in world.office.cells(audit, "answer//data/late")] == ["on the stick"]
    known = people.revocations(world.office)
    assert known["number"] == number + 1
    [head] = [head for head in known["revoked"][0]["heads"] if head[0] == audit]
    assert head[3] == max(one.seq for one in world.office.streams([audit]))
    assert known["revoked"][0]["since"] == clock.stamp(days(1))[:10] + known["revoked"][0]["since"][10:]


def test_a_copy_of_what_is_here_already_comes_from_a_revoked_seat_without_ado(world, tmp_path):
    audit = add_audit(world.field)
    shutil.copytree(world.folder / "field", tmp_path / "twin")
    up(world, audit)
    enrol.revoke(world.office, world.field.seat)
    with Vault.open(tmp_path / "twin", PASSPHRASE) as twin:
        again = export.export_audits(twin, [audit], world.stick, now=days(1)).path
    assert take_in(world.office, again, now=days(1)).state == "taken_in"


def test_a_thief_who_rewrites_history_below_the_trusted_heads_is_not_believed(world, tmp_path):
    audit = add_audit(world.field)
    shutil.copytree(world.folder / "field", tmp_path / "stolen")
    for value in ("1", "2", "3"):
        answered(world.field, audit, value)
    up(world, audit)
    enrol.revoke(world.office, world.field.seat)
    with Vault.open(tmp_path / "stolen", PASSPHRASE) as stolen:
        answered(stolen, audit, "forged")
        forged = export.export_audits(stolen, [audit], world.stick, now=days(1)).path
    assert take_in(world.office, forged, now=days(1)).state == "revoked"
    assert {cell.value for cell in world.office.cells(audit, "answer//data/late")} == {"1", "2", "3"}


def test_a_lost_laptop_is_told_by_what_it_held_and_its_person_is_invited_anew(world, tmp_path):
    enrol.create_officer(world.office, tmp_path / "officer.key", PASSPHRASE)
    down(world)
    audit = add_audit(world.field)
    seal(world.field, audit, "Rahim")
    up(world, audit)
    held = lost.held_by(world.office, world.field.seat)
    assert audit in [one for one, _, _ in held.audits]
    assert (held.seat.name, held.restricted) == ("Amina Rahman", 1)
    assert held.last_package
    assert held.entries > 0
    enrol.revoke(world.office, world.field.seat)
    made = lost.invite_again(world.office, held.seat, tmp_path / "again.invitation")
    joined = enrol.join(tmp_path / "again", tmp_path / "again.invitation", made.code, PASSPHRASE, cost=CHEAP)
    assert (joined.name, joined.role, joined.branch) == ("Amina Rahman", "auditor", "Dhaka")
    with Vault.open(tmp_path / "again", PASSPHRASE) as vault:
        fresh = add_audit(vault)
        assert take_in(world.office, export.export_audits(vault, [fresh], world.stick).path).state == "taken_in"
        back = answer.send(world.office, vault.seat, world.stick, passphrase=PASSPHRASE)
        assert import_package(vault, back.path).accepted
        assert people.revoked_since(vault, world.field.seat)
