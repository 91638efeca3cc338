"""What a history says of each change: from what to what, undone, standing, in conflict; and seats that differ."""

import json

from audit_samples import RECORD, SEATS, Story
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldaudit.audit.audit_view import AuditView
from fieldaudit.audit.cells import from_entries
from fieldaudit.audit.history import Said, Value, changes
from fieldaudit.audit.slots import Entry, cancelled, heads, writes

P = "/data/p"


def told(story):
    return [Said(entry.event, None if entry.event.sealed else read(story, entry.event)) for entry in story.entries]


def read(story, event):
    return json.loads(story.payloads[event.hash])


def answer(story, value, **how):
    return story.say("answer.set", {"ref": P, "value": value}, **how)


def skip(story, reason, **how):
    return story.say("answer.skipped", {"ref": P, "reason": reason}, **how)


def test_a_change_says_from_what_to_what():
    story = Story()
    first = answer(story, "yes")
    second = skip(story, "too dark", replaces=[first.hash])
    answer(story, "no", replaces=[second.hash])
    found = changes(told(story), P)
    assert [(change.became, change.was) for change in found] == [
        (Value("answer", "yes"), ()),
        (Value("skip", "too dark"), (Value("answer", "yes"),)),
        (Value("answer", "no"), (Value("skip", "too dark"),)),
    ]
    assert [change.standing for change in found] == [False, False, True]
    assert {change.ref for change in found} == {P}


def test_what_was_undone_is_told_with_when_and_what_was_brought_back_is_not():
    story = Story()
    first = answer(story, "yes")
    undo = story.say("event.cancelled", {"reason": "undo"}, cancels=first.hash)
    [change] = changes(told(story), P)
    assert (change.undone, change.standing) == (undo.time, False)
    story.say("event.cancelled", {"reason": "redo"}, cancels=undo.hash)
    [change] = changes(told(story), P)
    assert (change.undone, change.standing) == ("", True)


def test_an_answer_and_a_skip_that_did_not_see_each_other_are_in_conflict_and_others_are_not():
    story = Story()
    before = answer(story, "unable")
    answer(story, "yes", replaces=[before.hash])
    skip(story, "too dark", replaces=[before.hash], seat=1)
    story.say("note.set", {"ref": P, "text": "seen"})
    found = changes(told(story), P)
    assert [change.conflict for change in found] == [False, True, True, False]
    view = AuditView.of(from_entries(story.entries))
    assert set(view.disputed) == {P}
    assert [cell.slot for cell in view.disputed[P]] == [f"skip/{P}", f"answer/{P}"]
    assert list(view.conflicts) == [f"answer/{P}"]


def test_one_who_saw_both_settles_it_by_saying_either_anew():
    for kind, payload in (
        ("answer.set", {"ref": P, "value": "no"}),
        ("answer.skipped", {"ref": P, "reason": "r"}),
    ):
        story = Story()
        both = [answer(story, "yes").hash, skip(story, "too dark", seat=1).hash]
        story.say(kind, payload, replaces=both)
        assert not AuditView.of(from_entries(story.entries)).disputed


def test_sealed_changes_are_told_in_the_whole_history_only_and_say_nothing():
    story = Story()
    answer(story, "yes")
    sealed = story.say("answer.set", {"ref": "/data/secret", "value": "x"}, readable=False, audience="restricted")
    assert [change.event for change in changes(told(story), "/data/secret")] == []
    [change] = [change for change in changes(told(story)) if change.sealed]
    assert (change.event, change.ref, change.became.text) == (sealed, "", "")


def test_rows_and_files_are_told_at_what_they_belong_to():
    story = Story()
    story.say("row.added", {"repeat": "/data/r", "row": "x", "after": ""})
    file = {"ref": P, "blob": "b", "name": "a.jpg", "media_type": "image/jpeg", "size": 1, "sha256": ""}
    attached = story.say("evidence.attached", file)
    story.say("evidence.removed", {"ref": P, "blob": "b", "reason": "wrong door"}, replaces=[attached.hash])
    [row] = changes(told(story), "/data/r[x]")
    assert (row.ref, row.became) == ("/data/r[x]", Value("row", ""))
    came, went = changes(told(story), P)
    assert (came.became, went.became) == (Value("evidence", "a.jpg"), Value("evidence", "wrong door", gone=True))
    assert (went.was, went.ref) == ((Value("evidence", "a.jpg"),), P)


def test_the_whole_history_leaves_out_what_was_only_computed():
    story = Story()
    story.say("computed", {"values": {P: "1"}})
    assert changes(told(story)) == []
    assert len(changes(told(story), P)) == 1


