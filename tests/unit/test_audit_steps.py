"""What undo takes for one thing, found in the streams alone; undoing and bringing back, over random histories."""

from audit_samples import RECORD, SEATS, Story
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldaudit.audit.cells import from_entries
from fieldaudit.audit.slots import cancelled, heads
from fieldaudit.audit.steps import BY_THE_FORM, begins, steps, to_redo, to_undo

P, Q = "/data/p", "/data/q"
RANDOM_ROW, MADE_ROW = "8c5f3f0e-6a2b-4a44-9a35-0d6fd3a1a111", "8c5f3f0e-6a2b-5a44-9a35-0d6fd3a1a111"


class Person(Story):
    """One seat at work: what it says replaces what stands, and its undo and redo are the program's own."""

    def __init__(self):
        super().__init__(RECORD)
        self.leads, self.said = set(), {}

    def does(self, kind, payload, *slots):
        live = heads(self.entries)
        replaces = list(dict.fromkeys(event for slot in slots for event in live.get(slot, ())))
        event = self.say(kind, payload, replaces=replaces)
        before = self.said.get(event.prev)
        self.said[event.hash] = (event, payload)
        if begins(event, payload, before, ()):
            self.leads.add(event.hash)
        return event

    def answer(self, ref, value):
        event = self.does("answer.set", {"ref": ref, "value": value}, f"answer/{ref}", f"skip/{ref}")
        self.does("computed", {"values": {"/data/sum": value}}, "computed//data/sum")
        finding = {"finding": "f", "ref": ref, "verdict": "noncompliant", "severity": "minor", "title": "T"}
        self.does("finding.raised", finding, "finding/f")
        return event

    def steps(self):
        return steps([entry.event for entry in self.entries], self.leads)

    def dead(self):
        return cancelled(entry.event for entry in self.entries)

    def undo(self):
        live = heads(self.entries)
        standing = {event for slot, found in live.items() if not slot.startswith("place/") for event in found}
        dead = self.dead()
        step = to_undo(self.steps(), dead, standing)
        if step is None:
            return None
        for part in step.parts:
            if part.hash not in dead:
                self.cancels(part)
        return step.event

    def redo(self):
        dead = self.dead()
        step = to_redo(self.steps(), dead)
        if step is None:
            return None
        for part in step.undone:
            if part.hash not in dead:
                self.cancels(part)
        return step.event

    def cancels(self, event):
        made = self.say("event.cancelled", {"reason": "undo"}, cancels=event.hash)
        self.said[made.hash] = (made, {})

    def state(self):
        return [(cell.slot, cell.event) for cell in from_entries(self.entries)]


def act(person, what, number):
    ref = (P, Q)[number % 2]
    row = {"repeat": "/data/r", "row": f"{RANDOM_ROW[:-1]}{number % 3}"}
    slots = (f"row/{row['repeat']}/{row['row']}", f"place/{row['repeat']}/{row['row']}")
    evidence = {"ref": ref, "blob": str(number % 3)}
    file = evidence | {"name": "a.jpg", "media_type": "image/jpeg", "size": 1, "sha256": ""}
    attached = f"evidence/{ref}/{evidence['blob']}"
    {
        "answer": lambda: person.answer(ref, str(number)),
        "skip": lambda: person.does("answer.skipped", {"ref": ref, "reason": "r"}, f"skip/{ref}", f"answer/{ref}"),
        "note": lambda: person.does("note.set", {"ref": ref, "text": str(number)}, f"note/{ref}"),
        "row": lambda: person.does("row.added", row | {"after": ""}, *slots),
        "gone": lambda: person.does("row.removed", row | {"saw": []}, slots[0]),
        "photo": lambda: person.does("evidence.attached", file, attached),
        "no photo": lambda: person.does("evidence.removed", evidence | {"reason": "r"}, attached),
        "dismiss": lambda: person.does(
            "finding.withdrawn", {"finding": "f", "reason": "r", "dismissed": True}, "finding/f"
        ),
        "undo": person.undo,
        "redo": person.redo,
    }[what]()


DEEDS = st.sampled_from(["answer", "skip", "note", "row", "gone", "photo", "no photo", "dismiss"])


