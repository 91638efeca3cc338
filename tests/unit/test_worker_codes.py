"""Codes of workers: drawn, easy to read aloud, and every usual slip is told. Bands and values of a list."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldaudit.audit import bands, worker_codes
from fieldaudit.field import roster_columns, roster_values

CODES = st.builds(worker_codes.draw)


@given(CODES)
def test_a_code_reads_back_however_it_is_typed(code):
    plain = code.replace("-", "")
    for typed in (code, code.lower(), plain, plain.lower(), " ".join(plain), f"  {code} "):
        assert worker_codes.read(typed) == code


@given(CODES, st.integers(0, 8), st.sampled_from(worker_codes.ALPHABET))
def test_one_misread_character_is_told(code, at, other):
    plain = code.replace("-", "")
    misread = plain[:at] + other + plain[at + 1 :]
    assert worker_codes.read(misread) == (code if other == plain[at] else "")


@given(CODES)
def test_two_that_changed_places_are_told(code):
    plain = code.replace("-", "")
    for one, other in itertools.combinations(range(9), 2):
        if plain[one] != plain[other]:
            changed = list(plain)
            changed[one], changed[other] = plain[other], plain[one]
            assert worker_codes.read("".join(changed)) == ""


@pytest.mark.parametrize("typed", ["", "K7M", "K7M-4QX-92HH", "O00-000-000", "Kestrel Q"])
def test_what_is_no_code_is_none(typed):
    assert worker_codes.read(typed) == ""


def test_a_known_code_is_not_drawn_again():
    class Once(set):
        asked = 0

        def __contains__(self, code):
            self.asked += 1
            return self.asked == 1  # as if the first one drawn were known

    known = Once()
    assert worker_codes.read(worker_codes.draw(known))
    assert known.asked == 2


@pytest.mark.parametrize(
    ("age", "band"),
    [(0, "0-14"), (14, "0-14"), (15, "15-17"), (17, "15-17"), (18, "18-24"), (54, "45-54"), (90, "55+")],
)
def test_bands_part_where_the_law_does(age, band):
    assert bands.age_band(age) == band


def test_an_age_is_the_least_that_a_year_allows():
    today = date(2026, 3, 5)
    assert bands.age_on(today, date(2008, 3, 5)) == 18
    assert bands.age_on(today, date(2008, 3, 6)) == 17
    assert bands.age_by_year(today, 2008) == 17
    assert bands.age_by_year(today, 2026) == 0


def test_a_corridor_names_what_is_known():
    assert bands.corridor("NP", "MY") == "NP-MY"
    assert bands.corridor("MY", "MY") == "MY"
    assert bands.corridor("NP", "") == "NP"
    assert bands.corridor("", "MY") == ""


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (("Sl. No.", "Name of Employee", "EMP ID", "Passport #"), ("", "name", "employee", "identity")),
        (("FULL_NAME", "Date-of-Birth", "D.O.J", "Sub Contractor"), ("name", "birth", "start", "agency")),
        (("name", "Name", "Gender (M/F)", "NID"), ("name", "", "sex", "identity")),
        (("Worker's Name", "Country of Origin", "Designation"), ("name", "nationality", "job")),
    ],
)
def test_headers_are_matched_forgivingly_and_each_field_once(headers, fields):
    assert roster_columns.guess(headers) == fields


@pytest.mark.parametrize(
    ("text", "code"),
    [("nepalese", "NP"), ("NPL", "NP"), ("np", "NP"), ("Turkiye", "TR"), ("viet nam", "VN"), ("P.R.C.", "")],
)
def test_nationalities_are_read_as_people_write_them(text, code):
    if code:
        assert roster_values.read_country(text) == code
    else:
        with pytest.raises(roster_values.Unreadable):
            roster_values.read_country(text)


@pytest.mark.parametrize("read", [roster_values.read_country, roster_values.read_sex, roster_values.read_age])
def test_no_cell_is_repeated_in_what_is_said_of_it(read):
    with pytest.raises(roster_values.Unreadable) as told:
        read("Kestrel Quarry")
    assert "Kestrel" not in str(told.value)


@given(st.text(max_size=12), st.sampled_from(["dmy", "mdy"]))
def test_any_text_is_a_day_or_is_told_to_be_none(text, order):
    try:
        found = roster_values.read_date(text, order, date(2026, 11, 22))
    except roster_values.Unreadable:
        return
    assert found <= date(2026, 11, 22)


@pytest.mark.parametrize("text", ["29/02/2023", "2026-13-01", "0/0/2001", "99999", "31 Foo 2001", "1e5"])
def test_no_such_day(text):
    with pytest.raises(roster_values.Unreadable):
        roster_values.read_date(text, "dmy", date(2026, 11, 22))


def test_digits_of_other_scripts_are_digits():
    assert roster_values.read_date("١٢/٣/٢٠٠١", "dmy", date(2026, 11, 22)) == date(2001, 3, 12)
