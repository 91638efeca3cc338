"""A withdrawn consent: what was said is gone from the decrypted pages, the freed ones and the log; the chain holds."""

import io
import os
import re
import shutil
from pathlib import Path

import pytest
from cipher_pages import all_plain, traces
from field_world import field_desk, standing, start
from PIL import Image
from vault_samples import PASSPHRASE, Clock, answer, created, new_vault, parts

from fieldaudit.audit.audit_view import AuditView
from fieldaudit.audit.events import NewEvent, Subject
from fieldaudit.errors import AuditUnknown, ErasureUnfinished, NothingToErase, NotSealedForThisKey, ReasonMissing
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.intake import take_in
from fieldaudit.field import consent, evidence
from fieldaudit.field.work import AuditWork
from fieldaudit.trust import keys, sealing
from fieldaudit.vault import Vault, attachments, drafts, erasure, tray

SAID, PASSPORT, CLEAR = "/data/voices/said", "/data/voices/holds_passport", "/data/fire/exits_clear"
RESTRICTED = {"audience": "restricted"}
KEY = re.compile(rb"AGE-SECRET-KEY-1[A-Z0-9]{58}")


@pytest.fixture
def world(tmp_path):
    with field_desk(tmp_path / "world") as made:
        yield made


def photo(color="red"):
    out = io.BytesIO()
    Image.new("RGB", (320, 240), color).save(out, "JPEG")
    return out.getvalue()


def interview(world):
    """Fill an audit with what a worker said, what was photographed, half typed and not assigned; returns the work."""
    work = start(world)
    work.answer(CLEAR, "yes")
    work.answer(SAID, "kestrel quarry: they keep my passport")
    work.answer(SAID, "kestrel quarry: the agent keeps my passport " + "and more " * 900)  # over several pages
    work.answer(PASSPORT, "no")
    work.note(PASSPORT, "kestrelnote")
    work.attach(PASSPORT, photo(), "kestrelpassport.jpg")
    drafts.keep(work.vault, work.id, SAID, "kestrel half typed")
    drafts.keep(work.vault, work.id, "/data/fire/seen", "12")
    evidence.put_in_tray(work.vault, work.id, photo("blue"), "kestrelface.jpg")
    return work


def secrets_of(vault, audit):
    """Return all that must be gone: identities, sealed payloads, keys and hashes of blobs, drafts, names."""
    found = {"identity": vault.subject_identity(Subject(audit, audit)).secret, "draft": "kestrel half typed"}
    for event in vault.events(audit):
        stored = vault.stored(event.hash)
        if stored.sealed is not None:
            found[f"{event.kind} {event.seq}"] = stored.sealed
    for event, payload in vault.unsealed(audit):
        if event.kind == "evidence.attached":
            found |= {"photo's key": payload["secret"], "photo's hash": payload["sha256"]}
    [item] = tray.waiting(vault, audit)
    return found | {"tray's key": attachments.secret_of(vault, item.blob), "tray's name": item.name}


def test_before_it_is_erased_everything_is_found_in_the_decrypted_pages(world):
    work = interview(world)
    secrets = secrets_of(world.field, work.id)
    assert traces(all_plain(world.field), secrets) == sorted(secrets)


def test_after_a_withdrawal_nothing_of_it_is_in_any_decrypted_page_or_frame(world):
    work = interview(world)
    secrets = secrets_of(world.field, work.id)
    done = consent.withdraw_consent(world.field, work.id, reason="asked by telephone")
    assert (done.attachments, done.unassigned) == (1, 1)
    assert (world.field.home / "vault.db-wal").stat().st_size < 64 * 1024  # what is in it was written since
    assert traces(all_plain(world.field), secrets) == []
    assert drafts.of(world.field, work.id) == {"/data/fire/seen": "12"}
    assert list((world.field.home / "blobs").iterdir()) == []
    assert world.field.check() == []


def test_nothing_that_is_left_opens_a_copy_of_what_was_said_or_shown(world):
    work = interview(world)
    events = [event for event in world.field.events(work.id) if event.sealed]
    [carried] = [world.field.stored(event.hash).sealed for event in events if event.kind == "subject.key"]
    said = [world.field.stored(event.hash).sealed for event in events if event.kind != "subject.key"]
    said += [path.read_bytes() for path in (world.field.home / "blobs").iterdir()]
    found = [key.decode() for key in KEY.findall(all_plain(world.field))]
    assert all(_opens(sealed, found) for sealed in said)  # the control: until now each could be opened
    consent.withdraw_consent(world.field, work.id, reason="asked by telephone")
    left = [key.decode() for key in KEY.findall(all_plain(world.field))]
    assert world.field.identity.secret in left
    assert not any(_opens(sealed, left) for sealed in [carried, *said])


def _opens(sealed, keys):
    try:
        return bool(sealing.unseal(sealed, keys))
    except NotSealedForThisKey:
        return False


