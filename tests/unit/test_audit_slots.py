"""State follows from the set of events, never from the order in which they arrive."""

import itertools

import pytest
from audit_samples import STEPS, Story, told
from hypothesis import given
from hypothesis import strategies as st

from fieldaudit.audit.cells import from_entries
from fieldaudit.audit.slots import KINDS, cancelled, heads, writes
from fieldaudit.errors import EventRefused

P = "answer//data/p"


def answer(story, value, **how):
    return story.say("answer.set", {"ref": "/data/p", "value": value}, **how)


def undo(story, event, **how):
    return story.say("event.cancelled", {"reason": "undo"}, cancels=event.hash, **how)


def live(story, slot=P):
    return set(heads(story.entries).get(slot, ()))


@given(STEPS, st.randoms())
def test_heads_do_not_depend_on_the_order_of_arrival(steps, shuffle):
    story = told(steps)
    shuffled = list(story.entries)
    shuffle.shuffle(shuffled)
    assert heads(shuffled) == heads(story.entries)
    assert from_entries(shuffled) == from_entries(story.entries)


@given(STEPS)
def test_two_parts_of_a_history_come_to_the_same_however_they_are_joined(steps):
    story = told(steps)
    first, second = story.entries[::2], story.entries[1::2]
    assert heads([*first, *second]) == heads([*second, *first, *first])


@given(STEPS)
def test_a_head_is_neither_cancelled_nor_replaced_in_its_slot(steps):
    story = told(steps)
    dead = cancelled(entry.event for entry in story.entries)
    by_hash = {entry.event.hash: entry for entry in story.entries}
    for slot, found in heads(story.entries).items():
        for head in found:
            assert head not in dead
            for entry in story.entries:
                if head in entry.event.replaces and entry.event.hash not in dead:
                    assert slot not in {write.slot for write in entry.writes}
            assert slot in {write.slot for write in by_hash[head].writes if not write.clears}


def test_a_later_answer_takes_the_place_of_the_one_it_saw():
    story = Story()
    first = answer(story, "1")
    second = answer(story, "2", replaces=[first.hash])
    assert live(story) == {second.hash}


def test_answers_that_did_not_see_each_other_both_stand():
    story = Story()
    first = answer(story, "1")
    mine = answer(story, "2", replaces=[first.hash])
    theirs = answer(story, "3", replaces=[first.hash], seat=1)
    assert live(story) == {mine.hash, theirs.hash}


def test_an_answer_that_names_both_ends_a_conflict():
    story = Story()
    both = [answer(story, "1"), answer(story, "2", seat=1)]
    last = story.say(
        "conflict.resolved", {"slot": P, "value": "1", "reason": "seen"}, replaces=[event.hash for event in both]
    )
    assert live(story) == {last.hash}


def test_undo_brings_back_what_was_replaced_and_undoing_the_undo_takes_it_away_again():
    story = Story()
    first = answer(story, "1")
    second = answer(story, "2", replaces=[first.hash])
    cancel = undo(story, second)
    assert live(story) == {first.hash}
    cancel_of_cancel = undo(story, cancel)
    assert live(story) == {second.hash}
    undo(story, cancel_of_cancel)
    assert live(story) == {first.hash}


def test_a_thousand_undos_of_undos_end_where_counting_says():
    story = Story()
    first = answer(story, "1")
    last = first
    for _ in range(1001):
        last = undo(story, last)
    assert live(story) == set()
    undo(story, last)
    assert live(story) == {first.hash}


def test_nobody_undoes_what_another_seat_said():
    story = Story()
    first = answer(story, "1")
    undo(story, first, seat=1)
    assert live(story) == {first.hash}


def test_an_event_that_sets_some_fields_leaves_the_others_of_the_one_it_replaces():
    story = Story()
    made = story.say("record.created", {"branch": "dhaka", "fields": {"name": "old", "address": "here"}})
    renamed = story.say("field.set", {"fields": {"name": "new"}}, replaces=[made.hash])
    assert live(story, "field/name") == {renamed.hash}
    assert live(story, "field/address") == {made.hash}


