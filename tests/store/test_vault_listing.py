"""The list of all audits, read together, says of each what reading that one alone says."""

import pytest
from field_world import field_desk, standing, start

from fieldaudit.audit.events import NewEvent
from fieldaudit.exchange.answer import send
from fieldaudit.exchange.apply import apply
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.intake import take_in
from fieldaudit.field import closing
from fieldaudit.vault import listing
from fieldaudit.vault.listing import audit_row, list_audits

CLEAR, SEEN, BLOCKED = "/data/fire/exits_clear", "/data/fire/seen", "/data/fire/blocked"
SAID = "/data/voices/said"


@pytest.fixture
def world(tmp_path):
    with field_desk(tmp_path / "world") as made:
        yield made


def answered(world, **answers):
    work = start(world)
    for name, value in answers.items():
        work.answer(f"/data/fire/{name}", value)
    return work


def closed(work):
    closing.sign(work, "partial", "It was dark.")
    return work


def severity(work, said):
    """Change the severity of the audit's finding in the finding's own record."""
    (finding,) = standing(work).values()
    work.vault.append([NewEvent(finding.id, "finding", "field.set", {"fields": {"severity": said}})])


def fill(world):
    """Make audits in every state that a list can show, and return them by what is special of them."""
    made = {
        "draft": start(world),
        "undone": answered(world, seen="3"),
        "skipped": start(world),
        "found": answered(world, seen="8", blocked="2"),
        "worse": answered(world, seen="8", blocked="1"),
        "withdrawn": answered(world, exits_clear="no"),
        "restricted": answered(world, seen="1"),
        "signed": closed(answered(world, seen="2")),
        "amended": closed(answered(world, seen="2")),
        "sent": closed(answered(world, seen="2")),
        "again": closed(answered(world, seen="4")),
        "confirmed": closed(answered(world, seen="2")),
    }
    made["undone"].undo()
    made["skipped"].skip(CLEAR, "dark")
    severity(made["worse"], "critical")
    made["withdrawn"].answer(CLEAR, "yes")
    made["restricted"].answer(SAID, "a secret")
    closing.amend(world.field, made["amended"].id, "One more thing.")
    first = export_audits(world.field, [made[name].id for name in ("again", "confirmed")], world.stick)
    take_in(world.office, first.path)
    apply(world.field, send(world.office, world.field.seat, world.stick, passphrase="correct horse battery").path)
    closing.amend(world.field, made["again"].id, "And one more.")
    made["again"].reload()
    closed(made["again"])
    export_audits(world.field, [made["sent"].id], world.stick)
    return {name: work.id for name, work in made.items()}


def test_the_list_read_together_is_the_rows_read_alone_in_both_vaults(world):
    made = fill(world)
    for vault in (world.field, world.office):
        listed = list_audits(vault)
        alone = [audit_row(vault, record.id) for record in vault.records("audit")]
        assert sorted(listed, key=lambda row: row.id) == sorted(alone, key=lambda row: row.id)
        assert [row.updated for row in listed] == sorted((row.updated for row in listed), reverse=True)
    rows = {row.id: row for row in list_audits(world.field)}
    states = {name: rows[audit].state for name, audit in made.items()}
    assert states == {
        **dict.fromkeys(("undone", "draft"), "draft"),
        **dict.fromkeys(("skipped", "found", "worse", "withdrawn", "restricted", "amended"), "in_progress"),
        **dict.fromkeys(("signed", "again"), "signed"),
        **dict.fromkeys(("sent",), "sent"),
        **dict.fromkeys(("confirmed",), "confirmed"),
    }
    findings = {name: dict(rows[made[name]].findings) for name in ("found", "worse", "withdrawn", "draft")}
    assert findings == {"found": {"minor": 1}, "worse": {"critical": 1}, "withdrawn": {}, "draft": {}}


def test_audits_without_anything_sealed_are_not_read_one_by_one(world, monkeypatch):
    audits = {answered(world, seen="1").id for _ in range(3)}
    list_audits(world.field)  # counts what was answered
    monkeypatch.setattr(listing, "_parts", None)
    monkeypatch.setattr(type(world.field), "cells", None)
    assert {row.id for row in list_audits(world.field)} == audits


def test_the_audit_changed_last_is_first_even_when_something_was_taken_back(world):
    one, two = answered(world, seen="1"), answered(world, seen="2")
    assert [row.id for row in list_audits(world.field)] == [two.id, one.id]
    one.undo()
    assert [row.id for row in list_audits(world.field)] == [one.id, two.id]