def test_another_respondent_of_the_same_audit_stays_readable(tmp_path):
    with new_vault(tmp_path / "home") as vault:
        vault.put("officer_recipient", sealing.new_identity().recipient)
        first = answer("what w1 said", "/data/said", **RESTRICTED)
        audit = first.record
        vault.append([created(), NewEvent(**{**_fields(first), "seal_to": Subject(audit, "w1")})])
        vault.append([answer("what w2 said", "/data/said", seal_to=Subject(audit, "w2"), **RESTRICTED)])
        kept = vault.subject_identity(Subject(audit, "w2"))
        done = consent.withdraw_consent(vault, audit, "w1", "withdrawn")
        assert done.entries == 2  # the answer, and the key
        assert [payload["value"] for _, payload in vault.unsealed(audit)] == ["what w2 said"]
        assert vault.subject_identity(Subject(audit, "w2")) == kept
        with pytest.raises(NothingToErase):
            consent.withdraw_consent(vault, audit, "w1", "again")
        with pytest.raises(NothingToErase):
            consent.withdraw_consent(vault, audit, "nobody", "again")


def _fields(event):
    return {name: getattr(event, name) for name in event.__dataclass_fields__}


def test_the_withdrawal_is_signed_and_the_audit_says_that_it_was_erased(world):
    work = interview(world)
    lines = [event.line for event in world.field.events(work.id)]
    done = consent.withdraw_consent(world.field, work.id, reason="asked by telephone")
    stored = world.field.stored(done.event)
    keys.verify(world.field.signing_key.public_pem(), stored.signature, stored.line)
    assert [event.line for event in world.field.events(work.id)][: len(lines)] == lines  # the chain is as it was
    assert AuditView.of(world.field.cells(work.id)).withdrawn == {work.id: "asked by telephone"}
    assert {cell.slot.partition("/")[0] for cell in world.field.cells(work.id) if cell.sealed} == {"sealed"}


def test_an_audit_goes_on_after_a_withdrawal_and_no_finding_or_computed_value_changes(world):
    work = interview(world)
    raised = sum(event.kind == "finding.raised" for event in world.field.events(work.id))
    consent.withdraw_consent(world.field, work.id, reason="asked by telephone")
    before = world.field.streams([work.id])
    again = AuditWork(world.field, work.id)
    assert world.field.streams([work.id]) == before  # opening it records nothing
    again.answer(CLEAR, "no")
    assert standing(again)["exits_clear"].severity == "critical"
    kinds = [event.kind for event in world.field.events(work.id)]
    assert (kinds.count("finding.raised"), kinds.count("finding.withdrawn")) == (raised + 1, 0)
    again.answer(SAID, "somebody else spoke")  # a new respondent has a new key
    assert AuditWork(world.field, work.id).session.node(SAID).value == "somebody else spoke"
    assert world.field.check() == []


def test_what_was_erased_is_exported_as_lines_alone_and_taken_in(world):
    work = interview(world)
    consent.withdraw_consent(world.field, work.id, reason="asked by telephone")
    written = export_audits(world.field, [work.id], world.stick)
    assert take_in(world.office, written.path).state == "taken_in"
    assert world.office.check() == []
    assert world.office.unsealed(work.id, [world.officer.secret]) == []
    assert AuditView.of(world.office.cells(work.id)).withdrawn == {work.id: "asked by telephone"}


def test_a_withdrawal_that_arrives_erases_there_and_nothing_of_it_comes_back(tmp_path):
    officer = sealing.new_identity()
    with new_vault(tmp_path / "field") as field, new_vault(tmp_path / "office") as office:
        field.put("officer_recipient", officer.recipient)
        made = field.append([created(), answer("kestrel", "/data/said", **RESTRICTED)])
        audit = made[0].record
        before = parts(field)
        office.absorb(before)
        assert [payload["value"] for _, payload in office.unsealed(audit, [officer.secret])] == ["kestrel"]
        secrets = {str(n): field.stored(e.hash).sealed for n, e in enumerate(field.events(audit)) if e.sealed}
        assert traces(all_plain(office), secrets) == sorted(secrets)
        consent.withdraw_consent(field, audit, reason="asked")
        office.absorb(parts(field))
        assert office.unsealed(audit, [officer.secret]) == []
        assert traces(all_plain(office), secrets) == []
        office.absorb(before)  # an older package once more
        assert traces(all_plain(office), secrets) == []
        assert office.check() == []


def test_a_withdrawal_that_comes_first_keeps_the_payload_out(tmp_path):
    officer = sealing.new_identity()
    with new_vault(tmp_path / "field") as field, new_vault(tmp_path / "office") as office:
        field.put("officer_recipient", officer.recipient)
        (_, said) = field.append([created(), answer("kestrel", "/data/said", **RESTRICTED)])
        before = parts(field)
        consent.withdraw_consent(field, said.record, reason="asked")
        office.absorb(parts(field))
        office.absorb(before)
        assert office.stored(said.hash).sealed is None
        assert office.unsealed(said.record, [officer.secret]) == []


