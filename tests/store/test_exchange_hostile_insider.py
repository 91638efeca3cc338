"""A certified insider who truly signs what is not theirs to say: refused in one row, or worth nothing to others."""

import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from field_deeds import CLEAR, SEEN
from hostile_world import open_hostile
from insider_world import certify, entry, smuggle, task_of

from fieldaudit.audit import team
from fieldaudit.audit.audit_view import AuditView
from fieldaudit.audit.record_views import RecordView
from fieldaudit.exchange.incoming import import_package
from fieldaudit.headoffice import given
from fieldaudit.vault import check, records
from fieldaudit.vault.listing import list_audits
from fieldaudit.vault.reading import read_audit
from fieldaudit.vault.records import new_id

sys.path.append(str(Path(__file__).parents[1] / "fuzz"))


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with open_hostile(tmp_path_factory.mktemp("insider")) as opened:
        yield opened


@pytest.fixture
def office(world):
    """Head office, put back to what it was after each test."""
    from packages_run import trial

    with trial(world.vaults["office1"]):
        yield world.vaults["office1"]


@pytest.fixture
def audit(office):
    """An audit of Amina's that head office has."""
    return list_audits(office)[0].id


def bring(world, office, entries, **manifest):
    return import_package(office, smuggle(world, world.ben, entries, **manifest).write(world.folder / "insider.fap"))


def refused(world, office, entries, **manifest):
    """Import it, see that nothing came of it but one row; return state and reason."""
    from packages_run import dump, files_of
    from packages_run import refused as left_nothing

    before, files = dump(office), files_of(office)
    result = bring(world, office, entries, **manifest)
    assert not result.accepted, result
    left_nothing(office, result, before, dump(office), files)
    return result.state, result.reason


def wrong(office):
    """Return what the full check finds, without what a transaction that is undone must hold against it."""
    with patch.object(check, "_pages", lambda *_: ()), patch.object(check, "_life", lambda *_: ()):
        return office.check()


def head(office, record, slot):
    return [cell.event for cell in office.cells(record, slot)]


# --- what head office gives out


def test_an_insider_neither_withdraws_nor_starts_what_was_given_to_somebody_else(world, office, audit):
    task = task_of(office, world.vaults["field1"].seat)
    said = {"fields": {"state": "withdrawn"}}
    assert refused(world, office, [entry(task, "task", "field.set", said)])[0] == "not_allowed"
    decided = {"slot": "field/state", "value": "withdrawn", "reason": "x"}
    assert refused(world, office, [entry(task, "task", "conflict.resolved", decided)])[0] == "not_allowed"
    started = {"fields": {"state": "started", "audit": audit}}
    assert bring(world, office, [entry(task, "task", "field.set", started)]).accepted
    [row] = [row for row in given.list_tasks(office) if row.id == task]
    assert (row.state, row.audit) == ("open", "")


@pytest.mark.parametrize("field", ["seat", "site", "due", "purpose", "announcement", "form", "by"])
def test_an_insider_changes_nothing_of_an_assignment(world, office, field):
    task = task_of(office, world.vaults["field1"].seat)
    replaces = head(office, task, f"field/{field}")
    entries = [entry(task, "task", "field.set", {"fields": {field: "x"}}, replaces=replaces)]
    assert refused(world, office, entries)[0] == "not_allowed"
    entries = [entry(task, "task", "record.created", {"branch": "x", "fields": {}}, replaces=replaces)]
    assert refused(world, office, entries)[0] == "not_allowed"


def test_an_insider_gives_nothing_out(world, office, audit):
    for type_ in ("task", "review_note", "countersign"):
        created = {"branch": "", "fields": {"seat": world.vaults["field1"].seat, "audit": audit}}
        assert refused(world, office, [entry(new_id(), type_, "record.created", created)])[0] == "not_allowed"


def test_an_insider_settles_no_question_and_replies_in_no_other_name(world, office, audit):
    question = given.ask(office, audit, CLEAR, "Exits", "Which exit?")
    settled = {"fields": {"settled": "yes"}}
    assert refused(world, office, [entry(question, "review_note", "field.set", settled)])[0] == "not_allowed"
    reply = {"fields": {"reply": "All of them.", "replied_by": "Amina Rahman"}}
    assert bring(world, office, [entry(question, "review_note", "field.set", reply)]).accepted
    [shown] = given.questions(office, audit)
    assert (shown.reply, shown.replied_by) == ("All of them.", "Ben Okafor")


# --- what others wrote


def test_what_another_said_is_not_cancelled_whoever_names_it_nor_by_undoing_an_undoing(world, office, audit):
    before = AuditView.of(office.cells(audit)).answers
    targets = [event.hash for event in office.events(audit)]
    entries = [
        entry(audit, "audit", "event.cancelled", {"reason": "undo"}, cancels=target, lamport=10_000 + number)
        for number, target in enumerate(targets)
    ]
    assert bring(world, office, entries).accepted
    assert AuditView.of(office.cells(audit)).answers == before
    assert wrong(office) == []


