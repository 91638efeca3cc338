"""What a worker said: sealed before it is stored, read back by its author and the protection officer alone."""

import os
import shutil

import pytest
from audit_samples import SEATS
from vault_samples import (
    AUDIT,
    FINDING,
    PASSPHRASE,
    Clock,
    add_blob,
    answer,
    created,
    event,
    files_below,
    new_vault,
    parts,
    reopened,
)

from fieldaudit.audit.events import Subject, read_payload
from fieldaudit.audit.views import AuditView
from fieldaudit.errors import NotSealedForThisKey, RestrictedCollectionOff
from fieldaudit.trust import sealing
from fieldaudit.trust.sealing import new_identity
from fieldaudit.vault import Sealed, Vault, drafts, erasure, officers, subjects
from fieldaudit.vault.opening import readable_cells
from fieldaudit.vault.schema import metadata

SECRET_ANSWER = "Rahima-says-the-agent-holds-her-passport"
RESTRICTED = {"audience": "restricted"}


@pytest.fixture
def officer():
    return new_identity()


@pytest.fixture
def vault(tmp_path, officer):
    with new_vault(tmp_path / "home") as made:
        made.put("officer_recipient", officer.recipient)
        yield made


def all_columns(vault):
    """Return every value of every table of the decrypted database."""
    with vault.reading() as connection:
        return [
            value for table in metadata.sorted_tables for row in connection.execute(table.select()) for value in row
        ]


def test_without_an_officers_key_nothing_restricted_is_collected(tmp_path):
    with new_vault(tmp_path / "home") as vault:
        vault.append([answer("1")])
        before = vault.streams([AUDIT])
        with pytest.raises(RestrictedCollectionOff):
            vault.append([answer("2"), answer(SECRET_ANSWER, "/data/said", **RESTRICTED)])
        with pytest.raises(RestrictedCollectionOff):
            vault.subject_identity(Subject(AUDIT, "w1"))
        assert vault.streams([AUDIT]) == before


def test_a_restricted_answer_is_an_opaque_cell_and_nowhere_in_the_decrypted_database(vault):
    (made,) = vault.append([answer(SECRET_ANSWER, "/data/said", **RESTRICTED)])
    assert [event.kind for event in vault.events(AUDIT)] == ["subject.key", "answer.set"]
    assert [(cell.slot, cell.value) for cell in vault.cells(AUDIT)] == [(f"sealed/{made.hash}", None)]
    assert isinstance(vault.payload(made.hash), Sealed)
    stored = repr(all_columns(vault))
    assert "Rahima" not in stored
    assert "/data/said" not in stored


def test_its_author_reads_it_back_after_reopening(vault):
    first, second = vault.append(
        [answer(SECRET_ANSWER, "/data/said", **RESTRICTED), answer("other", "/data/more", **RESTRICTED)]
    )
    with reopened(vault) as again:
        (changed,) = again.append([answer("changed", "/data/said", replaces=(first.hash,), **RESTRICTED)])
        assert [(e.hash, p["value"]) for e, p in again.unsealed(AUDIT)] == [
            (first.hash, SECRET_ANSWER),
            (second.hash, "other"),
            (changed.hash, "changed"),
        ]
        view = AuditView.of(readable_cells(again, AUDIT))
        assert (view.answers, view.sealed) == ({"/data/said": "changed", "/data/more": "other"}, 0)
        assert AuditView.of(again.cells(AUDIT)).answers == {}


def test_the_officer_reads_it_at_head_office_and_nobody_else_there(vault, officer, tmp_path):
    vault.append([answer(SECRET_ANSWER, "/data/said", **RESTRICTED), answer("2")])
    with new_vault(tmp_path / "headoffice") as office:
        office.absorb(parts(vault))
        assert office.unsealed(AUDIT) == []
        assert office.unsealed(AUDIT, [new_identity().secret]) == []
        assert [payload["value"] for _, payload in office.unsealed(AUDIT, [officer.secret])] == [SECRET_ANSWER]
        assert AuditView.of(readable_cells(office, AUDIT, secrets=[officer.secret])).answers == {
            "/data/said": SECRET_ANSWER,
            "/data/exits": "2",
        }
        assert office.check() == []


