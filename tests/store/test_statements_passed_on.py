"""What a supervisor says from their own seat reaches the auditor who made the audit, and nobody can alter it."""

import base64
import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from package_workshop import as_bytes, lay_open
from statements_world import SUPERVISOR, amended, down, package_for, three_homes, up
from test_statements import DISSENT, PIXEL, asked

from fieldaudit.audit.events import PAYLOAD_TAG, NewEvent
from fieldaudit.audit.given import COUNTERSIGN
from fieldaudit.audit.team import TEAM, member_fields, record_of
from fieldaudit.exchange import answer, having, passing_on, people
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field import closing
from fieldaudit.field import countersign as own
from fieldaudit.field.closing import Witnessed
from fieldaudit.field.countersign import Countersigned
from fieldaudit.reports import audit_report
from fieldaudit.reports.gather import gather
from fieldaudit.trust import certificates, keys
from fieldaudit.vault import passed_on, purge
from fieldaudit.vault.records import created
from fieldaudit.vault.statements import CERTIFIED, UNCERTIFIED, against, statements_of


@pytest.fixture
def world(tmp_path):
    with three_homes(tmp_path / "world") as opened:
        yield opened


@pytest.fixture
def dissent(world):
    """Return the event of a dissent that is at head office and not yet with the auditor."""
    event = own.sign(world.supervisor, asked(world), DISSENT)
    assert up(world, world.supervisor).accepted
    return event


def say_something(world):
    """Let the auditor send a package, which says what is there."""
    closing.witness(world.field, world.audit, Witnessed("Nila", "Warden", "agree"))
    up(world, world.field, world.audit)


def messages_to(world, vault):
    return lay_open(package_for(world, vault), world.office, vault).manifest["messages"]


def test_a_dissent_from_an_own_seat_reaches_the_auditor_as_it_was_signed_and_stands_beside_the_audit(world, dissent):
    assert world.field.seat in [seat.id for seat in answer.due(world.office)]
    assert statements_of(world.field, world.audit) == ()
    result = down(world, world.field)
    assert result.accepted, result
    assert "what a supervisor says of an audit" in result.reason
    [said] = statements_of(world.field, world.audit)
    assert said == statements_of(world.office, world.audit)[0]
    assert (said.standing, said.name, said.answer, said.picture) == (CERTIFIED, SUPERVISOR, "dissent", PIXEL)
    assert (said.event, said.seat) == (dissent, world.supervisor.seat)
    assert against(world.field) == {world.audit: "dissent"}
    assert world.field.check() == []


def test_the_auditors_report_prints_it_as_head_offices_does(world, dissent):
    down(world, world.field)
    for profile in ("site", "client", "headoffice"):
        mine, theirs = (gather(vault, world.audit, profile).statements for vault in (world.field, world.office))
        assert mine == theirs
        assert [(one.name, one.standing, one.answer) for one in mine] == [(SUPERVISOR, CERTIFIED, "dissent")]
    assert audit_report(gather(world.field, world.audit, "site"), "site").startswith(b"%PDF")


def test_it_is_sent_once_and_again_to_a_vault_that_does_not_have_it(world, dissent):
    down(world, world.field)
    assert world.field.seat not in [seat.id for seat in answer.due(world.office)]
    assert "statement" in [message["kind"] for message in messages_to(world, world.field)]  # it did not say so yet
    say_something(world)
    assert having.of(world.office, world.field.seat).statements == {dissent}
    assert "statement" not in [message["kind"] for message in messages_to(world, world.field)]
    world.field.put(f"statement/{world.audit}/{dissent}", None)  # a backup from before is put back
    say_something(world)
    down(world, world.field)
    assert passed_on.known(world.field) == [dissent]


def test_a_package_that_was_lost_takes_nothing_with_it(world, dissent):
    package_for(world, world.field)
    down(world, world.field)
    assert passed_on.known(world.field) == [dissent]
    result = down(world, world.field)
    assert result.accepted
    assert passed_on.known(world.field) == [dissent]


def test_each_version_has_what_was_said_of_it_and_both_reach_the_auditor(world, dissent):
    signed = amended(world)
    down(world, world.supervisor)
    [newer] = [one for one in own.to_sign(world.supervisor) if one.closing == signed]
    own.sign(world.supervisor, newer.id, Countersigned("agree", "Floor supervisor"))
    up(world, world.supervisor)
    down(world, world.field)
    said = statements_of(world.field, world.audit)
    assert [(one.answer, one.closing == signed) for one in said] == [("dissent", False), ("agree", True)]
    assert against(world.field) == {}
    assert [one.answer for one in statements_of(world.field, world.audit, signed)] == ["agree"]