def test_an_answer_takes_the_place_of_a_skip_and_the_other_way_round():
    story = Story()
    skipped = story.say("answer.skipped", {"ref": "/data/p", "reason": "locked"})
    answered = answer(story, "2", replaces=[skipped.hash])
    assert (live(story, "skip//data/p"), live(story)) == (set(), {answered.hash})
    again = story.say("answer.skipped", {"ref": "/data/p", "reason": "locked again"}, replaces=[answered.hash])
    assert (live(story, "skip//data/p"), live(story)) == ({again.hash}, set())


def test_a_sealed_payload_is_an_opaque_cell_until_a_later_event_takes_its_place():
    story = Story()
    sealed = story.say("answer.set", {"ref": "/data/p", "value": "a name"}, audience="restricted", readable=False)
    assert [(cell.slot, cell.value, cell.sealed) for cell in from_entries(story.entries)] == [
        (f"sealed/{sealed.hash}", None, True)
    ]
    later = story.say(
        "answer.set", {"ref": "/data/p", "value": "x"}, audience="restricted", readable=False, replaces=[sealed.hash]
    )
    assert list(heads(story.entries)) == [f"sealed/{later.hash}"]


def test_a_kind_that_this_version_does_not_know_is_kept_and_writes_nothing():
    story = Story()
    story.say("moon.landed", {"ref": "/data/p"})
    assert heads(story.entries) == {}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("event.cancelled", "subject.key")])
def test_a_payload_without_what_its_kind_needs_is_refused(kind):
    with pytest.raises(EventRefused, match=kind):
        Story().say(kind, {})


@pytest.mark.parametrize(
    "payload", [{"ref": 1, "value": "x"}, {"ref": "/data/p", "value": 3}, {"ref": "/data/p", "value": None}]
)
def test_an_answer_is_text(payload):
    with pytest.raises(EventRefused):
        Story().say("answer.set", payload)


def test_the_secret_of_an_attachment_is_not_among_what_screens_read():
    payload = {"ref": "/data/p", "blob": "b" * 64, "name": "a.jpg", "media_type": "image/jpeg", "size": 3}
    payload |= {"sha256": "c" * 64, "taken": "", "secret": "AGE-SECRET-KEY-1X", "file": "b"}
    story = Story()
    event = story.say("evidence.attached", payload)
    (write,) = writes(event, payload)
    assert "SECRET" not in repr(write)
    assert write.value["name"] == "a.jpg"


@pytest.mark.parametrize("slot", ["state", "row//data/r/a", "closing/1", "sealed/" + "0" * 64, "finding/x", ""])
def test_only_what_holds_text_is_resolved_by_text(slot):
    with pytest.raises(EventRefused):
        Story().say("conflict.resolved", {"slot": slot, "value": "x", "reason": "r"})


CLOSING = {"outcome": "", "reason": "", "form": "", "commitments": ""}


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("action.state", {"state": "closed", "note": "", "verification": {"method": "desktop"}}),
        ("action.state", {"state": "closed", "note": "", "verification": "seen"}),
        (
            "closing.signed",
            {"outcome": "", "reason": "", "form": "", "commitments": "", "version": 1, "heads": [["x"]]},
        ),
        ("closing.signed", {"outcome": "", "reason": "", "form": "", "commitments": "", "version": "1", "heads": []}),
    ],
)
def test_what_another_seat_says_in_another_shape_is_refused(kind, payload):
    with pytest.raises(EventRefused):
        Story().say(kind, payload)


def test_the_heads_of_all_orders_of_a_small_history_agree():
    story = Story()
    first = answer(story, "1")
    second = answer(story, "2", replaces=[first.hash])
    undo(story, undo(story, second))
    answer(story, "3", seat=1, replaces=[first.hash])
    results = {str(heads(order)) for order in itertools.permutations(story.entries)}
    assert len(results) == 1
    assert results == {str(heads(story.entries))}
