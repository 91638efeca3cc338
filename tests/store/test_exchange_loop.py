"""The loop: invitation, export, intake, certificate and receipt, applied in the field."""

import errno
import shutil
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from exchange_world import PASSPHRASE, add_audit, finding_of, make_world, open_world

from fieldaudit.audit.events import NewEvent
from fieldaudit.errors import (
    AuthorityPassphraseNeeded,
    Cancelled,
    DiskFull,
    FileUnreadable,
    FileUnwritable,
    InvitationRefused,
    NotHeadOffice,
    NothingToSend,
    RestrictedCollectionOff,
    SeatNotConfirmed,
    SeatUnknown,
    WrongPassphrase,
)
from fieldaudit.exchange import answer, container, enrol, export, membership, people, staging
from fieldaudit.exchange.documents import read_document, write_document
from fieldaudit.exchange.incoming import certify_and_release, import_package, verify_package
from fieldaudit.exchange.intake import intake_log, retry_waiting, take_in
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import Vault, attachments


@pytest.fixture
def world(tmp_path: Path):
    make_world(tmp_path / "world")
    with open_world(tmp_path / "world") as opened:
        yield opened


def test_an_audit_goes_to_head_office_and_its_receipt_and_certificate_come_back(world):
    audit = add_audit(world.field)
    assert not membership.member(world.field).certified
    sent = export.export_audits(world.field, [audit], world.stick)
    assert sent.path.name == "fa-000001.fap"
    taken = import_package(world.office, sent.path)
    assert (taken.state, taken.sender, taken.audits, taken.held) == ("taken_in", "Amina Rahman", (audit,), False)
    assert taken.package == sent.manifest_sha256
    assert [cell.value for cell in world.office.cells(audit, "answer/")] == ["0", "1", "2"]
    blob = next(iter(world.office.cells(audit, "evidence/"))).value["blob"]
    assert attachments.read(world.office, blob) == b"\xff\xd8\xff a photo"
    [seat] = answer.due(world.office)
    back = answer.send(world.office, seat.fingerprint, world.stick, passphrase=PASSPHRASE)
    applied = import_package(world.field, back.path)
    assert (applied.state, set(applied.messages)) == ("applied", {"receipt", "certificate", "revocation"})
    me = membership.member(world.field)
    assert (me.certified, me.role, me.branch) == (True, "auditor", "Dhaka")
    assert [row.state for row in export.sent_packages(world.field)] == ["received"]
    assert export.unconfirmed_by_audit(world.field, [audit])[audit] == 0
    assert answer.due(world.office) == []
    with pytest.raises(NothingToSend):
        export.export_audits(world.field, [audit], world.stick)


def test_after_a_receipt_only_what_is_new_travels_and_a_certified_seat_needs_no_request(world):
    audit = add_audit(world.field)
    first = export.export_audits(world.field, [audit], world.stick)
    take_in(world.office, first.path)
    import_package(world.field, answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE).path)
    world.field.append([NewEvent(audit, "audit", "answer.set", {"ref": "/data/q9", "value": "late"})])
    second = export.export_audits(world.field, [audit], world.stick)
    seen = verify_package(world.office, second.path)
    assert (seen.certified, seen.role, seen.events, seen.attachments) == (True, "auditor", 1, 0)
    taken = take_in(world.office, second.path)
    assert (taken.state, taken.events) == ("taken_in", 1)
    assert [cell.value for cell in world.office.cells(audit, "answer//data/q9")] == ["late"]


def test_importing_twice_changes_nothing(world):
    sent = export.export_audits(world.field, [add_audit(world.field)], world.stick)
    take_in(world.office, sent.path)
    before = (world.office.streams(world.office.record_types()), intake_log(world.office))
    assert take_in(world.office, sent.path).state == "duplicate"
    assert (world.office.streams(world.office.record_types()), intake_log(world.office)) == before
    back = answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE)
    assert [import_package(world.field, back.path).state for _ in range(2)] == ["applied", "duplicate"]


