"""Days and clock times as people type them, and back: day month year, in figures or with the month's name."""

from __future__ import annotations

import re
from datetime import date, datetime, time

_PARTS = re.compile(r"[\s./,\-]+")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLOCK = re.compile(r"(\d{1,2})[:.h ]?(\d{2})?")
_CENTURY = 100
_DAY_AND_MONTH, _WHOLE = 2, 3


def read_day(typed: str, today: date, months: tuple[tuple[str, ...], ...] = ()) -> str | None:
    """Return a typed day as ISO, None when it is no day; without a year it is the nearest one that is not ahead.

    `months` are names per month, in the languages that may be typed.
    """
    text = typed.strip().rstrip(".").casefold()
    if _ISO.fullmatch(text):
        return _iso(text)
    parts = [part for part in _PARTS.split(text) if part]
    if len(parts) not in (_DAY_AND_MONTH, _WHOLE) or not parts[0].isdecimal():
        return None
    month = _month(parts[1], months)
    if month is None or (len(parts) == _WHOLE and not parts[2].isdecimal()):
        return None
    if len(parts) == _WHOLE:
        year = int(parts[2])
        return _made(year + 2000 if year < _CENTURY else year, month, int(parts[0]))
    this_year = _made(today.year, month, int(parts[0]))
    return this_year if this_year and this_year <= today.isoformat() else _made(today.year - 1, month, int(parts[0]))


def read_clock(typed: str) -> str | None:
    """Return a typed clock time ("7", "7:05", "19.30", "1930") as an XForms time, None when it is none."""
    text = typed.strip().casefold()
    if len(text) == 4 and text.isdecimal():  # noqa: PLR2004 - hhmm
        text = f"{text[:2]}:{text[2:]}"
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    try:
        return time(int(match[1]), int(match[2] or 0)).isoformat(timespec="seconds") + ".000"
    except ValueError:
        return None


def shown_day(value: str) -> date | None:
    """Return an XForms date (or the day of a moment) as a date, None when it is blank or none."""
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def shown_clock(value: str) -> str:
    """Return the hours and minutes of an XForms time or moment, "" when there are none."""
    clock = value.partition("T")[2] if "T" in value else value
    return clock[:5] if re.match(r"\d{2}:\d{2}", clock) else ""


def moment(day: str, clock: str, now: datetime) -> str:
    """Return an XForms moment of an ISO day and an XForms time, in the offset that `now` has."""
    offset = now.strftime("%z") or "+0000"
    return f"{day}T{clock}{offset[:3]}:{offset[3:5]}"


def read_number(typed: str, *, whole: bool) -> str | None:
    """Return a typed number as the form keeps it, None when it is none; a decimal comma is understood."""
    text = typed.strip().replace("\u2212", "-").replace(" ", "")
    if not whole and text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    pattern = r"[-+]?\d{1,18}" if whole else r"[-+]?(\d{1,18}(\.\d{0,9})?|\.\d{1,9})"
    return text if re.fullmatch(pattern, text, re.ASCII) else None


def _month(word: str, months: tuple[tuple[str, ...], ...]) -> int | None:
    if word.isdecimal():
        return int(word)
    for number, names in enumerate(months, start=1):
        if any(len(word) > 2 and name.casefold().rstrip(".").startswith(word) for name in names):  # noqa: PLR2004 - jan
            return number
    return None


def _made(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _iso(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None
