"""Days in other calendars than the Gregorian: read as they are typed, and written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

Precision = Literal["day", "month", "year"]
_PARTS = re.compile(r"[\s./,\-]+")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_LENGTHS: dict[Precision, int] = {"day": 3, "month": 2, "year": 1}
_SHORTEST_NAME = 3
_MONTH = 30
_ETHIOPIC_EPOCH, _COPTIC_EPOCH = 2796, 103605  # the day before each era's first, counted as date.toordinal does

ETHIOPIC_MONTHS = (
    "Meskerem", "Tikimt", "Hidar", "Tahsas", "Tir", "Yekatit", "Megabit", "Miyazya", "Ginbot", "Sene", "Hamle",
    "Nehase", "Pagumen",
)  # fmt: skip
COPTIC_MONTHS = (
    "Tout", "Baba", "Hator", "Kiahk", "Toba", "Amshir", "Baramhat", "Baramouda", "Bashans", "Paona", "Epep", "Mesra",
    "Nasie",
)  # fmt: skip


@dataclass(frozen=True)
class Calendar:
    """A calendar: (year, month, day) of a date and back (None: no such day); the names of its months, first to show."""

    name: str
    parts: Callable[[date], tuple[int, int, int]]
    find: Callable[[int, int, int], date | None]
    months: tuple[tuple[str, ...], ...]

    def write(self, day: date, precision: Precision = "day") -> str:
        """Return a date as it is typed: `13 Hidar 2019`, its month and year, or its year."""
        year, month, number = self.parts(day)
        named = self.months[month - 1][0]
        return {"day": f"{number} {named} {year}", "month": f"{named} {year}", "year": str(year)}[precision]

    def read(self, text: str, precision: Precision = "day") -> str | None:
        """Return what was typed as a Gregorian ISO date (a month's and a year's first day), None where it is none.

        A whole ISO date is read as Gregorian.
        """
        typed = text.strip().casefold()
        if _ISO.fullmatch(typed):
            return _gregorian_iso(typed)
        parts = [part for part in _PARTS.split(typed) if part]
        if len(parts) != _LENGTHS[precision]:
            return None
        if precision == "month" and re.fullmatch(r"\d{4}", parts[0]):
            parts.reverse()
        day, month, year = [1, 1, *parts] if precision == "year" else [1, *parts] if precision == "month" else parts
        number = self._month(str(month))
        if number is None or not str(day).isdecimal() or not str(year).isdecimal():
            return None
        found = self.find(int(year), number, int(day))
        return found.isoformat() if found else None

    def _month(self, word: str) -> int | None:
        if word.isdecimal():
            return int(word) if 1 <= int(word) <= len(self.months) else None
        for number, names in enumerate(self.months, start=1):
            if len(word) >= _SHORTEST_NAME and any(name.casefold().startswith(word.rstrip(".")) for name in names):
                return number
        return None


def ethiopic() -> Calendar:
    """Return the Ethiopian calendar, years of mercy (twelve months of 30 days and one of 5 or 6)."""
    return _alexandrian("ethiopian", _ETHIOPIC_EPOCH, ETHIOPIC_MONTHS)


def coptic() -> Calendar:
    """Return the Coptic calendar, years of the martyrs."""
    return _alexandrian("coptic", _COPTIC_EPOCH, COPTIC_MONTHS)


def _alexandrian(name: str, before: int, months: tuple[str, ...]) -> Calendar:
    """Return a calendar whose leap years come every four years without exception.

    Dershowitz and Reingold, Calendrical Calculations, chapter 4: the Coptic and Ethiopic calendars.
    """

    def fixed(year: int, month: int, day: int) -> int:
        return before + 365 * (year - 1) + year // 4 + _MONTH * (month - 1) + day - 1

    def parts(day: date) -> tuple[int, int, int]:
        ordinal = day.toordinal()
        year = (4 * (ordinal - before) + 1463) // 1461
        month = (ordinal - fixed(year, 1, 1)) // _MONTH + 1
        return year, month, ordinal - fixed(year, month, 1) + 1

    def made(year: int, month: int, day: int) -> date | None:
        if not 1 <= day <= _MONTH or not 1 <= year < 8000:  # noqa: PLR2004 - within what a date can hold
            return None
        found = date.fromordinal(fixed(year, month, day))
        return found if parts(found) == (year, month, day) else None

    return Calendar(name, parts, made, tuple((month,) for month in months))


def _gregorian_iso(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None
