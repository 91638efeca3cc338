"""Packages between colleagues that overreach, and the wrong ways that people go: each has its plain reason."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from exchange_world import PASSPHRASE, snapshot
from field_deeds import SEEN
from hostile_world import seat_of
from package_workshop import lay_open
from team_world import a_team

from fieldaudit.errors import AuditIsSigned, CardRefused, ColleagueUnknown, FileUnreadable, NotCertified, TeamRefused
from fieldaudit.exchange import authority_key, colleagues, membership, people
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field import audits, closing, team
from fieldaudit.field.work import AuditWork
from fieldaudit.trust import certificates


@pytest.fixture
def world(tmp_path):
    with a_team(tmp_path) as made:
        yield made


@pytest.fixture
def shared(world):
    world.audit = world.shared()
    AuditWork(world.bilal, world.audit).answer(SEEN, "5")
    world.package = world.write(world.bilal, world.amina, world.audit)
    return world


def opened(world):
    return lay_open(world.package, world.bilal, world.amina)


def refused(world, parcel, state, reason):
    before = snapshot(world.amina)
    result = import_package(world.amina, parcel.write(world.stick / "hostile.fap"))
    assert (result.state, reason in result.reason) == (state, True), result
    assert snapshot(world.amina) == before


@pytest.mark.parametrize("kind", ["receipt", "purge", "certificate", "revocation", "form", "have", "team_have"])
def test_a_colleague_sends_no_message_but_what_they_have(shared, kind):
    parcel = opened(shared)
    parcel.add_message(kind, {"format": f"fieldaudit {kind}", "version": 1})
    refused(shared, parcel, "not_allowed", "messages that a colleague does not send")


@pytest.mark.parametrize("key", ["organisation", "seat", "to", "audit", "have", "time"])
def test_what_a_colleague_has_is_said_by_them_to_this_seat_about_this_audit(shared, key):
    parcel = opened(shared)
    [message] = parcel.manifest["messages"]
    values = json.loads(parcel.members[message["member"]])
    parcel.say(message, json.dumps(values | {key: 7}).encode())
    refused(shared, parcel, "damaged", "it says what")


def test_a_package_about_one_audit_brings_no_other(shared):
    parcel = opened(shared)
    parcel.manifest["audits"] = ["8c5f3f0e-6a2b-4a44-9a35-0d6fd3a1a111"]
    refused(shared, parcel, "damaged", "somebody else has")
    parcel = opened(shared)
    parcel.manifest["audits"] *= 2
    refused(shared, parcel, "damaged", "not about one audit")


def test_a_version_that_knows_no_teams_brings_none(shared):
    parcel = opened(shared)
    parcel.manifest["version"] = 1
    refused(shared, parcel, "damaged", "does not follow the version")


@pytest.mark.parametrize("purpose", ["audits", "answer", "alert"])
def test_a_colleagues_package_is_nothing_else_than_that(shared, purpose):
    parcel = opened(shared)
    parcel.manifest |= {"purpose": purpose, "version": 1}
    refused(shared, parcel, "not_allowed", "from head office to the field")


def test_a_colleague_whom_head_office_revoked_is_believed_up_to_the_last_trusted_head(shared):
    row = {"seat": shared.bilal.seat, "since": "2026-11-19T00:00:00.000Z", "heads": []}
    shared.amina.put(people.REVOCATIONS, {"number": 1, "revoked": [row]})
    refused(shared, opened(shared), "revoked", "revoked on 2026-11-19")


def test_a_package_for_somebody_else_opens_nowhere_else(shared):
    for vault in (shared.chandra, shared.office, shared.bilal):
        assert import_package(vault, shared.package).state == "not_for_me"


def test_a_reviewer_or_supervisor_works_in_no_team(shared):
    authority = authority_key.load(shared.office.home, PASSPHRASE)
    request = shared.bilal.get("request").encode()
    later = datetime.now(UTC) + timedelta(hours=1)
    pem = certificates.issue(
        authority, request, name="Bilal Haque", role="supervisor", branch="Dhaka", days=700, now=later
    )
    people.keep_certificate(shared.amina, pem, authority.certificate_pem)
    refused(shared, opened(shared), "not_allowed", "as supervisor")


def test_an_audit_that_was_removed_here_does_not_come_back_by_a_colleague(shared):
    shared.amina.append([team.records.created(team.records.new_id(), "purge", "Dhaka", {"audit": shared.audit})])
    refused(shared, opened(shared), "not_allowed", "removed from this computer")


def test_the_office_is_told_apart_from_a_colleague(shared):
    parcel = opened(shared)
    parcel.speak_as(shared.office)
    parcel.manifest["checkpoints"] = [shared.office.seat]
    result = import_package(shared.amina, parcel.write(shared.stick / "hostile.fap"))
    assert not result.accepted


# cards


def card(world, data):
    path = world.stick / "some.card"
    path.write_bytes(data)
    return path


def test_a_card_is_its_owners_certificate_and_says_who_they_are(world):
    found = world.meet(world.amina, world.bilal)
    assert (found.name, found.role, found.branch) == ("Bilal Haque", "auditor", "Dhaka")
    assert found.fingerprint == membership.member(world.bilal).fingerprint
    assert [one.name for one in colleagues.colleagues(world.amina)] == ["Bilal Haque"]
    assert colleagues.find(world.amina, found.fingerprint) == colleagues.find(world.amina, "Bilal Haque") == found


def issued(world, *, role="auditor", authority=None):
    issuer = authority or authority_key.load(world.office.home, PASSPHRASE)
    request = world.bilal.get("request").encode()
    return certificates.issue(issuer, request, name="Bilal Haque", role=role, branch="Dhaka", days=700)


def test_each_card_that_cannot_be_used_says_why(world):
    cases = {
        "it is no card": b"hello",
        "it is your own": colleagues.own_card(world.amina),
        "Bilal Haque was not certified yet": world.bilal.get("request").encode(),
        "this organisation did not issue": issued(world, authority=certificates.make_authority("Another")),
        "Bilal Haque joined the organisation as reviewer": issued(world, role="reviewer"),
    }
    for reason, data in cases.items():
        with pytest.raises(CardRefused, match=reason):
            colleagues.read_card(world.amina, card(world, data))
    with pytest.raises(CardRefused, match="and not today"):
        colleagues.read_card(
            world.amina, card(world, colleagues.own_card(world.bilal)), datetime.now(UTC) + timedelta(days=900)
        )
    assert colleagues.colleagues(world.amina) == []
    since = {"seat": world.bilal.seat, "since": "2026-11-19T00:00:00.000Z", "heads": []}
    world.amina.put(people.REVOCATIONS, {"number": 1, "revoked": [since]})
    with pytest.raises(CardRefused, match="revoked on 2026-11-19"):
        colleagues.read_card(world.amina, card(world, colleagues.own_card(world.bilal)))
    with pytest.raises(FileUnreadable):
        colleagues.read_card(world.amina, world.stick / "none.card")
    with pytest.raises(ColleagueUnknown, match="called Dora"):
        colleagues.find(world.amina, "Dora")


def test_an_older_card_does_not_bring_back_an_older_role(world):
    old = issued(world)
    colleagues.read_card(world.amina, card(world, colleagues.own_card(world.bilal)))
    turned = certificates.issue(
        authority_key.load(world.office.home, PASSPHRASE), world.bilal.get("request").encode(),
        name="Bilal Haque", role="reviewer", branch="Dhaka", days=700, now=datetime.now(UTC) + timedelta(hours=1),
    )  # fmt: skip
    people.keep_certificate(world.amina, turned, membership.organisation(world.amina).authority)
    for data in (old, colleagues.own_card(world.bilal)):
        with pytest.raises(CardRefused, match="as reviewer"):
            colleagues.read_card(world.amina, card(world, data))


def test_who_is_not_certified_yet_has_no_card_and_writes_no_package(world):
    class Started:
        office, field = world.office, world.amina

    with seat_of(Started, world.folder / "dora", "Dora Alam", certified=False) as dora:
        with pytest.raises(NotCertified):
            colleagues.own_card(dora)
        world.meet(dora, world.bilal)
        with pytest.raises(NotCertified):
            team.team_package.send(dora, "none", colleagues.find(dora, "Bilal Haque"), world.stick)


# the team itself


def test_a_signed_audit_keeps_its_team(shared):
    closing.sign(AuditWork(shared.amina, shared.audit), "void", "Nobody was there.")
    with pytest.raises(AuditIsSigned):
        team.allocate(shared.amina, shared.audit, shared.bilal.seat, ["/data/fire"])


def test_what_cannot_be_in_a_team_says_why_and_changes_nothing(shared):
    amina, audit, events = shared.amina, shared.audit, len(shared.amina.events(team.team.record_of(shared.audit)))
    cases = [
        ("no such section", lambda: team.allocate(amina, audit, shared.bilal.seat, ["/data/none"])),
        ("the form has no section 9", lambda: team.find_sections(team.team_of(amina, audit), ["9"])),
        ("nobody of that name", lambda: team.allocate(amina, audit, shared.chandra.seat, ["/data/fire"])),
        ("nobody of that name", lambda: team.hand_over(amina, audit, shared.chandra.seat)),
        ("nobody of that name", lambda: team.leave(amina, audit, shared.chandra.seat)),
        ("hands the lead over first", lambda: team.leave(amina, audit, amina.seat)),
        ("you lead it already", lambda: team.take_over(amina, audit, "So.")),
        ("Amina Rahman leads it", lambda: team.leave(shared.bilal, audit, amina.seat)),
    ]
    for reason, wrong in cases:
        with pytest.raises(TeamRefused, match=reason):
            wrong()
    assert len(amina.events(team.team.record_of(audit))) == events


def test_who_left_may_come_back_and_has_no_section_meanwhile(shared):
    bilal = shared.bilal.seat
    team.leave(shared.bilal, shared.audit, bilal)
    assert not team.team_of(shared.bilal, shared.audit).sections_of(bilal)
    shared.give(shared.bilal, shared.amina, shared.audit)
    with pytest.raises(TeamRefused, match="Bilal Haque is not in it"):
        shared.write(shared.amina, shared.bilal, shared.audit)
    now = team.share(shared.amina, shared.audit, colleagues.find(shared.amina, "Bilal Haque"))
    assert not next(one for one in now.people if one.seat == bilal).left


def test_a_package_between_colleagues_is_nothing_for_head_office(shared):
    parcel = opened(shared)
    parcel.recipients = [shared.office.identity.recipient]
    parcel.manifest |= {"to": shared.office.seat, "recipients": parcel.recipients, "messages": []}
    parcel.members = {name: data for name, data in parcel.members.items() if not name.startswith("messages/")}
    before = snapshot(shared.office)
    result = import_package(shared.office, parcel.write(shared.stick / "mistaken.fap"))
    assert (result.state, "a package of the kind team, as auditor" in result.reason) == ("not_allowed", True), result
    assert snapshot(shared.office) == before


def test_entries_of_another_audit_do_not_come_along(shared, monkeypatch):
    audits.start_audit(shared.bilal, "small", shared.site, audits.NewVisit(date="2026-11-20"))
    everything = shared.bilal.streams(shared.bilal.record_types())
    monkeypatch.setattr(team.team_package, "heads_of", lambda *_: everything)
    shared.package = shared.write(shared.bilal, shared.amina, shared.audit)
    refused(shared, opened(shared), "not_allowed", "not about the audit that it names")
