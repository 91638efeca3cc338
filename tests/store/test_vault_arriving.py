"""Parts taken in together leave the same rows as when they are taken in line by line."""

import random

import pytest
from field_deeds import DEEDS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from seats_world import begin, several_seats
from test_seats_properties import MORE, act
from vault_samples import AUDIT, answer, created, new_vault, parts

from fieldaudit.audit import slots
from fieldaudit.audit.events import MAX_PAYLOAD, Event, StreamPart, parse_line, read_payload, write_payload
from fieldaudit.errors import EventRefused, StreamGap
from fieldaudit.vault import arriving, driver, projection

TABLES = ("records", "streams", "tips", "events", "writes", "awaited", "blobs", "erased", "subjects")
STEP = st.tuples(st.integers(0, 1), st.sampled_from([*sorted(DEEDS), *MORE, "carry"]), st.integers(0, 9))


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("arriving")
    with several_seats(folder, 2) as made, new_vault(folder / "one") as one, new_vault(folder / "all") as together:
        made.one, made.together = one, together
        yield made


def rows(vault):
    with vault.reading() as connection:
        found = {table: driver.run(connection, f"SELECT * FROM {table}") for table in TABLES}  # noqa: S608 - constants
        return {table: sorted(those, key=repr) for table, those in found.items()}


def take_together(vault, found):
    return arriving.take_in(vault, found, [parse_line(stored.line) for part in found for stored in part.events])


def taken(take, piece):
    """Return what a way of taking in says: the new events, or that some are missing before them."""
    try:
        return [event.hash for event in take([piece])]
    except StreamGap:
        return "gap"


def cut(chance, part):
    """Cut a part into a few of consecutive lines."""
    ends = sorted({*(chance.randint(1, len(part.events)) for _ in range(chance.randint(0, 2))), len(part.events)})
    return [
        StreamPart(part.record, part.seat, part.inc, part.events[start:end])
        for start, end in zip([0, *ends], ends, strict=False)
    ]


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=6, max_size=14), seed=st.integers(0, 2**32))
def test_random_histories_of_two_seats_leave_the_same_rows_either_way(world, steps, seed):
    chance, works = random.Random(seed), begin(world)  # noqa: S311 - not a secret
    for seat, deed, number in steps:
        act(works, seat, deed, number, chance)
    waiting = [cut(chance, part) for work in works for part in parts(work.vault, work.id)]
    waiting += waiting[: chance.randint(0, 2)]  # some come twice
    while waiting:
        number = chance.randrange(len(waiting))
        piece = waiting[number][0]
        waiting[number] = waiting[number][1:]
        waiting = [left for left in waiting if left]
        outcomes = [taken(world.one.absorb, piece), taken(lambda p: take_together(world.together, p), piece)]
        assert outcomes[0] == outcomes[1]
        assert rows(world.together) == rows(world.one)
    assert world.together.check() == []


@pytest.fixture
def pair(tmp_path):
    with new_vault(tmp_path / "field") as field, new_vault(tmp_path / "office") as office:
        yield field, office


def test_a_gap_is_refused_and_nothing_is_taken_in(pair):
    field, office = pair
    field.append([created(), answer("1"), answer("2")])
    [part] = parts(field)
    late = StreamPart(part.record, part.seat, part.inc, part.events[2:])
    with pytest.raises(StreamGap):
        take_together(office, [late])
    assert office.record_types() == {}


def test_a_record_of_another_type_and_lines_of_another_stream_are_refused(pair):
    field, office = pair
    office.append([created(type="site")])
    field.append([created(), answer("1")])
    [part] = parts(field)
    for other in (part, StreamPart(AUDIT, "0" * 32, part.inc, part.events)):
        with pytest.raises(EventRefused):
            take_together(office, [other])
    assert office.record_types() == {AUDIT: "site"}


def test_where_one_of_many_changes_fails_none_is_kept_even_if_the_failure_is_passed_over(pair):
    field, office = pair
    with pytest.raises(RuntimeError), office.together():
        office.put("kept", 1)
        with pytest.raises(ZeroDivisionError), office.transaction():
            office.put("half", 1 / 0)
    assert office.get("kept") is None
    with office.together():
        office.put("kept", 1)
        field.put("other", 2)
    assert office.get("kept") == 1


def test_what_comes_last_is_done_once_before_the_commit_and_not_where_a_change_fails(pair):
    _, office = pair
    done = []

    def last():
        done.append((office.get("kept"), office._store.writing))

    with office.together(last):
        with office.together():
            office.put("kept", 1)
        office.put("kept", 2)
        assert done == []
    office.put("kept", 3)
    with pytest.raises(ZeroDivisionError), office.together(last):
        office.put("kept", 1 / 0)
    assert done == [(2, True)]


def an_event(kind, replaces=()):
    seat = "0" * 32
    place = AUDIT, "audit", seat, seat, 2, "1" * 64, "", kind, 2, "2026-11-21T13:50:02.123Z", "+0", False, ""
    return Event(*place, "headoffice", replaces, "", "2" * 64, False, b"", "3" * 64)


def what_is_said(event, payload):
    """Return what is kept of an event, and its slots, by reading its payload as JSON."""
    values = read_payload(payload)
    return projection.said(event, values), [write.slot for write in slots.writes(event, values)]


def told_or_refused(read, event, payload):
    try:
        return read(event, payload)
    except EventRefused as refused:
        return refused.sentence


ODD = [
    b'{"ref":"/data/q","value":"1"}',
    b'{"ref":"","value":""}',
    b'{"value":"1","ref":"/data/q"}',
    b'{"ref": "/data/q","value":"1"}',
    b'{"ref":"/data/q","value":"1","value":"2"}',
    b'{"ref":"/data/q","value":"1","more":"2"}',
    b'{"ref":"/data/q","value":1}',
    b'{"ref":"/data/q"}',
    b'{"ref":"/data/q","value":"\\u0041\\n\\""}',
    b'{"ref":"/data/q","value":"\x01"}',
    b'{"ref":"/data/q","value":"\x7f\xff"}',
    b'{"ref":"/data/q","value":"\xed\xa0\x80"}',
    b'{"ref":"/data/q","value":"\\ud800"}',
    b'{"ref":"/data/q","value":"' + b"x" * MAX_PAYLOAD + b'"}',
    '{"ref":"/data/q","value":"\u2028\x7f \u0995"}'.encode(),
]


@pytest.mark.parametrize("payload", ODD, ids=lambda payload: repr(payload[:40]))
@pytest.mark.parametrize("kind", ["answer.set", "answer.skipped", "note.set"])
def test_what_an_odd_payload_says_is_the_same_by_the_short_way(kind, payload):
    event = an_event(kind)
    assert told_or_refused(projection.said_in, event, payload) == told_or_refused(what_is_said, event, payload)


@given(ref=st.text(), value=st.text(), replaces=st.booleans())
def test_what_an_answer_says_is_the_same_by_the_short_way(ref, value, replaces):
    event = an_event("answer.set", ("4" * 64,) if replaces else ())
    payload = write_payload({"ref": ref, "value": value})
    assert projection.said_in(event, payload) == what_is_said(event, payload)


def test_what_goes_into_the_database_keeps_its_kind(pair):
    field, _ = pair
    with field.reading() as connection:
        kinds = "SELECT typeof(?), typeof(?), typeof(?), typeof(?)"
        found = driver.run(connection, kinds, (b"bytes", None, True, "text")).fetchone()
    assert found == ("blob", "null", "integer", "text")
