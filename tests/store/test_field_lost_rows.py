"""A row that one person removed while another answered in it: nothing is lost, and a person decides."""

import pytest
from seats_world import begin, carry, several_seats

from fieldaudit.desktop.run.cards import LostRow
from fieldaudit.desktop.run.field_run import FieldRun
from fieldaudit.errors import AnswerRefused, AuditIsSigned
from fieldaudit.field import closing, conflicts
from fieldaudit.field.work import AuditWork

FLOOR = "/data/floor"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with several_seats(tmp_path_factory.mktemp("rows"), 2) as made:
        yield made


@pytest.fixture
def lost(world):
    """Return the first seat's work on an audit with two floors, the first removed while the other named it anew."""
    mine, theirs = begin(world)
    mine.add_repeat(FLOOR)  # one is there from the start
    for number in (1, 2):
        mine.answer(f"{FLOOR}[{number}]/floor_name", f"floor {number}")
    carry(mine.vault, theirs.vault, mine.id)
    theirs = AuditWork(theirs.vault, mine.id)
    theirs.answer(f"{FLOOR}[1]/floor_name", "roof")
    row = mine.session.stable(f"{FLOOR}[1]")
    mine.remove_repeat(f"{FLOOR}[1]")
    assert conflicts.lost_rows(mine) == ()
    carry(theirs.vault, mine.vault, mine.id)
    return AuditWork(mine.vault, mine.id), row


def names(work):
    return [work.session.node(f"{row}/floor_name").value for row in work.session.rows_at(FLOOR)]


def test_the_answer_is_shown_and_keeps_the_audit_from_being_complete(world, lost):
    work, row = lost
    [found] = conflicts.lost_rows(work)
    assert (found.ref, [claim.value for claim in found.answers]) == (row, ["roof"])
    [point] = [point for point in closing.problems(work, "complete", "") if point.code == "conflict"]
    assert (point.ref, "bring it back" in point.problem) == (row, True)
    run = FieldRun(world.field)
    run.open(work.id)
    section = run.where(row)
    [item] = [item for item in run.section(section) if isinstance(item, LostRow)]
    assert (item.ref, item.title, [claim.text for claim in item.answers]) == (row, "Floor", ["roof"])
    change = run.settle_row(section, row, keep=True)
    assert not [item for item in change.items if isinstance(item, LostRow)]


def test_a_row_that_is_brought_back_holds_what_was_answered_in_its_place(world, lost):
    work, row = lost
    conflicts.settle_row(work, row, keep=True)
    assert names(work) == ["roof", "floor 2"]
    assert conflicts.lost_rows(work) == ()
    assert work.view().conflicts == {}
    assert world.field.check() == []
    assert work.undo()[0] == row
    assert names(work) == ["floor 2"]
    assert len(conflicts.lost_rows(work)) == 1


def test_a_row_that_is_left_removed_is_no_conflict_any_more(world, lost):
    work, row = lost
    conflicts.settle_row(work, row, keep=False)
    assert names(work) == ["floor 2"]
    assert conflicts.lost_rows(work) == ()
    assert world.field.check() == []
    with pytest.raises(AnswerRefused):
        conflicts.settle_row(work, row, keep=True)


def test_a_signed_audit_decides_nothing(world, lost):
    work, row = lost
    closing.sign(work, "partial", "Only the doors.")
    with pytest.raises(AuditIsSigned):
        conflicts.settle_row(AuditWork(world.field, work.id), row, keep=True)
