"""What a certified person could send to spoil head office's desk, and two lives or two people with one thing."""

import pytest
from exchange_world import PASSPHRASE
from field_world import field_desk, start

from fieldaudit.audit.events import write_line
from fieldaudit.audit.slots import writes
from fieldaudit.errors import EventRefused
from fieldaudit.exchange import enrol
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.intake import take_in
from fieldaudit.field import audits, closing, sites
from fieldaudit.field.work import AuditWork
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import Vault
from fieldaudit.vault.reading import read_audit

NAME = "/data/floor[1]/floor_name"
FINDING = {"finding": "f", "ref": "/data/q", "verdict": "noncompliant", "severity": "critical", "title": "t"}
CLOSING = {"outcome": "complete", "reason": "", "heads": [], "form": "", "commitments": "", "version": 1}

EVIDENCE = dict.fromkeys(("ref", "blob", "name", "media_type", "sha256", "taken", "secret", "file"), "x") | {"size": 1}


def event(kind):
    hex32, hex64 = "0" * 32, "0" * 64
    return write_line(
        {
            "record": "00000000-0000-4000-8000-000000000000",
            "type": "audit",
            "seat": hex32,
            "inc": hex32,
            "seq": 1,
            "prev": "",
            "parent": "",
            "kind": kind,
            "lamport": 1,
            "time": "2026-11-21T10:00:00.000Z",
            "offset": "+0",
            "late": False,
            "form": "",
            "audience": "site",
            "replaces": [],
            "cancels": "",
            "commit": hex64,
            "sealed": False,
        }
    )


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("finding.raised", {name: value for name, value in FINDING.items() if name != "ref"}),
        ("finding.raised", FINDING | {"severity": ["critical"]}),
        ("finding.raised", FINDING | {"reasons": 5}),
        ("row.added", {"repeat": "/data/floor", "row": "][", "after": ""}),
        ("row.removed", {"repeat": "/data/floor", "row": "a/b", "saw": []}),
        ("closing.signed", CLOSING | {"heads": [["a", "b", [], {}, []]]}),
        *(("evidence.attached", EVIDENCE | {name: {}}) for name in ("taken", "file", "secret", "name", "size")),
    ],
)
def test_a_payload_that_no_desk_could_show_is_refused(kind, payload):
    with pytest.raises(EventRefused):
        writes(event(kind), payload)


@pytest.fixture
def world(tmp_path):
    with field_desk(tmp_path / "world") as made:
        yield made


def test_two_copies_of_one_vault_that_went_on_apart_end_in_a_conflict_that_keeps_both(world, tmp_path):
    work = start(world)
    work.answer(NAME, "before")
    world.field.backup(tmp_path / "copy.bak")
    Vault.restore(tmp_path / "copy.bak", tmp_path / "second")
    with Vault.open(tmp_path / "second", PASSPHRASE) as second:
        other = AuditWork(second, work.id)
        other.answer(NAME, "there")
        work.answer(NAME, "here")
        for vault, folder in ((second, "a"), (world.field, "b")):
            assert take_in(world.office, export_audits(vault, [work.id], tmp_path / folder).path).state == "taken_in"
    ref = work.session.stable(NAME)
    reading = read_audit(world.office, work.id)
    assert reading.conflicts == {ref}
    assert {cell.value for cell in reading.view.slots[f"answer/{ref}"]} == {"here", "there"}
    assert world.office.check() == []


def test_an_invitation_is_used_up_by_the_first_who_proves_it(world, tmp_path):
    work = start(world)
    invitation = world.stick / "amina.invitation"
    enrol.join(tmp_path / "thief", invitation, world.code, PASSPHRASE, cost=CHEAP)
    with Vault.open(tmp_path / "thief", PASSPHRASE) as thief:
        thief.add_form(work.session.form.xform, work.session.form.attachments)
        audit = audits.start_audit(thief, "small", sites.add_site(thief, sites.NewSite("Elsewhere")), audits.NewVisit())
        late = export_audits(thief, [audit], tmp_path / "late").path
        assert take_in(world.office, export_audits(world.field, [work.id], world.stick).path).state == "taken_in"
        taken = take_in(world.office, late)
    assert (taken.state, world.office.record_types().get(audit)) == ("unknown_signer", None)


def test_a_signed_audit_that_is_amended_counts_as_open_at_head_office_too(world):
    work = start(world)
    work.answer(NAME, "one")
    closing.sign(work, "partial", "half of it")
    take_in(world.office, export_audits(world.field, [work.id], world.stick).path)
    closing.amend(world.field, work.id, "a name was wrong")
    again = AuditWork(world.field, work.id)
    again.answer(NAME, "two")
    take_in(world.office, export_audits(world.field, [work.id], world.stick).path)
    assert read_audit(world.office, work.id).view.closing is None
    second = closing.sign(again, "partial", "half of it")
    take_in(world.office, export_audits(world.field, [work.id], world.stick).path)
    there = read_audit(world.office, work.id).view
    assert (there.closing.hash, there.closing.version, len(there.closings)) == (second, 2, 2)
    assert world.office.check() == []