class Seat:
    """One of several who know different parts of a history; what it says replaces what it sees standing."""

    def __init__(self, number):
        self.number, self.known = number, {}

    def say(self, story, kind, payload, slots, cancels=""):
        live = heads(self.known.values())
        replaces = [] if cancels else list(dict.fromkeys(one for slot in slots for one in live.get(slot, ())))
        event = story.say(kind, payload, seat=self.number, replaces=replaces, cancels=cancels)
        self.known[event.hash] = Entry(event, writes(event, payload))
        return event

    def learn(self, other, share):
        """Take over the first part of each stream that another one knows, in any order."""
        streams = {}
        for entry in other.known.values():
            streams.setdefault(entry.event.seat, []).append(entry)
        for stream in streams.values():
            stream.sort(key=lambda entry: entry.event.seq)
            self.known |= {entry.event.hash: entry for entry in stream[: round(len(stream) * share)]}

    def undo(self, story):
        dead = cancelled(entry.event for entry in self.known.values())
        seat = SEATS[self.number]
        mine = [e.event for e in self.known.values() if e.event.seat == seat and e.event.hash not in dead]
        if mine:
            last = max(mine, key=lambda event: event.seq)
            self.say(story, "event.cancelled", {"reason": "undo"}, (), last.hash)


WHAT = st.sampled_from(["answer", "skip", "note", "row", "gone", "in row", "undo", "withdraw", "raise", "learn"])


def said(what, n):
    """Return kind, payload and slots of something that a seat says."""
    ref, row = f"/data/{'pq'[n % 2]}", {"repeat": "/data/r", "row": str(n)}
    finding = {"finding": "f", "ref": ref, "verdict": "noncompliant", "severity": "minor", "title": "T"}
    question, inner = (f"answer/{ref}", f"skip/{ref}"), f"/data/r[{n}]/q"
    return {
        "answer": ("answer.set", {"ref": ref, "value": str(n)}, question),
        "skip": ("answer.skipped", {"ref": ref, "reason": str(n)}, question),
        "note": ("note.set", {"ref": ref, "text": str(n)}, (f"note/{ref}",)),
        "row": ("row.added", row | {"after": ""}, (f"row//data/r/{n}", f"place//data/r/{n}")),
        "gone": ("row.removed", row | {"saw": []}, (f"row//data/r/{n}",)),
        "in row": ("answer.set", {"ref": inner, "value": "1"}, (f"answer/{inner}", f"skip/{inner}")),
        "raise": ("finding.raised", finding, ("finding/f",)),
        "withdraw": ("finding.withdrawn", {"finding": "f", "reason": str(n)}, ("finding/f",)),
    }[what]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), WHAT, st.integers(0, 3)), max_size=30), st.randoms())
def test_seats_that_know_the_same_show_the_same_and_nothing_said_apart_is_lost(steps, chance):
    story, seats = Story(RECORD), [Seat(0), Seat(1)]
    for number, what, n in steps:
        me, other = seats[number], seats[1 - number]
        if what == "undo":
            me.undo(story)
        elif what == "learn":
            me.learn(other, [0.3, 0.6, 1, 1][n])
        else:
            me.say(story, *said(what, n))
        check_nothing_lost(me)
    seats[0].learn(seats[1], 1)
    seats[1].learn(seats[0], 1)
    everything = list(story.entries)
    chance.shuffle(everything)
    for seat in seats:
        assert from_entries(seat.known.values()) == from_entries(everything)
        check_nothing_lost(seat)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), WHAT, st.integers(0, 3)), max_size=20))
def test_an_answer_in_a_row_that_its_remover_had_not_seen_is_a_conflict(steps):
    story, seats = Story(RECORD), [Seat(0), Seat(1)]
    row = {"repeat": "/data/z", "row": "1"}
    added = seats[0].say(story, "row.added", row | {"after": ""}, ("row//data/z/1", "place//data/z/1"))
    seats[1].learn(seats[0], 1)
    for number, what, n in steps:
        if what not in ("undo", "learn"):
            seats[number].say(story, *said(what, n))
    inner = {"ref": "/data/z[1]/q", "value": "5"}
    unseen = seats[1].say(story, "answer.set", inner, ("answer//data/z[1]/q", "skip//data/z[1]/q"))
    seats[0].say(story, "row.removed", row | {"saw": []}, ("row//data/z/1",))
    seats[0].learn(seats[1], 1)
    view = AuditView.of(from_entries(seats[0].known.values()))
    assert [cell.event for cell in view.unseen["row//data/z/1"]] == [unseen.hash]
    assert added.hash not in {cell.event for cell in view.slots["row//data/z/1"]}


def check_nothing_lost(seat):
    """Every live answer and skip that no other live one replaced is shown: alone, or in conflict with the others."""
    entries = list(seat.known.values())
    dead = cancelled(entry.event for entry in entries)
    live = [e for e in entries if e.event.hash not in dead and e.event.kind in ("answer.set", "answer.skipped")]
    view = AuditView.of(from_entries(entries))
    standing = {}
    for entry in live:
        ref = entry.writes[0].slot.partition("/")[2]
        about = [other for other in live if other.writes[0].slot.partition("/")[2] == ref]
        if not any(entry.event.hash in other.event.replaces for other in about):
            standing.setdefault(ref, set()).add(entry.event.hash)
    assert {ref: {cell.event for cell in found} for ref, found in view.disputed.items()} == {
        ref: found for ref, found in standing.items() if len(found) > 1
    }
    shown = {cell.event for slot, found in view.slots.items() for cell in found if slot[:5] in ("answe", "skip/")}
    assert shown == {event for found in standing.values() for event in found}