def test_each_respondent_has_a_key_of_their_own_made_once(vault):
    said = answer("a", "/data/said", seal_to=Subject(AUDIT, "w1"), **RESTRICTED)
    vault.append([said])
    vault.append([answer("b", "/data/said", seal_to=Subject(AUDIT, "w2"), **RESTRICTED)])
    first, second = (vault.subject_identity(Subject(AUDIT, name)) for name in ("w1", "w2"))
    assert first.recipient != second.recipient
    assert [event.kind for event in vault.events(AUDIT)].count("subject.key") == 2
    with reopened(vault) as again:
        assert again.subject_identity(Subject(AUDIT, "w1")) == first


def test_a_respondents_key_travels_sealed_to_the_officer_alone(vault, officer):
    vault.append([answer(SECRET_ANSWER, "/data/said", **RESTRICTED)])
    carried = vault.stored(vault.events(AUDIT)[0].hash).sealed
    with pytest.raises(NotSealedForThisKey):
        sealing.unseal(carried, [vault.identity.secret])
    kept = vault.subject_identity(Subject(AUDIT, AUDIT)).secret
    assert read_payload(sealing.unseal(carried, [officer.secret])[32:]) == {"subject": AUDIT, "secret": kept}


def test_a_copy_that_never_had_a_respondents_key_keeps_the_entry_closed_and_the_officer_opens_it(
    vault, officer, tmp_path
):
    vault.append([created()])
    shutil.copytree(vault.home, tmp_path / "copy")
    vault.append([answer(SECRET_ANSWER, "/data/said", **RESTRICTED)])
    with Vault.open(tmp_path / "copy", PASSPHRASE, clock=Clock()) as copy:
        copy.absorb(parts(vault))
        assert (copy.unsealed(AUDIT), AuditView.of(readable_cells(copy, AUDIT)).sealed) == ([], 1)
        assert [payload["value"] for _, payload in copy.unsealed(AUDIT, [officer.secret])] == [SECRET_ANSWER]
        assert copy.check() == []


def test_after_a_change_of_the_officer_all_is_readable_here_and_each_officer_opens_their_own(vault, officer, tmp_path):
    later = sealing.new_identity()
    vault.append([answer("before", "/data/said", **RESTRICTED)])
    first = officers.first_secret(vault, Subject(AUDIT, AUDIT))
    vault.put("officer_recipient", later.recipient)
    officers.begin_new_keys(vault)
    officers.begin_new_keys(vault)  # twice between two entries is once
    vault.append([answer("after", "/data/said", **RESTRICTED)])
    with reopened(vault) as again:
        assert officers.first_secret(again, Subject(AUDIT, AUDIT)) == first
        assert [payload["value"] for _, payload in again.unsealed(AUDIT)] == ["before", "after"]
        assert again.check() == []
        assert len(erasure.belonging_to(again, AUDIT, [AUDIT])[AUDIT].events) == 4  # both keys and both entries
        with new_vault(tmp_path / "headoffice") as office:
            office.absorb(parts(again))
            for reader, opened in ((officer, "before"), (later, "after")):
                assert [payload["value"] for _, payload in office.unsealed(AUDIT, [reader.secret])] == [opened]


def test_what_was_sealed_to_its_author_by_an_earlier_version_stays_readable_and_can_be_withdrawn(
    vault, officer, monkeypatch
):
    with monkeypatch.context() as earlier:
        earlier.setattr(Vault, "_readers", lambda self: [self.identity.recipient, officer.recipient])
        made = subjects.key_event
        earlier.setattr(subjects, "key_event", lambda name, secret: (os.urandom(32), made(name, secret)[1]))
        vault.append([answer(SECRET_ANSWER, "/data/said", **RESTRICTED)])
    assert vault.check() == []
    with vault.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM subjects")
    assert [payload["value"] for _, payload in vault.unsealed(AUDIT)] == [SECRET_ANSWER]
    assert len(erasure.belonging_to(vault, AUDIT, [AUDIT])[AUDIT].events) == 2