def test_nobody_erases_what_another_was_told(tmp_path):
    officer = sealing.new_identity()
    with new_vault(tmp_path / "one") as one, new_vault(tmp_path / "two") as two:
        one.put("officer_recipient", officer.recipient)
        (_, said) = one.append([created(), answer("kestrel", "/data/said", **RESTRICTED)])
        hashes = [event.hash for event in one.events(said.record)]
        two.absorb(parts(one))
        payload = {"subject": said.record, "reason": "a lie", "erased": hashes}
        two.append([NewEvent(said.record, "audit", erasure.KIND, payload)])
        with new_vault(tmp_path / "office") as office:
            office.absorb(parts(two))
            assert [got["value"] for _, got in office.unsealed(said.record, [officer.secret])] == ["kestrel"]
        one.absorb(parts(two))
        assert [got["value"] for _, got in one.unsealed(said.record)] == ["kestrel"]
        assert one.subject_identity(Subject(said.record, said.record))


def test_a_restored_backup_erases_too_when_it_hears_of_it(tmp_path):
    with new_vault(tmp_path / "home") as vault:
        vault.put("officer_recipient", sealing.new_identity().recipient)
        (_, said) = vault.append([created(), answer("kestrel", "/data/said", **RESTRICTED)])
        identity = vault.subject_identity(Subject(said.record, said.record)).secret
        vault.backup(tmp_path / "backup.tar")
        consent.withdraw_consent(vault, said.record, reason="asked")
        lines = parts(vault)
    Vault.restore(tmp_path / "backup.tar", tmp_path / "restored")
    with Vault.open(tmp_path / "restored", PASSPHRASE, clock=Clock()) as restored:
        assert traces(all_plain(restored), {"identity": identity}) == ["identity"]  # a backup keeps it: docs say so
        restored.absorb(lines)
        assert traces(all_plain(restored), {"identity": identity}) == []
        assert restored.unsealed(said.record) == []


def test_a_copy_that_never_had_the_key_erases_what_it_has_of_it_and_what_is_half_typed(tmp_path):
    with new_vault(tmp_path / "home") as vault:
        vault.put("officer_recipient", sealing.new_identity().recipient)
        vault.append([created()])
        shutil.copytree(vault.home, tmp_path / "copy")
        (said,) = vault.append([answer("kestrel", "/data/said", **RESTRICTED)])
        before = parts(vault)
        consent.withdraw_consent(vault, said.record, reason="asked")
        with Vault.open(tmp_path / "copy", PASSPHRASE, clock=Clock()) as copy:
            copy.absorb(before)
            drafts.keep(copy, said.record, "/data/said", "kestrel half typed")
            assert copy.stored(said.hash).sealed is not None
            copy.absorb(parts(vault))
            assert (copy.stored(said.hash).sealed, drafts.of(copy, said.record)) == (None, {})


def test_an_erasure_cut_off_after_its_commit_is_finished_at_the_next_opening(tmp_path, monkeypatch):
    with new_vault(tmp_path / "home") as vault:
        vault.put("officer_recipient", sealing.new_identity().recipient)
        (_, said) = vault.append([created(), answer("kestrel " * 2000, "/data/said", **RESTRICTED)])
        secrets = {str(n): vault.stored(e.hash).sealed for n, e in enumerate(vault.events(said.record)) if e.sealed}
        monkeypatch.setattr(erasure, "resume", lambda *_: None)  # as a crash would
        assert not erasure.unfinished(vault)
        with pytest.raises(ErasureUnfinished):
            consent.withdraw_consent(vault, said.record, reason="asked")
        assert vault.unsealed(said.record) == []  # the keys are gone with the commit
        assert traces(all_plain(vault), secrets)  # the control: older pages still lie in the log
        shutil.copytree(vault.home, tmp_path / "crashed")
    monkeypatch.undo()
    with Vault.open(tmp_path / "crashed", PASSPHRASE, clock=Clock()) as again:
        assert not erasure.unfinished(again)
        assert traces(all_plain(again), secrets) == []


def test_the_log_is_overwritten_before_it_is_cut(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(os, "fsync", lambda handle, real=os.fsync: (seen.append(_head(handle)), real(handle)))
    with new_vault(tmp_path / "home") as vault:
        vault.put("officer_recipient", sealing.new_identity().recipient)
        (_, said) = vault.append([created(), answer("kestrel", "/data/said", **RESTRICTED)])
        consent.withdraw_consent(vault, said.record, reason="asked")
    wal = [data for name, data in seen if name.endswith("vault.db-wal")]
    assert len(wal) == 1
    assert len(wal[0]) > 4096
    assert not any(wal[0])


def _head(handle):
    path = Path(f"/proc/self/fd/{handle}").readlink()
    return path.name, path.read_bytes() if path.name.endswith("-wal") else b""


def test_a_withdrawal_needs_an_audit_and_a_reason(world):
    work = interview(world)
    with pytest.raises(ReasonMissing):
        consent.withdraw_consent(world.field, work.id, reason=" ")
    with pytest.raises(AuditUnknown):
        consent.withdraw_consent(world.field, world.site, reason="asked")
    assert consent.previews(world.field, work.id)[work.id].attachments == 1
    assert world.field.unsealed(work.id)
