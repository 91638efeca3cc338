"""Dates and times of the form language: lexical forms, days since 1970, and back.

A naive date or time is read in the zone of this computer, as ODK Collect and Web Forms do.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self

DAY = 86_400.0
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
INVALID_DATE = "Invalid Date"
NAN = math.nan

_WHITE = " \t\r\n"
_NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2})(?::(\d{2})(?::(\d{2})(\.\d+)?)?)?(Z|[-+]\d{2}:\d{2})?)?", re.ASCII
)
_OFFSET = re.compile(r"[-+](?:0\d|1[0-4]):[0-5]\d|Z", re.ASCII)
_MIDNIGHT = re.compile(r"T00:00:00\.000.*")


class Moment(float):
    """A date or time as days since 1970 (UTC), which reads as `text` where a string is wanted."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, days: float, text: str) -> Self:
        """Make the moment from its days and its lexical form."""
        moment = super().__new__(cls, days)
        moment.text = text
        return moment


def parse_moment(text: str) -> datetime | None:
    """Read an ISO date or dateTime; None when it is neither. The result is aware."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    try:
        naive = datetime(  # noqa: DTZ001 - the zone is added below
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
            round(float(fraction or 0) * 1e6) % 1_000_000,
        )  # fmt: skip
        zone = _zone(offset)
        return naive.astimezone() if zone is None else naive.replace(tzinfo=zone)
    except (ValueError, OverflowError):
        return None


def _zone(offset: str | None) -> tzinfo | None:
    if not offset:
        return None
    if not _OFFSET.fullmatch(offset):
        raise ValueError(offset)
    return datetime.strptime(offset, "%z").tzinfo


def days(when: datetime) -> float:
    """Give the days from the first of January 1970 (UTC) to `when`."""
    return (when - EPOCH).total_seconds() / DAY


def from_days(number: float) -> datetime | None:
    """Give the aware local time that many days after 1970, None when it is no moment of the calendar."""
    if math.isnan(number) or math.isinf(number):
        return None
    try:
        return (EPOCH + timedelta(milliseconds=round(number * DAY * 1000))).astimezone()
    except OverflowError:
        return None


def moment_text(when: datetime) -> str:
    """Give the local dateTime with milliseconds and offset, only the date at local midnight."""
    return _MIDNIGHT.sub("", full_text(when))


def full_text(when: datetime) -> str:
    """Give the local dateTime with milliseconds and offset (ODK data type dateTime)."""
    return when.astimezone().isoformat(timespec="milliseconds")


def as_moment(when: datetime | None) -> Moment:
    """Wrap a time, or the lack of one, as a value of the expression language."""
    return Moment(NAN, INVALID_DATE) if when is None else Moment(days(when), moment_text(when))


def text_number(text: str) -> float:
    """Read a string as a number; an ISO date or dateTime is its days since 1970 (ODK XForms, `number()`)."""
    if text.isdecimal() and text.isascii():
        return float(text)
    text = text.strip(_WHITE)
    if _NUMBER.fullmatch(text):
        return float(text)
    when = parse_moment(text) if len(text) >= 10 and text[4] == "-" else None  # noqa: PLR2004 - an ISO date
    return NAN if when is None else days(when)