def test_an_alert_brings_one_finding_and_no_other_answer_and_the_export_after_it_brings_the_rest(world):
    audit = add_audit(world.field)
    alert = export.export_alert(world.field, finding_of(audit), world.stick)
    taken = take_in(world.office, alert.path)
    assert (taken.state, taken.purpose) == ("taken_in", "alert")
    [found] = world.office.cells(audit, "finding/")
    assert found.value["title"] == "Exit locked"
    assert world.office.cells(audit, "answer/") == []
    assert len(world.office.cells(audit, "sealed/")) == 4
    site = next(cell.value for cell in world.office.cells(audit, "field/site"))
    assert [cell.value for cell in world.office.cells(site, "field/name")] == ["Delta unit 2"]
    import_package(world.field, answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE).path)
    whole = export.export_audits(world.field, [audit], world.stick)
    assert take_in(world.office, whole.path).state == "taken_in"
    assert world.office.cells(audit, "sealed/") == []
    assert [cell.value for cell in world.office.cells(audit, "answer/")] == ["0", "1", "2"]
    assert world.office.check() == []


def test_packages_arrive_in_any_order_and_end_in_the_same_state(world):
    audit = add_audit(world.field)
    first = export.export_audits(world.field, [audit], world.stick)
    take_in(world.office, first.path)
    import_package(world.field, answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE).path)
    packages = []
    for value in ("1", "2"):
        world.field.append([NewEvent(audit, "audit", "answer.set", {"ref": "/data/n", "value": value})])
        packages.append(export.export_audits(world.field, [audit], world.stick).path)
    assert take_in(world.office, packages[1]).state == "taken_in"
    assert take_in(world.office, packages[0]).state == "taken_in"
    assert world.office.streams([audit]) == world.field.streams([audit])
    assert world.office.check() == []


def test_a_package_that_goes_on_from_a_missing_one_waits_and_follows_by_itself(world, tmp_path):
    audit = add_audit(world.field)
    first = export.export_audits(world.field, [audit], world.stick)
    shutil.copytree(world.folder / "office", tmp_path / "twin")
    take_in(world.office, first.path)
    import_package(world.field, answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE).path)
    world.field.append([NewEvent(audit, "audit", "answer.set", {"ref": "/data/n", "value": "2"})])
    second = export.export_audits(world.field, [audit], world.stick)
    with Vault.open(tmp_path / "twin", PASSPHRASE) as twin:  # head office as it was before: a restored backup
        waits = take_in(twin, second.path)
        assert (waits.state, waits.held) == ("earlier_missing", True)
        taken = take_in(twin, first.path)
        assert (taken.state, [later.state for later in taken.released]) == ("taken_in", ["taken_in"])
        assert twin.streams([audit]) == world.field.streams([audit])
        assert list((twin.home / "quarantine").iterdir()) == []


