"""The event line: what is written is read back, and nothing else is."""

import json
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldaudit.audit.events import (
    MAX_REPLACES,
    commitment,
    line_hash,
    parse_line,
    parse_next,
    read_payload,
    write_line,
    write_payload,
)
from fieldaudit.errors import EventRefused

HEX32, HEX64 = "ab" * 16, "cd" * 32
VALUES = {
    "record": "8c5f3f0e-6a2b-4a44-9a35-0d6fd3a1a111",
    "type": "audit",
    "seat": HEX32,
    "inc": HEX32,
    "seq": 2,
    "prev": HEX64,
    "parent": "",
    "kind": "answer.set",
    "lamport": 7,
    "time": "2026-11-21T13:50:02.123Z",
    "offset": "+360",
    "late": False,
    "form": "",
    "audience": "headoffice",
    "replaces": [HEX64],
    "cancels": "",
    "commit": HEX64,
    "sealed": False,
}


def line_with(**changes):
    return json.dumps({"v": 1} | VALUES | changes).encode()


def hexes(length):
    return st.text("0123456789abcdef", min_size=length, max_size=length)


@st.composite
def values(draw):
    seq = draw(st.integers(1, 2**53 - 1))
    kind = draw(st.sampled_from(["answer.set", "computed", "event.cancelled", "something.new"]))
    audience = draw(st.sampled_from(["site", "client", "headoffice", "restricted"]))
    return VALUES | {
        "record": str(draw(st.uuids())),
        "seat": draw(hexes(32)),
        "inc": draw(hexes(32)),
        "seq": seq,
        "prev": "" if seq == 1 else draw(hexes(64)),
        "parent": draw(st.one_of(st.just(""), hexes(64))) if seq == 1 else "",
        "kind": kind,
        "lamport": draw(st.integers(1, 2**53 - 1)),
        "late": draw(st.booleans()),
        "form": draw(st.one_of(st.just(""), hexes(64))),
        "audience": audience,
        "replaces": draw(st.lists(hexes(64), max_size=5, unique=True)),
        "cancels": draw(hexes(64)) if kind == "event.cancelled" else "",
        "commit": draw(hexes(64)),
        "sealed": audience == "restricted" or draw(st.booleans()),
    }


@given(values())
def test_what_is_written_is_read_back(given_values):
    event = write_line(given_values)
    again = parse_line(event.line)
    assert again == event
    assert event.hash == line_hash(event.line)
    assert {key: getattr(again, key) for key in given_values} == given_values | {
        "replaces": tuple(given_values["replaces"])
    }


def outcome(read, *given_to_it):
    """Return the event that is read, or the sentence that refuses it."""
    try:
        return read(*given_to_it)
    except EventRefused as refused:
        return refused.sentence


@given(values(), values(), st.booleans(), st.data())
def test_a_line_reads_the_same_after_the_one_before_it_as_by_itself(first, second, goes_on, data):
    before = write_line(first)
    if goes_on:
        second |= {key: first[key] for key in ("record", "type", "seat", "inc")}
        second |= {"seq": min(before.seq + 1, 2**53 - 1), "prev": before.hash, "parent": ""}
    line = write_line(second).line
    assert parse_next(line, before) == parse_line(line)
    at = data.draw(st.integers(0, len(line) - 1))
    changed = line[:at] + bytes([data.draw(st.integers(0, 255))]) + line[at + 1 :]
    assert outcome(parse_next, changed, before) == outcome(parse_line, changed)


@pytest.mark.parametrize(
    "changes",
    [
        {"lamport": 2**53},
        {"time": "2026-11-31T13:50:02.123Z"},
        {"replaces": [HEX64, HEX64]},
        {"kind": "event.cancelled"},
        {"audience": "restricted"},
        {"parent": HEX64},
        {"seq": 4},
        {"kind": "x" * 41},
    ],
    ids=str,
)
def test_a_line_that_makes_no_sense_is_refused_after_another_too(changes):
    before = write_line(VALUES)
    line = json.dumps({"v": 1} | VALUES | {"seq": 3, "prev": before.hash} | changes, separators=(",", ":")).encode()
    assert outcome(parse_next, line, before) == outcome(parse_line, line)
    if changes != {"seq": 4}:  # which is for the reader of the whole stream to refuse
        with pytest.raises(EventRefused):
            parse_next(line, before)


def test_the_hash_of_a_known_line_never_changes():
    assert write_line(VALUES).hash == "5a11649c9cd9ca7a5f7929c3845db5408ec823a94b0cfadc4882ddbdd8e479fa"


def test_the_commitment_of_a_known_payload_never_changes():
    payload = write_payload({"ref": "/data/exits", "value": "2"})
    assert payload == b'{"ref":"/data/exits","value":"2"}'
    assert commitment(b"\x01" * 32, payload) == "c6255f6e53b27a025ed36ae8bc48df904a188df63fe24a553a8ef8b1a9a29d61"


