"""`fieldaudit history`: who changed what and when, and the answers as of a past moment."""

from datetime import UTC, datetime, timedelta

import pytest

from fieldaudit.cli import main
from fieldaudit.cli.history import point
from fieldaudit.errors import MomentUnclear

CLEAR, SEEN = "/data/fire/exits_clear", "/data/fire/seen"


@pytest.fixture
def filled(run, audit):
    steps = [
        {"set": CLEAR, "to": "yes"},
        {"set": CLEAR, "to": "no"},
        {"skip": CLEAR, "reason": "the guard had gone"},
        {"set": SEEN, "to": 8},
    ]
    assert run("field", "fill", audit, fed=steps)[0] == 0
    return audit


def test_the_history_of_a_question_says_who_when_and_from_what_the_latest_first(run, filled):
    code, lines, _ = run("field", "history", filled, CLEAR)
    assert code == 0
    assert [(line["became"]["what"], line["became"]["text"]) for line in lines] == [
        ("skip", "the guard had gone"),
        ("answer", "no"),
        ("answer", "yes"),
    ]
    assert [[was["text"] for was in line["was"]] for line in lines] == [["no"], ["yes"], []]
    assert {line["who"] for line in lines} == {"Amina Rahman"}
    assert [line["standing"] for line in lines] == [True, False, False]
    assert all(datetime.fromisoformat(line["time"]).utcoffset() is not None for line in lines)


def test_the_answers_as_of_a_change_and_as_of_a_moment(run, filled):
    _, lines, _ = run("field", "history", filled, CLEAR)
    _, [then], _ = run("field", "history", filled, CLEAR, "--at", lines[1]["event"])
    assert (then["value"], then["state"]) == ("no", "answered")
    _, [now], _ = run("field", "history", filled, CLEAR, "--at", (datetime.now(UTC) + timedelta(hours=1)).isoformat())
    assert (now["value"], now["state"]) == ("", "not_checked")
    code, [refused], said = run("field", "history", filled, "--at", "2000-01-01")
    assert (code, refused["error"]) == (1, "AuditNotBegun")
    assert "had not begun" in said


def test_the_whole_history_names_each_question(run, filled, capsys):
    _, lines, _ = run("field", "history", filled)
    assert {line["ref"] for line in lines} >= {CLEAR, SEEN}
    assert main(["--home", "field", "--passphrase-file", "passphrase", "history", filled]) == 0
    text = capsys.readouterr().out
    assert "Amina Rahman  1.1 Every exit is clear.: no -> not checked: the guard had gone" in text


def test_what_is_no_moment_is_refused_in_one_sentence(run, filled):
    code, [refused], said = run("field", "history", filled, "--at", "yesterday")
    assert (code, refused["error"]) == (1, "MomentUnclear")
    assert "yesterday is not a day and time" in said
    code, [refused], _ = run("field", "history", filled, "--at", "0" * 64)
    assert (code, refused["error"]) == (1, "EventUnknown")
    with pytest.raises(MomentUnclear):
        point("21/11/2026")


def test_nothing_said_is_no_failure(run, audit):
    code, lines, said = run("field", "history", audit, SEEN)
    assert (code, lines) == (0, [])
    assert "Nothing was ever said" in said


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/data/fire/exits_claer", CLEAR),
        ("exits_clear", CLEAR),
        ("data/fire/seen", SEEN),
        ("/data/fire/sen", SEEN),
        ("/data/floor/floor_name", "/data/floor[1]/floor_name"),
        ("/data/floor[7]/floor_name", "/data/floor[1]/floor_name"),
    ],
)
def test_a_mistyped_question_is_refused_with_the_nearest_one(run, audit, typed, meant):
    for more in ([], ["--at", (datetime.now(UTC) + timedelta(hours=1)).isoformat()]):
        code, [refused], said = run("field", "history", audit, typed, *more)
        assert (code, refused["error"], said.count("\n")) == (1, "QuestionUnknown", 1)
        assert f"There is no question {typed} in this audit" in said
        assert f"Did you mean {meant}?" in said


def test_what_is_like_no_question_is_refused_without_a_guess(run, audit):
    code, [refused], said = run("field", "history", audit, "}{ zzzz")
    assert (code, refused["error"]) == (1, "QuestionUnknown")
    assert "Did you mean" not in said
    assert f"fieldaudit audits show {audit}" in said


def test_what_was_said_in_a_row_that_is_gone_is_still_told(run, audit):
    assert run("field", "fill", audit, fed=[{"set": "/data/floor[1]/floor_name", "to": "two"}])[0] == 0
    _, lines, _ = run("field", "history", audit)
    [named] = [line for line in lines if line["became"]["text"] == "two"]
    assert run("field", "fill", audit, fed=[{"remove": "/data/floor[1]"}])[0] == 0
    _, after, _ = run("field", "history", audit)
    [gone] = [line for line in after if line["event"] == named["event"]]
    code, told, _ = run("field", "history", audit, gone["ref"])
    assert (code, [line["event"] for line in told]) == (0, [named["event"]])
    assert run("field", "history", audit, "/data/floor")[0] == 0  # no row: nothing was said, and it is a question
