"""Lines of other seats: byte for byte, in any order, as often as one likes, conflicts and forks kept."""

import random
from dataclasses import replace

import pytest
from audit_samples import STEPS, Story, told
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vault_samples import AUDIT, answer, created, event, new_vault, parts, values

from fieldaudit.audit.cells import from_entries
from fieldaudit.audit.events import StoredEvent, StreamPart
from fieldaudit.errors import EventRefused, StreamGap
from fieldaudit.vault.histories import side_by_side

SLOT = "answer//data/exits"


@pytest.fixture
def two(tmp_path):
    with new_vault(tmp_path / "one") as one, new_vault(tmp_path / "two") as other:
        yield one, other


def test_two_vaults_that_exchange_their_lines_end_equal(two):
    one, other = two
    one.append([created(form="f"), answer("1")])
    other.absorb(parts(one))
    other.append([answer("2", replaces=[e.hash for e in one.events(AUDIT)[1:]])])
    one.append([answer("3", "/data/zoo")])
    one.absorb(parts(other))
    other.absorb(parts(one))
    assert one.cells(AUDIT) == other.cells(AUDIT)
    assert one.streams([AUDIT]) == other.streams([AUDIT])
    assert parts(one) == parts(other)
    assert (one.check(), other.check()) == ([], [])


def test_taking_the_same_lines_in_twice_changes_nothing(two):
    one, other = two
    one.append([created(), answer("1")])
    assert [e.kind for e in other.absorb(parts(one))] == ["record.created", "answer.set"]
    before = other.cells(AUDIT), other.streams([AUDIT])
    assert other.absorb(parts(one)) == []
    assert (other.cells(AUDIT), other.streams([AUDIT])) == before


def test_answers_given_without_knowing_of_each_other_are_a_conflict_until_one_names_both(two):
    one, other = two
    one.append([created(), answer("1")])
    other.absorb(parts(one))
    seen = tuple(cell.event for cell in one.cells(AUDIT, SLOT))
    one.append([answer("2", replaces=seen)])
    other.append([answer("3", replaces=seen)])
    one.absorb(parts(other))
    assert values(one, SLOT) == ["2", "3"]
    both = tuple(cell.event for cell in one.cells(AUDIT, SLOT))
    resolved = event("conflict.resolved", {"slot": SLOT, "value": "3", "reason": "counted again"}, replaces=both)
    one.append([resolved])
    other.absorb(parts(one))
    assert values(one, SLOT) == values(other, SLOT) == ["3"]


def test_lamport_times_go_on_from_the_greatest_seen(two):
    one, other = two
    one.append([answer(str(n)) for n in range(9)])
    other.absorb(parts(one))
    assert [e.lamport for e in other.append([answer("x")])] == [10]


def test_a_gap_is_refused_and_nothing_of_the_parts_is_kept(two):
    one, other = two
    one.append([created(), answer("1"), answer("2")])
    (whole,) = parts(one)
    with pytest.raises(StreamGap):
        other.absorb([replace(whole, events=whole.events[:1]), replace(whole, events=whole.events[2:])])
    assert other.record_types() == {}
    other.absorb([replace(whole, events=whole.events[:2])])
    other.absorb([replace(whole, events=whole.events[2:])])
    assert other.streams([AUDIT]) == one.streams([AUDIT])


def test_both_branches_of_a_fork_are_kept_and_listed(two):
    one, other = two
    ours, theirs = Story(), Story()
    for story in (ours, theirs):
        story.say("answer.set", {"ref": "/data/exits", "value": "0"})
    for value in "12":
        ours.say("answer.set", {"ref": "/data/exits", "value": value})
    theirs.say("answer.set", {"ref": "/data/exits", "value": "3"})
    both = [carried(ours), carried(theirs)]
    one.absorb(both)
    other.absorb(both[::-1])
    assert [head.seq for head in one.streams([AUDIT])] == [2, 3]
    assert one.streams([AUDIT]) == other.streams([AUDIT])
    assert [branch.forked for branch in side_by_side(one, AUDIT)] == [True, True]
    assert values(one, SLOT) == values(other, SLOT) == ["0", "1", "2", "3"]
    assert one.check() == []


def carried(story, seat=None):
    """Return the story's lines of one seat, or all of them, as a part."""
    entries = [entry for entry in story.entries if seat in (None, entry.event.seat)]
    first = entries[0].event
    return StreamPart(first.record, first.seat, first.inc, tuple(_stored(story, entry.event) for entry in entries))


