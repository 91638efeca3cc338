"""What a worker said: sealed before it is stored, read back by its author and the protection officer alone."""

import pytest
from audit_samples import SEATS
from vault_samples import AUDIT, FINDING, answer, created, event, files_below, new_vault, parts, reopened

from fieldaudit.audit.events import Subject
from fieldaudit.audit.views import AuditView
from fieldaudit.errors import RestrictedCollectionOff
from fieldaudit.trust.sealing import new_identity
from fieldaudit.vault import Sealed
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
    with vault._reading() as connection:
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
    with vault._writing() as connection:
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
    vault.put_draft(AUDIT, "/data/note", "half-typed-Karim")
    vault.add_blob(b"a photo of Karim's passport" * 50, "image/jpeg", "karim-passport.jpg")
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