def test_somebody_without_a_proof_waits_until_their_fingerprint_is_certified(world):
    world.field.put(membership.INVITATION, None)
    audit = add_audit(world.field)
    sent = export.export_audits(world.field, [audit], world.stick)
    waits = take_in(world.office, sent.path)
    assert (waits.state, waits.held, world.office.record_types()) == ("unknown_signer", True, {})
    assert waits.fingerprint in waits.next_step
    with pytest.raises(SeatNotConfirmed):
        answer.send(world.office, waits.fingerprint, world.stick, passphrase=PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        enrol.certify(world.office, waits.fingerprint, "wrong passphrase")
    with pytest.raises(SeatUnknown):
        enrol.certify(world.office, "eight words that are not those of anybody", PASSPHRASE)
    rows = intake_log(world.office)
    assert retry_waiting(world.office) == ()
    assert intake_log(world.office) == rows
    seat, released = certify_and_release(world.office, waits.fingerprint, PASSPHRASE, role="auditor", branch="Dhaka")
    assert (seat.role, [taken.state for taken in released]) == ("auditor", ["taken_in"])
    assert world.office.streams([audit]) == world.field.streams([audit])


def test_a_revoked_person_is_not_taken_in_and_the_list_reaches_others(world):
    audit = add_audit(world.field)
    take_in(world.office, export.export_audits(world.field, [audit], world.stick).path)
    revoked = enrol.revoke(world.office, world.field.seat)
    assert people.revocations(world.office)["revoked"][0]["heads"]
    world.field.append([NewEvent(audit, "audit", "answer.set", {"ref": "/data/n", "value": "2"})])
    taken = take_in(world.office, export.export_audits(world.field, [audit], world.stick).path)
    assert (taken.state, taken.held) == ("revoked", False)
    with pytest.raises(SeatNotConfirmed):
        answer.send(world.office, revoked.fingerprint, world.stick, passphrase=PASSPHRASE)


def test_a_certificate_needs_the_passphrase_of_its_own_key(world):
    take_in(world.office, export.export_audits(world.field, [add_audit(world.field)], world.stick).path)
    with pytest.raises(AuthorityPassphraseNeeded):
        answer.send(world.office, world.field.seat, world.stick)
    with pytest.raises(WrongPassphrase):
        answer.send(world.office, world.field.seat, world.stick, passphrase="wrong passphrase")


def test_only_head_office_does_what_is_head_offices(world):
    for act in (
        lambda: enrol.invite(world.field, "Ben", "auditor", "", world.stick / "x"),
        lambda: enrol.create_officer(world.field, world.stick / "x", PASSPHRASE),
        lambda: take_in(world.field, world.stick / "amina.invitation"),
        lambda: answer.send(world.field, world.office.seat, world.stick),
    ):
        with pytest.raises(NotHeadOffice):
            act()
    assert not (world.stick / "x").exists()


def test_an_invitation_needs_its_code_its_time_and_its_bytes(world, tmp_path):
    file = world.stick / "amina.invitation"
    for path, code, says in (
        (file, "six words that are not right", "do not fit"),
        (_cut(file, tmp_path), world.code, "damaged"),
    ):
        with pytest.raises(InvitationRefused, match=says):
            enrol.join(tmp_path / "home", path, code, PASSPHRASE, cost=CHEAP)
        assert not (tmp_path / "home").exists()


def _cut(file: Path, folder: Path) -> Path:
    cut = folder / "cut"
    cut.write_bytes(file.read_bytes()[:-20])
    return cut


def test_restricted_answers_pass_through_head_office_unread_and_only_the_officer_opens_them(world):
    audit = add_audit(world.field)
    secret = NewEvent(audit, "audit", "answer.set", {"ref": "/data/who", "value": "his name"}, audience="restricted")
    with pytest.raises(RestrictedCollectionOff):
        world.field.append([secret])
    take_in(world.office, export.export_audits(world.field, [audit], world.stick).path)
    officer = enrol.create_officer(world.office, world.stick / "officer.age", "another long passphrase")
    import_package(world.field, answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE).path)
    assert membership.has_officer(world.field)
    world.field.append([secret])
    sent = export.export_audits(world.field, [audit], world.stick)
    assert take_in(world.office, sent.path).state == "taken_in"
    assert world.office.unsealed(audit) == []
    opened = enrol.officer_secret(officer.path, "another long passphrase")
    assert [payload["value"] for _, payload in world.office.unsealed(audit, [opened])] == ["his name"]
    with pytest.raises(WrongPassphrase):
        enrol.officer_secret(officer.path, "not that passphrase")