def _stored(story, said, *, with_payload=True):
    if said.sealed:
        return StoredEvent(said.line, sealed=b"opaque")
    return StoredEvent(said.line, *((b"\0" * 32, story.payloads[said.hash]) if with_payload else ()))


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One vault for many random records: making a vault takes longer than filling it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("FIELDAUDIT_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        with new_vault(tmp_path_factory.mktemp("shared") / "home") as vault:
            yield vault


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.randoms(use_true_random=False))
def test_cells_kept_up_with_random_arrivals_are_what_a_replay_says(shared, steps, dice):
    story = told(steps)
    story_again = [(e.event.seat, e.event) for e in story.entries]
    with pytest.raises(_Undo), shared.transaction():
        waiting = {seat: [e for s, e in story_again if s == seat] for seat, _ in story_again}
        redacted = []
        while waiting:
            seat = dice.choice(sorted(waiting))
            said = waiting[seat].pop(0)
            hidden = dice.random() < 0.2
            redacted += [said] * hidden
            shared.absorb(
                [StreamPart(said.record, said.seat, said.inc, (_stored(story, said, with_payload=not hidden),))]
            )
            if not waiting[seat]:
                del waiting[seat]
        with shared.reading() as connection:
            problems = list(_projection_problems(connection))
        assert problems == []
        for said in redacted:
            shared.absorb([StreamPart(said.record, said.seat, said.inc, (_stored(story, said),))])
        assert shared.cells(story.record) == from_entries(story.entries)
        raise _Undo


def _projection_problems(connection):
    from fieldaudit.vault import projection, rows

    for record in rows.record_types(connection):
        if projection.cells(connection, record) != projection.replay(connection, record):
            yield record


class _Undo(Exception):
    pass


def test_a_payload_that_comes_after_its_line_is_projected(two):
    one, other = two
    one.append([answer("1")])
    (whole,) = parts(one)
    other.absorb([replace(whole, events=(StoredEvent(whole.events[0].line),))])
    assert [cell.sealed for cell in other.cells(AUDIT)] == [True]
    other.absorb([whole])
    assert other.cells(AUDIT) == one.cells(AUDIT)


def altered(whole, **changes):
    return [replace(whole, events=(whole.events[0]._replace(**changes), *whole.events[1:]))]


def test_a_payload_other_than_the_committed_one_is_refused(two):
    one, other = two
    one.append([answer("1")])
    (whole,) = parts(one)
    payload = whole.events[0].payload.replace(b'"1"', b'"2"')
    for changes in ({"payload": payload}, {"salt": b"\0" * 32}, {"salt": None}, {"sealed": b"x"}):
        with pytest.raises(EventRefused):
            other.absorb(altered(whole, **changes))
    line = whole.events[0].line.replace(b'"audience":"headoffice"', b'"audience":"site"')
    other.absorb(altered(whole, line=line))  # a line of one's own making is possible, but it is another event
    assert other.streams([AUDIT]) != one.streams([AUDIT])


def test_lines_under_the_name_of_another_stream_are_refused(two):
    one, other = two
    one.append([answer("1")])
    (whole,) = parts(one)
    for changes in ({"seat": "0" * 32}, {"inc": "0" * 32}, {"record": "0" * 36}):
        with pytest.raises(EventRefused):
            other.absorb([replace(whole, **changes)])


def test_a_record_that_another_seat_calls_by_another_type_is_refused(two):
    one, other = two
    one.append([answer("1")])
    other.append([created(type="site")])
    with pytest.raises(EventRefused):
        other.absorb(parts(one))


def test_the_order_in_which_streams_arrive_does_not_matter(two, tmp_path):
    one, other = two
    one.append([created(), answer("1")])
    other.absorb(parts(one))
    for number in range(6):
        writer, reader = (one, other) if number % 2 else (other, one)
        seen = tuple(cell.event for cell in writer.cells(AUDIT, SLOT))
        writer.append([answer(str(number), replaces=seen)])
        if number % 3:
            reader.absorb(parts(writer))
    one.absorb(parts(other))
    for seed in range(3):
        with new_vault(tmp_path / f"third{seed}") as third:
            shuffled = parts(one)
            random.Random(seed).shuffle(shuffled)  # noqa: S311 - chooses an order
            third.absorb(shuffled)
            assert third.cells(AUDIT) == one.cells(AUDIT)