def test_consent_is_not_withdrawn_from_what_another_was_told(world, office, audit):
    from packages_run import dump

    sealed = [event for event in office.events(audit) if event.sealed]
    assert sealed
    withdrawn = {"subject": audit, "reason": "x", "erased": [event.hash for event in office.events(audit)]}
    before = dump(office)["events"]
    bring(world, office, [entry(audit, "audit", "consent.withdrawn", withdrawn)])
    assert set(before) <= set(dump(office)["events"])


def test_a_record_made_twice_is_a_conflict_that_keeps_both_branches(world, office, audit):
    was = RecordView.of(office.cells(audit)).branch
    created = {"branch": "Elsewhere", "fields": {}}
    assert bring(world, office, [entry(audit, "audit", "record.created", created)]).accepted
    values = {cell.value for cell in office.cells(audit, "branch")}
    assert values == {was, "Elsewhere"}


def test_a_record_keeps_its_type_in_one_package_and_over_two(world, office, audit):
    for type_ in ("site", "task", "team", "finding"):
        entries = [entry(audit, type_, "record.created", {"branch": "", "fields": {}})]
        assert refused(world, office, entries)[0] in ("damaged", "not_allowed")
    mine = new_id()
    entries = [
        entry(mine, "site", "record.created", {"branch": "", "fields": {}}),
        entry(mine, "audit", "field.set", {"fields": {"form": "x"}}),
    ]
    assert refused(world, office, entries)[0] == "damaged"


@pytest.mark.parametrize("role", ["reviewer", "administrator", "supervisor"])
def test_a_role_writes_what_the_table_gives_it_and_no_more(world, office, audit, role):
    kept = world.ben.get("certificate")
    certify(world, world.ben, role)
    try:
        for kind, payload, may in (
            ("answer.set", {"ref": SEEN, "value": "1"}, {"supervisor"}),
            ("computed", {"values": {SEEN: "1"}}, {"supervisor"}),
            ("finding.withdrawn", {"finding": new_id(), "reason": "x"}, {"supervisor", "reviewer"}),
            ("audit.amended", {"closing": "0" * 64, "reason": "x"}, {"supervisor"}),
        ):
            if role not in may:
                entries = [entry(audit, "audit", kind, payload)]
                assert refused(world, office, entries)[0] == "not_allowed", kind
        closed = {"state": "closed", "note": "", "verification": {"method": "", "by": "", "seen": ""}}
        if role != "reviewer":
            assert refused(world, office, [entry(new_id(), "action", "action.state", closed)])[0] == "not_allowed"
    finally:
        world.ben.put("certificate", kept)


def closed(audit, form, **more):
    heads = {"outcome": "complete", "reason": "", "heads": [], "form": form, "commitments": "0" * 64, "version": 1}
    score = {"points": "1", "possible": "1", "percent": 100, "open_criticals": 0}
    return entry(audit, "audit", "closing.signed", heads | {"score": score}, form=form, **more)


def test_nobody_signs_or_amends_an_audit_of_others_not_even_an_auditor(world, office, audit):
    assert import_package(office, world.package("second")).accepted
    view = AuditView.of(office.cells(audit))
    [signed] = view.closings
    assert refused(world, office, [closed(audit, view.form, replaces=[signed.hash])])[0] == "damaged"
    assert refused(world, office, [closed(audit, view.form)])[0] == "not_allowed"
    amended = entry(audit, "audit", "audit.amended", {"closing": signed.hash, "reason": "x"})
    assert refused(world, office, [amended])[0] == "not_allowed"
    into_team = entry(team.record_of(audit), "team", "field.set", {"fields": team.member_fields(world.ben.seat, "Ben")})
    assert refused(world, office, [into_team, closed(audit, view.form)])[0] == "not_allowed"
    assert AuditView.of(office.cells(audit)).closings == (signed,)


def test_a_signature_under_an_audit_that_did_not_come_yet_waits_for_it(world, office):
    entries = [closed(new_id(), "f" * 64)]
    assert bring(world, office, entries).state == "earlier_missing"


# --- streams, checkpoints, messages


def test_another_incarnation_of_another_seats_stream_is_not_opened(world, office, audit):
    """A line that says `seat`: Amina, in a stream that is said to be hers, under Ben's checkpoint for her."""
    amina = world.vaults["field1"].seat
    parcel = smuggle(world, world.ben, [entry(audit, "audit", "note.set", {"ref": CLEAR, "text": "x"}, seat=amina)])
    part = parcel.manifest["streams"][0]
    part["seat"] = amina
    for seats in ([world.ben.seat], [amina], [amina, world.ben.seat]):
        parcel.manifest["checkpoints"] = seats
        for name in [name for name in parcel.members if name.startswith("checkpoints/")]:
            del parcel.members[name]
        parcel.cover()
        result = import_package(office, parcel.write(world.folder / "insider.fap"))
        assert (result.state, amina in {event.seat for event in office.events(audit) if event.inc == "ab" * 16}) == (
            "not_allowed",
            False,
        )