def test_a_full_disk_or_a_cancelled_export_leaves_nothing_and_takes_no_number(world, monkeypatch):
    audit = add_audit(world.field)
    before = sorted(world.stick.iterdir())

    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(container, "copy_member", full)
        with pytest.raises(FileUnwritable, match="No space left"):
            export.export_audits(world.field, [audit], world.stick)

    def cancel(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        export.export_audits(world.field, [audit], world.stick, progress=cancel)
    assert sorted(world.stick.iterdir()) == before
    assert export.export_audits(world.field, [audit], world.stick).sequence == 1


def test_a_full_disk_while_taking_in_changes_nothing_and_the_package_enters_later(world, monkeypatch):
    sent = export.export_audits(world.field, [add_audit(world.field)], world.stick)

    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(staging, "copied", full)
        with pytest.raises(DiskFull):
            take_in(world.office, sent.path)
    assert (world.office.record_types(), intake_log(world.office)) == ({}, [])
    assert list((world.office.home / "quarantine").iterdir()) == []
    assert take_in(world.office, sent.path).state == "taken_in"


def test_a_path_that_is_no_file_is_said_plainly_at_both_desks(world):
    for vault in (world.office, world.field):
        for path in (world.stick, world.stick / "missing.fap"):
            with pytest.raises(FileUnreadable):
                import_package(vault, path)


def test_an_export_never_overwrites_a_file(world):
    audit = add_audit(world.field)
    taken = world.stick / "taken.fap"
    taken.write_bytes(b"something else")
    with pytest.raises(FileUnwritable, match="already"):
        export.export_audits(world.field, [audit], taken)
    (world.stick / "fa-000001.fap").write_bytes(b"of somebody else")
    assert export.export_audits(world.field, [audit], world.stick).path.name == "fa-000001-2.fap"
    assert (world.stick / "fa-000001.fap").read_bytes() == b"of somebody else"


def test_every_order_of_delivery_ends_in_the_same_state(world, tmp_path):
    """An alert, a whole export, and one that goes on from it, into head offices restored from before all of them."""
    audit = add_audit(world.field)
    shutil.copytree(world.folder / "office", tmp_path / "before")
    packages = [export.export_alert(world.field, finding_of(audit), world.stick).path]
    packages.append(export.export_audits(world.field, [audit], world.stick).path)
    take_in(world.office, packages[1])
    import_package(world.field, answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE).path)
    world.field.append([NewEvent(audit, "audit", "answer.set", {"ref": "/data/n", "value": "2"})])
    packages.append(export.export_audits(world.field, [audit], world.stick).path)
    ends = set()
    for number, order in enumerate(permutations(packages)):
        shutil.copytree(tmp_path / "before", tmp_path / f"twin{number}")
        with Vault.open(tmp_path / f"twin{number}", PASSPHRASE) as twin:
            for package in (*order, order[0]):
                take_in(twin, package)
            cells = {record: twin.cells(record) for record in sorted(twin.record_types())}
            ends.add(repr((sorted(twin.streams(cells), key=repr), cells, sorted(people.seats(twin)))))
            assert list((twin.home / "quarantine").iterdir()) == []
            assert twin.check() == []
    assert len(ends) == 1
    assert "Delta unit 2" in ends.pop()


def test_a_receipt_confirms_nothing_that_is_not_here_under_the_same_hash(world):
    audit = add_audit(world.field)
    sent = export.export_audits(world.field, [audit], world.stick)
    take_in(world.office, sent.path)
    [receipt] = world.office.exchange_log.receipts()
    said = read_document("receipt", receipt.document)
    record, seat, inc, seq, hash_ = next(row for row in said["have"] if row[0] == audit)
    said["have"] = [
        [record, seat, inc, seq, "0" * 64],
        [record, seat, inc, seq + 5, hash_],
        [record, "0" * 32, inc, seq, hash_],
    ]
    document = write_document("receipt", said)
    false = replace(receipt, document=document, signature=world.office.signing_key.sign(document))
    world.office.exchange_log.put_receipt(false, [])
    back = answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE)
    assert import_package(world.field, back.path).state == "applied"
    assert world.field.exchange_log.confirmed(audit) == []
    assert export.unconfirmed_by_audit(world.field, [audit])[audit] > 0
