"""Calendars, coordinates and figures as they are typed: no Qt window needed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldaudit.desktop.run import calendars, coordinates
from fieldaudit.desktop.run.answers.numbers import grouped, ungrouped
from fieldaudit.desktop.run.coordinates import Wrong

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("calendar", "day", "written"),
    [
        (calendars.ethiopic, date(2007, 9, 12), "1 Meskerem 2000"),
        (calendars.ethiopic, date(2023, 9, 11), "6 Pagumen 2015"),
        (calendars.coptic, date(2023, 9, 12), "1 Tout 1740"),
        (calendars.coptic, date(1996, 9, 11), "1 Tout 1713"),
    ],
)
def test_days_are_written_in_calendars_of_thirteen_months(calendar, day, written):
    assert calendar().write(day) == written
    assert calendar().read(written) == day.isoformat()


@given(DAYS)
def test_every_day_is_read_as_it_was_written(day):
    for calendar in (calendars.ethiopic(), calendars.coptic()):
        assert calendar.read(calendar.write(day)) == day.isoformat()
        year, month, number = calendar.parts(day)
        after = calendar.parts(day + timedelta(days=1))
        assert after in ((year, month, number + 1), (year, month + 1, 1), (year + 1, 1, 1))


@pytest.mark.parametrize("typed", ["", "31 1 2019", "7 13 2015", "6 13 2018", "1 14 2019", "x Hidar 2019", "1 2 3 4"])
def test_what_is_no_day_is_not_read_as_another(typed):
    assert calendars.ethiopic().read(typed) is None


def test_a_month_and_a_year_stand_for_their_first_day():
    assert calendars.ethiopic().read("hid 2019", "month") == "2026-11-10"
    assert calendars.ethiopic().read("2019", "year") == "2026-09-11"
    assert calendars.ethiopic().read("2026-11-22") == "2026-11-22"


@pytest.mark.parametrize(
    "typed",
    [
        "23.81 90.41",
        "23.81, 90.41",
        "23,81 90,41",
        "N 23.81 E 90.41",
        "90.41E 23.81N",
        "23°48'36\"N 90°24'36\"E",
        "23° 48\u2032 36\u2033 N, 90° 24\u2032 36\u2033 E",
    ],
)
def test_a_place_is_read_however_it_was_pasted(typed):
    assert coordinates.read_point(typed) == "23.81 90.41 0.0 0.0"


def test_south_and_west_are_negative():
    assert coordinates.read_point("33°27'S 70°40'W") == "-33.45 -70.6666667 0.0 0.0"
    assert coordinates.read_point("-33.45 -70.66 520 4.5") == "-33.45 -70.66 520.0 4.5"


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("here", "shape"),
        ("23.81", "shape"),
        ("90.5 12", "latitude"),
        ("12 181", "longitude"),
        ("23°61'N 90°E", "shape"),
        ("10N 20N", "shape"),
        ("10E 20W", "shape"),
    ],
)
def test_a_place_that_is_none_says_what_is_wrong(typed, kind):
    assert coordinates.read_point(typed) == Wrong(kind)


def test_an_outline_closes_itself_and_is_shown_open():
    value = coordinates.read_points("1 2\n3 4\n5 6", "geoshape")
    assert value == "; ".join(f"{a}.0 {b}.0 0.0 0.0" for a, b in ((1, 2), (3, 4), (5, 6), (1, 2)))
    assert coordinates.write_points(value, "geoshape") == "1 2\n3 4\n5 6"


def test_the_line_of_a_wrong_point_is_named():
    assert coordinates.read_points("1 2\n\n95 4", "geotrace") == Wrong("latitude", 2)
    assert coordinates.read_points("1 2\n1 2", "geotrace") == Wrong("geotrace")
    assert coordinates.read_points("1 2\n3 4", "geoshape") == Wrong("geoshape")


@given(st.integers(-(10**15), 10**15))
def test_thousands_apart_are_the_same_number(number):
    assert ungrouped(grouped(str(number))) == str(number)


def test_a_figure_that_only_looks_grouped_is_left_alone():
    assert grouped("about 12") == "about 12"
    assert ungrouped("1 234 567") == "1234567"
    assert ungrouped("1.5") == "1.5"