@settings(deadline=None)
@given(st.lists(st.tuples(DEEDS, st.integers(0, 5)), max_size=12), st.lists(st.booleans(), max_size=12))
def test_undo_and_redo_walk_exactly_through_the_states_that_were(deeds, ways):
    person = Person()
    states = [person.state()]
    for what, number in deeds:
        act(person, what, number)
        states.append(person.state())
    at = len(deeds)
    for back in [*ways, *[True] * len(deeds), *[False] * len(deeds)]:
        if back:
            assert (person.undo() is None) == (at == 0)
            at = max(0, at - 1)
        else:
            assert (person.redo() is None) == (at == len(deeds))
            at = min(len(deeds), at + 1)
        assert person.state() == states[at]


@settings(deadline=None)
@given(st.lists(st.tuples(DEEDS | st.sampled_from(["undo", "redo"]), st.integers(0, 5)), max_size=20))
def test_undo_cancels_only_what_stands_and_a_new_thing_ends_redo(deeds):
    person = Person()
    for what, number in deeds:
        act(person, what, number)
        if what not in ("undo", "redo"):
            assert to_redo(person.steps(), person.dead()) is None
    count = len(person.entries)
    undone = person.undo()
    named = {entry.event.cancels for entry in person.entries[count:]}
    assert named == set() if undone is None else undone.hash in named


def test_undoing_and_bringing_back_over_and_over_does_not_grow():
    person = Person()
    person.answer(P, "1")
    sizes = []
    for _ in range(5):
        before = len(person.entries)
        person.undo()
        person.redo()
        sizes.append(len(person.entries) - before)
    assert sizes == [6] * 5


def test_what_the_form_overwrote_and_what_a_count_gave_are_no_things_of_their_own():
    story = Story()
    overwritten = {"slot": f"answer/{P}", "value": "1", "reason": BY_THE_FORM}
    assert not begins(story.say("conflict.resolved", overwritten), overwritten)
    chosen = overwritten | {"reason": "chosen by a person"}
    assert begins(story.say("conflict.resolved", chosen), chosen)
    for row, is_thing in ((RANDOM_ROW, True), (MADE_ROW, False), ("no-uuid", True)):
        added = {"repeat": "/data/r", "row": row, "after": ""}
        assert begins(story.say("row.added", added), added) is is_thing
    back = {"repeat": "/data/r", "row": MADE_ROW, "after": ""}
    event = story.say("row.added", back, replaces=[event_hash(story)])
    assert begins(event, back)
    assert not begins(event, back, counted={"/data/r"})
    removed = {"repeat": f"/data/r[{RANDOM_ROW}]/s", "row": MADE_ROW, "saw": []}
    event = story.say("row.removed", removed)
    assert begins(event, removed)
    assert not begins(event, removed, counted={"/data/r/s"})


def event_hash(story):
    return story.entries[-1].event.hash


def test_a_photo_and_the_answer_that_names_it_are_one_thing():
    story = Story()
    file = {"ref": P, "blob": "b", "name": "a.jpg", "media_type": "image/jpeg", "size": 1, "sha256": ""}
    attached = story.say("evidence.attached", file)
    named = {"ref": P, "value": "a.jpg"}
    event = story.say("answer.set", named)
    assert begins(attached, file)
    assert not begins(event, named, (attached, file))
    assert begins(event, named)
    assert begins(event, {"ref": Q, "value": "a.jpg"}, (attached, file))


def test_what_cannot_be_read_begins_nothing():
    story = Story()
    sealed = story.say("answer.set", {"ref": P, "value": "1"}, readable=False)
    assert not begins(sealed, None)


def test_things_from_before_a_signature_are_out_of_reach():
    person = Person()
    person.answer(P, "1")
    closing = {"outcome": "complete", "reason": "", "form": "", "commitments": "", "version": 1, "heads": []}
    person.say("closing.signed", closing)
    assert person.undo() is None
    person.answer(Q, "2")
    assert person.undo() is not None
    assert person.undo() is None


def test_a_cancel_of_another_seat_takes_nothing_back():
    person = Person()
    first = person.answer(P, "1")
    person.say("event.cancelled", {"reason": "undo"}, seat=1, cancels=first.hash)
    assert SEATS[0] == first.seat
    assert first.hash not in person.dead()
