"""An insider relays: whatever they do to what a colleague signed, its writer's signature alone is believed."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from exchange_world import PASSPHRASE, snapshot
from field_deeds import CLEAR, SAID, SEEN
from package_workshop import as_bytes, lay_open
from team_world import a_team

from fieldaudit.audit.audit_view import AuditView
from fieldaudit.exchange import authority_key, people
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.incoming import import_package
from fieldaudit.exchange.receipts import keep_receipt
from fieldaudit.field.work import AuditWork
from fieldaudit.headoffice import lost
from fieldaudit.trust import certificates


@pytest.fixture
def world(tmp_path):
    with a_team(tmp_path) as made:
        made.audit = made.shared()
        his = AuditWork(made.bilal, made.audit)
        his.answer(SEEN, "5")
        his.note(SEEN, "Counted twice.")
        his.answer(SAID, "They keep my passport.")
        made.give(made.bilal, made.amina, made.audit)
        AuditWork(made.amina, made.audit).answer(CLEAR, "yes")
        made.package = export_audits(made.amina, [made.audit], made.stick / "relayed.fap").path
        yield made


def opened(world):
    return lay_open(world.package, world.amina, world.office)


def his_part(parcel, world):
    return next(
        one for one in parcel.manifest["streams"] if (one["seat"], one["record"]) == (world.bilal.seat, world.audit)
    )


def refused(world, parcel, state, reason):
    before = snapshot(world.office)
    result = import_package(world.office, parcel.write(world.stick / "hostile.fap"))
    assert (result.state, reason in result.reason) == (state, True), result
    if not result.held:
        assert snapshot(world.office) == before
    return result


def alter(row):
    payload = row.payload()
    row.carriage["payload"] = json.dumps(payload | {"value": "0"}, separators=(",", ":"))


def answered(rows):
    return next(row for row in rows if row.line["kind"] == "answer.set" and row.carriage["payload"])


def test_what_is_relayed_as_it_was_signed_enters(world):
    assert import_package(world.office, opened(world).write(world.stick / "good.fap")).state == "taken_in"
    assert AuditView.of(world.office.cells(world.audit)).answers[SEEN] == "5"


def test_an_answer_altered_under_the_colleagues_own_checkpoint_is_refused(world):
    parcel = opened(world)
    part, kept = his_part(parcel, world), dict(parcel.members)
    rows = parcel.rows(part)
    alter(answered(rows))
    parcel.relink(part, rows)
    for kind in ("json", "sig"):
        name = f"checkpoints/{world.bilal.seat}.{kind}"
        parcel.members[name] = kept[name]
    refused(world, parcel, "not_allowed", "without that person's signature")


def test_a_checkpoint_that_the_relayer_signs_for_a_colleague_is_refused(world):
    parcel = opened(world)
    part = his_part(parcel, world)
    rows = parcel.rows(part)
    alter(answered(rows))
    parcel.relink(part, rows)  # signs every checkpoint with the relayer's key
    refused(world, parcel, "damaged", "a signature in it does not fit")


def test_the_relayers_own_certificate_does_not_stand_for_a_colleague(world):
    parcel = opened(world)
    part = his_part(parcel, world)
    rows = parcel.rows(part)
    alter(answered(rows))
    parcel.relink(part, rows)
    parcel.members[f"checkpoints/{world.bilal.seat}.pem"] = world.amina.get("certificate").encode()
    refused(world, parcel, "not_allowed", "whom this organisation did not certify")


def test_a_colleagues_history_cut_in_the_middle_or_continued_is_refused(world):
    parcel = opened(world)
    part = his_part(parcel, world)
    rows = parcel.rows(part)
    part["last"] -= 1
    shorter = rows[:-1]
    kept = dict(parcel.members)
    parcel.relink(part, shorter)
    parcel.members |= {name: data for name, data in kept.items() if name.startswith("checkpoints/")}
    refused(world, parcel, "not_allowed", "without that person's signature")
    parcel = opened(world)
    part = his_part(parcel, world)
    rows = parcel.rows(part)
    invented = json.loads(json.dumps(rows[-1].line))
    rows.append(type(rows[-1])(invented | {"seq": invented["seq"] + 1}, dict(rows[-1].carriage)))
    part["last"] += 1
    parcel.relink(part, rows)
    parcel.members |= {name: data for name, data in kept.items() if name.startswith("checkpoints/")}
    refused(world, parcel, "not_allowed", "without that person's signature")


def test_entries_that_the_relayer_leaves_out_of_a_colleagues_history_are_missed(world):
    parcel = opened(world)
    part = his_part(parcel, world)
    rows = parcel.rows(part)
    answered(rows).carriage.update(salt="", payload="")
    parcel.keep(part, rows)
    refused(world, parcel, "not_allowed", "with entries left out")


@pytest.mark.parametrize("who", ["request", "nobody", "two", "another organisation"])
def test_a_colleague_whom_this_organisation_did_not_certify_is_not_believed(world, who):
    parcel = opened(world)
    name = f"checkpoints/{world.bilal.seat}.pem"
    if who == "request":
        parcel.members[name] = world.bilal.get("request").encode()
    elif who == "nobody":
        del parcel.members[name]
    elif who == "two":
        parcel.members[name] *= 2
    else:
        other = certificates.make_authority("Open Harvest Alliance")
        request = world.bilal.get("request").encode()
        parcel.members[name] = certificates.issue(
            other, request, name="Bilal Haque", role="auditor", branch="Dhaka", days=700
        )
    refused(world, parcel, "not_allowed", "whom this organisation did not certify")


def test_a_colleague_may_write_through_others_only_what_their_own_role_may(world):
    authority = authority_key.load(world.office.home, PASSPHRASE)
    request = world.bilal.get("request").encode()
    later = datetime.now(UTC) + timedelta(hours=1)
    pem = certificates.issue(
        authority, request, name="Bilal Haque", role="administrator", branch="Dhaka", days=700, now=later
    )
    people.keep_certificate(world.office, pem, authority.certificate_pem)
    refused(world, opened(world), "not_allowed", "answer.set, as administrator")


@pytest.mark.parametrize("name", ["{zeros}.json", "{bilal}.txt", "{amina}.pem"])
def test_a_checkpoint_that_no_list_names_is_refused(world, name):
    parcel = opened(world)
    named = name.format(zeros="0" * 32, bilal=world.bilal.seat, amina=world.amina.seat)
    parcel.members[f"checkpoints/{named}"] = b"[]"
    refused(world, parcel, "damaged", "does not name the files")


@pytest.mark.parametrize("rows", [[5], [["a", "b"]], {"a": 1}, [[[], [], [], 1, []]]])
def test_a_checkpoint_that_a_colleague_made_badly_is_refused(world, rows):
    parcel, document = opened(world), as_bytes(rows)
    parcel.members[f"checkpoints/{world.bilal.seat}.json"] = document
    parcel.members[f"checkpoints/{world.bilal.seat}.sig"] = world.bilal.signing_key.sign(document)
    result = import_package(world.office, parcel.write(world.stick / "hostile.fap"))
    assert result.state == "damaged", result


def revoke(world, vault):
    """Let head office revoke a seat of which it has taken nothing in yet."""
    with world.office.transaction():
        people.add_revocation(world.office, vault.seat, "2026-11-21T09:00:00.000Z")


def test_what_is_new_of_a_revoked_colleague_waits_for_a_person_and_only_they_are_named_then(world):
    revoke(world, world.bilal)
    result = import_package(world.office, world.package)
    assert (result.state, result.held, "by Bilal Haque wait" in result.reason) == ("revoked", True, True)
    [entered] = lost.trust(world.office, result.package[:12])
    assert entered.state == "taken_in"
    [row] = people.revocations(world.office)["revoked"]
    assert row["seat"] == world.bilal.seat
    assert world.audit in {head[0] for head in row["heads"]}


def test_what_a_revoked_colleague_wrote_before_the_last_trusted_head_still_comes_through_others(world):
    assert world.up(world.bilal, world.audit).state == "taken_in"
    revoke(world, world.bilal)
    assert import_package(world.office, world.package).state == "taken_in"


def test_the_lead_who_knows_of_a_revocation_leaves_the_colleague_out_and_says_so(world):
    world.amina.put(
        people.REVOCATIONS, {"number": 1, "revoked": [{"seat": world.bilal.seat, "since": "x", "heads": []}]}
    )
    written = export_audits(world.amina, [world.audit], world.stick)
    assert written.left_out == ("Bilal Haque",)
    revoke(world, world.bilal)
    assert import_package(world.office, written.path).state == "taken_in"
    assert world.bilal.seat not in {head.seat for head in world.office.streams([world.audit])}


def test_a_colleague_whose_certificate_ended_waits_as_they_would_themselves(world):
    authority = authority_key.load(world.office.home, PASSPHRASE)
    request = world.bilal.get("request").encode()
    later = datetime.now(UTC) + timedelta(hours=1)
    pem = certificates.issue(authority, request, name="Bilal Haque", role="auditor", branch="Dhaka", days=30, now=later)
    people.keep_certificate(world.office, pem, authority.certificate_pem)
    when = datetime.now(UTC) + timedelta(days=90)
    result = import_package(world.office, world.package, now=when)
    assert (result.state, result.held, "Bilal Haque" in result.reason) == ("expired", True, True)


def test_what_came_through_a_colleague_gives_its_writer_no_receipt_and_no_right(world):
    assert import_package(world.office, world.package).state == "taken_in"
    assert {head.seat for head in world.office.exchange_log.confirmed(world.audit)} == {world.amina.seat}
    [receipt] = world.office.exchange_log.receipts()
    have = {head[1] for head in json.loads(receipt.document)["have"]}
    assert have == {world.amina.seat, world.bilal.seat}
    own = import_package(world.office, export_audits(world.bilal, [world.audit], world.stick).path)
    assert (own.state, own.events) == ("taken_in", 0)  # known, every line of it
    assert {head.seat for head in world.office.exchange_log.confirmed(world.audit)} == {
        world.amina.seat,
        world.bilal.seat,
    }


def test_a_receipt_tells_the_lead_what_not_to_carry_again(world):
    assert import_package(world.office, world.package).state == "taken_in"
    [receipt] = world.office.exchange_log.receipts()
    keep_receipt(world.amina, world.office.seat, receipt.document, receipt.signature)
    AuditWork(world.bilal, world.audit).answer(SEEN, "6")
    world.give(world.bilal, world.amina, world.audit)
    again = lay_open(
        export_audits(world.amina, [world.audit], world.stick / "more.fap").path, world.amina, world.office
    )
    assert {part["seat"] for part in again.manifest["streams"]} == {world.bilal.seat}
    assert sum(part["last"] - part["first"] + 1 for part in again.manifest["streams"]) == 1


def test_head_offices_own_lines_brought_back_to_it_make_it_nobody_of_its_people(world):
    parcel = opened(world)
    office = world.office
    parcel.manifest["checkpoints"].append(office.seat)
    name = f"checkpoints/{office.seat}"
    parcel.members |= {f"{name}.json": b"[]", f"{name}.sig": office.signing_key.sign(b"[]")}
    parcel.members[f"{name}.pem"] = office.get("certificate").encode()
    assert import_package(office, parcel.write(world.stick / "back.fap")).state == "taken_in"
    assert set(people.seats(office)) == {world.amina.seat, world.bilal.seat}