def test_a_supervisor_gets_nobodys_statement_not_even_about_an_own_log(world, dissent):
    said = {world.audit: (dissent,), world.log: (dissent,)}
    seat = people.find_seat(world.office, world.supervisor.seat)
    assert having.of(world.office, seat.id).statements == frozenset()
    assert not passing_on.has_news(world.office, seat, said)
    assert "statement" not in [message["kind"] for message in messages_to(world, world.supervisor)]


def test_an_older_program_that_says_nothing_of_statements_is_sent_none(world, dissent):
    key = "have/" + world.field.seat
    say_something(world)
    down(world, world.field)
    said = world.office.get(key)
    world.office.put(key, {name: value for name, value in said.items() if name != "statements"})
    assert world.field.seat not in [seat.id for seat in answer.due(world.office)]
    assert "statement" not in [message["kind"] for message in messages_to(world, world.field)]


def test_one_of_somebody_who_was_revoked_since_is_shown_as_not_certified_here_too(world, dissent):
    down(world, world.field)
    people.add_revocation(world.office, world.supervisor.seat, "2031-01-01T00:00:00Z")
    down(world, world.field)
    assert [one.standing for one in statements_of(world.field, world.audit)] == [UNCERTIFIED]


def test_what_was_removed_from_this_computer_is_told_nothing_more(world, dissent):
    seat = people.find_seat(world.office, world.field.seat)
    say_something(world)
    kept = world.office.get("have/" + seat.id)
    world.office.put("have/" + seat.id, {**kept, "gone": [world.audit]})
    assert not passing_on.has_news(world.office, seat, passing_on.said(world.office))


# what head office cannot do


def parcel_with(world):
    parcel = lay_open(package_for(world, world.field), world.office, world.field)
    [message] = [one for one in parcel.manifest["messages"] if one["kind"] == "statement"]
    return parcel, message, json.loads(parcel.members[message["member"]])


def bring(world, change, tmp_path):
    """Let head office change one statement in its package, which it signs; returns what came of it."""
    parcel, message, document = parcel_with(world)
    [proof] = document["statements"]
    change(proof)
    parcel.say(message, as_bytes(document))
    return import_package(world.field, parcel.write(tmp_path / "changed.fap"))


def relined(proof, changes, said, signer=None):
    """Write the line of a proof anew, committed to what it says, signed by `signer` or not at all."""
    line, payload = json.loads(proof["line"]) | changes, json.loads(proof["payload"]) | said
    proof["payload"] = as_bytes(payload).decode()
    data = PAYLOAD_TAG + bytes.fromhex(proof["salt"]) + proof["payload"].encode()
    line["commit"] = hashlib.sha256(data).hexdigest()
    proof["line"] = as_bytes(line).decode()
    if signer is not None:
        proof["signature"] = base64.b64encode(signer.sign(proof["line"].encode())).decode()


def altered_payload(world, proof):
    proof["payload"] = proof["payload"].replace("dissent", "agree")


def altered_whole(world, proof):
    relined(proof, {}, {"answer": "agree", "comment": ""})


def forged_by_head_office_in_their_name(world, proof):
    relined(proof, {}, {"answer": "agree"}, world.office.signing_key)


def forged_by_head_office_as_itself(world, proof):
    relined(proof, {"seat": world.office.seat}, {"answer": "agree"}, world.office.signing_key)
    proof["certificate"] = world.office.get("certificate")


def written_by_an_auditor(world, proof):
    relined(proof, {"seat": world.field.seat}, {"answer": "agree"}, world.field.signing_key)
    proof["certificate"] = world.field.get("certificate")


def of_another_organisation(world, proof):
    key = keys.generate_signing_key()
    relined(proof, {"seat": key.seat}, {"answer": "agree"}, key)
    stranger = certificates.make_authority("Elsewhere")
    request = certificates.make_request(key, SUPERVISOR, world.supervisor.identity.recipient)
    now = datetime.now(UTC)
    pem = certificates.issue(stranger, request, name=SUPERVISOR, role="supervisor", branch="", days=30, now=now)
    proof["certificate"] = pem.decode()


def witnessed_in_the_audit(world, proof):
    relined(proof, {"record": world.audit, "type": "audit"}, {}, world.supervisor.signing_key)


def for_head_office_alone(world, proof):
    relined(proof, {"audience": "headoffice"}, {}, world.supervisor.signing_key)


def in_place_of_another(world, proof):
    relined(proof, {"replaces": ["0" * 64]}, {}, world.supervisor.signing_key)


def another_kind(world, proof):
    relined(proof, {"kind": "field.set"}, {"fields": {}}, world.supervisor.signing_key)


def without_a_salt(world, proof):
    proof["salt"] = ""


def nothing_of_it(world, proof):
    proof.clear()


FORGED = [
    altered_payload, altered_whole, forged_by_head_office_in_their_name, forged_by_head_office_as_itself,
    written_by_an_auditor, of_another_organisation, witnessed_in_the_audit, for_head_office_alone, in_place_of_another,
    another_kind, without_a_salt, nothing_of_it,
]  # fmt: skip


