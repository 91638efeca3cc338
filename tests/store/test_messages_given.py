"""Head office to the field and back: assignments, questions about answers, decisions on actions."""

import shutil
from pathlib import Path

import pytest
from exchange_world import PASSPHRASE, add_audit
from messages_world import XFORM, down, site_at_office, up, working, written

from fieldaudit.audit.events import NewEvent
from fieldaudit.errors import AuditUnknown, NotHeadOffice, QuestionRefused, SiteUnknown, TaskRefused
from fieldaudit.exchange import answer, enrol, export
from fieldaudit.exchange.incoming import import_package, verify_package
from fieldaudit.field import given as field_given
from fieldaudit.field.sites import list_sites
from fieldaudit.headoffice import given
from fieldaudit.headoffice.given import NewTask
from fieldaudit.vault import Vault
from fieldaudit.vault.records import created, new_id


@pytest.fixture
def world(tmp_path: Path):
    with working(tmp_path / "world") as opened:
        yield opened


def assigned(world, **more: str) -> str:
    digest = world.office.add_form(XFORM.encode(), {})
    plan = {"start": "2026-12-01", "end": "2026-12-05", "purpose": "yearly"} | more
    return given.assign(world.office, NewTask(world.field.seat, site_at_office(world), digest, "2026-12-20", **plan))


def test_an_assignment_reaches_the_auditor_with_its_site_and_form_and_the_audit_started_from_it_says_so(world):
    task = assigned(world, announcement="unannounced")
    [row] = given.list_tasks(world.office)
    assert (row.state, row.sent) == ("open", False)
    assert [seat.id for seat in answer.due(world.office)] == [world.field.seat]
    applied = down(world)
    assert applied.accepted
    assert "1 assignment" in applied.reason
    assert answer.due(world.office) == []
    assert given.list_tasks(world.office)[0].sent
    [found] = field_given.assigned(world.field)
    assert (found.site_name, found.party, found.form_title) == ("Nadi Textiles", "Nadi Group", "Fire")
    assert (found.start, found.due, found.announcement) == ("2026-12-01", "2026-12-20", "unannounced")
    assert "Nadi Textiles" in [site.name for site in list_sites(world.field)]
    audit = field_given.start(world.field, task)
    assert field_given.assigned(world.field) == []
    assert [cell.value for cell in world.field.cells(audit, "field/due")] == ["2026-12-20"]
    up(world, audit)
    [row] = given.list_tasks(world.office)
    assert (row.state, row.audit) == ("started", audit)
    assert world.office.check() == []
    assert world.field.check() == []


def test_what_was_sent_is_not_sent_again_once_the_field_says_that_it_has_it(world):
    task = assigned(world)
    first = verify_package(world.field, written(world))
    again = verify_package(world.field, written(world))
    assert first.events == again.events > 0
    down(world)
    up(world, field_given.start(world.field, task))
    assert verify_package(world.field, written(world)).events == 0
    assert verify_package(world.field, written(world, everything=True)).events == first.events


def test_an_assignment_of_another_person_does_not_travel(world, tmp_path):
    code = enrol.invite(world.office, "Bela Roy", "auditor", "Dhaka", tmp_path / "bela").code
    assert code
    assigned(world)
    elsewhere = new_id()
    world.office.append([created(elsewhere, "task", "", {"seat": "a" * 32, "site_name": "Secret Mill"})])
    assert elsewhere not in {row.id for row in field_given.assigned(world.field)}
    down(world)
    assert [row.site_name for row in field_given.assigned(world.field)] == ["Nadi Textiles"]
    assert elsewhere not in world.field.record_types()


def test_a_withdrawn_assignment_waits_for_nobody_and_cannot_be_started(world):
    task = assigned(world)
    down(world)
    given.withdraw_task(world.office, task)
    down(world)
    assert field_given.assigned(world.field) == []
    with pytest.raises(TaskRefused):
        field_given.start(world.field, task)
    assert given.list_tasks(world.office)[0].state == "withdrawn"


def test_an_assignment_that_lacks_something_is_refused_in_a_sentence_and_nothing_is_written(world):
    site, seat = site_at_office(world), world.field.seat
    digest = world.office.add_form(XFORM.encode(), {})
    before = world.office.record_types()
    bad = [
        NewTask(seat, site, digest, ""),
        NewTask(seat, site, digest, "soon"),
        NewTask(seat, site, digest, "2026-12-20", "2026-12-09", "2026-12-01"),
        NewTask(seat, site, digest, "2026-12-20", announcement="maybe"),
    ]
    for task in bad:
        with pytest.raises(TaskRefused):
            given.assign(world.office, task)
    with pytest.raises(SiteUnknown):
        given.assign(world.office, NewTask(seat, new_id(), digest, "2026-12-20"))
    with pytest.raises(NotHeadOffice):
        given.assign(world.field, NewTask(seat, site, digest, "2026-12-20"))
    with pytest.raises(TaskRefused):
        given.withdraw_task(world.office, site)
    assert world.office.record_types() == before


