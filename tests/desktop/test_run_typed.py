from datetime import date, datetime, timedelta, timezone

import pytest

from fieldaudit.desktop.run import typed

TODAY = date(2026, 11, 21)
MONTHS = tuple(
    (name,)
    for name in (
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ]
    )
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("3 11 2026", "2026-11-03"),
        ("03/11/26", "2026-11-03"),
        ("3. 11. 2026", "2026-11-03"),
        ("3 nov 2026", "2026-11-03"),
        ("3 November", "2026-11-03"),
        ("3 december", "2025-12-03"),
        ("2026-11-03", "2026-11-03"),
        ("29 2 2024", "2024-02-29"),
        ("29 2 2025", None),
        ("31 11 2026", None),
        ("November 3", None),
        ("soon", None),
        ("3 ju 2026", None),
    ],
)
def test_a_day_is_read_as_people_type_it(said, meant):
    assert typed.read_day(said, TODAY, MONTHS) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("7", "07:00:00.000"),
        ("7:05", "07:05:00.000"),
        ("19.30", "19:30:00.000"),
        ("1930", "19:30:00.000"),
        ("25:00", None),
    ],
)
def test_a_clock_time_is_read_as_people_type_it(said, meant):
    assert typed.read_clock(said) == meant


@pytest.mark.parametrize(
    ("said", "whole", "meant"),
    [
        ("12", True, "12"),
        ("1 200", True, "1200"),
        ("3,5", False, "3.5"),
        ("\u22124", True, "-4"),
        ("3.5", True, None),
        ("x", False, None),
    ],
)
def test_a_number_is_read_with_its_comma_and_its_spaces(said, whole, meant):
    assert typed.read_number(said, whole=whole) == meant


def test_a_moment_carries_the_offset_of_this_machine():
    now = datetime(2026, 11, 21, tzinfo=timezone(timedelta(hours=6)))
    assert typed.moment("2026-11-03", "07:05:00.000", now) == "2026-11-03T07:05:00.000+06:00"
    assert typed.shown_clock("2026-11-03T07:05:00.000+06:00") == "07:05"