def test_a_statement_that_is_not_the_supervisors_own_is_refused_with_the_whole_package(world, dissent, tmp_path):
    for forge in FORGED:
        result = bring(world, lambda proof, forge=forge: forge(world, proof), tmp_path)
        assert result.state == "damaged", forge
        assert "not as they signed it" in result.reason, forge
        assert passed_on.known(world.field) == [], forge
    assert down(world, world.field).accepted
    assert [one.answer for one in statements_of(world.field, world.audit)] == ["dissent"]


def test_one_for_somebody_else_or_malformed_is_refused(world, dissent, tmp_path):
    changes = [{"seat": world.supervisor.seat}, {"organisation": "0" * 32}, {"statements": {}}, {"version": 2}]
    for change in changes:
        parcel, message, document = parcel_with(world)
        parcel.say(message, as_bytes(document | change))
        assert import_package(world.field, parcel.write(tmp_path / "strange.fap")).state == "damaged", change
    assert passed_on.known(world.field) == []


def test_what_is_said_of_another_audit_is_not_shown_with_this_one(world, dissent, tmp_path):
    """By a certified supervisor who names this audit and a closing that is none of its own, or another audit."""
    signer = world.supervisor.signing_key
    assert bring(world, lambda proof: relined(proof, {}, {"closing": "0" * 64}, signer), tmp_path).accepted
    assert statements_of(world.field, world.audit) == ()
    assert against(world.field) == {}
    elsewhere = bring(world, lambda proof: relined(proof, {}, {"audit": world.log}, signer), tmp_path)
    assert elsewhere.accepted
    assert passed_on.audits(world.field) == [world.audit]


def test_head_office_passes_on_nothing_that_a_supervisor_says_of_an_audit_that_they_were_not_asked_about(world):
    request = asked(world)
    own.sign(world.supervisor, request, DISSENT)
    [event] = [one for one in world.supervisor.events(request) if one.kind == "closing.statement"]
    payload = {**world.supervisor.payload(event.hash), "audit": world.log}
    [made] = world.supervisor.append([NewEvent(request, COUNTERSIGN, "closing.statement", payload, "site")])
    world.supervisor.sign_event(made.hash, world.supervisor.signing_key.sign(made.line))
    assert up(world, world.supervisor).accepted
    down(world, world.field)
    assert passed_on.known(world.field) == [event.hash]


def test_a_member_of_the_team_who_wrote_nothing_hears_of_it_and_a_stranger_who_says_to_hold_it_does_not(world, dissent):
    said = passing_on.said(world.office)
    kept = world.office.get("have/" + world.supervisor.seat)
    chandra = replace(people.find_seat(world.office, world.field.seat), id="c" * 32, name="Chandra Das")
    world.office.put("have/" + chandra.id, {**kept, "seat": chandra.id, "holds": [world.audit]})
    assert not passing_on.has_news(world.office, chandra, said)
    fields = {"audit": world.audit, "lead": world.field.seat, **member_fields(chandra.id, chandra.name)}
    world.office.append([created(record_of(world.audit), TEAM, "", fields)])
    assert passing_on.has_news(world.office, chandra, said)
    world.office.put("have/" + chandra.id, {**kept, "seat": chandra.id, "holds": []})
    assert not passing_on.has_news(world.office, chandra, said)


def test_it_leaves_this_computer_with_its_audit_and_does_not_come_back(world, dissent):
    down(world, world.field)
    assert passed_on.known(world.field) == [dissent]
    fields = {"audit": world.audit, "records": world.audit}
    purge.purge(world.field, [purge.Removal(world.audit, (world.audit,), fields)])
    assert passed_on.known(world.field) == []
    assert down(world, world.field).accepted  # head office did not hear of the removal yet
    assert passed_on.known(world.field) == []


@pytest.mark.parametrize("audience", ["headoffice", "client"])
def test_a_supervisor_whose_program_marks_a_statement_otherwise_keeps_no_package_from_the_auditor(world, audience):
    request = asked(world)
    closing_hash = own.to_sign(world.supervisor)[0].closing
    words = {"name": SUPERVISOR, "function": "x", "answer": "agree", "comment": "", "signature": ""}
    payload = {"audit": world.audit, "closing": closing_hash, **words}
    [made] = world.supervisor.append([NewEvent(request, COUNTERSIGN, "closing.statement", payload, audience)])
    world.supervisor.sign_event(made.hash, world.supervisor.signing_key.sign(made.line))
    assert up(world, world.supervisor).accepted
    assert down(world, world.field).accepted
    assert passed_on.known(world.field) == []
    assert world.field.seat not in [seat.id for seat in answer.due(world.office)]