def test_nobody_says_what_another_seat_has(world, office):
    parcel = smuggle(world, world.ben, [entry(new_id(), "site", "record.created", {"branch": "", "fields": {}})])
    amina = world.vaults["field1"].seat
    have = {"format": "fieldaudit have", "version": 1, "organisation": parcel.manifest["organisation"], "seat": amina}
    have |= {"time": "2100-01-01T00:00:00.000Z", "have": [], "forms": {}, "reference": {}, "gone": []}
    parcel.add_message("have", have)
    before = office.get(f"have/{amina}")
    assert import_package(office, parcel.write(world.folder / "insider.fap")).state == "damaged"
    assert office.get(f"have/{amina}") == before


@pytest.mark.parametrize("ahead", ["2100-01-01T00:00:00.000Z", "zzz"])
def test_what_a_clock_said_that_stood_far_ahead_gives_way_to_the_next_word(world, office, ahead):
    """Or head office would choose what to send by it for good, and hear of no erasure."""
    from fieldaudit.exchange import having

    def say(time, gone):
        parcel = smuggle(world, world.ben, [entry(new_id(), "site", "record.created", {"branch": "", "fields": {}})])
        have = {"format": "fieldaudit have", "version": 1, "organisation": parcel.manifest["organisation"]}
        have |= {"seat": world.ben.seat, "time": time, "have": [], "forms": {}, "reference": {}, "gone": [gone]}
        parcel.add_message("have", have)
        assert import_package(office, parcel.write(world.folder / "insider.fap")).accepted
        return having.of(office, world.ben.seat).gone

    assert say(ahead, "a") == {"a"}
    assert say("2026-11-20T00:00:00.000Z", "b") == {"b"}
    assert say("2026-11-19T00:00:00.000Z", "c") == {"b"}  # an older package that comes late
    assert say("2026-11-21T00:00:00.000Z", "d") == {"d"}


def test_an_administrators_answer_brings_no_entries_into_the_field(world):
    kept = world.ben.get("certificate")
    certify(world, world.ben, "administrator")
    field = world.vaults["field1"]
    created = {"branch": "", "fields": {"seat": field.seat, "audit": list_audits(field)[0].id, "text": "x"}}
    try:
        for type_ in ("task", "review_note", "site"):
            parcel = smuggle(world, world.ben, [entry(new_id(), type_, "record.created", created)], base="answer2")
            result = import_package(field, parcel.write(world.folder / "insider.fap"))
            assert (result.state, result.accepted) == ("not_allowed", False)
    finally:
        world.ben.put("certificate", kept)


# --- numbers, times, names


@pytest.mark.parametrize("lamport", [2**53, 2**63, -1, 10**30])
def test_a_time_that_no_reader_counts_is_refused(world, office, audit, lamport):
    entries = [entry(audit, "audit", "note.set", {"ref": CLEAR, "text": "x"}, lamport=lamport)]
    assert refused(world, office, entries)[0] == "damaged"


def test_after_the_last_time_that_can_be_counted_everybody_goes_on(world, office, audit):
    entries = [entry(audit, "audit", "note.set", {"ref": CLEAR, "text": "last"}, lamport=2**53 - 1)]
    assert bring(world, office, entries).accepted
    office.append([records.fields_set(office, audit, "audit", {"note": "after"}, "headoffice")])
    office.append([records.fields_set(office, audit, "audit", {"note": "and again"}, "headoffice")])
    assert RecordView.of(office.cells(audit)).field("note") == "and again"
    assert wrong(office) == []


@pytest.mark.parametrize(
    "record", ["PROGRESS", "have/x", "../../meta", "me", "seats", "A" * 36, "8C5F3F0E-6A2B-4A44-9A35-0D6FD3A1A111"]
)
def test_a_record_is_named_by_a_uuid_and_nothing_else(world, office, record):
    entries = [entry(record, "site", "record.created", {"branch": "", "fields": {}})]
    assert refused(world, office, entries)[0] == "damaged"


NAMES = ("a\u202eb", "a\nb\x00c", "\x1b[2J", "<b>bold</b><img src=file:///etc/passwd>", "n" * 500_000, "")


@pytest.mark.parametrize("name", NAMES, ids=("turned", "broken", "screen", "markup", "long", "empty"))
def test_names_that_play_with_a_reader_are_read_as_they_stand(world, office, audit, name):
    from packages_run import read_all

    entries = [
        entry(audit, "audit", "record.created", {"branch": "Dhaka", "fields": {name: name[:9]}}, replaces=[]),
        entry(audit, "audit", "answer.set", {"ref": f"/data/{name[:9]}", "value": name}),
        entry(audit, "audit", "note.set", {"ref": name[:9], "text": name}),
        entry(audit, "audit", "computed", {"values": {name: name}}),
    ]
    result = bring(world, office, entries)
    assert result.accepted, result
    read_all(office)
    assert read_audit(office, audit)
    assert wrong(office) == []