def test_a_respondents_key_that_was_exchanged_is_found_by_the_check(vault):
    vault.append([answer(SECRET_ANSWER, "/data/said", **RESTRICTED)])
    with vault.transaction() as connection:
        connection.exec_driver_sql("UPDATE subjects SET secret = ?", (new_identity().secret,))
    assert vault.check() == [f"A key for restricted entries of the audit {AUDIT} is not the one in its history."]


def test_what_follows_a_restricted_finding_is_sealed_to_its_audits_subject(vault, officer):
    led_on = event(
        "field.set",
        {"fields": {"note": SECRET_ANSWER}},
        FINDING,
        type="finding",
        seal_to=Subject(AUDIT, AUDIT),
        **RESTRICTED,
    )
    vault.append([created(), led_on])
    assert [e.kind for e in vault.events(FINDING)] == ["field.set"]
    assert [e.kind for e in vault.events(AUDIT)] == ["record.created", "subject.key"]
    assert vault.unsealed(FINDING) == []
    assert [p["fields"]["note"] for _, p in vault.unsealed(FINDING, audit=AUDIT)] == [SECRET_ANSWER]
    assert [p["fields"]["note"] for _, p in vault.unsealed(FINDING, [officer.secret], AUDIT)] == [SECRET_ANSWER]


@pytest.mark.parametrize(
    "damage", ["(SELECT sealed FROM events WHERE hash = ?)", "CAST(? AS BLOB)"], ids=["swapped", "cut"]
)
def test_a_sealed_payload_that_is_damaged_or_another_stays_closed_and_is_told(vault, damage):
    first, second = vault.append([answer("a", "/data/said", **RESTRICTED), answer("b", "/data/said", **RESTRICTED)])
    assert vault.check() == []
    with vault.transaction() as connection:
        connection.exec_driver_sql(f"UPDATE events SET sealed = {damage} WHERE hash = ?", (first.hash, second.hash))  # noqa: S608
    assert [e.hash for e, _ in vault.unsealed(AUDIT)] == [first.hash]
    assert vault.check() == [f"A restricted entry of 2026-11-21 in the audit {AUDIT} is damaged."]


def test_undoing_a_restricted_answer_needs_no_key_to_be_seen(vault, officer, tmp_path):
    (made,) = vault.append([answer(SECRET_ANSWER, "/data/said", **RESTRICTED)])
    vault.append([event("event.cancelled", {"reason": "undo"}, cancels=made.hash, **RESTRICTED)])
    assert vault.cells(AUDIT) == []
    with new_vault(tmp_path / "headoffice") as office:
        office.absorb(parts(vault))
        assert office.cells(AUDIT) == []
        assert readable_cells(office, AUDIT, secrets=[officer.secret]) == []


def test_the_files_of_the_vault_hold_nothing_readable(vault, tmp_path):
    vault.append([created(form="f"), answer(SECRET_ANSWER, "/data/said", **RESTRICTED), answer("Ashulia-Knit-Ltd")])
    drafts.keep(vault, AUDIT, "/data/note", "half-typed-Karim")
    add_blob(vault, b"a photo of Karim's passport" * 50, "image/jpeg", "karim-passport.jpg")
    words = [
        b"Rahima",
        b"Ashulia",
        b"Karim",
        b"karim",
        b"/data/",
        b"AGE-SECRET",
        b"PRIVATE KEY",
        AUDIT.encode(),
        b"answer.set",
    ]
    words += [vault.seat.encode(), SEATS[0].encode()]
    open_files = files_below(vault.home, tmp_path / ".state")
    assert {path.name for path in open_files} >= {"vault.db", "vault.db-wal", "vault.keys"}
    assert [(path, word) for path in open_files for word in words if word in path.read_bytes()] == []
    vault.close()
    closed_files = files_below(vault.home, tmp_path / ".state")
    assert [(path, word) for path in closed_files for word in words if word in path.read_bytes()] == []
