"""What of a worker may stand in clear: an age band and a corridor (from which country to which), no more.

The bands part at the ages at which the law does: 15 (the least for work), 18 (hazardous work). Where only a year is
known, the age is the least that it can be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

BANDS = ("0-14", "15-17", "18-24", "25-34", "35-44", "45-54", "55+")
_FROM = (15, 18, 25, 35, 45, 55)
OLDEST = 110


def age_band(age: int) -> str:
    """Return the band of an age in whole years."""
    return BANDS[sum(age >= least for least in _FROM)]


def age_on(day: date, born: date) -> int:
    """Return the age in whole years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_by_year(day: date, year: int) -> int:
    """Return the least age that somebody born in a year can have."""
    return max(0, day.year - year - 1)


def corridor(nationality: str, country: str) -> str:
    """Return `NP-MY` of two country codes, one alone where the other is not known or the same."""
    if not nationality or nationality == country:
        return nationality
    return f"{nationality}-{country}" if country else nationality
