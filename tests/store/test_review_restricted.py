"""What a worker said reaches the protection officer, all of it, and nobody and no file else."""

import io
import json
import os
import tempfile

import pytest
from exchange_world import PASSPHRASE
from field_world import field_desk, standing, start
from PIL import Image

from fieldaudit.audit.events import NewEvent
from fieldaudit.audit.views import action_view
from fieldaudit.exchange.answer import send
from fieldaudit.exchange.apply import apply
from fieldaudit.exchange.export import export_alert, export_audits
from fieldaudit.exchange.intake import take_in
from fieldaudit.field import closing
from fieldaudit.field.findings import FindingDetails, update
from fieldaudit.reports import audit_report
from fieldaudit.reports.gather import gather
from fieldaudit.vault import follow_up
from fieldaudit.vault.listing import list_audits
from fieldaudit.vault.opening import readable_cells
from fieldaudit.vault.reading import actions_of, read_audit

CLEAR, SAID, PASSPORT = "/data/fire/exits_clear", "/data/voices/said", "/data/voices/holds_passport"
SECRETS = {
    name: f"kestrel{name}quarry"
    for name in ("answer", "skip", "note", "photo", "detail", "action", "advance", "undone", "withdrawn")
}


@pytest.fixture
def world(tmp_path):
    with field_desk(tmp_path / "world") as made:
        yield made


def photo():
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(out, "JPEG")
    return out.getvalue()


def interview(world):
    """Fill an audit with every kind of restricted entry; returns the work and the restricted finding."""
    work = start(world)
    work.answer(SAID, SECRETS["undone"])
    work.undo()
    work.answer(SAID, SECRETS["answer"])
    work.answer(PASSPORT, "no")
    work.note(PASSPORT, SECRETS["note"])
    work.attach(PASSPORT, photo(), f"{SECRETS['photo']}.jpg")
    work.skip(SAID, SECRETS["skip"])
    work.answer(CLEAR, "yes")
    finding = standing(work)["holds_passport"]
    update(world.field, finding, FindingDetails(affected=1, sampled=2, note=SECRETS["detail"]))
    entry = follow_up.NewAction("remedy", SECRETS["action"], "protection officer", "2026-12-01")
    follow_up.open_action(world.field, finding, entry)
    [action] = actions_of(world.field, work.id)
    follow_up.advance(world.field, action, "in_progress", "auditor", SECRETS["advance"])
    return work, finding


def test_an_action_on_a_restricted_finding_and_what_was_said_of_it_reach_the_officer(world):
    work, finding = interview(world)
    assert take_in(world.office, export_audits(world.field, [work.id], world.stick).path).state == "taken_in"
    [record] = [row.id for row in world.office.records("action")]
    key = [world.officer.secret]
    seen = action_view(readable_cells(world.office, record, work.id, key))
    assert (seen.text, seen.state, seen.note) == (SECRETS["action"], "in_progress", SECRETS["advance"])
    own = {cell.slot: cell.value for cell in readable_cells(world.office, finding.id, work.id, key)}
    assert own["field/note"] == SECRETS["detail"]
    assert actions_of(world.office, work.id) == []


def test_another_audits_export_does_not_carry_a_restricted_action(world):
    interview(world)
    other = start(world)
    other.answer(CLEAR, "yes")
    take_in(world.office, export_audits(world.field, [other.id], world.stick).path)
    assert world.office.records("action") == []


def test_a_thief_finds_nothing_readable_in_any_file_after_the_whole_loop(world, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    work, finding = interview(world)
    take_in(world.office, export_alert(world.field, finding.id, world.stick).path)
    closing.sign(work, "partial", "kestrelreasonquarry")
    take_in(world.office, export_audits(world.field, [work.id], world.stick).path)
    apply(world.field, send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE).path)
    found = [part for vault in (world.office, world.field) for part in lists(vault, work.id, finding)]
    assert not [name for name, secret in SECRETS.items() if secret in "".join(found)]
    plain = [*SECRETS.values(), "kestrelreasonquarry", PASSPHRASE, world.code, "Delta unit 2", "Amina Rahman"]
    plain += [finding.title, "AGE-SECRET-KEY", "PRIVATE KEY"]
    code = tmp_path / "world" / "code"
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path != code and "form" not in path.parts]
    for path in files:
        data = path.read_bytes() + os.fsencode(path.name)
        assert not [text for text in plain if text.encode() in data], path
        assert finding.id.encode() not in data, path
    assert any(path.name == "vault.db-wal" for path in files)


def lists(vault, audit, finding):
    """Give everything that reports for others, and lists at head office, are made of."""
    for audience in ("site", "client", "headoffice"):
        data = gather(vault, audit, audience)
        assert audit_report(data, audience)
        shown = repr(data)
        assert finding.title not in shown
        assert finding.id[:8].upper() not in shown
        yield shown
    yield repr(list_audits(vault))
    if vault.get("seats"):  # head office
        reading = read_audit(vault, audit)
        yield repr((reading.view.slots, reading.sheet(), actions_of(vault, audit)))


def test_a_report_for_the_site_takes_questions_that_lie_in_no_group(world):
    work = start(world)
    work.answer("/data/floor[1]/floor_name", "ground floor")
    data = gather(world.field, work.id, "site")
    assert "ground floor" in repr(data)
    assert audit_report(data, "site").startswith(b"%PDF")


def test_head_offices_list_counts_again_when_more_comes(world):
    work = start(world)
    work.answer(CLEAR, "no")
    take_in(world.office, export_alert(world.field, standing(work)["exits_clear"].id, world.stick).path)
    assert len(list_audits(world.office)) == 1
    work.answer("/data/fire/seen", "4")
    take_in(world.office, export_audits(world.field, [work.id], world.stick).path)
    counts = [(row.answered, row.total) for row in list_audits(world.office)]
    assert counts == [(row.answered, row.total) for row in list_audits(world.field)]


def test_a_closing_without_a_signature_is_not_taken_in(world):
    work = start(world)
    payload = {"outcome": "complete", "reason": "", "heads": [], "form": "", "commitments": "", "version": 1}
    world.field.append([NewEvent(work.id, "audit", "closing.signed", payload, "site")])
    taken = take_in(world.office, export_audits(world.field, [work.id], world.stick).path)
    assert (taken.state, world.office.records("audit")) == ("damaged", [])


def test_an_audit_whose_form_is_missing_keeps_no_list_from_being_shown(world):
    work = start(world)
    lost = start(world)
    world.field.append([NewEvent(lost.id, "audit", "field.set", {"fields": {"form": "0" * 64}})])
    assert {row.id for row in list_audits(world.field)} == {work.id, lost.id}


def test_what_the_database_refuses_is_told_without_what_was_to_be_stored(world):
    with pytest.raises(Exception, match="UNIQUE") as failed, world.field.transaction() as connection:
        for _ in range(2):
            connection.exec_driver_sql(
                "INSERT INTO meta (key, value) VALUES (?, ?)", ("again", json.dumps(SECRETS["answer"]))
            )
    assert SECRETS["answer"] not in str(failed.value)