@given(st.data())
def test_any_changed_byte_is_refused_or_changes_the_hash(data):
    line = write_line(VALUES).line
    at = data.draw(st.integers(0, len(line) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != line[at]))
    changed = line[:at] + bytes([byte]) + line[at + 1 :]
    try:
        event = parse_line(changed)
    except EventRefused:
        return
    assert event.hash != line_hash(line)
    assert event.line == changed


@given(st.sampled_from(sorted({"v", *VALUES})))
def test_a_line_without_one_of_its_keys_is_refused(key):
    data = {"v": 1} | VALUES
    del data[key]
    with pytest.raises(EventRefused):
        parse_line(json.dumps(data).encode())


@given(st.sampled_from(sorted({"v", *VALUES})))
def test_a_line_that_says_one_key_twice_is_refused(key):
    line = write_line(VALUES).line
    value = json.dumps(({"v": 1} | VALUES)[key])
    with pytest.raises(EventRefused):
        parse_line(line[:-1] + f',"{key}":{value}'.encode() + b"}")


WRONG = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(max_value=0),
    st.integers(min_value=2**53),
    st.floats(),
    st.text(max_size=3),
    st.just([]),
    st.just({}),
    st.just([["x"]]),
)


@given(st.sampled_from(sorted({"v", *VALUES})), WRONG)
def test_a_value_of_another_kind_is_refused(key, value):
    legal = {
        "late": lambda v: isinstance(v, bool),
        "sealed": lambda v: isinstance(v, bool),
        "replaces": lambda v: v == [],
        "parent": lambda v: v == "",
        "form": lambda v: v == "",
        "cancels": lambda v: v == "",
        "type": lambda v: isinstance(v, str) and v.isascii() and v.isalnum() and v.islower() and v[0].isalpha(),
        "kind": lambda v: isinstance(v, str) and v.isascii() and v.isalnum() and v.islower() and v[0].isalpha(),
    }
    if legal.get(key, lambda _: False)(value) or (isinstance(value, str) and key in ("type", "kind")):
        return
    with pytest.raises(EventRefused):
        parse_line(line_with(**{key: value}))


@pytest.mark.parametrize(
    "changes",
    [
        {"extra": 1},
        {"v": 2},
        {"v": True},
        {"seq": 1},
        {"seq": 1.0},
        {"seq": True},
        {"prev": ""},
        {"parent": HEX64},
        {"record": VALUES["record"].upper()},
        {"record": VALUES["record"].replace("-", "")},
        {"time": "2026-11-31T13:50:02.123Z"},
        {"time": "2026-11-21T13:50:02Z"},
        {"offset": "360"},
        {"audience": "everyone"},
        {"audience": "restricted"},
        {"kind": "event.cancelled"},
        {"cancels": HEX64},
        {"replaces": [HEX64, HEX64]},
        {"replaces": [f"{n:064x}" for n in range(MAX_REPLACES + 1)]},
        {"type": "audit\n"},
        {"commit": HEX64 + "\n"},
    ],
    ids=str,
)
def test_a_line_that_makes_no_sense_is_refused(changes):
    with pytest.raises(EventRefused):
        parse_line(line_with(**changes))


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"[]",
        b"[" * 60_000,
        b"\xef\xbb\xbf" + line_with(),
        line_with() + b"\n",
        line_with().decode().encode("utf-16"),
        line_with() + b" " * 65_536,
        line_with().replace(b'"seq": 2', b'"seq": NaN'),
        line_with().replace(b'"seq": 2', b'"seq": -0'),
        line_with().replace(b'"seq": 2', b'"seq": ' + b"9" * 5000),
    ],
    ids=range(11),
)
def test_what_is_no_line_of_json_is_refused(line):
    with pytest.raises(EventRefused):
        parse_line(line)


def test_the_most_that_an_event_may_replace_fits_on_a_line():
    event = write_line(VALUES | {"replaces": [f"{n:064x}" for n in range(MAX_REPLACES)]})
    assert parse_line(event.line) == event


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_a_payload_is_read_back_as_it_was(payload):
    assert read_payload(write_payload(payload)) == payload


@pytest.mark.parametrize("value", [1.5, float("nan"), -1, 2**53, b"bytes", object, "\ud800", {1: "x"}], ids=repr)
def test_a_payload_holds_no_floats_and_nothing_that_json_lacks(value):
    with pytest.raises(EventRefused):
        write_payload({"value": value})


@pytest.mark.parametrize(
    "data",
    [
        b"[]",
        b'{"a":1.0}',
        b'{"a":1,"a":1}',
        b'{"a":"\\ud800"}',
        b'{"a":Infinity}',
        b"\xff",
        b'{"a":"' + b"x" * 1_100_000 + b'"}',
    ],
)
def test_a_payload_of_another_seat_is_read_as_strictly(data):
    with pytest.raises(EventRefused):
        read_payload(data)


def test_a_payload_above_a_megabyte_is_refused():
    with pytest.raises(EventRefused):
        write_payload({"text": "x" * 1_100_000})


def test_every_record_id_of_uuid4_is_accepted():
    assert parse_line(line_with(record=str(uuid.uuid4()))).type == "audit"