def test_an_audit_comes_back_with_a_question_the_auditor_replies_and_head_office_settles_it(world):
    audit = add_audit(world.field)
    up(world, audit)
    question = given.ask(world.office, audit, "/data/q1", "2 Exits", "Which of the two doors?")
    applied = down(world)
    assert "1 question" in applied.reason
    [asked] = field_given.asked(world.field, audit)
    assert (asked.ref, asked.text, asked.state) == ("/data/q1", "Which of the two doors?", "open")
    assert field_given.asked(world.field) == [asked]
    field_given.reply(world.field, asked.id, "The one to the yard; photo 3.")
    assert field_given.asked(world.field, audit)[0].state == "answered"
    up(world, audit)
    [seen] = given.questions(world.office, audit)
    assert (seen.id, seen.reply, seen.replied_by, seen.state) == (
        question,
        "The one to the yard; photo 3.",
        "Amina Rahman",
        "answered",
    )
    given.settle(world.office, question)
    down(world)
    assert field_given.asked(world.field, audit)[0].state == "settled"
    assert world.office.check() == world.field.check() == []


def test_a_question_without_words_or_about_nothing_is_refused(world):
    audit = add_audit(world.field)
    up(world, audit)
    for text in ("", "   ", "x" * 2001):
        with pytest.raises(QuestionRefused):
            given.ask(world.office, audit, "/data/q1", "", text)
    with pytest.raises(AuditUnknown):
        given.ask(world.office, new_id(), "/data/q1", "", "Why?")
    given.ask(world.office, audit, "/data/q1", "", "Why?")
    down(world)
    [asked] = field_given.asked(world.field)
    with pytest.raises(QuestionRefused):
        field_given.reply(world.field, asked.id, " ")
    with pytest.raises(QuestionRefused):
        field_given.reply(world.field, audit, "hm")


def test_head_offices_decision_on_an_action_travels_back(world):
    audit, action = add_audit(world.field), new_id()
    opened = {"finding": f"{audit[:-4]}f1f1", "audit": audit, "kind": "corrective", "text": "Unlock", "owner": "site"}
    world.field.append([NewEvent(action, "action", "action.opened", opened | {"due": "2026-12-01"})])
    up(world, audit)
    state = {"state": "in_progress", "note": "Send a photo from outside", "verification": None}
    heads = tuple(cell.event for cell in world.office.cells(action, "state"))
    world.office.append([NewEvent(action, "action", "action.state", state, replaces=heads)])
    applied = down(world)
    assert "1 decision" in applied.reason
    [cell] = world.field.cells(action, "state")
    assert (cell.value["state"], cell.value["note"]) == ("in_progress", "Send a photo from outside")


def test_the_field_may_answer_an_assignment_and_not_change_it(world):
    task = assigned(world)
    down(world)
    heads = tuple(cell.event for cell in world.field.cells(task, "field/due"))
    audit = field_given.start(world.field, task)
    world.field.append([NewEvent(task, "task", "field.set", {"fields": {"due": "2030-01-01"}}, replaces=heads)])
    refused = up(world, audit)
    assert (refused.state, "task" in refused.reason) == ("not_allowed", True)
    assert given.list_tasks(world.office)[0].due == "2026-12-20"


def test_a_restored_backup_is_told_what_it_lacks_and_the_next_package_brings_it(world, tmp_path):
    audit = add_audit(world.field)
    up(world, audit)
    shutil.copytree(world.folder / "field", tmp_path / "backup")
    question = given.ask(world.office, audit, "/data/q1", "", "Why?")
    down(world)
    field_given.reply(world.field, question, "Because.")
    up(world, audit)  # head office knows that the field has its question
    given.settle(world.office, question)
    with Vault.open(tmp_path / "backup", PASSPHRASE) as backup:
        applied = import_package(backup, written(world))
        assert applied.accepted
        assert "did not arrive" in applied.reason
        backup.append([NewEvent(audit, "audit", "answer.set", {"ref": "/data/q9", "value": "1"})])
        other = add_audit(backup)
        assert import_package(world.office, export.export_audits(backup, [other], world.stick).path).accepted
        applied = import_package(backup, written(world))
        assert "did not arrive" not in applied.reason
        assert field_given.asked(backup, audit)[0].state == "settled"


def test_a_package_of_an_auditor_that_holds_a_message_of_head_offices_kind_is_refused_whole(world, monkeypatch):
    audit = add_audit(world.field)
    monkeypatch.setattr(export.having, "HAVE", "receipt")
    package = export.export_audits(world.field, [audit], world.stick).path
    monkeypatch.undo()
    refused = import_package(world.office, package)
    assert (refused.state, "receipt" in refused.reason) == ("not_allowed", True)
    assert audit not in world.office.record_types()
