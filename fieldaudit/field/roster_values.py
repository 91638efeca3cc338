"""What stands in a roster's cells: dates in several shapes, ages, sexes, nationalities, identity numbers.

Problems name what is expected and never repeat the cell: what it holds may be somebody's name.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from fieldaudit import assets
from fieldaudit.audit import bands

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SPRING = ("january", "february", "march", "april", "may", "june")
_AUTUMN = ("july", "august", "september", "october", "november", "december")
_NAMED = enumerate((*_SPRING, *_AUTUMN), start=1)
_MONTHS = {name[:cut]: number for number, name in _NAMED for cut in (3, None)} | {"sept": 9}
_SEXES = {"m": "male", "male": "male", "man": "male", "f": "female", "female": "female", "woman": "female"}
_SEXES |= {"w": "female", "x": "other", "other": "other", "diverse": "other", "non binary": "other"}
_NUMBERS = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})([ T].*)?")
_TIGHT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ .-]+([a-z]+)[ .,-]+(\d{4}|\d{2})")
_WORDS_FIRST = re.compile(r"([a-z]+)[ .-]+(\d{1,2})(?:st|nd|rd|th)?,?[ .-]+(\d{4})")
_SERIAL = re.compile(r"[1-5]\d{4}")  # days since 1899-12-30, as spreadsheets keep them: from 1927 to 2064
_EPOCH = date(1899, 12, 30)
_YEAR = re.compile(r"(19|20)\d\d")
DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
_NO_DATE = "It is not a date that can be read: write it as 2026-03-05."


class Unreadable(ValueError):
    """A cell that cannot be read; its text is the reason."""


@dataclass(frozen=True)
class Order:
    """How a column's dates in digits alone are read, and why: `sure` where the column itself says so."""

    order: str
    sure: bool
    used: bool


def order_of(texts: Iterable[str], wanted: str = "") -> Order:
    """Return the order of day and month in a column; raises Unreadable where its dates contradict each other."""
    pairs = [(int(found[1]), int(found[2])) for text in texts if (found := _NUMBERS.fullmatch(text))]
    day_first = any(first > 12 for first, _ in pairs)  # noqa: PLR2004 - months
    month_first = any(second > 12 for _, second in pairs)  # noqa: PLR2004 - as above
    if day_first and month_first:
        raise Unreadable("Some of its dates can only be day/month/year and some only month/day/year.")
    if day_first or month_first:
        return Order(DAY_FIRST if day_first else MONTH_FIRST, sure=True, used=True)
    return Order(wanted or DAY_FIRST, sure=bool(wanted), used=bool(pairs))


def read_date(text: str, order: str, latest: date) -> date:
    """Return a date, no later than `latest`; raises Unreadable."""
    year, month, day = _parts(text.strip().lower(), order, latest)
    try:
        found = date(year, month, day)
    except ValueError:
        raise Unreadable("There is no such day.") from None
    if found > latest:
        raise Unreadable("It lies in the future.")
    return found


def _parts(text: str, order: str, latest: date) -> tuple[int, int, int]:
    if found := _ISO.fullmatch(text) or _TIGHT.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _NUMBERS.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), _full_year(found[3], latest)
        return (year, second, first) if order == DAY_FIRST else (year, first, second)
    if (found := _WORDS.fullmatch(text)) and found[2] in _MONTHS:
        return _full_year(found[3], latest), _MONTHS[found[2]], int(found[1])
    if (found := _WORDS_FIRST.fullmatch(text)) and found[1] in _MONTHS:
        return int(found[3]), _MONTHS[found[1]], int(found[2])
    if _SERIAL.fullmatch(text):
        day = _EPOCH + timedelta(days=int(text))
        return day.year, day.month, day.day
    raise Unreadable(_NO_DATE)


def _full_year(text: str, latest: date) -> int:
    """Return a year of two digits as the last one that is not in the future."""
    if len(text) > 2:  # noqa: PLR2004 - digits
        return int(text)
    year = latest.year - latest.year % 100 + int(text)
    return year if year <= latest.year else year - 100


def read_birth(text: str, order: str, today: date) -> tuple[str, int]:
    """Return a birth as it is kept (a day or a year) and the age that follows; raises Unreadable."""
    if _YEAR.fullmatch(text.strip()):
        return text.strip(), _checked(bands.age_by_year(today, int(text)))
    born = read_date(text, order, today)
    return born.isoformat(), _checked(bands.age_on(today, born))


def read_age(text: str) -> int:
    """Return an age in whole years; raises Unreadable."""
    found = re.fullmatch(r"(\d{1,3})(?:[.,]\d+)?(?: ?(?:y|yrs?|years?)(?: old)?)?", text.strip().lower())
    if found is None:
        raise Unreadable("It is not an age in years.")
    return _checked(int(found[1]))


def _checked(age: int) -> int:
    if not 0 < age <= bands.OLDEST:
        raise Unreadable(f"It makes an age of {age} years.")
    return age


def read_sex(text: str) -> str:
    """Return male, female or other; raises Unreadable."""
    found = _SEXES.get(" ".join(text.casefold().replace(".", " ").replace("-", " ").split()))
    if found is None:
        raise Unreadable("It is none of male, female and other (M, F and X will do).")
    return found


def read_country(text: str) -> str:
    """Return the two letters of a country; raises Unreadable."""
    found = _countries().get(_plain(text))
    if found is None:
        raise Unreadable("It is no nationality that is known here: write the country's two letters, as NP.")
    return found


@cache
def _countries() -> Mapping[str, str]:
    path = assets.folder("resources") / "rosters" / "nationalities.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {_plain(name): row["code"] for row in rows for name in (row["code"], *row["names"].split(";"))}


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(one if one.isalnum() else " " for one in letters if not unicodedata.combining(one))
    return " ".join(kept.split())
