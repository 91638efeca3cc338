"""Undo takes back the last thing of this seat, exactly; redo brings it back; both are events and survive reopening."""

import pytest
from exchange_world import PASSPHRASE
from field_deeds import BLOCKED, CLEAR, DEEDS, OPEN, SAID, SEEN, do, photo
from field_world import field_desk, start
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from seats_world import begin, carry, several_seats

from fieldaudit.audit.audit_view import AuditView
from fieldaudit.errors import AuditIsSigned, DiskFull, NothingToRedo, NothingToUndo
from fieldaudit.field import closing
from fieldaudit.field.work import AuditWork
from fieldaudit.vault import Vault, attachments
from fieldaudit.vault.opening import readable_cells


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with field_desk(tmp_path_factory.mktemp("undo") / "world") as made:
        yield made


def state(work):
    """Return everything that a person sees of an audit, and the very events that say it."""
    view = AuditView.of(readable_cells(work.vault, work.id))
    again = AuditWork(work.vault, work.id)
    findings = {
        finding.ref: (finding.severity, finding.affected, finding.withdrawn, finding.due)
        for finding in view.findings.values()
    }
    return {
        "cells": work.vault.cells(work.id),
        "answers": view.answers,
        "skips": view.skips,
        "notes": view.notes,
        "computed": {ref: value for ref, value in view.computed.items() if value},
        "rows": {repeat: rows for repeat, rows in view.rows.items() if rows},
        "evidence": {ref: [item.blob for item in items] for ref, items in view.evidence.items()},
        "findings": findings,
        "session": again.session.values(),
        "shown rows": again.session.rows(),
        "live": (work.session.values(), work.session.rows(), dict(work.reading.skips), counts(work)),
    }


def counts(work):
    return {ref: count for ref, count in work.reading.evidence.items() if count}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(deeds=st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(0, 9)), min_size=1, max_size=7))
def test_undo_gives_exactly_the_former_states_and_redo_the_later_ones(world, deeds):
    work = start(world)
    states = [state(work)]
    for deed, number in deeds:
        if do(work, deed, number):
            states.append(state(work))
    for number in range(len(states) - 2, -1, -1):
        work.undo()
        assert state(work) == states[number], number
    with pytest.raises(NothingToUndo):
        work.undo()
    work = AuditWork(world.field, work.id)
    for number in range(1, len(states)):
        work.redo()
        assert state(work) == states[number], number
    with pytest.raises(NothingToRedo):
        work.redo()
    if len(states) > 1:
        work.undo()
        assert state(work) == states[-2]
    assert world.field.check() == []


def reopened(world, work):
    world.field.close()
    world.field = Vault.open(world.folder / "field", PASSPHRASE)
    return AuditWork(world.field, work.id)


def test_what_was_undone_is_an_event_that_names_it_and_is_brought_back_after_reopening(world):
    work = start(world)
    work.answer(SEEN, "8")
    work.answer(BLOCKED, "3")
    before = state(work)
    said = len(world.field.events(work.id))
    ref, saved = work.undo()
    assert (ref, saved.thing.kind, saved.thing.said["value"]) == (BLOCKED, "answer.set", "3")
    cancels = [event for event in world.field.events(work.id)[said:] if event.kind == "event.cancelled"]
    assert cancels[0].cancels in {event.hash for event in world.field.events(work.id) if event.kind == "answer.set"}
    work = reopened(world, work)
    assert work.session.node(BLOCKED).value == ""
    assert work.redo()[0] == BLOCKED
    assert state(work) == before
    work = reopened(world, work)
    assert [work.undo()[0], work.undo()[0]] == [BLOCKED, SEEN]


def test_a_row_that_was_removed_comes_back_whole_and_in_its_place(world):
    work = start(world)
    for number in (1, 2, 3):
        work.add_repeat("/data/floor")
        work.answer(f"/data/floor[{number}]/floor_name", f"floor {number}")
    row = work.session.stable("/data/floor[2]")
    work.remove_repeat("/data/floor[2]")
    ref, saved = work.undo()
    assert (ref, saved.thing.kind) == (row, "row.removed")
    names = [work.session.node(f"/data/floor[{n}]/floor_name").value for n in (1, 2, 3)]
    assert names == ["floor 1", "floor 2", "floor 3"]


def test_a_photo_that_was_undone_is_attached_again_by_redo(world):
    work = start(world)
    work.attach(CLEAR, photo(), "exit.png")
    assert work.undo()[0] == CLEAR
    assert work.attachments(CLEAR) == ()
    work.redo()
    [back] = work.attachments(CLEAR)
    assert attachments.read(world.field, back.blob) == photo()


def test_after_something_else_there_is_nothing_to_bring_back(world):
    work = start(world)
    work.answer(SEEN, "8")
    work.undo()
    work.note(CLEAR, "Something else.")
    with pytest.raises(NothingToRedo):
        work.redo()
    assert work.session.node(SEEN).value == ""


def test_a_restricted_answer_is_undone_and_brought_back_for_those_who_can_read_it(world):
    work = start(world)
    work.answer(SAID, "first")
    work.answer(SAID, "second")
    work.undo()
    assert work.session.node(SAID).value == "first"
    work.redo()
    assert work.session.node(SAID).value == "second"
    assert not [event for event in world.field.events(work.id) if event.kind == "event.cancelled" and event.sealed]


def test_a_signed_audit_refuses_in_a_sentence_and_what_was_signed_is_not_undone_after_amending(world):
    work = start(world)
    work.answer(SEEN, "8")
    work.undo()
    work.redo()
    closing.sign(work, "partial", "Only the doors.")
    work = AuditWork(world.field, work.id)
    for refused in (work.undo, work.redo):
        with pytest.raises(AuditIsSigned):
            refused()
    closing.amend(world.field, work.id, "A door was forgotten.")
    work = AuditWork(world.field, work.id)
    with pytest.raises(NothingToUndo):
        work.undo()
    work.answer(CLEAR, "yes")
    assert work.undo()[0] == CLEAR
    with pytest.raises(NothingToUndo):
        work.undo()


def test_on_a_full_disk_nothing_is_undone(world, monkeypatch):
    work = start(world)
    work.answer(SEEN, "8")
    before = state(work)
    with monkeypatch.context() as full:
        full.setattr(work, "settle", lambda: (_ for _ in ()).throw(DiskFull()))
        with pytest.raises(DiskFull):
            work.undo()
    assert state(work) == before


def test_nobody_undoes_what_another_seat_said(tmp_path):
    with several_seats(tmp_path, 2) as world:
        mine, theirs = begin(world)
        mine.answer(SEEN, "8")
        carry(mine.vault, theirs.vault, mine.id)
        theirs = AuditWork(theirs.vault, mine.id)
        with pytest.raises(NothingToUndo):
            theirs.undo()
        theirs.answer(SEEN, "9")
        carry(theirs.vault, mine.vault, mine.id)
        mine = AuditWork(mine.vault, mine.id)
        with pytest.raises(NothingToUndo):  # mine was replaced by theirs: it does not stand any more
            mine.undo()
        assert mine.session.node(SEEN).value == "9"
        assert theirs.undo()[0] == SEEN
        assert theirs.session.node(SEEN).value == "8"


def test_an_answer_with_many_consequences_leaves_none_of_them_behind(world):
    work = start(world)
    work.answer(SEEN, "8")
    before = state(work)
    saved = work.answer(BLOCKED, "4")
    assert saved.raised
    assert saved.values[OPEN] == "4"
    work.undo()
    assert state(work) == before
    assert work.findings() == []
