"""Lines as this program writes them are read without a JSON reader: that reading and the strict one always agree."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_audit_events import VALUES

from fieldaudit.audit import events
from fieldaudit.audit.events import MAX_REPLACES, parse_line, write_line
from fieldaudit.errors import EventRefused

HEX64 = "ab" * 32


def compact(**changes):
    """Return a line in the order and spacing of this program, whatever its values are."""
    data = {"v": 1, **{key: (VALUES | changes)[key] for key in events._KEYS[1:]}}
    return json.dumps(data, separators=(",", ":")).encode()


def test_a_line_as_this_program_writes_it_takes_the_short_way(monkeypatch):
    line = write_line(VALUES).line
    assert line == compact()
    monkeypatch.setattr(events, "_any_event", None)
    assert parse_line(line).line == line


@given(st.data())
def test_both_ways_read_the_same_from_a_line_with_a_changed_byte(data):
    line = write_line(VALUES | {"replaces": [HEX64, "cd" * 32]}).line
    at = data.draw(st.integers(0, len(line) - 1))
    changed = line[:at] + bytes([data.draw(st.integers(0, 255))]) + line[at + 1 :]
    agree(changed)


def agree(line):
    short = events._usual_event(line)
    try:
        assert events._any_event(line) == short or short is None
    except EventRefused:
        assert short is None


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": 1},
        {"seq": 0},
        {"seq": "2"},
        {"seq": True},
        {"seq": 2**53},
        {"lamport": 9 * 10**15 + 10**15 - 1},
        {"prev": ""},
        {"parent": HEX64},
        {"record": VALUES["record"].upper()},
        {"time": "2026-11-31T13:50:02.123Z"},
        {"time": "\u0662026-11-21T13:50:02.123Z"},
        {"audience": "restricted"},
        {"kind": "event.cancelled"},
        {"cancels": HEX64},
        {"replaces": [HEX64, HEX64]},
        {"replaces": [f"{n:064x}" for n in range(MAX_REPLACES + 1)]},
        {"type": "audit\n"},
        {"late": "true"},
        {"late": 1},
        {"offset": "+01"},
    ],
    ids=lambda changes: str(changes)[:40],
)
def test_a_line_that_makes_no_sense_is_refused_in_the_usual_writing_too(changes):
    assert events._usual_event(compact(**changes)) is None
    with pytest.raises(EventRefused):
        parse_line(compact(**changes))
    with pytest.raises(EventRefused):
        write_line(VALUES | changes)
