"""Functions of real forms that ODK XForms does not name; those that mean nothing here are refused in a sentence."""

import pytest
from checklist_samples import inputs, xform

from fieldaudit import errors
from fieldaudit.checklist import Session, parse_form
from fieldaudit.checklist.xpath.functions.calendar_names import _NAMES, code_of, month, weekday

ROWS = "".join(
    f"<loan><amount>{amount}</amount><kind>{kind}</kind></loan>"
    for amount, kind in (("10", "a"), ("30", "b"), ("", "a"), ("5", "a"))
)
REPEAT = '<repeat nodeset="/data/loan"><input ref="/data/loan/amount"/><input ref="/data/loan/kind"/></repeat>'
AMOUNT, KIND = "/data/loan/amount", "/data/loan/kind"


def quoted(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def session_of(expression):
    bind = f'<bind nodeset="/data/q" calculate="{quoted(expression)}"/>'
    return Session.start(
        parse_form(xform(f"{ROWS}<one>b</one><q/>", bind, REPEAT + inputs("one"))), properties={"username": "Rana"}
    )


def value(expression):
    session = session_of(expression)
    assert not session.faults
    return session.node("/data/q").value


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f"sum-if({AMOUNT}, {KIND} = 'a')", "15"),
        (f"sum-if({AMOUNT}, {AMOUNT} > 100)", "0"),
        (f"count-if(/data/loan, {KIND} = 'a')", "3"),
        (f"count-if({AMOUNT}, {AMOUNT} >= 10 and {KIND} != 'b')", "1"),
        (f"max-if({AMOUNT}, {KIND} = 'a')", "10"),
        (f"min-if({AMOUNT}, {KIND} = 'a')", "5"),
        (f"min-if({AMOUNT}, {KIND} = 'z')", ""),
        (f"mean-if({AMOUNT}, {KIND} = 'a')", "7.5"),
        (f"join-if(', ', {KIND}, {AMOUNT} > 5)", "a, b"),
        (f"count-if(/data/loan, {KIND} = /data/one)", "1"),
        (f"rank-index(2, {AMOUNT})", "1"),
        (f"rank-index(4, {AMOUNT})", "3"),
        (f"rank-index(9, {AMOUNT})", "999"),
        ("item-at('|', 'x|y|z', 1)", "y"),
        ("item-at('|', 'x|y|z', 3)", ""),
        ("item-at('|', 'x|y|z', -1)", ""),
        ("count-items('|', 'x|y|z')", "3"),
        ("count-items('|', '')", "0"),
        ("item-index('|', 'x|y|z', 'z')", "2"),
        ("item-index('|', 'x|y|z', 'q')", "-1"),
        ("item-present('|', 'x|y|z', 'y')", "true"),
        ("de-duplicate('|', 'x|y|x')", "x|y"),
        ("concat(upper('a'), linebreak(), lower('B'))", "A\nb"),
        ("empty(/data/q2)", "true"),
        ("format-number(1234567.5)", "1,234,567.5"),
        ("format-number(1000)", "1,000"),
        ("difference-in-months('2024-01-31', '2024-02-29')", "0"),
        ("difference-in-months('2024-01-29', '2024-02-29')", "1"),
        ("difference-in-months('2024-02-29', '2023-02-28')", "-12"),
        ("difference-in-months('', '2023-02-28')", ""),
        ("format-date(add-date('2024-01-31', 0, 1), '%Y-%m-%d')", "2024-02-29"),
        ("format-date(add-date('2024-02-29', 1), '%Y-%m-%d')", "2025-02-28"),
        ("format-date(add-date('2024-01-01', 0, -1, 1), '%Y-%m-%d')", "2023-12-02"),
        ("add-date('soon', 1)", ""),
        ("parse-timestamp-to-date(1700000000000)", "2023-11-14"),
        ("parse-timestamp-to-date('')", ""),
        ("is-selected('a b', 'b')", "true"),
        ("depend('a', 'b', 'c')", "a"),
        ("property('username')", "Rana"),
        ("property('shoe size')", ""),
        ("version()", "1"),
        ("distance-between('0 0', '0 1') > 111000", "true"),
    ],
)
def test_a_function_of_another_program_gives_what_that_program_says(expression, expected):
    assert value(expression) == expected


def test_a_sum_over_some_rows_follows_every_answer_and_every_row():
    session = session_of(f"sum-if({AMOUNT}, {KIND} = 'a')")
    session.answer("/data/loan[2]/kind", "a")
    assert session.node("/data/q").value == "45"
    row, _ = session.add_repeat("/data/loan")
    session.answer(f"{row}/amount", "100")
    session.answer(f"{row}/kind", "a")
    assert session.node("/data/q").value == "145"
    session.remove_repeat("/data/loan[1]")
    assert session.node("/data/q").value == "135"


@pytest.mark.parametrize("name", ["duration", "relevant", "phone-call-log", "device-info", "z-score"])
def test_a_function_that_means_nothing_here_is_refused_with_what_to_use_instead(name):
    with pytest.raises(errors.FormRefused, match=f"no function “{name}\\(\\)”: .+"):
        session_of(f"{name}(/data/one)")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "juil."),
        ("Français (fr)", "juil."),
        ("Nepali (ne)", "जुलाई"),
        ("zh-Hans", "7月"),
        ("Filipino (fil)", "Hul"),
        ("Klingon", "Jul"),
        ("", "Jul"),
    ],
)
def test_months_are_named_in_the_language_of_the_form(language, expected):
    assert month(7, language) == expected


def test_every_language_names_twelve_different_months_and_seven_different_days():
    assert code_of("x (km)") == "km"
    for language in _NAMES:
        assert len({month(number, language) for number in range(1, 13)}) == 12
        assert len({weekday(number, language) for number in range(7)}) == 7
