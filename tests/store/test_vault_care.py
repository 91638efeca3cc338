"""Attachments, instruments, backups, verification and a disk that gives up."""

import errno
import hashlib
import shutil
import tarfile
from dataclasses import astuple

import pytest
import sqlcipher3.dbapi2
from vault_samples import (
    AUDIT,
    PASSPHRASE,
    Clock,
    add_blob,
    answer,
    blob_of,
    created,
    event,
    new_vault,
    parts,
    reopened,
    values,
)

from fieldaudit.audit.closing import commitments
from fieldaudit.checklist import parse_form
from fieldaudit.errors import (
    BackupNotRestored,
    BackupRefused,
    BlobMissing,
    DiskFull,
    DiskTrouble,
    FormMissing,
    FormRefused,
    NotAVault,
    VaultExists,
)
from fieldaudit.vault import (
    CertificateRow,
    PackageRow,
    ReceiptRow,
    StreamHead,
    Vault,
    attachments,
    blobs,
    driver,
    files,
    forms,
    keys,
)

PHOTO = b"\xff\xd8\xff" + b"a photo" * 1000


@pytest.fixture
def vault(tmp_path):
    with new_vault(tmp_path / "home") as made:
        made.append([created(), answer("1")])
        yield made


def attached(vault, blob):
    payload = {
        "ref": "/data/exits",
        "blob": blob.id,
        "name": blob.name,
        "media_type": blob.media_type,
        "size": blob.size,
    }
    payload |= {"sha256": blob.sha256, "taken": "", "file": blob.file.name}
    return event("evidence.attached", payload | {"secret": attachments.secret_of(vault, blob.id)})


def test_an_attachment_is_read_back_and_its_file_is_named_by_its_own_hash(vault):
    blob = add_blob(vault, PHOTO, "image/jpeg", "exit.jpg")
    assert (blob.size, blob.sha256) == (len(PHOTO), hashlib.sha256(PHOTO).hexdigest())
    assert blob.id == hashlib.sha256(blob.file.read_bytes()).hexdigest()
    assert PHOTO[:20] not in blob.file.read_bytes()
    with reopened(vault) as again:
        assert attachments.read(again, blob.id) == PHOTO
        assert blob_of(again, blob.id) == blob
        assert blobs.file_of(again.home, blob.id) == blob.file


def test_an_attachment_travels_as_its_sealed_file_and_its_event_in_either_order(vault, tmp_path):
    blob = add_blob(vault, PHOTO, "image/jpeg", "exit.jpg")
    vault.append([attached(vault, blob)])
    with new_vault(tmp_path / "event first") as first, new_vault(tmp_path / "file first") as second:
        first.absorb(parts(vault))
        with pytest.raises(BlobMissing, match=r"exit\.jpg"):
            attachments.read(first, blob.id)
        assert attachments.take_in(first, blob.file) == blob.id
        attachments.take_in(second, blob.file)
        with pytest.raises(BlobMissing):
            attachments.read(second, blob.id)
        second.absorb(parts(vault))
        assert attachments.read(first, blob.id) == attachments.read(second, blob.id) == PHOTO
        assert blob_of(second, blob.id).name == "exit.jpg"
        assert (first.check(), second.check()) == ([], [])


def test_who_was_given_the_key_of_an_attachment_opens_it_without_keeping_it(vault, tmp_path):
    blob = add_blob(vault, PHOTO, "image/jpeg", "")
    with new_vault(tmp_path / "office") as office:
        attachments.take_in(office, blob.file)
        assert attachments.read(office, blob.id, attachments.secret_of(vault, blob.id)) == PHOTO
        with pytest.raises(BlobMissing):
            attachments.read(office, blob.id)


def test_files_that_nothing_names_are_swept_and_others_stay(vault):
    blob = add_blob(vault, PHOTO, "image/jpeg", "exit.jpg")
    with pytest.raises(RuntimeError), vault.transaction():
        orphan = add_blob(vault, b"orphan", "image/jpeg", "x")
        raise RuntimeError
    assert orphan.file.is_file()
    with reopened(vault) as again:
        assert not orphan.file.exists()
        assert attachments.read(again, blob.id) == PHOTO


def test_an_unknown_attachment_is_told(vault):
    for ask in (attachments.read, attachments.secret_of, blob_of):
        with pytest.raises(BlobMissing):
            ask(vault, "0" * 64)


XFORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>T</h:title><model><instance><data id="t" version="1"><exits/></data></instance>
<bind nodeset="/data/exits" type="int"/></model></h:head>
<h:body><input ref="/data/exits"><label>Exits</label></input></h:body></h:html>"""


def test_a_form_is_kept_under_the_digest_that_audits_pin(vault):
    digest = vault.add_form(XFORM, {"list.csv": b"name,label"})
    assert digest == parse_form(XFORM, {"list.csv": b"name,label"}).digest
    assert vault.add_form(XFORM, {"list.csv": b"name,label"}) == digest
    assert (vault.forms(), vault.form(digest)) == ([digest], (XFORM, {"list.csv": b"name,label"}))
    with pytest.raises(FormRefused):
        vault.add_form(b"<no-form/>")
    assert vault.forms() == [digest]


def test_the_attachments_of_a_form_stay_as_they_came(vault):
    with vault.transaction() as connection:
        for _ in range(2):
            forms.add(connection, "d1", b"<h:html/>", {"b.csv": b"2", "a.csv": b"1"}, "now")
    assert vault.forms() == ["d1"]
    assert vault.form("d1") == (b"<h:html/>", {"a.csv": b"1", "b.csv": b"2"})
    with pytest.raises(FormMissing):
        vault.form("d2")


def test_a_backup_restored_elsewhere_is_the_same_vault_in_a_new_incarnation(vault, tmp_path):
    blob = add_blob(vault, PHOTO, "image/jpeg", "exit.jpg")
    vault.backup(tmp_path / "backup.tar")
    vault.append([answer("later")])
    Vault.restore(tmp_path / "backup.tar", tmp_path / "restored")
    with Vault.open(tmp_path / "restored", PASSPHRASE, clock=Clock()) as again:
        assert again.seat == vault.seat
        assert again.incarnation != vault.incarnation
        assert values(again, "answer//data/exits") == ["1"]
        assert attachments.read(again, blob.id) == PHOTO
        assert again.check() == []


def test_a_backup_restored_in_the_place_of_a_lost_vault_opens_a_new_incarnation(vault, tmp_path):
    vault.backup(tmp_path / "backup.tar")
    vault.close()
    before = vault.incarnation
    shutil.rmtree(vault.home)
    Vault.restore(tmp_path / "backup.tar", vault.home)
    with Vault.open(vault.home, PASSPHRASE) as again:
        assert again.incarnation != before


def test_a_backup_is_not_restored_over_anything(vault, tmp_path):
    vault.backup(tmp_path / "backup.tar")
    with pytest.raises(VaultExists):
        Vault.restore(tmp_path / "backup.tar", vault.home)


def test_a_cut_or_altered_backup_is_refused_and_leaves_nothing(vault, tmp_path):
    add_blob(vault, PHOTO, "image/jpeg", "exit.jpg")
    vault.backup(tmp_path / "backup.tar")
    whole = (tmp_path / "backup.tar").read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for damaged in (b"", b"hello", whole[: middle - middle % 512], whole[:-20_000], flipped):
        (tmp_path / "damaged.tar").write_bytes(damaged)
        with pytest.raises(BackupNotRestored, match=r"cannot be restored: .* nothing was restored\."):
            Vault.restore(tmp_path / "damaged.tar", tmp_path / "restored")
        assert not (tmp_path / "restored").exists()
    assert not list(tmp_path.glob("*.part"))


def test_a_backup_cannot_write_outside_its_folder(tmp_path, vault):
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        (tmp_path / "backup.json").write_text(
            '{"format": "fieldaudit backup", "version": 1, "members": {"../evil": "00"}}', encoding="utf-8"
        )
        tar.add(tmp_path / "backup.json", "backup.json")
        tar.add(vault.home / "vault.keys", "../evil")
    with pytest.raises(BackupRefused):
        Vault.restore(tmp_path / "evil.tar", tmp_path / "deep" / "restored")
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE events SET line = CAST(replace(CAST(line AS TEXT), '1', '2') AS BLOB) WHERE seq = 2", "was altered"),
        (
            "UPDATE events SET payload = CAST(replace(CAST(payload AS TEXT), '1', '2') AS BLOB) WHERE seq = 2",
            "another payload",
        ),
        ("UPDATE writes SET value = '\"2\"' WHERE slot = 'answer//data/exits'", "not what its history says"),
        ("UPDATE writes SET live = 0", "not what its history says"),
        ("UPDATE tips SET hash = (SELECT hash FROM events WHERE seq = 1)", "ends of the streams"),
        ("UPDATE events SET seq = 5 WHERE seq = 2", "wrong place"),
    ],
)
def test_an_alteration_with_the_key_at_hand_is_told_by_the_check(vault, sql, told):
    with vault.transaction() as connection:
        connection.exec_driver_sql(sql)
    assert told in " ".join(vault.check())


@pytest.mark.parametrize(("answers", "problems"), [("seen", 0), ("other", 1)])
def test_a_closing_that_does_not_match_its_answers_is_told(vault, answers, problems):
    (head,) = vault.streams([AUDIT])
    seen = vault.events(AUDIT) if answers == "seen" else []
    closed = {"outcome": "complete", "reason": "", "form": "", "version": 1, "score": {}}
    closed |= {"heads": [list(astuple(head))], "commitments": commitments(seen)}
    vault.append([event("closing.signed", closed), answer("after", "/data/zoo")])
    assert len(vault.check()) == problems


def test_a_flipped_bit_in_the_file_is_told(vault):
    vault.close()
    path = vault.home / "vault.db"
    data = bytearray(path.read_bytes())
    data[-2000] ^= 1
    path.write_bytes(data)
    try:
        with Vault.open(vault.home, PASSPHRASE) as again:
            assert again.check()
    except NotAVault:
        pass  # the page was needed to open


def test_an_attachment_that_was_altered_or_lost_is_told(vault):
    altered, lost = (add_blob(vault, data, "image/jpeg", name) for data, name in ((PHOTO, "a.jpg"), (b"x", "b.jpg")))
    altered.file.write_bytes(altered.file.read_bytes()[:-1])
    lost.file.unlink()
    assert sorted(vault.check()) == [
        "The file of the attachment a.jpg was altered.",
        "The file of the attachment b.jpg is missing.",
    ]


def test_a_full_database_is_told_and_everything_saved_before_is_there(vault):
    with vault.transaction() as connection:
        connection.exec_driver_sql(
            f"PRAGMA max_page_count = {connection.exec_driver_sql('PRAGMA page_count').scalar() + 4}"
        )
    saved = []
    with pytest.raises(DiskFull):
        for number in range(10_000):
            vault.append([event("note.set", {"ref": f"/data/{number}", "text": "x" * 1000})])
            saved.append(number)
    assert [cell.slot for cell in vault.cells(AUDIT, "note/")] == sorted(f"note//data/{n}" for n in saved)
    with vault.reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000")
    vault.append([answer("2")])
    assert vault.check() == []


def test_a_commit_that_the_disk_refuses_is_undone_and_told(vault, monkeypatch):
    real = driver.run
    reasons = {"text": "disk I/O error"}

    def failing(connection, statement, *rest):
        if statement == "COMMIT":
            raise sqlcipher3.dbapi2.OperationalError(reasons["text"])
        return real(connection, statement, *rest)

    before = vault.cells(AUDIT)
    monkeypatch.setattr(driver, "run", failing)
    with pytest.raises(DiskTrouble):
        vault.append([answer("2")])
    reasons["text"] = "database or disk is full"
    with pytest.raises(DiskFull):
        vault.append([answer("3")])
    monkeypatch.undo()
    assert vault.cells(AUDIT) == before
    (made,) = vault.append([answer("4")])
    assert made.seq == 3


def test_an_attachment_on_a_full_disk_is_told_and_leaves_no_file(vault, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(files.os, "fsync", full)
        with pytest.raises(DiskFull):
            add_blob(vault, PHOTO, "image/jpeg", "exit.jpg")
        with pytest.raises(DiskFull):
            keys.change_passphrase(vault, "another passphrase")
    assert list((vault.home / "blobs").iterdir()) == []
    assert not list(vault.home.glob("*.part"))
    with reopened(vault) as again:
        assert again.check() == []


def test_packages_receipts_and_certificates_are_logged_with_the_change_they_belong_to(vault):
    log = vault.exchange_log
    sent = PackageRow("d1", "out", 1, "me", "sent", "", "2026-11-21T14:00:00.000Z", {"audits": [AUDIT]})
    with pytest.raises(RuntimeError), vault.transaction():
        log.put_package(sent)
        raise RuntimeError
    assert log.packages() == []
    log.put_package(sent)
    log.put_package(PackageRow("d1", "in", 7, "you", "waiting", "unknown signer", "2026-11-21T15:00:00.000Z"))
    assert log.package("d1", "out") == sent
    assert [package.direction for package in log.packages()] == ["in", "out"]
    assert log.package("d2", "out") is None
    (head,) = vault.streams([AUDIT])
    receipt = ReceiptRow("d1", "office", "2026-11-22T08:00:00.000Z", b"document", b"signature")
    log.put_receipt(receipt, [head])
    log.put_receipt(receipt, [StreamHead(head.record, head.seat, head.inc, 1, "0" * 64)])
    assert log.receipts() == [receipt]
    assert log.confirmed(AUDIT) == [head]
    old = CertificateRow("s1", "seat", "Amina", "auditor", "dhaka", "age1x", b"pem")
    new = CertificateRow("s2", "seat", "Amina", "supervisor", "dhaka", "age1x", b"pem")
    for certificate in (old, new, old):
        log.put_certificate(certificate)
    assert log.certificate("seat") == new
    log.revoke("seat", "2026-12-01")
    assert [certificate.revoked for certificate in log.certificates()] == ["2026-12-01", "2026-12-01"]
    assert log.certificate("nobody") is None
